"""The penalties on D's slope: closed forms for a linear D, NumPy and finite differences for a curved one."""

import keras
import numpy as np
import oracle
import pytest
from helpers import drawing, scene_of, sgd, values

import kerasgan
from kerasgan import terms

KERNEL = np.array([[3.0], [0.0], [-4.0], [0.0]], "float32")  # of length 5


def linear_gan(**options):
    """A D that is x @ KERNEL, and a G that is z @ 1."""
    d = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, use_bias=False)])
    g = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, use_bias=False, kernel_initializer="ones")])
    d.set_weights([KERNEL])
    return kerasgan.build_gan(g, d, g_optimizer=sgd(), d_optimizer=sgd(0.1), **options)


def number(tensor):
    return float(keras.ops.convert_to_numpy(tensor))


LENGTHS = {
    "gradient_penalty": ((5 - 1) ** 2, 10),
    "zero_centered_penalty": (5**2, 10),
    "r1": (0.5 * 5**2, 5),
    "r2": (0.5 * 5**2, 5),
    "dragan": ((5 - 1) ** 2, 10),
}


@pytest.mark.parametrize("name", LENGTHS)
def test_a_linear_d_has_the_length_of_its_kernel_for_a_slope(name, real, rng):
    expected, weight = LENGTHS[name]
    gan = linear_gan(terms=[name], jit_compile=False)
    logs = gan.train_on_batch(real, noise=rng.normal(size=(2, 8, 3)))
    assert logs[name] == pytest.approx(weight * expected, rel=1e-5)


def test_the_update_under_a_penalty_is_that_of_the_closed_form(real, rng):
    """Wasserstein: w' = w - rate * (mean fake - mean real + weight * 2 (|w| - 1) w / |w|)."""
    noise = rng.normal(size=(2, 8, 3)).astype("float32")
    gan = linear_gan(loss="wasserstein", terms=[terms.GradientPenalty(weight=2.0)])
    gan.train_on_batch(real, noise=noise)
    fake = noise[0] @ np.ones((3, 4))
    slope = (fake.mean(0) - real.mean(0))[:, None] + 2.0 * 2 * (5 - 1) * KERNEL / 5
    np.testing.assert_allclose(gan.discriminator.get_weights()[0], KERNEL - 0.1 * slope, rtol=1e-4, atol=1e-5)


def test_points_lie_on_the_segments_between_real_and_generated_samples(real, rng):
    gan = linear_gan()
    term = terms.GradientPenalty()
    alpha = keras.ops.convert_to_numpy(term.draw((8, 4), keras.random.SeedGenerator(3)))
    assert alpha.shape == (8, 1) and alpha.min() >= 0 and alpha.max() <= 1 and len(np.unique(alpha)) == 8
    scene = scene_of(gan, "discriminator", real, rng.normal(size=(8, 3)).astype("float32"))
    scene.drawn = keras.ops.convert_to_tensor(alpha)
    points = keras.ops.convert_to_numpy(term.points(scene))
    fake = keras.ops.convert_to_numpy(scene.fake)
    np.testing.assert_allclose(points, (1 - alpha) * real + alpha * fake, rtol=1e-4, atol=1e-5)


def curved(name, d, real, fake, drawn):
    """The weighted penalty in NumPy."""
    points = {
        "gradient_penalty": real + drawn[:, :1] * (fake - real),
        "r1": real,
        "r2": fake,
        "dragan": real + real.std() * drawn,
    }[name]
    squared = oracle.squared_slopes(d, points)
    if name in ("r1", "r2"):
        return 5 * 0.5 * squared.mean()
    return 10 * ((np.sqrt(squared) - 1) ** 2).mean()


@pytest.mark.parametrize("name", ["gradient_penalty", "r1", "r2", "dragan"])
def test_the_update_of_a_curved_d_agrees_with_finite_differences(networks, real, rng, name):
    """The only step in which second derivatives count, against float64 differences of D's slope, taken by hand."""
    drawn = rng.uniform(0, 0.5, (8, 4))
    term = terms.get(name)
    if name in ("gradient_penalty", "dragan"):
        drawing(term, drawn[:, :1] if name == "gradient_penalty" else drawn)
    gan = kerasgan.build_gan(*networks, terms=[term], g_optimizer=sgd(), d_optimizer=sgd(0.1), jit_compile=False)
    g = oracle.Dense2(networks[0].get_weights(), "relu")
    d = oracle.Dense2(networks[1].get_weights(), "tanh")
    noise = rng.normal(size=(2, 8, 3)).astype("float32")
    fake = g.forward(noise[0].astype("float64"))[0]
    penalty = curved(name, d, real, fake, drawn)
    by_penalty = oracle.numerical_gradients(lambda: curved(name, d, real, fake, drawn), d.weights)
    oracle.discriminator_update(g, d, oracle.SGD(0.1), real, noise[0])
    expected = [weights - 0.1 * gradient for weights, gradient in zip(d.weights, by_penalty)]
    logs = gan.train_on_batch(real, noise=noise)
    assert logs[name] == pytest.approx(penalty, rel=1e-4)
    for found, wanted in zip(networks[1].get_weights(), expected):
        np.testing.assert_allclose(found, wanted, rtol=1e-3, atol=1e-4)


def test_a_slope_of_zero_has_a_finite_penalty_and_gradient(real):
    gan = linear_gan(terms=["gradient_penalty"], jit_compile=False)
    gan.discriminator.set_weights([np.zeros_like(KERNEL)])
    assert gan.train_on_batch(real)["gradient_penalty"] == pytest.approx(10, rel=1e-4)
    assert np.isfinite(gan.discriminator.get_weights()[0]).all()


def test_a_penalty_moves_no_statistics_of_d(real, rng):
    """Layer statistics are D's own affair: only its looks at real and generated samples write."""
    noise = rng.normal(size=(2, 8, 3)).astype("float32")
    found = []
    for some in ([], [terms.R1(weight=0.0)]):
        keras.utils.set_random_seed(1)
        stack = [keras.layers.Dense(3), keras.layers.BatchNormalization(name="norm"), keras.layers.Dense(1)]
        d = keras.Sequential([keras.Input((4,)), *stack])
        g = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)])
        gan = kerasgan.build_gan(g, d, terms=some, g_optimizer=sgd(), d_optimizer=sgd(), jit_compile=False)
        gan.train_on_batch(real, noise=noise)
        found.append(values(d.variables))
    for plain, penalised in zip(*found):
        np.testing.assert_allclose(plain, penalised, rtol=1e-5, atol=1e-6)


def test_a_batch_norm_under_a_penalty_is_warned_of():
    d = kerasgan.build_discriminator("mlp", (200,), normalization="batch")
    with pytest.warns(UserWarning) as caught:
        kerasgan.build_gan(None, d, terms=["gradient_penalty"])
    assert str(caught[0].message) == (
        "GradientPenalty limits D's slope at each sample, but with batch normalisation (hidden_1_norm) D's output for "
        "one sample depends on all of its batch. Build D with `normalization='layer'` or None."
    )
