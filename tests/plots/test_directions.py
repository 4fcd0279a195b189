"""Directions as pictures: a row each, the sample itself in the middle."""

import numpy as np
import pytest
from helpers import image_gan
from PIL import Image

from kerasgan import latent
from kerasgan.plots import directions, plot_directions


def test_each_row_is_a_sample_moved_from_three_deviations_below_to_three_above():
    gan = image_gan(pixels=True)
    found = latent.directions(gan, k=2)
    drawn = np.asarray(directions.image(gan, found[1], samples=2, columns=3, seed=5))
    z = np.random.default_rng(5).uniform(-1, 1, (2, 3)).astype("float32")
    expected = latent.edit(gan, z, found[1], [-3.0, 0.0, 3.0])
    assert drawn.shape == (2 * 8 * 8 + 2, 3 * 8 * 8 + 2 * 2)  # eight times enlarged
    np.testing.assert_array_equal(drawn[66::8, :64:8], expected[1, 0, ..., 0])
    np.testing.assert_array_equal(drawn[:64:8, 66:130:8], gan.decode(z)[0, ..., 0])


def test_several_directions_are_named_and_saved(tmp_path):
    gan = image_gan(shape=(8, 8, 3))
    found = latent.directions(gan, k=2)
    plot_directions(gan, found, tmp_path / "rows.png", columns=5)
    with Image.open(tmp_path / "rows.png") as picture:
        left = directions.image(gan, found, columns=5).width - (5 * 8 * 8 + 4 * 2)
        assert left > 20 and picture.size[1] == 2 * 8 * 8 + 2


def test_only_images_are_drawn_and_numbers_have_to_be_right(gan):
    found = latent.directions(gan, k=2)
    with pytest.raises(ValueError) as error:
        plot_directions(gan, found, samples=0, columns=2)
    assert error.value.problems == [
        "`samples`: expected a whole number of at least 1. Received: 0.",
        "`columns`: expected a whole number of at least 3. Received: 2.",
        "`gan`: only for images. This GAN makes (4,). `latent.edit` returns its samples as numbers.",
    ]
