"""StyleGAN2: its two parts, its average of w, and what it makes in training and outside of it."""

import keras
import numpy as np
import pytest
from helpers import moved, sgd, value, values

import kerasgan
from kerasgan import build_discriminator, build_generator, layers, terms


def tensor(array):
    return keras.ops.convert_to_tensor(np.asarray(array, "float32"))


def pair(size=8, **options):
    shape = (size, size, 3)
    g = build_generator("stylegan2", shape, 4, filters=2, mapping_layers=2, **options)
    return g, build_discriminator("stylegan2", shape, filters=2)


def gan_of(networks, run_eagerly=False, **options):
    # Op by op JAX takes longer than to compile it all.
    options["run_eagerly"] = run_eagerly and keras.backend.backend() != "jax"
    return kerasgan.build_gan(*networks, latent="normal", g_optimizer=sgd(), d_optimizer=sgd(), **options)


@pytest.fixture
def x(rng):
    return rng.uniform(-1, 1, (4, 8, 8, 3)).astype("float32")


def test_the_layers_are_those_of_the_paper():
    """At 64x64 pixels nine convolutions, five images that are added up, and eight layers of the mapping network."""
    g, d = build_generator("stylegan2", (64, 64, 3), 16), build_discriminator("stylegan2", (64, 64, 3))
    assert [layer.rate for layer in g.mapping.layers if isinstance(layer, layers.EqualizedDense)] == [0.01] * 8
    modulated = [layer for layer in g.synthesis.layers if isinstance(layer, layers.ModulatedConv2D)]
    painting = [layer for layer in modulated if layer.demodulate]
    assert sorted(layer.index for layer in painting) == list(range(9))
    assert sorted(layer.index for layer in modulated if not layer.demodulate) == [1, 3, 5, 7, 9]
    assert all(layer.noise and layer.gain == pytest.approx(2**0.5) for layer in painting)
    assert g.synthesis.input_shape == (None, 10, 16) and g.get_layer("styles").probability == 0.9
    assert [layer.filters for layer in d.layers if isinstance(layer, layers.FilteredResidualBlock)] == [
        32,
        64,
        128,
        128,
    ]
    assert [layer.name for layer in d.layers][-5:] == ["minibatch", "last_conv", "flatten", "features", "logit"]


def test_the_parts_share_the_weights_of_the_generator(rng):
    g, _ = pair()
    z = tensor(rng.normal(size=(3, 4)))
    w = g.mapping(z)
    assert tuple(w.shape) == (3, 4) and tuple(g.styles(w).shape) == (3, 4, 4)
    np.testing.assert_allclose(value(g.synthesis(g.styles(w))), value(g(z)), rtol=1e-5, atol=1e-6)
    ours = {id(variable) for variable in g.trainable_variables}
    theirs = [*g.mapping.trainable_variables, *g.synthesis.trainable_variables]
    assert {id(variable) for variable in theirs} == ours


def test_only_the_direction_of_z_counts(rng):
    g, _ = pair()
    z = rng.normal(size=(2, 4))
    np.testing.assert_allclose(value(g(tensor(3.0 * z))), value(g(tensor(z))), rtol=1e-4, atol=1e-5)


def test_a_sample_follows_from_its_seed_and_training_is_random(rng):
    g, d = pair()
    for layer in g._flatten_layers():
        if isinstance(layer, layers.NoiseInjection):
            layer.strength.assign(1.0)
    gan, z = gan_of((g, d)), tensor(rng.normal(size=(6, 4)))
    np.testing.assert_array_equal(gan.sample(3, seed=2), gan.sample(3, seed=2))
    assert moved([value(g(z, training=True))], [value(g(z, training=True))])


def test_the_average_of_w_moves_with_the_updates_of_g_alone(x, tmp_path):
    g, d = pair()
    gan = gan_of((g, d), run_eagerly=True)
    noise = np.random.default_rng(0).normal(size=(2, 4, 4)).astype("float32")
    w = value(g.mapping(tensor(noise[1])))
    assert not value(g.mean_w).any()
    gan.train_on_batch(x, noise=noise)
    np.testing.assert_allclose(value(g.mean_w), 0.002 * w.mean(0), rtol=1e-3, atol=1e-6)
    gan.save(tmp_path / "gan.keras")
    gan.save_to_preset(tmp_path / "preset")
    for again in (keras.models.load_model(tmp_path / "gan.keras"), kerasgan.GAN.from_preset(tmp_path / "preset")):
        np.testing.assert_array_equal(value(again.generator.mean_w), value(g.mean_w))
        np.testing.assert_allclose(again.sample(2, seed=1), gan.sample(2, seed=1), rtol=1e-4, atol=1e-5)
        assert again.generator.synthesis.name == "synthesis"
    copy = gan.averaged_generator()
    np.testing.assert_array_equal(value(copy.mean_w), value(g.mean_w))


@pytest.mark.parametrize("condition", ["one_hot", "projection"])
def test_classes_reach_the_mapping_network(condition, x):
    g = build_generator("stylegan2", (8, 8, 3), 4, num_classes=3, filters=2, condition=condition)
    d = build_discriminator("stylegan2", (8, 8, 3), num_classes=3, filters=2, condition=condition)
    gan = gan_of((g, d), terms=[terms.PathLength(every=1)], run_eagerly=True)
    z = np.zeros((3, 4), "float32") + 0.5
    ws = value(g.mapping([tensor(z), keras.ops.convert_to_tensor(np.arange(3, dtype="int32"))]))
    assert len(np.unique(ws, axis=0)) == 3
    logs = gan.train_on_batch(x, np.array([0, 1, 2, 0]))
    assert np.isfinite(list(logs.values())).all() and gan.sample(3, labels=1).shape == (3, 8, 8, 3)


def test_without_noise_and_mixing_training_is_no_other_than_sampling(rng):
    g, _ = pair(noise=False, style_mixing=0, style_dim=5)
    z = tensor(rng.normal(size=(3, 4)))
    assert g.mapping.output_shape == (None, 5) and "roll" not in " ".join(op.name for op in g.operations)
    np.testing.assert_allclose(value(g(z, training=True)), value(g(z)), rtol=1e-5, atol=1e-6)


def test_what_makes_no_stylegan2_is_told_at_once():
    options = {"style_dim": 0, "mapping_layers": 0, "style_mixing": 2, "noise": 1, "normalization": "batch"}
    with pytest.raises(ValueError) as error:
        build_generator("stylegan2", (7, 64, 3), **options)
    assert str(error.value).splitlines() == [
        "6 problems:",
        "  1. `output_shape`: a 'stylegan2' is for images, (height, width, channels), of at least 8x8 pixels. "
        "Received: (7, 64, 3). The nearest is (8, 64, 3). For other shapes there is 'mlp'.",
        "  2. `style_dim`: expected a whole number of at least 1. Received: 0.",
        "  3. `mapping_layers`: expected a whole number of at least 1. Received: 0.",
        "  4. `style_mixing`: expected a number from 0 to 1. Received: 2.",
        "  5. `noise`: expected True or False. Received: 1.",
        "  6. `normalization`: a 'stylegan2' has none: its generator scales weights instead. Received: 'batch'. "
        "Leave it out.",
    ]


# === Path lengths ===


def test_path_lengths_are_those_of_finite_differences(x, rng):
    """The slope of each style by central differences, without noise or mixing, and with no kinks."""
    g, d = pair(noise=False, style_mixing=0, activation="tanh")
    term = terms.PathLength(every=1, shrink=2)
    gan = gan_of((g, d), terms=[term], run_eagerly=True)
    noise, y = rng.normal(size=(2, 4, 4)).astype("float32"), rng.normal(size=(4, 8, 8, 3)).astype("float32")
    term.draw = lambda shape, seed: tensor(y)
    styles = value(g.styles(g.mapping(tensor(noise[1, :2]))))
    slopes = np.zeros_like(styles)
    for place in np.ndindex(styles.shape[1:]):
        step = np.zeros_like(styles)
        step[(slice(None), *place)] = 1e-2
        above, below = (value(g.synthesis(tensor(styles + sign * step))) for sign in (1, -1))
        slopes[(slice(None), *place)] = ((above - below) * y[:2]).sum((1, 2, 3)) / 8 / 2e-2
    lengths = np.sqrt((slopes**2).sum(2).mean(1))
    logs = gan.train_on_batch(x, noise=noise)
    mean = 0.01 * lengths.mean()
    assert logs["path_length"] == pytest.approx(2.0 * ((lengths - mean) ** 2).mean(), rel=1e-2)
    assert value(gan.companions[0].weights[0])[0] == pytest.approx(mean, rel=1e-2)


@pytest.mark.full
def test_lazy_path_lengths_keep_their_mean_and_are_saved(x, tmp_path):
    gan = gan_of(pair(), terms=[terms.PathLength(every=2), terms.R1(every=2)], jit_compile=False)
    means, logs = [], []
    for _ in range(4):
        logs.append(gan.train_on_batch(x)["path_length"])
        means.append(value(gan.companions[0].weights[0])[0])
    assert [log > 0 for log in logs] == [True, False, True, False]
    assert 0 < means[0] == means[1] != means[2] == means[3]
    gan.save(tmp_path / "gan.keras")
    gan.save_to_preset(tmp_path / "preset")
    for again in (keras.models.load_model(tmp_path / "gan.keras"), kerasgan.GAN.from_preset(tmp_path / "preset")):
        np.testing.assert_array_equal(values(again.companions[0].weights), values(gan.companions[0].weights))


def test_path_lengths_need_a_w(networks):
    with pytest.raises(ValueError) as error:
        kerasgan.build_gan(*networks, terms=["path_length"])
    assert str(error.value) == (
        "`terms`: PathLength measures how far a step of w moves the picture, and 'generator' has no w. Build the "
        "generator with `build_generator('stylegan2', ...)`, or leave the term out."
    )
