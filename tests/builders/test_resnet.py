"""Residual networks: SNGAN's order, sizes, classes, and training without any normalisation."""

import keras
import numpy as np
import pytest
from helpers import moved, sgd, value, values

import kerasgan
from kerasgan import builders
from kerasgan.layers import ConditionalBatchNormalization, ResidualBlock
from kerasgan.layers.spectral_normalization import SpectralNormalization

build_generator, build_discriminator = builders.build_generator, builders.build_discriminator


def names(model):
    return [layer.name for layer in model.layers]


def blocks(model):
    return [layer for layer in model.layers if isinstance(layer, ResidualBlock)]


def inside(model, kind):
    return [layer for layer in model._flatten_layers() if isinstance(layer, kind)]


def test_layers_are_those_of_sngan():
    g, d = build_generator("resnet", (28, 28, 1), 8, filters=2), build_discriminator("resnet", (28, 28, 1), filters=2)
    assert names(g) == ["project", "first_map", "up_1", "up_2", "output_norm", "output_activation", "output"]
    features = ["features_activation", "mean_over_map", "sum_over_map"]
    assert names(d) == ["down_1", "down_2", "last_block", *features, "logit"]
    assert [block.first for block in blocks(d)] == [True, False, False]
    assert inside(d, keras.layers.BatchNormalization) == [] and len(inside(g, keras.layers.BatchNormalization)) == 5
    convolutions = inside(d, keras.layers.Conv2D)
    assert len(inside(d, SpectralNormalization)) == len(convolutions) + 1 and not inside(g, SpectralNormalization)


@pytest.mark.parametrize("shape", [(28, 28, 1), (33, 33, 2), (128, 128, 3)])
def test_sizes_go_down_and_up_alike(shape):
    g, d = build_generator("resnet", shape, 4, filters=1), build_discriminator("resnet", shape, filters=1)
    sizes = builders.images.map_sizes(shape)
    assert [block.output.shape[1:3] for block in blocks(d)] == [*sizes[1:], sizes[-1]]
    assert [block.output.shape[1:3] for block in blocks(g)] == sizes[:-1][::-1]
    assert g.output_shape == (None, *shape)
    halvings = len(sizes) - 1
    assert [block.filters for block in blocks(d)] == [2**n for n in range(halvings)] + [2 ** (halvings - 1)]
    assert [block.filters for block in blocks(g)] == [2**n for n in range(halvings)][::-1]


def test_features_are_summed_where_spectral_normalisation_keeps_them_small(rng):
    x = keras.ops.convert_to_tensor(rng.uniform(-1, 1, (2, 28, 28, 1)).astype("float32"))
    for spectral, total in ((True, np.sum), (False, np.mean)):
        d = build_discriminator("resnet", (28, 28, 1), filters=2, spectral_normalization=spectral)
        maps = value(keras.Model(d.inputs, d.get_layer("features_activation").output)(x))
        last = "sum_over_map" if spectral else "mean_over_map"
        found = value(keras.Model(d.inputs, d.get_layer(last).output)(x))
        np.testing.assert_allclose(found, total(maps, axis=(1, 2)), rtol=1e-4, atol=1e-5)


def test_a_projection_gan_tells_g_the_class_by_its_normalisations_alone():
    options = {"num_classes": 3, "condition": "projection", "filters": 2}
    g, d = build_generator("resnet", (8, 8, 1), 4, **options), build_discriminator("resnet", (8, 8, 1), **options)
    assert len(inside(g, ConditionalBatchNormalization)) == 3 and not inside(g, keras.layers.Embedding)
    assert g.get_layer("project").kernel.shape == (4, 4 * 4 * 2)
    gan = kerasgan.build_gan(g, d, loss="hinge")
    assert gan.num_classes == 3
    plain = build_generator("resnet", (8, 8, 1), 4, normalization=None, **options)
    assert inside(plain, keras.layers.Embedding) and not inside(plain, ConditionalBatchNormalization)


@pytest.fixture
def bare():
    """An R3GAN-like pair and its GAN."""
    g = build_generator("resnet", (9, 8, 1), 4, filters=4, normalization=None, activation="leaky_relu")
    d = build_discriminator("resnet", (9, 8, 1), filters=4, spectral_normalization=False, activation="leaky_relu")
    some = {"loss": "relativistic", "terms": [kerasgan.terms.R1(1.0), kerasgan.terms.R2(1.0)], "jit_compile": False}
    return kerasgan.build_gan(g, d, g_optimizer=sgd(), d_optimizer=sgd(), **some)


def test_a_gan_without_any_normalisation_trains_under_r1_and_r2_and_is_saved(bare, rng, tmp_path):
    before = [values(bare.players[net].learned) for net in ("generator", "discriminator")]
    x = rng.uniform(-1, 1, (6, 9, 8, 1)).astype("float32")
    for _ in range(3):  # what leads to a zero convolution waits until it is zero no more
        logs = bare.train_on_batch(x)
    assert np.isfinite(list(logs.values())).all() and logs["r1"] > 0
    for net, old in zip(("generator", "discriminator"), before):
        stuck = [v.path for v, was in zip(bare.players[net].learned, old) if not moved([value(v)], [was])]
        assert stuck == (["discriminator/logit/bias"] if net == "discriminator" else [])  # only differences count
    bare.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    np.testing.assert_array_equal(again.sample(2, seed=0), bare.sample(2, seed=0))


def test_wrong_options_are_told_together():
    with pytest.raises(ValueError) as error:
        build_discriminator("resnet", (28, 28), filters=(2, 0), spectral_normalization=1, kernel_size=3)
    assert str(error.value).splitlines() == [
        "4 problems:",
        "  1. The 'resnet' discriminator takes no `kernel_size`. Known: activation, attention, condition, filters, "
        "minibatch, name, normalization, output_activation, spectral_normalization, synchronized.",
        "  2. `spectral_normalization`: expected True or False. Received: 1.",
        "  3. `filters`: expected a whole number of at least 1. Received: 0.",
        "  4. `input_shape`: a 'resnet' is for images, (height, width, channels), of at least 8x8 pixels. Received: "
        "(28, 28). For other shapes there is 'mlp'.",
    ]
