"""The checks before step 1, each on its message."""

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan.training import preflight


def gan_with(output_activation, shape=(4,)):
    generator = kerasgan.build_generator(
        "mlp", output_shape=shape, latent_dim=2, hidden=(3,), output_activation=output_activation
    )
    return kerasgan.build_gan(generator, kerasgan.build_discriminator("mlp", input_shape=shape, hidden=(3,)))


def test_data_in_reach_raise_nothing(rng):
    normal = rng.normal(size=(50, 4))
    assert preflight.problems(gan_with(None), normal) == []
    assert preflight.problems(gan_with("tanh"), np.tanh(normal)) == []
    assert preflight.problems(gan_with("sigmoid"), np.clip(normal, 0, 1)) == []
    assert preflight.problems(gan_with("sigmoid"), rng.integers(0, 256, (50, 4)).astype("uint8")) == []


def test_a_sigmoid_against_normal_values_names_the_share_out_of_reach():
    x = np.array([[-2.0, -1.0, 0.5, 0.25], [0.5, 2.0, 0.75, 1.0]])
    expected = (
        "`data`: 37.5% of the values are out of the generator's reach. The data run from -2 to 2; the generator ends "
        "in 'sigmoid' and reaches 0 to 1. End the generator in a linear layer (`output_activation=None`), or scale the "
        "data. To train all the same, pass `check_range=False`."
    )
    assert preflight.problems(gan_with("sigmoid"), x) == [expected]
    assert preflight.problems(gan_with("sigmoid"), x, check_range=False) == []


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
    (problem,) = preflight.problems(gan_with(activation), x)
    assert fix in problem
    assert "100.0% of the values" in problem


def test_nan_and_infinite_values_are_counted():
    x = np.zeros((3, 4))
    x[0, 0], x[1, 1:3] = np.nan, np.inf
    expected = "`data`: expected finite numbers. Received 1 NaN and 2 infinite values of 12."
    assert preflight.problems(gan_with(None), x) == [expected]


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
    assert preflight.problems(gan_with("tanh", (6, 6, 1)), np.zeros(shape)) == [expected]


def test_train_on_batch_names_each_wrong_array(gan):
    with pytest.raises(ValueError) as error:
        gan.train_on_batch(np.zeros((8, 5)), noise=np.zeros((1, 8, 3)))
    assert str(error.value) == (
        "2 problems:\n"
        "  1. `x`: expected real samples of shape (batch, 4), or (1, batch, 4) with one batch for each D update. "
        "Received: (8, 5).\n"
        "  2. `noise`: expected shape (2, 8, 3), one z for each update, G's last. Received: (1, 8, 3)."
    )


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
        conditional.train_on_batch(np.zeros((8, 4)), np.zeros(7))
    assert keras.ops.isfinite(conditional.train_on_batch(np.zeros((8, 4)), np.zeros(8))["d_loss"])
