"""Tables of pandas: columns of all of its types."""

import re

import numpy as np
import pytest
from cases import some

import kerasgan

pandas = pytest.importorskip("pandas")
N = 8


def gan_of(width):
    g = kerasgan.build_generator("mlp", (width,), 2, hidden=(3,))
    return kerasgan.build_gan(g, kerasgan.build_discriminator("mlp", (width,), hidden=(3,)))


NUMBERS = {
    "float": lambda: pandas.Series(np.arange(N) / 3),
    "bool": lambda: pandas.Series([True, False] * 4),
    "nullable integers": lambda: pandas.Series(range(N), dtype="Int64"),
    "nullable floats": lambda: pandas.Series(np.arange(N) / 3, dtype="Float64"),
    "nullable truth values": lambda: pandas.Series([True, False] * 4, dtype="boolean"),
    "uint8": lambda: pandas.Series([0, 1] * 4, dtype="uint8"),
    "sparse": lambda: pandas.Series(pandas.arrays.SparseArray(np.arange(N) / 3)),
    "objects": lambda: pandas.Series([1, 2.5, True, 0] * 2, dtype=object),
}
NO_NUMBERS = {
    "words": lambda: pandas.Series(list("abababab")),
    "categories": lambda: pandas.Series(list("abababab"), dtype="category"),
    "numbers as words": lambda: pandas.Series(list("12121212"), dtype=object),
    "dates": lambda: pandas.Series(pandas.date_range("2020-01-01", periods=N)),
    "text": lambda: pandas.Series(list("abababab"), dtype="string"),
    "complex numbers": lambda: pandas.Series(np.arange(N) * 1j),
    "periods": lambda: pandas.Series(pandas.period_range("2020-01-01", periods=N, freq="D")),
}
WAYS = {
    "fit": lambda gan, x: gan.fit(x, verbose=0),
    "fit_gan": lambda gan, x: kerasgan.fit_gan(gan, x, steps=1, batch_size=N, verbose=0, doctor=False),
    "train_on_batch": lambda gan, x: gan.train_on_batch(x),
}


@pytest.mark.parametrize("kind", some(NUMBERS, ["nullable integers", "objects"]))
def test_numbers_of_every_type_are_taken(kind):
    frame = pandas.DataFrame({"a": NUMBERS[kind](), "b": NUMBERS["float"]()})
    gan, z = gan_of(2), np.ones((2, N, 2), "float32")
    for enter in WAYS.values():
        enter(gan, frame)
    assert not gan.pixels
    expected = np.array([[float(value) for value in row] for row in frame.itertuples(index=False)], "float32")
    one = gan.as_batch(frame, noise=z)["given"]["real"]
    np.testing.assert_allclose(one.astype("float32"), expected, rtol=1e-6)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", NO_NUMBERS)
def test_columns_without_numbers_are_named(kind, way):
    column = NO_NUMBERS[kind]()
    frame = pandas.DataFrame({"a": NUMBERS["float"](), "city": column})
    with pytest.raises(
        ValueError, match=rf"expected columns of numbers. Received: 'city' \({re.escape(str(column.dtype))}"
    ) as error:
        WAYS[way](gan_of(2), frame)
    assert ".drop(columns=['city'])`." in str(error.value)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_missing_is_counted(way):
    frame = pandas.DataFrame({"a": pandas.Series([1, None] * 4, dtype="Int64"), "b": NUMBERS["float"]()})
    with pytest.raises(ValueError, match="^`data`: expected finite numbers. Received 4 NaN"):
        WAYS[way](gan_of(2), frame)


def test_dummies_of_categories_and_columns_of_one_name_are_taken():
    frame = pandas.get_dummies(pandas.DataFrame({"a": np.arange(N) / 3, "city": list("abababab")}))
    assert frame.dtypes.tolist() == ["float64", "bool", "bool"]
    frame.columns = ["a", "b", "b"]
    gan = gan_of(3)
    np.testing.assert_allclose(gan.as_batch(frame)["given"]["real"], frame.to_numpy("float32"))
    for enter in WAYS.values():
        enter(gan, frame)
