import keras
import numpy as np
import pytest
from PIL import Image

import kerasgan
from kerasgan.callbacks import DecisionSurface
from kerasgan.plots import plot_decision_surface

RING = np.stack([np.cos(np.arange(24)), np.sin(np.arange(24))], axis=1).astype("float32")


@pytest.fixture
def plane_gan():
    generator = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    gan = kerasgan.GAN(generator, keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]))
    gan.compile(g_optimizer="sgd", d_optimizer="sgd", jit_compile=False)
    return gan


def test_the_last_picture_is_that_of_the_trained_gan(plane_gan, tmp_path):
    watch = DecisionSurface(RING, tmp_path, every=3, n=20)
    kerasgan.fit_gan(plane_gan, RING, steps=5, batch_size=8, verbose=0, callbacks=[watch])
    plot_decision_surface(plane_gan, RING, tmp_path / "expected.png", n=20, title="Step 5")
    assert (tmp_path / "step-000005.png").read_bytes() == (tmp_path / "expected.png").read_bytes()
    with Image.open(tmp_path / "surface.gif") as film:
        assert film.n_frames == 3  # 0, 3, 5
        with Image.open(tmp_path / "expected.png") as expected:
            assert film.size == expected.size  # the title says the step: no caption


@pytest.mark.parametrize(
    "options, message",
    [
        (
            {"real": np.zeros((4, 3))},
            "`real`: expected finite points of shape (n, 2). Received shape (4, 3) of float64.",
        ),
        ({"n": 0}, "`n`: expected a whole number of at least 1. Received: 0."),
        ({"limits": 3}, "`limits`: expected ((left, right), (bottom, top)). Received: 3."),
    ],
)
def test_mistakes_are_named_at_once(options, message):
    with pytest.raises(ValueError) as error:
        DecisionSurface(**{"real": RING, **options})
    assert str(error.value) == message


def test_other_data_are_refused_before_any_training(gan, real, tmp_path):
    with pytest.raises(ValueError, match=r"^`gan`: expected a GAN of two-dimensional points\."):
        kerasgan.fit_gan(gan, real, steps=1, batch_size=8, verbose=0, callbacks=[DecisionSurface(RING, tmp_path)])
    assert not list(tmp_path.iterdir())


def test_the_numbers_of_another_run_are_not_played_as_this_one_s(plane_gan, tmp_path):
    (tmp_path / "step-000040.npz").write_bytes(b"of another run")
    (tmp_path / "step-000040.png").write_bytes(b"a picture of it")
    real = np.random.default_rng(0).normal(size=(16, 2)).astype("float32")
    surface = DecisionSurface(real, tmp_path, every=2, n=10, animation=None)
    kerasgan.fit_gan(plane_gan, real, steps=2, batch_size=8, verbose=0, doctor=False, callbacks=[surface])
    assert sorted(path.name for path in tmp_path.glob("*.npz")) == ["step-000000.npz", "step-000002.npz"]
    assert (tmp_path / "step-000040.png").exists()
