"""What is measured of each kind of data, against truth that is known."""

import numpy as np
import pytest
from PIL import Image

from kerasgan import datasets
from kerasgan.recipe import kinds
from kerasgan.recipe.kinds import images


class Copier:
    """Stands in for a GAN: its samples are what a function makes of a seed."""

    output_range = (-1.0, 1.0)

    def __init__(self, draw, shape=(2,), conditional=False):
        self.draw, self.data_shape, self.label = draw, shape, conditional or None

    def sample(self, n, labels=None, seed=None):
        return self.draw(n, np.random.default_rng(99))


def test_every_data_set_is_of_a_kind_that_is_known():
    for source in datasets.SOURCES.values():
        assert source.kind in kinds.KINDS


def test_a_perfect_sampler_is_as_close_as_real_samples_along_both_axes():
    data = datasets.load("gaussian_2d")
    n, figures = kinds.of("gaussian_2d", data).figures(Copier(data), seed=0)
    assert n == 10_000
    for column in ("generated", "real"):
        found = {name: getattr(figure, column) for name, figure in figures.items()}
        assert found["mean_error"] < 0.1 and found["covariance_error"] < 0.3
        # sqrt of the eigenvalues of A^T A, by hand
        assert found["narrow_std"] == pytest.approx(np.sqrt(2.63 - np.sqrt(2.63**2 - 0.49)), rel=0.03)
        assert found["wide_std"] == pytest.approx(np.sqrt(2.63 + np.sqrt(2.63**2 - 0.49)), rel=0.03)


def test_a_missed_axis_is_seen():
    data = datasets.load("gaussian_2d")
    _, axes = np.linalg.eigh(data.covariance)

    def flat(n, rng):
        wide = (data(n, rng) - data.mean) @ axes[:, 1:]
        return wide @ axes[:, 1:].T + data.mean

    _, figures = kinds.of("gaussian_2d", data).figures(Copier(flat), seed=0)
    assert figures["narrow_std"].generated == pytest.approx(0, abs=1e-6)
    assert figures["covariance_error"].generated == pytest.approx(0.0949, abs=0.2)
    assert figures["wide_std"].generated == pytest.approx(figures["wide_std"].real, rel=0.03)


def test_lost_modes_are_counted():
    data = datasets.load("ring_8")
    half = Copier(lambda n, rng: data.centers[rng.integers(4, size=n)])
    _, figures = kinds.of("ring_8", data).figures(half, seed=0)
    assert figures["modes"][:2] == (4, 8)
    assert figures["high_quality"].generated == 1.0
    assert figures["high_quality"].real == pytest.approx(1 - np.exp(-4.5), abs=0.005)
    assert figures["reverse_kl"].generated == pytest.approx(np.log(2), abs=0.01)


def test_thumbnails_are_the_means_of_patches(rng):
    photos = rng.integers(0, 256, (3, 16, 24, 3), "uint8")
    expected = np.empty((3, 8, 8, 3))
    for row in range(8):
        for column in range(8):
            patch = photos[:, 2 * row : 2 * row + 2, 3 * column : 3 * column + 3]
            expected[:, row, column] = patch.mean(axis=(1, 2))
    np.testing.assert_allclose(images.thumbnails(photos), expected)


def test_thumbnails_of_odd_sizes_keep_an_even_grey():
    np.testing.assert_allclose(images.thumbnails(np.full((2, 28, 13, 1), 77, "uint8")), 77)


def test_images_of_a_folder_are_split_into_halves_that_share_none(tmp_path):
    for number in range(10):
        Image.new("L", (8, 8), 20 * number).save(tmp_path / f"{number}.png")
    data = datasets.load("image_folder", path=str(tmp_path), size=8, color="grey")
    groups = kinds.of("image_folder", data).groups(Copier(lambda n, rng: np.zeros((n, 8, 8, 1)), (8, 8, 1)), seed=0)
    greys = [sorted(group[:, 0, 0, 0].tolist()) for group in groups[:2]]
    assert sorted(greys[0] + greys[1]) == [20 * number for number in range(10)]
    assert len(groups.fake) == 5 and groups.asked is None


def test_of_large_images_a_thousand_are_enough(monkeypatch):
    monkeypatch.setattr(images, "LEAST", 3)
    data = np.zeros((50, 100, 100, 3), "uint8"), np.arange(50)
    monkeypatch.setattr(images, "VALUES", 4 * 100 * 100 * 3)
    groups = images.Images(data).groups(Copier(lambda n, rng: np.zeros((n, 100, 100, 3)), (100, 100, 3)), seed=0)
    assert [len(group) for group in groups[:4]] == [4, 4, 4, 4]
