"""CycleGAN: the losses of its paper by hand, unpaired data of two lengths, saving, resuming, bad input."""

import keras
import numpy as np
import pytest
from helpers import sgd, value

import kerasgan

SCALE = 0.5  # of our least squares: half the mean squared distance


def linear(inputs, outputs, seed):
    network = keras.Sequential([keras.Input((inputs,)), keras.layers.Dense(outputs)])
    rng = np.random.default_rng(seed)
    network.set_weights([0.4 * rng.normal(size=weight.shape) for weight in network.weights])
    return network


def cycle_of(rate=0.0, **options):
    nets = linear(4, 4, 0), linear(4, 4, 1), linear(4, 1, 2), linear(4, 1, 3)
    return kerasgan.build_cycle_gan(*nets, g_optimizer=sgd(rate), d_optimizer=sgd(rate), **options)


@pytest.fixture
def sets(rng):
    return rng.normal(size=(24, 4)).astype("float32"), rng.normal(1.0, 2.0, (40, 4)).astype("float32")


def forward(network, x):
    kernel, bias = network.get_weights()
    return x @ kernel + bias


def test_the_losses_are_those_of_the_paper(sets):
    cycle = cycle_of(loss="least_squares")
    a, b = sets[0][:8], sets[1][:8]
    logs = cycle.train_on_batch(a, b)
    made_b, made_a = forward(cycle.a_to_b, a), forward(cycle.b_to_a, b)

    def mean_square(network, x, target):
        return np.mean((forward(network, x) - target) ** 2)

    d_loss = mean_square(cycle.d_a, a, 1) + mean_square(cycle.d_a, made_a, 0)
    d_loss += mean_square(cycle.d_b, b, 1) + mean_square(cycle.d_b, made_b, 0)
    assert logs["d_loss"] == pytest.approx(SCALE * d_loss, rel=1e-4)
    g_loss = mean_square(cycle.d_b, made_b, 1) + mean_square(cycle.d_a, made_a, 1)
    assert logs["g_loss"] == pytest.approx(SCALE * g_loss, rel=1e-4)
    back = np.abs(forward(cycle.b_to_a, made_b) - a).mean() + np.abs(forward(cycle.a_to_b, made_a) - b).mean()
    assert logs["cycle"] == pytest.approx(10 * back, rel=1e-4)
    left = np.abs(forward(cycle.b_to_a, a) - a).mean() + np.abs(forward(cycle.a_to_b, b) - b).mean()
    assert logs["identity"] == pytest.approx(5 * left, rel=1e-4)


@pytest.mark.full
def test_it_finds_the_way_there_and_back_without_pairs(rng):
    """b is a, shifted and scaled, in another order: both ways come back to where they began."""
    a = rng.normal(size=(512, 2)).astype("float32")
    b = 0.5 * rng.normal(size=(512, 2)).astype("float32") + np.array([2.0, -1.0], "float32")
    keras.utils.set_random_seed(0)
    d = [keras.Sequential([keras.Input((2,)), keras.layers.Dense(32, "relu"), keras.layers.Dense(1)]) for _ in "ab"]
    adam = [keras.optimizers.Adam(1e-2, beta_1=0.5) for _ in "gd"]
    options = {"g_optimizer": adam[0], "d_optimizer": adam[1], "identity": 0, "weight": 3.0, "loss": "non_saturating"}
    cycle = kerasgan.build_cycle_gan(linear(2, 2, 0), linear(2, 2, 1), *d, **options)
    kerasgan.fit_gan(cycle, (a, b), steps=1000, batch_size=64, seed=0, verbose=0, doctor=False)
    there = cycle.translate(a)
    np.testing.assert_allclose(there.mean(0), [2.0, -1.0], atol=0.4)
    np.testing.assert_allclose(cycle.translate(there, to="a"), a, atol=0.2)


def test_sets_of_different_length_and_kind_are_trained_on_apart(sets):
    a, b = sets
    cycle = cycle_of(1e-3)
    seen = []
    original = cycle.train_on_batches
    cycle.train_on_batches = lambda batches: seen.append(batches["given"]) or original(batches)
    sampler = lambda n, rng: b[rng.integers(0, len(b), n)]  # noqa: E731
    history = kerasgan.fit_gan(cycle, (a, b), epochs=2, batch_size=8, verbose=0, doctor=False)
    assert len(history.history["cycle"]) == 2 and sum(len(given["a"]) for given in seen) == 2 * (40 // 8)
    kerasgan.fit_gan(cycle, {"a": a, "b": sampler}, steps=2, batch_size=8, verbose=0)


def test_it_is_saved_and_goes_on_to_the_bit(sets, tmp_path):
    def run(steps, folder):
        keras.utils.set_random_seed(1)
        cycle = cycle_of(1e-2)
        options = {
            "batch_size": 8,
            "seed": 2,
            "verbose": 0,
            "checkpoint": kerasgan.Checkpoint(tmp_path / folder, steps=2),
        }
        kerasgan.fit_gan(cycle, sets, steps=steps, **options)
        return cycle

    run(3, "cut")
    resumed, whole = run(7, "cut"), run(7, "whole")
    for ours, theirs in zip(resumed.state, whole.state, strict=True):
        np.testing.assert_array_equal(value(ours), value(theirs))
    whole.save(tmp_path / "cycle.keras")
    whole.save_to_preset(tmp_path / "preset")
    for again in (keras.models.load_model(tmp_path / "cycle.keras"), kerasgan.presets.load(tmp_path / "preset")):
        for to, x in (("b", sets[0]), ("a", sets[1])):
            np.testing.assert_allclose(again.translate(x, to=to), whole.translate(x, to=to), rtol=1e-5, atol=1e-6)
        assert (again.weight, again.identity) == (10.0, 0.5)


def test_averaged_weights_translate_and_are_what_a_preset_has(sets, tmp_path, monkeypatch):
    monkeypatch.setattr(kerasgan.plots, "plot_model", lambda *arguments, **options: None)  # drawn by others' tests
    cycle = cycle_of(0.1)
    cycle.compile(optimizers={"generators": sgd(0.1, use_ema=True, ema_momentum=0.6), "discriminators": sgd(0.1)})
    networks, averaged = (cycle.a_to_b, cycle.b_to_a), None
    for _ in range(3):
        cycle.train_on_batch(sets[0][:8], sets[1][:8])
        now = [network.get_weights() for network in networks]
        averaged = averaged and [[0.6 * a + 0.4 * w for a, w in zip(*pair)] for pair in zip(averaged, now)] or now
    cycle.save_to_preset(tmp_path / "preset")
    again = kerasgan.presets.load(tmp_path / "preset")
    for game in (cycle, again):
        for to, x, (kernel, bias) in (("b", sets[0], averaged[0]), ("a", sets[1], averaged[1])):
            np.testing.assert_allclose(game.translate(x, to=to), x @ kernel + bias, rtol=1e-4, atol=1e-5)
    for network, last, kept in zip(networks, now, averaged):  # the game itself is as it was
        np.testing.assert_array_equal(network.get_weights()[0], last[0])
        assert not np.allclose(last[0], kept[0], rtol=1e-3)


def test_pixels_come_back_as_pixels(rng, tmp_path):
    def net(outputs, end):
        stack = [keras.Input((4, 4, 1)), keras.layers.Conv2D(outputs, 1, activation=end)]
        return keras.Sequential(stack)

    cycle = kerasgan.build_cycle_gan(net(1, "tanh"), net(1, "tanh"), net(1, None), net(1, None))
    a, b = (rng.integers(0, 256, (n, 4, 4, 1)).astype("uint8") for n in (16, 12))
    kerasgan.fit_gan(cycle, (a, b), steps=2, batch_size=4, verbose=0)
    made = cycle.translate(a)
    assert made.dtype == np.uint8 and made.shape == a.shape
    with pytest.raises(ValueError, match="^`samples`: this GAN was trained on uint8 images there"):
        cycle.translate(a / 255)


def test_networks_that_do_not_fit_are_all_named():
    with pytest.raises(ValueError) as error:
        kerasgan.build_cycle_gan(linear(4, 5, 0), linear(4, 4, 1), linear(4, 1, 2), linear(4, 1, 3))
    assert str(error.value) == (
        "2 problems:\n"
        "  1. `a_to_b` makes (None, 5), and `b_to_a` takes (None, 4). Change one of them so that they agree.\n"
        "  2. `a_to_b` makes (None, 5), and `d_b` takes (None, 4). Change one of them so that they agree."
    )
    with pytest.raises(ValueError, match="^`d_a`: expected a built Keras model with one input and one output."):
        kerasgan.build_cycle_gan(linear(4, 4, 0), linear(4, 4, 1), "patch", linear(4, 1, 3))
    other = linear(4, 5, 0), linear(5, 4, 1), linear(4, 1, 2), linear(5, 1, 3)
    with pytest.raises(
        ValueError, match="^`identity`: expected 0, since samples of the two sets have different shapes"
    ):
        kerasgan.build_cycle_gan(*other)
    assert kerasgan.build_cycle_gan(*other, identity=0).translate(np.zeros((2, 4))).shape == (2, 5)


def test_data_that_are_no_two_sets_are_refused(sets):
    cycle = cycle_of()
    with pytest.raises(ValueError, match="^`data`: expected 2 sets, \\('a', 'b'\\), in a tuple. Received: ndarray.$"):
        kerasgan.fit_gan(cycle, sets[0], steps=1, verbose=0)
    with pytest.raises(ValueError, match="is empty: expected at least one batch"):
        kerasgan.fit_gan(cycle, (sets[0], np.zeros((0, 4))), steps=1, batch_size=8, verbose=0)
    with pytest.raises(ValueError, match="`to`: expected one of 'a', 'b'. Received: 'c'."):
        cycle.translate(sets[0], to="c")
    with pytest.raises(ValueError, match="^`samples`: expected at least one. Received an empty array.$"):
        cycle.translate(sets[0][:0])
    with pytest.raises(ValueError, match="^`batch_size`: expected a whole number of at least 1. Received: 0.$"):
        cycle.translate(sets[0], batch_size=0)


def test_a_set_that_is_empty_or_too_small_is_named(sets):
    with pytest.raises(ValueError) as error:
        kerasgan.fit_gan(cycle_of(), (sets[0][:5], sets[1][:0]), steps=1, batch_size=8, verbose=0)
    assert str(error.value) == (
        "2 problems:\n"
        "  1. Set 'a': `data`: expected at least `batch_size` = 8 samples. Received 5. Pass `batch_size=5` or less.\n"
        "  2. Set 'b': `data` is empty: expected at least one batch of samples. Received shape (0, 4)."
    )


def test_networks_of_one_name_are_told_apart():
    ways = [keras.Sequential([keras.Input((4,)), keras.layers.Dense(4)], name="generator") for _ in "ab"]
    judges = [keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)], name="discriminator") for _ in "ab"]
    cycle = kerasgan.build_cycle_gan(*ways, *judges)
    assert [network.name for network in cycle.networks.values()] == ["a_to_b", "b_to_a", "d_a", "d_b"]


def test_it_makes_nothing_of_noise():
    with pytest.raises(ValueError) as error:
        cycle_of().sample(3)
    assert str(error.value) == (
        "`sample`: a CycleGAN makes nothing of noise. Call `translate`, or `kerasgan translate`, with samples."
    )
