"""Mixtures on disk: what is saved comes back and trains on, and nothing else is loaded."""

import json
import pickle
import shutil

import numpy as np
import pytest
from cases import some
from helpers import moved, sgd, values

import kerasgan
from kerasgan import AdaGAN
from kerasgan.errors import PresetError
from kerasgan.games.adagan import like
from kerasgan.presets import manifest, mixtures

QUICK = {"steps": 1, "batch_size": 8, "classifier_steps": 2, "verbose": 0, "seed": 3}


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    """Diagrams take most of the time that saving takes."""
    monkeypatch.setattr("kerasgan.plots.sampling.plot", lambda gan, folder: [])


def make_gan():
    g = kerasgan.build_generator("mlp", (2,), 3, hidden=4)
    return kerasgan.build_gan(g, kerasgan.build_discriminator("mlp", (2,), hidden=4), g_optimizer=sgd(0.3))


@pytest.fixture
def data(rng):
    return rng.normal(size=(16, 2)).astype("float32")


@pytest.fixture
def ada(rng):
    """As if trained: what a GAN has learned is no matter here."""
    found = AdaGAN(make_gan, beta=0.25)
    for _ in range(2):
        found.add(make_gan(), rng.dirichlet(np.ones(16)))
    return found


@pytest.fixture
def folder(ada, tmp_path):
    ada.save_to_preset(tmp_path / "mine")
    return tmp_path / "mine"


def edit(folder, **parts):
    """Changes what a mixture says, and its manifest with it, as somebody with bad intentions would."""
    config = json.loads((folder / "mixture.json").read_text())
    (folder / "mixture.json").write_text(json.dumps({**config, **parts}))
    manifest.write(folder)


def refusal(call, kind=ValueError):
    with pytest.raises(kind) as error:
        call()
    return str(error.value)


# === There and back ===


def test_a_mixture_is_a_folder_of_presets(ada, folder):
    names = {"gan_1", "gan_2", "manifest.json", "mixture.json", "weights_1.npy", "weights_2.npy"}
    assert {path.name for path in folder.iterdir()} == names
    assert [path.name for path in folder.parent.iterdir()] == ["mine"]
    alone = kerasgan.GAN.from_preset(folder / "gan_2")
    np.testing.assert_array_equal(alone.sample(5, seed=1), ada.gans[1].sample(5, seed=1))


def test_samples_shares_and_weights_come_back(ada, folder):
    again = AdaGAN.from_preset(folder)
    np.testing.assert_array_equal(again.sample(50, seed=1), ada.sample(50, seed=1))
    np.testing.assert_array_equal(again.shares, [0.75, 0.25])
    for found, expected in zip(again.weights, ada.weights, strict=True):
        np.testing.assert_array_equal(found, expected)
    assert again.beta == 0.25 and len(again.gans) == 2


def test_it_trains_further_with_gans_like_those_it_has(folder, data):
    again = AdaGAN.from_preset(str(folder)).fit(data, 1, **QUICK)
    np.testing.assert_allclose(again.shares, [0.75 * 0.75, 0.75 * 0.25, 0.25])
    assert again.gans[2].get_compile_config() == again.gans[1].get_compile_config()
    assert AdaGAN.from_preset(folder, make_gan=make_gan).make_gan is make_gan


def test_a_gan_like_another_has_its_settings_and_first_weights_of_its_own():
    gan = make_gan()
    one, two = like(gan)(), like(gan)()
    assert one.get_compile_config() == gan.get_compile_config()
    assert moved(values(one.generator.variables), values(two.generator.variables))


def test_a_mixture_replaces_a_mixture(ada, folder):
    ada.add(make_gan(), np.ones(16) / 16)
    ada.save_to_preset(folder)
    assert len(AdaGAN.from_preset(folder).gans) == 3


# === What is no mixture ===


def test_nothing_trained_and_folders_of_other_things_are_refused(ada, tmp_path):
    message = refusal(lambda: AdaGAN(make_gan).save_to_preset(tmp_path / "mine"))
    assert message == "`save_to_preset`: there is no GAN in the mixture yet. Call `fit` first."
    (tmp_path / "thesis.txt").write_text("years of work")
    assert "expected a new or an empty folder, or a preset to replace." in refusal(lambda: ada.save_to_preset(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_mixture_and_a_preset_are_told_apart(folder, tmp_path):
    assert refusal(lambda: kerasgan.GAN.from_preset(folder)) == (
        f"`preset`: '{folder}' is a mixture of several GANs. `kerasgan.AdaGAN.from_preset` loads it; single ones are "
        "in its folders 'gan_1' and so on."
    )
    one = folder / "gan_1"
    assert refusal(lambda: AdaGAN.from_preset(one)) == (
        f"`folder`: '{one}' is a preset of a single GAN. `kerasgan.GAN.from_preset` loads it."
    )
    assert refusal(lambda: AdaGAN.from_preset(tmp_path)) == (
        f"`folder`: expected the folder of a mixture. Received: '{tmp_path}', which has no mixture.json. "
        "`AdaGAN.save_to_preset(folder)` makes one."
    )


def test_arguments_are_checked_before_anything_is_read(tmp_path):
    assert refusal(lambda: AdaGAN.from_preset(tmp_path, 3)) == "`make_gan`: expected a function. Received: 3."


# === Trust ===


def test_any_file_that_is_damaged_is_named(folder):
    names = ["mixture.json", "weights_2.npy", "gan_1/config.json", "gan_2/generator.weights.h5"]
    for name in names:
        path = folder / name
        good = path.read_bytes()
        path.write_bytes(good[:-1])
        assert name.split("/")[-1] in refusal(lambda: AdaGAN.from_preset(folder), PresetError)
        path.write_bytes(good)
    AdaGAN.from_preset(folder)


@pytest.mark.parametrize(
    "parts",
    [
        {"shares": [0.5, 0.4]},
        {"shares": []},
        {"shares": [1.5, -0.5]},
        {"shares": {"gan_1": 1.0}},
        {"shares": ["1.0", 0.0]},
        {"shares": [0.5, float("nan")]},
        {"shares": [0.5, 0.25, 0.25]},
        {"beta": 2},
        {"beta": "0.5"},
        {"format": 7},
    ],
)
def test_what_makes_no_sense_is_refused_though_the_manifest_agrees(folder, parts):
    edit(folder, **parts)
    refusal(lambda: AdaGAN.from_preset(folder), PresetError)


def test_weights_are_never_unpickled(folder, tmp_path):
    class Harm:
        def __reduce__(self):
            return (open, (str(tmp_path / "harm"), "w"))

    for harm in (pickle.dumps(Harm()), b"", b"PK\x03\x04"):
        (folder / "weights_1.npy").write_bytes(harm)
        manifest.write(folder)
        message = refusal(lambda: AdaGAN.from_preset(folder), PresetError)
        assert message.startswith(f"{folder / 'weights_1.npy'}: these are no weights of data. ")
    np.save(folder / "weights_1.npy", np.array([Harm()], object), allow_pickle=True)
    manifest.write(folder)
    refusal(lambda: AdaGAN.from_preset(folder), PresetError)
    assert not (tmp_path / "harm").exists()


def test_a_gan_that_was_swapped_with_its_manifest_is_found_by_the_mixture_s(folder):
    shutil.copytree(folder / "gan_1", folder / "gan_2", dirs_exist_ok=True)
    message = refusal(lambda: AdaGAN.from_preset(folder), PresetError)
    assert message.startswith(
        f"{folder} is not what its manifest says:\n  gan_2/manifest.json: its content was changed"
    )


def test_each_file_is_read_through_once(folder, monkeypatch):
    read, digest = [], manifest.digest
    monkeypatch.setattr(manifest, "digest", lambda path: read.append(path.relative_to(folder)) or digest(path))
    AdaGAN.from_preset(folder)
    assert len(read) == len(set(read)) == 1 + 2 * len(("weights", "manifest", "config", "generator", "discriminator"))


@pytest.mark.parametrize("wrong", [np.zeros((2, 2)), np.array([np.nan]), np.zeros(3, "int64")])
def test_weights_of_another_kind_are_refused(folder, wrong):
    np.save(folder / "weights_1.npy", wrong)
    manifest.write(folder)
    message = refusal(lambda: AdaGAN.from_preset(folder), PresetError)
    assert message == f"{folder / 'weights_1.npy'}: expected finite numbers of shape (n,). {manifest.RESTORE}"


def test_gans_that_do_not_fit_together_are_refused(ada, tmp_path):
    other = kerasgan.build_gan(kerasgan.build_generator("mlp", (5,), 3, hidden=4))
    classes = kerasgan.build_gan(
        kerasgan.build_generator("mlp", (2,), 3, num_classes=2, hidden=4),
        kerasgan.build_discriminator("mlp", (2,), num_classes=2, hidden=4),
    )
    for gan, words in ((other, "its GANs make samples of different kinds."), (classes, "GAN 2 is conditional.")):
        mixtures.save(mixtures.Mixture([ada.gans[0], gan], ada.shares, ada.weights, None), tmp_path / "mine")
        message = refusal(lambda: AdaGAN.from_preset(tmp_path / "mine"), PresetError)
        assert message == f"{tmp_path / 'mine'}: {words} {manifest.RESTORE}"


SHAPES = {"signals": (12, 1), "two channels": (6, 5, 2), "voxels": (4, 4, 4, 1)}


@pytest.mark.parametrize("kind", some(SHAPES, ["two channels"]))
def test_a_mixture_of_any_shape_is_trained_sampled_saved_and_loaded(kind, rng, tmp_path):
    shape = SHAPES[kind]

    def make():
        g, d = kerasgan.build_generator("mlp", shape, 2, hidden=3), kerasgan.build_discriminator("mlp", shape, hidden=3)
        return kerasgan.build_gan(g, d)

    data = rng.uniform(-1, 1, (16, *shape)).astype("float32")
    found = AdaGAN(make, beta=0.5).fit(data, 2, **QUICK)
    samples = found.sample(5, seed=0)
    assert samples.shape == (5, *shape)
    found.save_to_preset(tmp_path / "mine")
    np.testing.assert_allclose(AdaGAN.from_preset(tmp_path / "mine").sample(5, seed=0), samples, rtol=1e-5)
