"""Batch normalisation over all replicas, against NumPy with all their samples at once."""

import keras
import numpy as np
import pytest
from comparison import in_comparison, on_each_backend
from helpers import value

import kerasgan
from kerasgan.builders import ARCHITECTURES, starts_from_pictures
from kerasgan.layers import ConditionalBatchNormalization, ResidualBlock, SynchronizedBatchNormalization
from kerasgan.training.step import replicas


def tensor(array):
    return keras.ops.convert_to_tensor(array)


@pytest.fixture
def beside(monkeypatch):
    """A function that has this replica share a batch with another one, which sees the samples given."""

    def share(layer, others):
        def total(values):
            return values + layer._sums(tensor(others), tensor(layer.moving_mean))

        monkeypatch.setattr(replicas, "apart", lambda: True)
        monkeypatch.setattr(replicas, "total", total)

    return share


@pytest.mark.parametrize("shape, axis", [((5,), -1), ((2, 3, 5), -1), ((5, 2, 3), 1)])
def test_it_normalises_by_the_samples_of_all_replicas(shape, axis, beside, rng):
    layer = SynchronizedBatchNormalization(axis=axis, epsilon=1e-5, momentum=0.9)
    mine, others = (rng.normal(at, 2.0, (count, *shape)).astype("float32") for at, count in ((1000.0, 4), (1003.0, 6)))
    layer.build(mine.shape)
    beside(layer, others)
    found = value(layer(tensor(mine), training=True))
    every = np.concatenate([mine, others]).astype("float64")
    axes = tuple(number for number in range(every.ndim) if number != axis % every.ndim)
    mean, variance = every.mean(axes, keepdims=True), every.var(axes, keepdims=True)
    np.testing.assert_allclose(value(layer.moving_mean), 0.1 * mean.ravel(), rtol=1e-5)
    layer.moving_mean.assign(mean.ravel())  # as after some steps: far from zero squares would lose their digits
    found = value(layer(tensor(mine), training=True))
    np.testing.assert_allclose(found, (mine - mean) / np.sqrt(variance + 1e-5), rtol=1e-3, atol=1e-3)


def test_on_one_device_it_is_keras_own(rng):
    x = tensor(rng.normal(3.0, 2.0, (6, 4, 5)).astype("float32"))
    ours, theirs = SynchronizedBatchNormalization(), keras.layers.BatchNormalization()
    for training in (True, False):
        np.testing.assert_array_equal(value(ours(x, training=training)), value(theirs(x, training=training)))
    np.testing.assert_array_equal(value(ours.moving_variance), value(theirs.moving_variance))


def test_a_mask_is_refused_where_the_batch_is_shared(beside, rng):
    layer = SynchronizedBatchNormalization(name="norm")
    x = rng.normal(size=(2, 3, 4)).astype("float32")
    layer.build(x.shape)
    beside(layer, x)
    with pytest.raises(ValueError, match="`mask`: 'norm' cannot leave samples out where several replicas share a batc"):
        layer(tensor(x), training=True, mask=tensor(np.ones((2, 3), bool)))


def test_its_config_is_that_of_every_backend():
    config = SynchronizedBatchNormalization(momentum=0.9, name="norm").get_config()
    assert "synchronized" not in config
    assert SynchronizedBatchNormalization.from_config(config).get_config() == config


def kinds(model):
    """How many synchronised batch normalisations a model has, and how many plain ones."""
    found = [layer for layer in model._flatten_layers() if isinstance(layer, keras.layers.BatchNormalization)]
    ours = [layer for layer in found if isinstance(layer, SynchronizedBatchNormalization)]
    return len(ours), len(found) - len(ours)


TINY = {"mlp": {"hidden": (2, 2)}, "dcgan": {"filters": (2, 2)}, "resnet": {"filters": (2, 2)}}
CLASSES = {"num_classes": 3, "condition": "projection"}
NORMALIZED = [arch for arch in ARCHITECTURES if arch not in ("r3gan", "stylegan2")]  # which have no normalisation
FROM_NOISE = [arch for arch in NORMALIZED if not starts_from_pictures(arch)]  # the others take no classes


def networks_of(arch, **options):
    """The networks that an architecture has, of 16x16 pixels."""
    shape, given = (16, 16, 1), {"normalization": "batch", **TINY.get(arch, {"filters": 2}), **options}
    if hasattr(ARCHITECTURES[arch], "generator"):
        made = {"output_shape": shape} if arch in FROM_NOISE else {"input_shape": shape}
        yield kerasgan.build_generator(arch, latent_dim=3, **made, **given)
    if hasattr(ARCHITECTURES[arch], "discriminator"):
        yield kerasgan.build_discriminator(arch, shape, **given)


@pytest.mark.parametrize("arch, classes", [*((a, {}) for a in NORMALIZED), *((a, CLASSES) for a in FROM_NOISE)])
def test_builders_take_it_in_the_place_of_each_batch_normalisation(arch, classes):
    pairs = list(zip(networks_of(arch, **classes), networks_of(arch, **classes, synchronized=True)))
    for plain, synchronized in pairs:
        none, count = kinds(plain)
        assert none == 0 < count
        assert kinds(synchronized) == (count, 0)
    assert pairs


@pytest.mark.parametrize(
    "layer",
    [
        ResidualBlock(2, normalization="batch", synchronized=True),
        ResidualBlock(2, normalization="batch", num_classes=3, synchronized=True),
        ConditionalBatchNormalization(3, synchronized=True),
    ],
)
def test_layers_with_it_survive_their_config(layer):
    again = type(layer).from_config(layer.get_config())
    again.build((None, 4, 4, 3))
    assert kinds(again)[0] > 0 and kinds(again)[1] == 0


@pytest.mark.parametrize("options", [{}, {"normalization": None}, {"normalization": "layer"}])
def test_without_batch_normalisation_there_is_nothing_to_synchronise(options):
    with pytest.raises(ValueError) as error:
        kerasgan.build_generator("mlp", synchronized=True, **options)
    assert str(error.value) == (
        "`synchronized`: expected False where there is no batch normalisation to synchronise. Received: True, with "
        f"normalization={options.get('normalization')!r}. Pass `normalization='batch'` too, or leave it out."
    )
    with pytest.raises(ValueError, match="^`synchronized`: expected True or False. Received: 'yes'.$"):
        kerasgan.build_discriminator("dcgan", (8, 8, 1), synchronized="yes")


LOAD = """
import sys, keras, numpy as np, kerasgan
model = keras.models.load_model(sys.argv[2] + "/model.keras")
np.savez(sys.argv[3], made=keras.ops.convert_to_numpy(model(np.ones((2, 3), "float32"))))
"""


@in_comparison
def test_a_saved_network_is_read_on_each_backend(tmp_path):
    model = kerasgan.build_generator("mlp", (4,), 3, hidden=5, normalization="batch", synchronized=True)
    model.save(tmp_path / "model.keras")
    expected = value(model(tensor(np.ones((2, 3), "float32"))))
    for found in on_each_backend(LOAD, tmp_path):
        np.testing.assert_allclose(found["made"], expected, rtol=1e-5, atol=1e-6)
