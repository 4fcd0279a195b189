"""`TranslationGrid`: what was given, made and wanted, of a GAN and of a CycleGAN, and what it refuses."""

import keras
import numpy as np
import pytest
from helpers import sgd

import kerasgan
from kerasgan.callbacks import TranslationGrid


def pair(**options):
    g = kerasgan.build_generator("upscale", input_shape=(4, 4, 1), filters=1, blocks=1)
    d = kerasgan.build_discriminator("patch", (8, 8, 1), receptive_field=1, filters=1)
    halves = {"g_optimizer": sgd(), "d_optimizer": sgd()}
    return kerasgan.build_gan(g, d, terms=["reconstruction"], **halves, **options)


def test_rows_are_given_made_and_wanted(tmp_path, rng):
    x, c = rng.integers(0, 256, (6, 8, 8, 1), "uint8"), rng.integers(0, 256, (6, 4, 4, 1), "uint8")
    gan, grid = pair(), TranslationGrid(c, x, tmp_path, every=2, columns=4)
    kerasgan.fit_gan(gan, (x, c), steps=3, batch_size=2, verbose=0, callbacks=[grid], doctor=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "samples.gif", "step-000000.png", "step-000002.png", "step-000003.png",
    ]  # fmt: skip
    look = grid.look(gan)
    assert list(look) == ["given", "made", "wanted"]
    np.testing.assert_array_equal(look["made"], gan.translate(c))
    np.testing.assert_array_equal(look["wanted"], x)


@pytest.mark.full
def test_a_cycle_gan_is_watched_both_ways(tmp_path, rng):
    ways = [keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(1, 1, activation="tanh")]) for _ in "ab"]
    judges = [kerasgan.build_discriminator("patch", (8, 8, 1), receptive_field=1, filters=1) for _ in "ab"]
    cycle = kerasgan.build_cycle_gan(*ways, *judges)
    a, b = rng.integers(0, 256, (2, 6, 8, 8, 1), "uint8")
    grids = [TranslationGrid(x, None, tmp_path / to, to=to, animation=None) for x, to in ((a, "b"), (b, "a"))]
    kerasgan.fit_gan(cycle, (a, b), steps=1, batch_size=2, verbose=0, callbacks=grids, doctor=False)
    assert list(grids[1].look(cycle)) == ["given", "made"]
    np.testing.assert_array_equal(grids[1].look(cycle)["made"], cycle.translate(b, to="a"))
    assert (tmp_path / "a" / "step-000001.png").is_file()


def test_what_can_not_be_translated_is_refused_before_any_training(tmp_path, rng):
    gan, x = pair(), rng.integers(0, 256, (4, 8, 8, 1), "uint8")
    grid = TranslationGrid(x, x, tmp_path)
    with pytest.raises(ValueError, match="`condition`: expected shape .4, 4, 4, 1.. Received: .4, 8, 8, 1.."):
        kerasgan.fit_gan(gan, (x, x[:, ::2, ::2]), steps=1, batch_size=2, verbose=0, callbacks=[grid])
    assert int(keras.ops.convert_to_numpy(gan.optimizer.iterations)) == 0
    with pytest.raises(ValueError, match="^`to`: expected one of 'a', 'b'. Received: 'c'."):
        TranslationGrid(x, to="c")
