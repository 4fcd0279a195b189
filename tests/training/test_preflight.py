"""The checks before step 1, each on its message."""

import keras
import numpy as np
import pytest
from helpers import image_gan, moved, values

import kerasgan
from kerasgan.networks.fields import Field
from kerasgan.training import preflight


def gan_with(output_activation, shape=(4,)):
    generator = kerasgan.build_generator(
        "mlp", output_shape=shape, latent_dim=2, hidden=(3,), output_activation=output_activation
    )
    return kerasgan.build_gan(generator, kerasgan.build_discriminator("mlp", input_shape=shape, hidden=(3,)))


def test_data_in_reach_raise_nothing(rng):
    normal = rng.normal(size=(50, 4))
    assert preflight.problems(gan_with(None), {"real": normal}) == []
    assert preflight.problems(gan_with("tanh"), {"real": np.tanh(normal)}) == []
    assert preflight.problems(gan_with("sigmoid"), {"real": np.clip(normal, 0, 1)}) == []
    assert preflight.problems(gan_with("sigmoid"), {"real": rng.integers(0, 256, (50, 4)).astype("uint8")}) == []


def test_a_sigmoid_against_normal_values_names_the_share_out_of_reach():
    x = np.array([[-2.0, -1.0, 0.5, 0.25], [0.5, 2.0, 0.75, 1.0]])
    expected = (
        "`data`: 37.5% of the values are out of the generator's reach. The data run from -2 to 2; the generator ends "
        "in 'sigmoid' and reaches 0 to 1. End the generator in a linear layer (`output_activation=None`), or scale the "
        "data. To train all the same, pass `check_range=False`."
    )
    assert preflight.problems(gan_with("sigmoid"), {"real": x}) == [expected]
    assert preflight.problems(gan_with("sigmoid"), {"real": x}, check_range=False) == []


@pytest.mark.parametrize(
    "activation, x, fix",
    [
        ("tanh", np.full((2, 4), 200.0), "Pass the images as uint8, or scale them: `data / 127.5 - 1`."),
        ("sigmoid", np.full((2, 4), 200.0), "Pass the images as uint8, or scale them: `data / 255`."),
        ("tanh", np.full((2, 4), -3.0), "End the generator in a linear layer"),
        ("relu", np.full((2, 4), -3.0), "End the generator in a linear layer"),
    ],
)
def test_the_fix_fits_the_mistake(activation, x, fix):
    (problem,) = preflight.problems(gan_with(activation), {"real": x})
    assert fix in problem
    assert "100.0% of the values" in problem


def test_nan_and_infinite_values_are_counted():
    x = np.zeros((3, 4))
    x[0, 0], x[1, 1:3] = np.nan, np.inf
    expected = "`data`: expected finite numbers. Received 1 NaN and 2 infinite values of 12."
    assert preflight.problems(gan_with(None), {"real": x}) == [expected]


@pytest.mark.parametrize(
    "shape, fix",
    [
        ((9, 6, 6), "Add the channel axis: `data[..., None]`."),
        ((6, 6, 1), "That is one sample without a batch axis: call `.batch(...)` on the data set."),
        ((9, 36), "Reshape it: `data.reshape((-1, 6, 6, 1))`."),
        ((9, 5, 5, 1), "Change the data, or build both networks for this shape."),
    ],
)
def test_a_wrong_shape_comes_with_the_fix(shape, fix):
    expected = f"`data`: expected shape (n, 6, 6, 1), what the generator makes. Received: {shape}. {fix}"
    assert preflight.problems(gan_with("tanh", (6, 6, 1)), {"real": np.zeros(shape)}) == [expected]


def test_train_on_batch_names_each_wrong_array(gan):
    with pytest.raises(ValueError) as error:
        gan.train_on_batch(np.zeros((8, 5)), noise=np.zeros((1, 8, 3)))
    assert str(error.value) == (
        "2 problems:\n"
        "  1. `x`: expected real samples of shape (batch, 4), or (1, batch, 4) with one batch for each D update. "
        "Received: (8, 5).\n"
        "  2. `noise`: expected shape (2, 8, 3), one z for each update, G's last. Received: (1, 8, 3)."
    )


def problems_of(call):
    with pytest.raises(ValueError) as error:
        call()
    return error.value.problems


def test_how_many_data_there_are_and_what_they_are_is_told_at_once(networks):
    few = "`data`: expected at least `batch_size` = 8 samples. Received 3. Pass `batch_size=3` or less."
    shape = "`data`: expected shape (n, 4), what the generator makes. Received: (3, 5). Change the data, or build both "
    gan, data = kerasgan.build_gan(*networks), np.zeros((3, 5))
    one, two = problems_of(lambda: kerasgan.fit_gan(gan, data, steps=1, batch_size=8))
    assert one == few and two.startswith(shape)
    labels = np.zeros(2, int)
    one, two, three = problems_of(lambda: kerasgan.fit_gan(conditional(), (data, labels), steps=1, batch_size=8))
    assert one == few and three.startswith(shape)
    assert two.startswith("`labels`: expected one for each of the 3 samples.")


def test_all_mistakes_of_the_data_of_keras_s_fit_are_told_at_once(networks):
    gan = kerasgan.build_gan(*networks)
    gan.compile(gradient_accumulation_steps=2)
    calls = {"sample_weight": np.ones(7), "batch_size": 7, "verbose": 0}
    weights, slices, shape = problems_of(lambda: gan.fit(np.zeros((7, 5)), **calls))
    assert weights.startswith("`sample_weight`: a GAN takes no weights") and "7" in slices
    assert shape.startswith("`data`: expected shape (n, 4), what the generator makes. Received: (7, 5).")


def test_labels_that_are_not_wanted_are_told_with_other_wrong_arguments(gan):
    labels, steps = problems_of(lambda: kerasgan.fit_gan(gan, np.zeros((8, 4)), labels=np.zeros(8, int), steps=0))
    assert labels.startswith("`labels`: this GAN takes none") and steps.startswith("`steps`: expected a whole number")


def test_labels_are_wanted_exactly_where_the_gan_is_conditional(gan):
    with pytest.raises(ValueError, match="^`labels`: this GAN takes none, since its networks have no label input."):
        gan.train_on_batch(np.zeros((8, 4)), np.zeros(8))
    conditional = kerasgan.build_gan(
        kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, num_classes=2),
        kerasgan.build_discriminator("mlp", input_shape=(4,), num_classes=2),
    )
    with pytest.raises(ValueError, match="^`labels`: this GAN is conditional and needs an integer label"):
        conditional.train_on_batch(np.zeros((8, 4)))
    with pytest.raises(
        ValueError, match=r"^`labels`: expected one integer for each sample, shape \(8,\). Received: \(7"
    ):
        conditional.train_on_batch(np.zeros((8, 4)), np.zeros(7, int))
    assert keras.ops.isfinite(conditional.train_on_batch(np.zeros((8, 4)), np.zeros(8, int))["d_loss"])


def conditional(num_classes=3):
    return kerasgan.build_gan(
        kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,), num_classes=num_classes),
        kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,), num_classes=num_classes),
    )


WANTED = "`labels`: expected integers from 0 to 2, the 3 classes of this GAN. Received: "
OF_UNKNOWN = " Samples of unknown class, -1, are for a D that tells it, `condition='auxiliary'`; else leave them out."
NO_CLASSES = {
    "from 1": ([1, 2, 3], "1 to 3. Count from 0: `labels - 1`."),
    "negative": ([-1, 0, 1], "-1 to 1."),
    "too large": ([99, 99, 99], "99."),
    "whole floats": ([0.0, 1.0, 2.0], "0.0 of dtype float64. Pass `labels.astype('int32')`."),
    "fractions": ([0.5, 1.0, 2.0], "0.5 of dtype float64."),
    "truth values": ([True, False, True], "True of dtype bool. Pass `labels.astype('int32')`."),
    "names": (
        ["a", "b", "c"],
        "'a' of dtype <U1. Number them: `names, labels = np.unique(labels, return_inverse=True)`.",
    ),
}


@pytest.mark.parametrize("name", NO_CLASSES)
def test_labels_that_are_no_classes_are_refused_wherever_they_come_in(name):
    gan = conditional()
    labels, ending = NO_CLASSES[name]
    x, before = np.zeros((3, 4), "float32"), values(gan.variables)
    for use in (
        lambda: gan.train_on_batch(x, labels),
        lambda: gan.sample(3, labels=labels),
        lambda: gan.fit(x, labels, batch_size=3, verbose=0),
        lambda: kerasgan.fit_gan(gan, x, labels=labels, steps=1, batch_size=3, verbose=0),
        lambda: kerasgan.fit_gan(gan, iter([(x, labels)]), steps=1, verbose=0),
        lambda: kerasgan.fit_gan(gan, lambda n, rng: (x, labels), steps=1, batch_size=3, verbose=0),
    ):
        with pytest.raises(ValueError) as error:
            use()
        assert str(error.value).removesuffix(OF_UNKNOWN) == WANTED + ending
    assert not moved(before, values(gan.variables))


def test_every_label_of_an_array_is_looked_at_before_the_first_step():
    labels = np.zeros(50, int)
    labels[37] = 3
    with pytest.raises(ValueError, match=f"^{WANTED}0 to 3.$"):
        kerasgan.fit_gan(conditional(), (np.zeros((50, 4)), labels), steps=1, batch_size=5, verbose=0)


def test_labels_of_a_wrong_shape_or_missing_are_found_before_the_first_step():
    with pytest.raises(ValueError, match=r"one integer for each sample, shape \(6,\). Received: \(6, 3\).$"):
        kerasgan.fit_gan(conditional(), np.zeros((6, 4)), labels=np.eye(6, 3, dtype=int), steps=1, batch_size=3)
    with pytest.raises(ValueError, match="^`labels`: this GAN is conditional and needs an integer label"):
        kerasgan.fit_gan(conditional(), np.zeros((6, 4)), steps=1, batch_size=3)


def test_keras_s_fit_checks_the_labels_beside_an_array(gan):
    x = np.zeros((6, 4), "float32")
    wrong = {
        "^`labels`: this GAN is conditional and needs an integer label": (conditional(), None),
        r"^`labels`: expected one integer for each sample, shape \(6,\). Received: \(6, 3\)": (
            conditional(),
            np.eye(6, 3, dtype=int),
        ),
        "^`labels`: this GAN takes none, since its networks have no label input.": (gan, np.zeros(6, int)),
    }
    for message, (one, labels) in wrong.items():
        with pytest.raises(ValueError, match=message):
            one.fit(x, labels, verbose=0)
    history = conditional().fit(x, np.arange(6) % 3, batch_size=3, verbose=0)
    assert np.isfinite(history.history["d_loss"]).all()


def test_labels_of_unknown_classes_are_still_integers_from_0_on():
    label = Field("label", (), "int32", is_class=True)
    assert label.problems(np.array([0, 77]), (2,), "labels") == []
    assert label.problems(np.array(3), (2,), "labels") == []
    expected = "`labels`: expected integers from 0 on. Received: -1." + OF_UNKNOWN
    assert label.problems(np.array(-1), (2,), "labels") == [expected]


@pytest.mark.parametrize("activation, reach", [("relu", "0 to inf"), ("softplus", "0 to inf")])
def test_uint8_need_two_ends_or_none(activation, reach):
    """Black would be -1, which such a G never makes."""
    gan = image_gan(activation=activation)
    with pytest.raises(ValueError) as error:
        kerasgan.fit_gan(gan, np.arange(4 * 64, dtype="uint8").reshape(4, 8, 8, 1), steps=1, batch_size=4, verbose=0)
    assert str(error.value) == (
        "`data`: uint8 become what G reaches, black its lower end and white its upper one. The generator ends in "
        f"{activation!r} and reaches {reach}. End it in 'tanh' or 'sigmoid', or in a linear layer "
        "(`output_activation=None`)."
    )
