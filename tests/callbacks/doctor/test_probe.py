"""What a look has in memory: large samples are looked at part by part, and the figures are those of all."""

import keras
import numpy as np
import pytest
from helpers import image_gan

import kerasgan
from kerasgan.callbacks.doctor import probe
from kerasgan.layers import EqualizedDense


@pytest.mark.parametrize(
    "shape, batch_size, glances, with_gradients",
    [
        ((64, 64, 3), 1, [32] * 4, [9] * 14),
        ((64, 64, 3), 50, [42] * 3, [42] * 3),  # what the steps have in memory a look may have, too
        ((256, 256, 3), 1, [4] * 32, [4] * 32),
        ((28, 28, 1), 1, [128], [128]),
    ],
)
def test_large_samples_are_looked_at_part_by_part(shape, batch_size, glances, with_gradients):
    looked = probe.Probe.__new__(probe.Probe)
    looked.gan = type("Game", (), {"group": 1})
    looked.real, looked.batch_size = np.broadcast_to(np.uint8(0), (128, *shape)), batch_size
    looked.given = {"real": looked.real}
    for numbers, lengths in ((probe.NUMBERS, glances), (probe.NUMBERS_WITH_GRADIENTS, with_gradients)):
        parts = looked.parts(numbers)
        assert [part.stop - part.start for part in parts] == lengths
        assert [part.start for part in parts] == np.cumsum([0, *lengths[:-1]]).tolist()


@pytest.mark.parametrize("count, group", [(128, 2), (12, 2), (6, 3), (10, 5)])
def test_parts_are_whole_packs(count, group):
    looked = probe.Probe.__new__(probe.Probe)
    looked.gan = type("Game", (), {"group": group})
    looked.real, looked.batch_size = np.zeros((count, 8)), 1
    looked.given = {"real": looked.real}
    lengths = [part.stop - part.start for part in looked.parts(1)]
    assert all(length % group == 0 and length for length in lengths) and sum(lengths) > count / 2


def test_the_figures_of_parts_are_those_of_all(rng, monkeypatch):
    gan, x = image_gan(), rng.uniform(-1, 1, (32, 8, 8, 1)).astype("float32")
    whole = probe.Probe(gan, {"real": x}).look()
    monkeypatch.setattr(probe, "NUMBERS", 8 * 64)
    in_parts = probe.Probe(gan, {"real": x})
    assert len(in_parts.parts(probe.NUMBERS)) == 4
    found = in_parts.look()
    assert found.keys() == whole.keys()
    for name, figure in whole.items():
        assert found[name] == pytest.approx(figure, rel=1e-4, abs=1e-5), name
    gradients = in_parts.gradients()
    monkeypatch.setattr(probe, "NUMBERS_WITH_GRADIENTS", 8 * 64)
    assert in_parts.gradients().keys() == gradients.keys()
    for name, figure in in_parts.gradients().items():  # of a quarter of the samples noise counts twice as much
        assert gradients[name] / 2 < figure < 3 * gradients[name], name


def test_slow_layers_that_keep_large_weights_hide_no_others(real):
    """G's last layer moves by its own length; the slow one, a hundred times as large, stays."""
    layers = [keras.Input((3,)), EqualizedDense(5, rate=0.01), keras.layers.Dense(4, use_bias=False)]
    gan = kerasgan.build_gan(keras.Sequential(layers), kerasgan.build_discriminator("mlp", (4,)))
    look = probe.Probe(gan, {"real": real})
    slow, last = gan.generator.layers
    used = np.concatenate([0.01 * slow.get_weights()[0].ravel(), last.get_weights()[0].ravel()])
    last.set_weights([2 * last.get_weights()[0]])
    expected = np.linalg.norm(last.get_weights()[0] / 2) / np.linalg.norm(used)
    assert look.moved()["g_distance"] == pytest.approx(expected, rel=1e-5) and expected > 0.1


def test_networks_that_begin_near_zero_do_not_count_as_grown(real):
    zeros = keras.layers.Dense(4, kernel_initializer="zeros")
    gan = kerasgan.build_gan(keras.Sequential([keras.Input((3,)), zeros]), kerasgan.build_discriminator("mlp", (4,)))
    look = probe.Probe(gan, {"real": real})
    zeros.set_weights([np.full((3, 4), 0.5), np.full(4, 0.5)])
    assert look.moved()["g_growth"] == pytest.approx(5)
    zeros.set_weights([np.full((3, 4), 50.0), np.full(4, 50.0)])
    assert look.moved()["g_growth"] == pytest.approx(500)


def test_while_an_optimizer_accumulates_nothing_is_said_to_stand_still(real):
    adam = [keras.optimizers.Adam(1e-2, gradient_accumulation_steps=4) for _ in "gd"]
    gan = kerasgan.build_gan(
        kerasgan.build_generator("mlp", (4,), latent_dim=3, hidden=(5,)),
        kerasgan.build_discriminator("mlp", (4,), hidden=(6,)),
        g_optimizer=adam[0],
        d_optimizer=adam[1],
    )
    look, seen = probe.Probe(gan, {"real": real}), []
    for _ in range(10):
        gan.train_on_batch(real)
        seen.append(look.moved()["d_moved"])
    assert min(seen) > 0
    gan.optimizer.d.learning_rate = 0.0
    for _ in range(10):
        gan.train_on_batch(real)
        seen.append(look.moved()["d_moved"])
    assert seen[-4:] == [0.0] * 4
