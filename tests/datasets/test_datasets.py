"""Data sets by name, and the contract of every source."""

import inspect
import sys
import types

import keras
import numpy as np
import pytest
from batches import source_of
from cases import some
from PIL import Image

import kerasgan
from kerasgan import datasets

# What one sample of each data set is.
SHAPES = {
    "derived_pairs": (28, 28, 1),
    "digits": (8, 8, 1),
    "gaussian_2d": (2,),
    "glyphs": (32, 32, 1),
    "grid_25": (2,),
    "image_folder": (6, 6, 3),
    "mnist": (28, 28, 1),
    "normal_200d": (200,),
    "paired_folder": (6, 6, 3),
    "ring_8": (2,),
    "stacked_mnist": (28, 28, 3),
    "table": (7,),  # as a `TableGAN` has it: which of 3 modes "x" is in and where, which of 3 categories "y" is
}


@pytest.fixture
def options(tmp_path, monkeypatch, rng):
    """What each data set needs on this machine: a folder of pictures, a file of rows, a stand-in for scikit-learn."""
    for folder in ("pictures", "pairs/a", "pairs/b"):
        (tmp_path / folder).mkdir(parents=True)
        for number in range(9):
            Image.fromarray(rng.integers(0, 256, (6, 6, 3), dtype="uint8")).save(tmp_path / folder / f"{number}.png")
    lines = [f"{x:.6f},{y}" for x, y in zip(rng.normal(size=60), np.resize(list("abc"), 60))]
    (tmp_path / "rows.csv").write_text("\n".join(["x,y", *lines]))
    images, target = rng.integers(0, 17, (40, 8, 8)).astype("float64"), rng.integers(0, 10, 40)
    module = types.ModuleType("sklearn.datasets")
    module.load_digits = lambda: types.SimpleNamespace(images=images, target=target)
    monkeypatch.setitem(sys.modules, "sklearn", types.ModuleType("sklearn"))
    monkeypatch.setitem(sys.modules, "sklearn.datasets", module)
    return {
        "image_folder": {"path": tmp_path / "pictures", "size": 6},
        "paired_folder": {"path": tmp_path / "pairs", "size": 6},
        "table": {"path": tmp_path / "rows.csv"},
    }


@pytest.fixture(params=datasets.SOURCES)
def name(request):
    if request.param == "table":
        pytest.importorskip("pandas")
    return request.param


def gan_of(name, data):
    """A GAN of two layers; for a table, which is no array, the one that takes frames."""
    if name == "table":
        return kerasgan.tables.build_gan(data.frame, g_hidden=[4], d_hidden=[4], noise=2, most_modes=3, pack=1)
    layers = keras.layers
    end = [layers.Dense(int(np.prod(SHAPES[name])), "tanh" if is_image(name) else None), layers.Reshape(SHAPES[name])]
    discriminator = keras.Sequential([keras.Input(SHAPES[name]), layers.Flatten(), layers.Dense(1)])
    return kerasgan.build_gan(keras.Sequential([keras.Input((2,)), *end]), discriminator)


def is_image(name):
    return len(SHAPES[name]) == 3


def batches(name, options, seed=0):
    data, rng = datasets.load(name, **options.get(name, {})), np.random.default_rng(seed)
    samples = gan_of(name, data).source_of(data, None, 8, rng) if name == "table" else source_of(data, None, 8, rng)
    return [samples.take()["real"] for _ in range(3)]


def test_names_are_sorted_and_all_load():
    assert datasets.names() == sorted(datasets.SOURCES)
    assert "normal_200d" in datasets.names()


@pytest.mark.parametrize(
    "name, ending",
    [
        ("normal_200", "Received: 'normal_200'. Did you mean 'normal_200d'?"),
        ("faces", "Received: 'faces'."),
        (None, "Received: None."),
    ],
)
def test_an_unknown_name_is_answered_with_the_known_ones(name, ending):
    with pytest.raises(ValueError) as error:
        datasets.load(name)
    known = ", ".join(repr(name) for name in datasets.names())
    assert str(error.value) == f"`name`: expected one of {known}. {ending}"


def test_unknown_options_are_answered_with_the_known_ones():
    with pytest.raises(ValueError) as error:
        datasets.load("normal_200d", sigm=3.0, size=2)
    assert str(error.value) == (
        "2 problems:\n"
        "  1. The data set 'normal_200d' takes no `sigm`. Known: dim, mu, sigma. Did you mean 'sigma'?\n"
        "  2. The data set 'normal_200d' takes no `size`. Known: dim, mu, sigma."
    )


def test_sources_and_all_their_options_are_documented(name):
    source = datasets.SOURCES[name]
    assert source.__doc__ and ">>>" in source.__doc__
    options = inspect.signature(source).parameters
    for option in options.values():
        assert f"        {option.name}: " in source.__doc__


# === The contract ===


def test_batches_have_the_shape_type_and_range_that_the_data_set_declares(name, options):
    low, high = datasets.SOURCES[name].value_range
    for x in batches(name, options):
        assert x.shape == (8, *SHAPES[name])
        assert x.dtype == (np.uint8 if (low, high) == (0, 255) else np.float32)
        assert np.isfinite(x).all() and x.min() >= low and x.max() <= high


def test_equal_seeds_give_equal_batches_and_others_do_not(name, options):
    first, again, other = (batches(name, options, seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("name", some(datasets.names(), ["mnist", "normal_200d", "paired_folder"]))
def test_a_gan_without_classes_trains_on_it(name, options):
    data = datasets.load(name, **options.get(name, {}))
    gan = gan_of(name, data)
    history = kerasgan.fit_gan(gan, data, steps=2, batch_size=8, verbose=0)
    assert np.isfinite(history.history["d_loss"]).all()
    made = gan.sample(2)
    if name == "table":
        assert made.dtypes.equals(data.frame.dtypes)
    else:
        assert made.dtype == ("uint8" if is_image(name) else "float32")


def test_what_a_data_set_needs_is_asked_for():
    with pytest.raises(ValueError) as error:
        datasets.load("image_folder", pth="pictures")
    assert str(error.value).endswith("2. `path`: the data set 'image_folder' needs it. Received none.")
    assert "takes no `pth`" in str(error.value) and "Did you mean 'path'?" in str(error.value)
