"""Files of the version before still open: a preset, a `.keras` file, a checkpoint of a run that was cut off.

They were written on TensorFlow by version 0.1.0, before the rooms were moved; `expected.npz` has what it made of them.
"""

import pathlib
import shutil

import keras
import numpy as np
import pytest

import kerasgan

KEPT = pathlib.Path(__file__).parent / "v0_1"
LABELS = np.arange(6) % 3


@pytest.fixture
def expected():
    return np.load(KEPT / "expected.npz")


def make_gan():
    generator = kerasgan.build_generator("mlp", (2,), 3, num_classes=3, hidden=(8,))
    discriminator = kerasgan.build_discriminator("mlp", (2,), num_classes=3, hidden=(8,))
    return kerasgan.build_gan(
        generator,
        discriminator,
        latent="normal",
        g_optimizer=keras.optimizers.Adam(1e-2, beta_1=0.5, use_ema=True, ema_momentum=0.9),
        d_optimizer=keras.optimizers.SGD(1e-2, momentum=0.9),
        d_steps=2,
        terms=["mode_regularization", kerasgan.terms.R1(every=2)],
    )


def test_a_preset_opens_and_makes_the_same_samples(expected):
    gan = kerasgan.GAN.from_preset(KEPT / "preset")
    np.testing.assert_allclose(gan.sample(6, LABELS, seed=0), expected["cut"], atol=1e-5)
    assert [field.name for field in gan.conditions] == ["label"] and gan.num_classes == 3


def test_a_keras_file_opens_with_the_state_of_both_optimizers(expected):
    gan = keras.models.load_model(KEPT / "gan.keras")
    np.testing.assert_allclose(gan.sample(6, LABELS, seed=0), expected["cut"], atol=1e-5)
    assert (int(gan.optimizer.g.iterations), int(gan.optimizer.d.iterations)) == (4, 8)
    assert [type(term).__name__ for term in gan.terms] == ["ModeRegularization", "R1"]


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="each backend draws other numbers for one seed")
def test_a_run_that_was_cut_off_goes_on_to_the_numbers_of_the_whole_one(expected, tmp_path):
    shutil.copytree(KEPT / "checkpoint", tmp_path / "checkpoint")
    data, gan = np.load(KEPT / "data.npz"), make_gan()
    options = {"batch_size": 16, "seed": 3, "verbose": 0, "doctor": False, "checkpoint": tmp_path / "checkpoint"}
    kerasgan.fit_gan(gan, (data["x"], data["y"]), steps=8, **options)
    np.testing.assert_allclose(gan.sample(6, LABELS, seed=0), expected["whole"], atol=1e-4)
    assert int(gan.optimizer.d.iterations) == int(expected["d_iterations"])
