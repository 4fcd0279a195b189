"""Presets: what is saved comes back, and nothing else is loaded."""

import json
import re
import shutil

import keras
import numpy as np
import pytest
from cases import some
from helpers import image_gan, values

import kerasgan
from kerasgan import networks, presets
from kerasgan.errors import PresetError
from kerasgan.presets import cards, manifest, samples

NEEDED = ("config.json", "generator.weights.h5", "discriminator.weights.h5")

FILES = {
    "README.md", "config.json", "discriminator.png", "discriminator.weights.h5", "gan.png", "generator.png",
    "generator.weights.h5", "manifest.json", "samples.json", "samples.png",
}  # fmt: skip


@pytest.fixture
def no_pictures(monkeypatch):
    """Diagrams take most of the time that saving takes."""
    monkeypatch.setattr("kerasgan.plots.sampling.plot", lambda gan, folder: [])


@pytest.fixture
def preset(gan, tmp_path, no_pictures):
    gan.save_to_preset(tmp_path / "mine")
    return tmp_path / "mine"


def edit(preset, **parts):
    """Changes the config of a preset, and the manifest with it, as somebody with bad intentions would."""
    config = json.loads((preset / "config.json").read_text())
    (preset / "config.json").write_text(json.dumps({**config, **parts}))
    manifest.write(preset)


# === There and back ===


def test_a_preset_is_a_folder_of_named_files(gan, tmp_path):
    gan.save_to_preset(tmp_path / "mine")
    assert {path.name for path in (tmp_path / "mine").iterdir()} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    manifest.check(tmp_path / "mine")


def test_the_same_samples_come_back(gan, preset):
    again = kerasgan.GAN.from_preset(preset)
    np.testing.assert_array_equal(again.sample(20, seed=3), gan.sample(20, seed=3))
    for net in ("generator", "discriminator"):
        for a, b in zip(values(getattr(again, net).variables), values(getattr(gan, net).variables)):
            np.testing.assert_array_equal(a, b)


def test_a_generator_that_was_compiled_by_itself_comes_back(networks, tmp_path, no_pictures):
    networks[0].compile("adam", "mse", metrics=["accuracy"])
    gan = kerasgan.build_gan(*networks)
    gan.save_to_preset(tmp_path / "mine")
    again = kerasgan.GAN.from_preset(tmp_path / "mine")
    np.testing.assert_array_equal(again.sample(3, seed=0), gan.sample(3, seed=0))


def test_it_can_be_trained_further_as_it_was_compiled(gan, preset, real):
    again = kerasgan.GAN.from_preset(str(preset))
    assert again.get_compile_config() == gan.get_compile_config()
    assert np.isfinite(again.train_on_batch(real)["d_loss"])
    assert not again.discriminator.trainable


def test_averages_are_what_is_saved(networks, real, tmp_path, no_pictures):
    gan = kerasgan.build_gan(*networks, g_optimizer=keras.optimizers.SGD(0.5, use_ema=True), d_optimizer="sgd")
    for _ in range(3):
        gan.train_on_batch(real)
    raw, samples = values(gan.generator.variables), gan.sample(9, seed=1)
    gan.save_to_preset(tmp_path / "mine")
    for a, b in zip(values(gan.generator.variables), raw):
        np.testing.assert_array_equal(a, b)  # the GAN itself is as it was
    np.testing.assert_allclose(kerasgan.GAN.from_preset(tmp_path / "mine").sample(9, seed=1), samples, rtol=1e-6)


def test_images_come_back_as_pixels(tmp_path, no_pictures):
    gan = image_gan()
    gan.train_on_batch(np.zeros((4, 8, 8, 1), "uint8"))
    gan.save_to_preset(tmp_path / "mine")
    samples = kerasgan.GAN.from_preset(tmp_path / "mine").sample(3, seed=0)
    assert samples.dtype == np.uint8
    np.testing.assert_array_equal(samples, gan.sample(3, seed=0))


def test_a_conditional_gan_comes_back(tmp_path, no_pictures):
    options = {"num_classes": 3, "hidden": (4,)}
    gan = kerasgan.build_gan(
        kerasgan.build_generator(output_shape=(2,), latent_dim=3, **options),
        kerasgan.build_discriminator(input_shape=(2,), condition="projection", **options),
    )
    gan.save_to_preset(tmp_path / "mine")
    again = kerasgan.GAN.from_preset(tmp_path / "mine")
    np.testing.assert_array_equal(again.sample(3, [0, 1, 2], seed=0), gan.sample(3, [0, 1, 2], seed=0))
    assert networks.classes_of(again.generator) == 3
    assert samples.reproduction_error(again, tmp_path / "mine") == pytest.approx(0, abs=1e-6)


def test_the_generator_alone_is_a_keras_model(gan, preset):
    (preset / "discriminator.weights.h5").unlink()  # it is not needed
    generator = presets.load_generator(preset)
    z = np.ones((2, 3), "float32")
    made, expected = (keras.ops.convert_to_numpy(network(z)) for network in (generator, gan.generator))
    np.testing.assert_array_equal(made, expected)


def test_a_gan_that_is_not_compiled_comes_back_so(networks, tmp_path, no_pictures):
    kerasgan.GAN(*networks).save_to_preset(tmp_path / "mine")
    assert not kerasgan.GAN.from_preset(tmp_path / "mine").compiled


def test_stored_samples_are_numpys_own_noise_through_the_network(gan, preset):
    kept = json.loads((preset / "samples.json").read_text())
    z = np.random.default_rng(kept["seed"]).uniform(-1, 1, (8, 3)).astype("float32")
    made = keras.ops.convert_to_numpy(gan.generator(z))
    assert kept["shape"] == [8, 4]
    np.testing.assert_allclose(kept["values"], made, atol=1e-5)


def test_the_card_has_the_name_of_the_folder_with_companions_too(networks, tmp_path, no_pictures):
    kerasgan.build_gan(*networks, terms=["mode_regularization"]).save_to_preset(tmp_path / "mine")
    assert (tmp_path / "mine" / "companion_1.weights.h5").is_file()
    assert "mine" in (tmp_path / "mine" / "README.md").read_text().splitlines()[0]


def test_a_preset_is_replaced_and_nothing_else_is(gan, preset, tmp_path):
    (preset / "old.txt").write_text("of the old one")
    manifest.write(preset)  # so that it is one of its files
    gan.save_to_preset(preset)
    assert not (preset / "old.txt").exists()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("years of work")
    with pytest.raises(ValueError) as error:
        gan.save_to_preset(tmp_path / "other")
    assert str(error.value) == (
        f"`folder`: expected a new or an empty folder, or a preset to replace. Received: '{tmp_path / 'other'}', which "
        "is something else. Choose another."
    )
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["thesis.txt"]


def test_what_is_the_user_s_in_a_preset_is_not_lost(gan, preset):
    """A clone of a repository has its history beside the files of the preset."""
    (preset / ".git").mkdir()
    (preset / "notes.txt").write_text("mine")
    (preset / ".DS_Store").write_text("of the system")
    with pytest.raises(ValueError) as error:
        gan.save_to_preset(preset)
    assert str(error.value) == (
        f"`folder`: expected a new or an empty folder, or a preset to replace. Received: '{preset}', a preset with "
        "other things in it, which would be lost: '.git', 'notes.txt'. Move them, or choose another."
    )
    assert (preset / ".git").is_dir() and (preset / "notes.txt").read_text() == "mine"


def test_behind_a_link_the_folder_itself_is_replaced(gan, preset):
    link = preset.with_name("link")
    link.symlink_to(preset, target_is_directory=True)
    before = (preset / "config.json").stat().st_ino
    gan.save_to_preset(link)
    assert link.is_symlink() and (preset / "config.json").stat().st_ino != before
    assert sorted(path.name for path in preset.parent.iterdir()) == ["link", "mine"]


def test_the_folder_that_one_is_in_is_not_replaced(gan, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in (".", "", tmp_path):
        with pytest.raises(
            ValueError, match="^`folder`: expected another folder than the one that you are in. Received"
        ):
            gan.save_to_preset(folder)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_can_not_be_made_is_a_clean_error(gan, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match="`folder`: expected a folder that can be made and written to."):
        gan.save_to_preset(tmp_path / "file" / "mine")


def test_what_fails_half_way_leaves_the_old_preset(gan, preset, monkeypatch):
    before = {path.name: path.read_bytes() for path in preset.iterdir()}
    monkeypatch.setattr("kerasgan.presets.saving.finish", lambda folder, name: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        gan.save_to_preset(preset)
    assert {path.name: path.read_bytes() for path in preset.iterdir()} == before
    assert [path.name for path in preset.parent.iterdir()] == ["mine"]


def test_only_known_parts_go_into_a_preset(gan, tmp_path):
    with pytest.raises(
        ValueError, match="A preset takes no `score`. Known: about, recipe, scores. Did you mean 'scores'?"
    ):
        gan.save_to_preset(tmp_path / "mine", score={})


# === What is not there ===


def test_an_unknown_name_says_what_there_is(tmp_path):
    with pytest.raises(ValueError) as error:
        kerasgan.GAN.from_preset("normal_20d")
    assert "Received: 'normal_20d'. Did you mean 'normal_200d'?" in str(error.value)
    assert str(error.value).endswith(
        "A preset of your own is the path of its folder, one on the hub is 'hf://user/repository'."
    )


def test_a_classifier_says_what_loads_it():
    with pytest.raises(ValueError, match="^`name`: 'digit_classifier' is a classifier, no GAN. `kerasgan.zoo.load_cla"):
        presets.load("digit_classifier")


def test_a_folder_that_is_no_preset_says_so(tmp_path):
    with pytest.raises(ValueError) as error:
        kerasgan.GAN.from_preset(tmp_path)
    assert str(error.value) == (
        f"`preset`: '{tmp_path}' is a folder, but no preset: it has no config.json. `gan.save_to_preset(folder)` makes "
        "one, `kerasgan zoo add` turns a run into one."
    )


# === Trust ===


def test_any_file_that_is_damaged_is_named(preset, rng):
    for name in NEEDED:
        path = preset / name
        good = path.read_bytes()
        for data in (good[:-1], good + b"\0", flipped(good, rng)):
            path.write_bytes(data)
            with pytest.raises(PresetError, match=name):
                kerasgan.GAN.from_preset(preset)
        path.unlink()
        with pytest.raises(PresetError, match=f"{name}: it is missing."):
            kerasgan.GAN.from_preset(preset)
        path.write_bytes(good)


def flipped(data, rng, bits=1):
    changed = bytearray(data)
    for position in rng.integers(len(changed), size=bits):
        changed[position] ^= 1 << int(rng.integers(8))
    return bytes(changed)


@pytest.mark.parametrize("name", some([*NEEDED, "manifest.json"], ["generator.weights.h5", "manifest.json"]))
def test_files_that_a_stranger_made_load_or_are_clean_errors(preset, rng, name):
    """Bits flipped, pieces cut off, with a manifest that agrees: no hash helps, and still no other error comes out."""
    path = preset / name
    good, outcomes = path.read_bytes(), set()
    for trial in range(25):
        cut = int(rng.integers(1, len(good))) if trial % 5 == 0 else None
        path.write_bytes(flipped(good[:cut], rng, bits=1 + trial % 3))
        if name != "manifest.json":
            manifest.write(preset)
        try:
            kerasgan.GAN.from_preset(preset)
            outcomes.add("loaded")
        except PresetError:
            outcomes.add("refused")
        keras.backend.clear_session()
    assert "refused" in outcomes


def test_weights_of_another_network_are_refused(preset):
    shutil.copy(preset / "discriminator.weights.h5", preset / "generator.weights.h5")
    manifest.write(preset)
    message = f"{preset / 'generator.weights.h5'}: these are not the weights of this network."
    with pytest.raises(PresetError, match=f"^{re.escape(message)}"):
        kerasgan.GAN.from_preset(preset)


def test_a_newer_format_says_what_to_do(preset):
    edit(preset, format=7)
    with pytest.raises(PresetError, match="it has the format 7, and this version of kerasgan reads formats up to 1"):
        kerasgan.GAN.from_preset(preset)


@pytest.mark.parametrize("parts", [{"gan": None}, {"compile": []}, {"gan": {}}, {"gan": {"generator": {}}}])
def test_a_config_without_its_parts_is_refused(preset, parts):
    edit(preset, **parts)
    with pytest.raises(PresetError, match="config.json"):
        kerasgan.GAN.from_preset(preset)


@pytest.mark.parametrize("name", ["Lambda", "TFSMLayer", "TorchModuleWrapper", "StringLookup"])
def test_layers_that_carry_code_or_read_files_are_refused(preset, name):
    config = json.loads((preset / "config.json").read_text())["gan"]
    config["generator"]["config"]["layers"].append({"module": "keras.layers", "class_name": name, "config": {}})
    edit(preset, gan=config)
    with pytest.raises(PresetError, match=f"{name}: it carries code, or reads other files."):
        kerasgan.GAN.from_preset(preset)


def test_nothing_is_imported_that_a_config_names(preset):
    config = json.loads((preset / "config.json").read_text())["gan"]
    config["generator"]["config"]["layers"].append({"module": "antigravity", "class_name": "Fly", "config": {}})
    edit(preset, gan=config)
    with pytest.raises(PresetError, match=re.escape("Fly (of antigravity): it is not registered.")):
        kerasgan.GAN.from_preset(preset)


class Scale(keras.layers.Layer):
    """A layer of a user's own."""

    def call(self, x):
        return 2 * x


def custom_gan(layer):
    generator = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4), layer])
    return kerasgan.build_gan(generator, keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)]))


def test_a_layer_that_is_not_registered_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(ValueError, match="Scale.*it is not registered. Import what defines it, and decorate it"):
        custom_gan(Scale()).save_to_preset(tmp_path / "mine")
    assert list(tmp_path.iterdir()) == []


def test_a_registered_layer_comes_back_only_where_it_is_registered(tmp_path, no_pictures):
    registered = keras.saving.register_keras_serializable(package="tests")(type("Twice", (Scale,), {}))
    gan = custom_gan(registered())
    gan.save_to_preset(tmp_path / "mine")
    np.testing.assert_array_equal(kerasgan.GAN.from_preset(tmp_path / "mine").sample(2, seed=0), gan.sample(2, seed=0))
    keras.saving.get_custom_objects().pop("tests>Twice")
    with pytest.raises(PresetError, match=re.escape("tests>Twice (of")):
        kerasgan.GAN.from_preset(tmp_path / "mine")


def test_a_lambda_is_refused_when_saving(tmp_path):
    with pytest.raises(ValueError, match="`gan`: Lambda: it carries code"):
        custom_gan(keras.layers.Lambda(lambda x: 2 * x)).save_to_preset(tmp_path / "mine")


def test_a_card_writes_a_schedule_as_the_call_that_makes_it():
    schedule = {
        "module": "keras",
        "class_name": "CosineDecay",
        "config": {"initial_learning_rate": 0.002, "decay_steps": 9},
    }
    config = {"class_name": "Adam", "config": {"learning_rate": schedule, "beta_1": 0.0}}
    written = "Adam, learning_rate CosineDecay(initial_learning_rate=0.002, decay_steps=9), beta_1 0.0"
    assert cards.optimizer(config) == written
