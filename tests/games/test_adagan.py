"""AdaGAN: its weights against brute force, and a second GAN that gets what the first one missed."""

import random
import signal

import keras
import numpy as np
import pytest
from helpers import sgd, value

import kerasgan
from kerasgan.games.adagan import AdaGAN, Weighted, weights_of

FAR = np.array([[-6.0], [6.0]], "float32")


def by_bisection(h, beta):
    """The weights, lambda found by halving an interval 200 times."""
    ground, n = (1 - beta) * h, len(h)
    low, high = 0.0, ground.max() + n * beta + 1
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if np.maximum(middle - ground, 0).sum() < n * beta else (low, middle)
    return np.maximum(low - ground, 0) / (n * beta)


@pytest.mark.parametrize("beta", [0.05, 0.5, 1 / 3, 0.9, 1.0])
@pytest.mark.parametrize("n", [1, 2, 50])
def test_weights_are_those_of_brute_force(n, beta, rng):
    h = rng.exponential(1.0, n) ** 2
    weights = weights_of(h, beta)
    np.testing.assert_allclose(weights, by_bisection(h, beta), atol=1e-9)
    assert weights.sum() == pytest.approx(1.0) and weights.min() >= 0


def test_points_without_any_mixture_get_all_and_alike_points_the_same():
    np.testing.assert_allclose(weights_of(np.array([0.0, 0.0, 2.0, 2.0]), 0.5), [0.5, 0.5, 0, 0])
    np.testing.assert_allclose(weights_of(np.ones(4), 0.3), np.full(4, 0.25))
    np.testing.assert_allclose(weights_of(np.array([np.exp(100), 1.0]), 0.5), [0, 1])


def test_a_weighted_sampler_draws_by_weight(rng):
    drawn = Weighted(np.arange(4), np.array([0.5, 0, 0.3, 0.2]))(20_000, rng)
    np.testing.assert_allclose(np.bincount(drawn, minlength=4) / 20_000, [0.5, 0, 0.3, 0.2], atol=0.02)


def maker(centers):
    """A function that makes, one after the other, GANs stuck at these centers."""
    rest = iter(centers)

    def make_gan():
        g = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        g.set_weights([np.full((1, 1), 0.5), next(rest)])
        d = kerasgan.build_discriminator("mlp", (1,), hidden=(16,))
        return kerasgan.build_gan(g, d, g_optimizer=sgd(0.0), d_optimizer=sgd(0.01), latent="normal")

    return make_gan


def classifier():
    return kerasgan.build_discriminator("mlp", (1,), hidden=(16,))


@pytest.fixture
def data(rng):
    return (np.repeat(FAR, 256, axis=0) + 0.5 * rng.normal(size=(512, 1))).astype("float32")


QUICK = {"steps": 2, "batch_size": 64, "classifier_steps": 200, "verbose": 0, "seed": 3}
FEW = {**QUICK, "classifier_steps": 2}  # where it need not have learned


def test_the_second_gan_gets_the_points_that_the_first_one_missed(data):
    ada = AdaGAN(maker(FAR), classifier).fit(data, 2, **QUICK)
    first, second = ada.weights
    np.testing.assert_allclose(first, 1 / 512)
    assert second[256:].sum() > 0.95 and second.sum() == pytest.approx(1)
    assert ada.shares.tolist() == [0.5, 0.5]
    samples = ada.sample(400, seed=1)
    assert abs((samples > 0).mean() - 0.5) < 0.1 and np.abs(np.abs(samples) - 6).max() < 3
    np.testing.assert_array_equal(samples, ada.sample(400, seed=1))
    assert (samples != ada.sample(400, seed=2)).any()


def test_shares_follow_beta_and_rounds_add_up(data):
    make = maker([FAR[0]] * 3)
    ada = AdaGAN(make, classifier, beta=0.25)
    ada.weigh = lambda data, *others: np.full(len(data), 1 / len(data))
    ada.fit(data, 1, **FEW).fit(data, 2, **FEW)
    np.testing.assert_allclose(ada.shares, [0.75 * 0.75, 0.25 * 0.75, 0.25])
    ada = AdaGAN(make)
    for count in (1, 2, 3, 4):
        ada.add(None, None)
        np.testing.assert_allclose(ada.shares, np.full(count, 1 / count))


def test_a_cut_off_run_goes_on_from_its_rounds(data, tmp_path):
    options = {**FEW, "checkpoint": tmp_path}
    ada = AdaGAN(maker(FAR), classifier).fit(data, 2, **options)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["round_1", "round_2"]
    again = AdaGAN(maker(FAR), classifier).fit(data, 2, **options)
    np.testing.assert_array_equal(ada.sample(9, seed=0), again.sample(9, seed=0))


@pytest.mark.full
def test_ctrl_c_ends_it_with_the_rounds_made_so_far_and_the_same_call_goes_on(data, tmp_path):
    whole = AdaGAN(maker(FAR), classifier).fit(data, 2, **FEW)
    options, calls = {**FEW, "checkpoint": tmp_path}, []

    def press(batch, logs=None):
        calls.append(batch)
        if len(calls) == 3:  # the first of the second round
            signal.raise_signal(signal.SIGINT)

    callbacks = [keras.callbacks.LambdaCallback(on_train_batch_end=press)]
    ada = AdaGAN(maker(FAR), classifier).fit(data, 2, callbacks=callbacks, steps_per_execution=1, **options)
    assert len(ada.gans) == 1 and ada.shares.tolist() == [1.0] and len(calls) == 3
    again = AdaGAN(maker(FAR), classifier).fit(data, 2, **options)
    np.testing.assert_array_equal(whole.sample(9, seed=0), again.sample(9, seed=0))
    assert again.gans[1].optimizer.iterations == 2


def global_draws():
    """The next numbers of everything that `keras.utils.set_random_seed` sets."""
    found = [random.random(), np.random.random(), float(value(keras.random.uniform(())))]
    if keras.backend.backend() == "torch":
        return [*found, float(keras.ops.convert_to_numpy(__import__("torch").rand(())))]
    if keras.backend.backend() == "tensorflow":
        return [*found, float(__import__("tensorflow").random.uniform(()))]
    return found


def test_the_classifier_leaves_the_callers_random_numbers_alone(data, rng):
    ada = AdaGAN(maker(FAR), classifier).fit(data, 1, **FEW)
    keras.utils.set_random_seed(5)
    expected = global_draws()
    keras.utils.set_random_seed(5)
    ada.classify(data, 64, 3, rng)
    assert global_draws() == expected


@pytest.mark.full
def test_the_classifier_follows_the_seed_and_not_the_callers_random_numbers(data):
    ada = AdaGAN(maker(FAR), classifier).fit(data, 1, **FEW)
    first, second, other = (ada.classify(data, 64, 3, np.random.default_rng(seed)) for seed in (0, 0, 1))
    np.testing.assert_allclose(first, second, rtol=1e-5)
    assert (first != other).any()


def test_images_are_weighed_in_the_range_of_g(rng):
    """Black and white images; the D of `make_gan` is the classifier; the mixture makes grey ones."""
    data = np.repeat(np.array([0, 255], "uint8"), 32)[:, None, None, None] * np.ones((1, 4, 4, 1), "uint8")

    def make_gan():
        g = kerasgan.build_generator("mlp", (4, 4, 1), 2, hidden=())
        d = kerasgan.build_discriminator("mlp", (4, 4, 1), hidden=(4,), output_activation="sigmoid")
        return kerasgan.build_gan(g, d)

    ada = AdaGAN(make_gan).fit(data, 2, steps=1, batch_size=8, classifier_steps=2, verbose=0)
    assert ada.sample(5).dtype == np.uint8 and ada.sample(5).shape == (5, 4, 4, 1)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: AdaGAN(3), "`make_gan`: expected a function. Received: 3."),
        (lambda: AdaGAN(print, beta=1.5), "`beta`: expected a number between 0 and 1. Received: 1.5."),
        (lambda: AdaGAN(print, 3), "`make_classifier`: expected a function or None. Received: 3."),
        (lambda: AdaGAN(print).sample(3), "`sample`: there is no GAN in the mixture yet. Call `fit` first."),
        (
            lambda: AdaGAN(print).fit(np.zeros((4, 1)), 0, steps=1),
            "`rounds`: expected a whole number of at least 1. Received: 0.",
        ),
        (
            lambda: AdaGAN(print).fit(iter(()), 1, steps=1).gans,
            "`data`: expected an array, whose points can be weighed. Received: ",
        ),
        (
            lambda: AdaGAN(conditional).fit(np.zeros((4, 4)), 1, steps=1),
            "`make_gan`: AdaGAN weighs data without classes. Make a GAN without them.",
        ),
        (
            lambda: AdaGAN(packed)._classifier(),
            "`make_classifier`: the D of `make_gan` does not judge single samples by one output. Pass a function that "
            "returns a Keras model from a sample to one logit.",
        ),
    ],
)
def test_what_cannot_work_is_refused(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value).startswith(message)


def conditional():
    g = kerasgan.build_generator("mlp", (4,), 3, num_classes=2, hidden=2)
    return kerasgan.build_gan(g, kerasgan.build_discriminator("mlp", (4,), num_classes=2, hidden=2))


def packed():
    g, d = kerasgan.build_generator("mlp", (2,), 3), kerasgan.build_discriminator("mlp", (4,))
    return kerasgan.build_gan(g, d, transforms=["packing"])
