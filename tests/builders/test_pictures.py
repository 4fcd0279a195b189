"""Networks from picture to picture: sizes, what a patch sees, readable names, and every mistake in one message."""

import keras
import numpy as np
import pytest
from cases import some
from comparison import in_comparison, on_each_backend
from helpers import moved, sgd, value, values

import kerasgan
from kerasgan import builders
from kerasgan.training.backend import engine

build_generator, build_discriminator = builders.build_generator, builders.build_discriminator

SIZES = {"unet": [(16, 16, 1), (17, 23, 3)], "translator": [(9, 14, 3)]}
SIZES["upscale"] = [(7, 5, 3)]
CASES = [(arch, shape) for arch, shapes in SIZES.items() for shape in shapes]
TINY = {"unet": {"filters": 2}, "translator": {"filters": 2, "blocks": 1}, "upscale": {"filters": 2, "blocks": 1}}


def refusal(build, *arguments, **options):
    with pytest.raises(ValueError) as error:
        build(*arguments, **options)
    return str(error.value)


def names(model, kind):
    return [layer.name for layer in model.layers if isinstance(layer, kind)]


# === Sizes ===


@pytest.mark.parametrize("arch, shape", CASES)
def test_pictures_of_any_size_come_out_in_theirs(arch, shape):
    model = build_generator(arch, input_shape=shape, output_shape=None, **TINY[arch])
    times = 2 if arch == "upscale" else 1
    assert model.output_shape == (None, times * shape[0], times * shape[1], shape[2])
    made = value(model(np.zeros((2, *shape), "float32")))
    assert made.shape == (2, *model.output_shape[1:]) and np.abs(made).max() <= 1


@pytest.mark.parametrize("arch", SIZES)
def test_one_network_takes_pictures_of_all_sizes_as_the_one_built_for_that_size_does(arch):
    options = TINY[arch] | ({"filters": (2, 3)} if arch == "unet" else {})
    free = build_generator(arch, input_shape=(None, None, 1), **options)
    assert kerasgan.networks.output_range(free) == (-1, 1)
    for shape in ((19, 17, 1),):
        fixed = build_generator(arch, input_shape=shape, **options)
        fixed.set_weights(free.get_weights())
        x = np.random.default_rng(0).uniform(-1, 1, (2, *shape)).astype("float32")
        np.testing.assert_allclose(value(free(x)), value(fixed(x)), atol=1e-5)


def test_the_unet_halves_until_two_or_three_pixels_are_left_and_joins_each_size():
    model = build_generator("unet", input_shape=(28, 40, 1), filters=4)
    downs = [layer.filters for layer in model.layers if isinstance(layer, keras.layers.Conv2D) and "down" in layer.name]
    assert downs == [4, 8, 16, 32]
    assert names(model, keras.layers.Concatenate) == ["skip_1", "skip_2", "skip_3"]
    assert names(build_generator("unet", input_shape=(28, 40, 1), skips=False), keras.layers.Concatenate) == []
    assert names(model, keras.layers.Dropout) == ["dropout_1", "dropout_2", "dropout_3"]
    assert names(build_generator("unet", input_shape=(28, 40, 1), dropout=0), keras.layers.Dropout) == []
    assert names(model, kerasgan.layers.CropLike) == ["up_1_crop", "up_2_crop"]
    widest = build_generator("unet", input_shape=(256, 256, 1), filters=1)
    assert max(layer.filters for layer in widest.layers if isinstance(layer, keras.layers.Conv2D)) == 8


def test_blocks_of_the_translator_depend_on_the_size():
    count = {size: builders.translator.count_of((size, size, 3)) for size in (128, 256)}
    assert count == {128: 6, 256: 9}
    assert builders.translator.count_of((None, None, 3)) == 6


# === The contract of an architecture; test_builders.py has those from noise ===


def pair(arch, normalization="batch"):
    """A tiny generator from pictures and noise, and the D that judges what it makes."""
    shape = (17, 20, 2)
    options = {"input_shape": shape, "latent_dim": 3, "normalization": normalization}
    generator = build_generator(arch, **options, **TINY[arch])
    options = {"condition_shape": shape, "receptive_field": 16, "filters": 2, "normalization": normalization}
    return generator, build_discriminator("patch", generator.output_shape[1:], **options)


def test_each_architecture_from_pictures_is_tested():
    from_pictures = {name for name in builders.ARCHITECTURES if builders.starts_from_pictures(name)}
    assert from_pictures == {*SIZES, "patch"}


@pytest.mark.parametrize("arch", some(SIZES, ["unet"]))
def test_networks_give_the_same_after_saving_and_loading(arch, tmp_path, rng):
    for network in pair(arch):
        taken = [rng.uniform(-1, 1, (2, *tensor.shape[1:])).astype("float32") for tensor in network.inputs]
        network.save(tmp_path / "network.keras")
        again = keras.models.load_model(tmp_path / "network.keras", safe_mode=True)
        np.testing.assert_array_equal(again.predict(taken, verbose=0), network.predict(taken, verbose=0))


@pytest.mark.parametrize("arch", some(SIZES, ["unet"]))
def test_one_training_step_changes_all_that_learns_in_both(arch, rng):
    gan = kerasgan.build_gan(*pair(arch), g_optimizer=sgd(), d_optimizer=sgd(0.01), terms=["reconstruction"])
    players = [gan.players["generator"].learned, gan.players["discriminator"].learned]
    before = [values(learned) for learned in players]
    x = rng.uniform(-1, 1, (4, *gan.generator.output_shape[1:])).astype("float32")
    logs = gan.train_on_batch(x, rng.uniform(-1, 1, (4, 17, 20, 2)).astype("float32"))
    assert np.isfinite(list(logs.values())).all()
    for learned, old in zip(players, before):
        assert [variable.path for variable, was in zip(learned, old) if not moved([value(variable)], [was])] == []


# === Noise, several pictures ===


@pytest.mark.parametrize("arch", SIZES)
def test_noise_changes_what_is_made(arch):
    model = build_generator(arch, input_shape=(16, 16, 1), latent_dim=3, **TINY[arch])
    assert [tensor.name for tensor in model.inputs] == ["z", "condition"]
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1, 16, 16, 1)).repeat(8, axis=0).astype("float32")
    made = value(model([100 * rng.normal(size=(8, 3)).astype("float32"), x]))
    assert made.std(axis=0).max() > 1e-6


@pytest.mark.parametrize("arch", SIZES)
def test_several_pictures_stand_beside_each_other_by_name(arch):
    shapes = {"picture": (16, 16, 3), "mask": [16, 16, 1]}
    generator = build_generator(arch, input_shape=shapes, **TINY[arch])
    assert [tensor.name for tensor in generator.inputs] == ["picture", "mask"]
    sample = generator.output_shape[1:]
    assert sample[-1] == 3
    discriminator = build_discriminator("patch", input_shape=sample, condition_shape=shapes, filters=2)
    gan = kerasgan.build_gan(generator, discriminator)
    assert [(field.name, field.shape) for field in gan.conditions] == [("picture", (16, 16, 3)), ("mask", (16, 16, 1))]
    assert gan.latent_shape is None


# === The patch ===


def seen_by_the_middle(model, size):
    """Returns how many pixels have a gradient at the logit in the middle of the map, in height and width."""
    x = keras.ops.convert_to_tensor(np.random.default_rng(0).normal(size=(1, size, size, 1)).astype("float32"))

    def logit(x):
        said = model(x)
        return said[:, said.shape[1] // 2, said.shape[2] // 2, :]

    slopes = np.abs(value(engine.gradient(logit, x)))[0, :, :, 0]
    return tuple(int((slopes.sum(axis=axis) > 0).sum()) for axis in (1, 0))


@pytest.mark.parametrize("field", [1, 16, 34, 70])
def test_a_logit_sees_as_many_pixels_as_said(field):
    options = {"receptive_field": field, "filters": 2, "normalization": None}
    model = build_discriminator("patch", input_shape=(96, 96, 1), **options)
    assert seen_by_the_middle(model, 96) == (field, field)


def test_smaller_conditions_are_enlarged_and_scales_judge_halves():
    options = {"condition_shape": (8, 4, 2), "receptive_field": 1, "filters": 2, "normalization": None}
    model = build_discriminator("patch", input_shape=(16, 16, 1), scales=2, **options)
    assert model.output_shape == [(None, 16, 16, 1), (None, 8, 8, 1)]
    rng = np.random.default_rng(0)
    x, c = rng.normal(size=(1, 16, 16, 1)).astype("float32"), rng.normal(size=(1, 8, 4, 2)).astype("float32")
    large, small = (value(one) for one in model([x, c]))
    joined = np.concatenate([x, c.repeat(2, axis=1).repeat(4, axis=2)], axis=-1)
    halved = joined.reshape(1, 8, 2, 8, 2, 3).mean(axis=(2, 4))

    def by_hand(values, prefix):
        for name in ("down_1", "patches", "logits"):
            kernel, bias = (value(weight) for weight in model.get_layer(f"{prefix}_{name}").weights)
            values = values @ kernel[0, 0] + bias
            values = values if name == "logits" else np.where(values > 0, values, 0.2 * values)
        return values

    np.testing.assert_allclose(large, by_hand(joined, "scale_1"), atol=1e-5)
    np.testing.assert_allclose(small, by_hand(halved, "scale_2"), atol=1e-5)


def test_names_say_what_layers_are():
    patch = build_discriminator("patch", input_shape=(16, 16, 1), condition_shape=(8, 8, 1), receptive_field=16)
    assert [layer.name for layer in patch.layers] == [
        "condition", "x", "condition_enlarged", "join", "down_1", "patches", "patches_norm", "patches_activation",
        "logits",
    ]  # fmt: skip
    upscale = build_generator("upscale", input_shape=(4, 4, 1), blocks=1, filters=2)
    assert [layer.name for layer in upscale.layers] == [
        "condition", "first", "block_1_conv_1", "block_1_conv_2", "block_1", "last", "around_all", "up_1",
        "up_1_pixels", "up_1_activation", "output",
    ]  # fmt: skip


# === Mistakes ===


@pytest.mark.parametrize(
    "options, expected",
    [
        (
            {"input_shape": (12, 40, 1)},
            "`input_shape`: 'unet' halves pictures from 16x16 pixels on. Received: (12, 40). The nearest size that it "
            "can halve is (16, 40).",
        ),
        (
            {},
            "`input_shape`: 'unet' starts from a picture, and needs its shape, (height, width, channels). Received "
            "none.",
        ),
        (
            {"input_shape": (32, 32, 1), "output_shape": (64, 32, 1)},
            "`output_shape`: 'unet' makes the size of the input, (32, 32). Received: (64, 32, 1).",
        ),
        (
            {"input_shape": (32, 32, 1), "filters": (4,) * 6},
            "`filters`: expected at most 5 widths, since each halves the image of 32x32 pixels. Received 6: (4, 4, 4, "
            "4, 4, 4).",
        ),
        (
            {"input_shape": (32, 32), "dropout": 1, "skips": 3, "num_classes": 4},
            "4 problems:\n"
            "  1. `input_shape`: expected the shape of a picture, (height, width, channels), None for any height or "
            "width. Received: (32, 32).\n"
            "  2. `skips`: expected True or False. Received: 3.\n"
            "  3. `dropout`: expected a number from 0 to below 1. Received: 1.\n"
            "  4. `num_classes`: 'unet' takes pictures and no classes. Leave it out.",
        ),
        (
            {"input_shape": {"a": (16, 16, 1), "b": (16, 18, 1)}},
            "`input_shape`: expected pictures of one size. Received: {'a': (16, 16, 1), 'b': (16, 18, 1)}.",
        ),
    ],
)
def test_mistakes_are_told_together(options, expected):
    assert refusal(build_generator, "unet", **options) == expected


def test_mistakes_of_the_other_networks():
    assert refusal(build_generator, "upscale", input_shape=(7, 7, 1), scale=3) == (
        "`scale`: expected 2 or 4, how many times as large pictures become. Received: 3."
    )
    assert refusal(build_discriminator, "patch", input_shape=(28, 28, 1), condition_shape=(8, 8, 1)) == (
        "`condition_shape`: expected the size of the sample, (28, 28), or a whole part of it, which is enlarged. "
        "Received: (8, 8, 1)."
    )
    assert refusal(build_discriminator, "patch", input_shape=(28, 28, 1), receptive_field=71) == (
        "`receptive_field`: expected one of 1, 16, 34, 70, the pixels that a logit sees. Received: 71."
    )
    assert refusal(build_discriminator, "mlp", normalization="instance") == (
        "`normalization`: 'instance' is over the pixels of an image, and an 'mlp' has none. Pass 'layer'."
    )


# === Three backends ===

SCRIPT = """
import sys
import keras, numpy as np
import kerasgan
data = np.load(sys.argv[2] + "/in.npz")
build_g, build_d = kerasgan.build_generator, kerasgan.build_discriminator
found = {}
small = {"filters": 3, "input_shape": (17, 20, 1)}
cases = {
    "unet": build_g("unet", normalization="instance", dropout=0, latent_dim=2, **small),
    "translator": build_g("translator", blocks=1, latent_dim=2, **small),
    "upscale": build_g("upscale", blocks=1, latent_dim=2, **small),
}
for name, generator in cases.items():
    sample = generator.output_shape[1:]
    d = build_d("patch", sample, condition_shape=(17, 20, 1), receptive_field=16, filters=3, scales=2)
    sgd = [keras.optimizers.SGD(0.02) for _ in range(2)]
    terms = [kerasgan.terms.Reconstruction(1.0, "charbonnier")]
    gan = kerasgan.build_gan(generator, d, judgements="all", g_optimizer=sgd[0], d_optimizer=sgd[1], terms=terms)
    for number, variable in enumerate([*generator.weights, *d.weights]):
        start = np.random.default_rng(number).normal(size=variable.shape) / np.sqrt(np.prod(variable.shape[:-1]))
        variable.assign(np.abs(start) + 0.5 if "variance" in variable.name else 0.5 * start)
    x = data["x"] if sample[0] == 17 else data["x"].repeat(2, axis=2).repeat(2, axis=3)
    logs = gan.train_on_batches({"real": x, "condition": data["c"], "noise": data["noise"]})
    found.update({f"{name}_{key}": keras.ops.convert_to_numpy(values) for key, values in logs.items()})
    found[name] = gan.decode(data["noise"][0, 0], condition=data["c"][0])
np.savez(sys.argv[3], **found)
"""


@in_comparison
def test_backends_agree_on_two_steps_of_each_network(tmp_path, rng):
    given = {name: rng.uniform(-1, 1, (2, 3, 17, 20, 1)).astype("float32") for name in ("x", "c")}
    np.savez(tmp_path / "in.npz", **given, noise=rng.normal(size=(2, 2, 3, 2)).astype("float32"))
    reference, *others = on_each_backend(SCRIPT, tmp_path)
    for other in others:
        assert set(other) == set(reference)
        for name, expected in reference.items():
            np.testing.assert_allclose(other[name], expected, rtol=2e-3, atol=2e-4, err_msg=name)


def test_what_is_no_size_is_refused_in_words():
    with pytest.raises(ValueError, match="^`scale`: expected 2 or 4.* Received: None"):
        kerasgan.build_generator("upscale", input_shape=(16, 16, 1), scale=None)
    with pytest.raises(ValueError, match=r"`receptive_field`: expected one of .* Received: \[70\]"):
        kerasgan.build_discriminator("patch", (16, 16, 1), receptive_field=[70])
