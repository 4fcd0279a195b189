"""What `kerasgan sample` makes."""

import re

import numpy as np
import pytest
from helpers import image_gan
from PIL import Image

import kerasgan
from kerasgan.plots import sampling


@pytest.fixture
def images():
    return image_gan(pixels=True)


@pytest.fixture
def classes():
    """A conditional GAN of points, of three classes."""
    options = {"num_classes": 3, "hidden": (4,)}
    return kerasgan.build_gan(
        kerasgan.build_generator(output_shape=(2,), latent_dim=3, **options),
        kerasgan.build_discriminator(input_shape=(2,), **options),
    )


# === Labels ===


def test_each_label_gets_its_share_together(classes):
    assert sampling.labels_for(classes, 7).tolist() == [0, 0, 0, 1, 1, 2, 2]
    assert sampling.labels_for(classes, 4, [2, 0]).tolist() == [2, 2, 0, 0]
    assert sampling.labels_for(classes, 1, [1, 2]).tolist() == [1]


def test_labels_have_to_fit(classes, gan):
    with pytest.raises(ValueError, match="`labels`: expected labels below 3. Received: 5."):
        sampling.labels_for(classes, 4, [1, 5])
    with pytest.raises(ValueError, match="`labels`: this GAN takes none, it was trained without classes."):
        sampling.labels_for(gan, 4, [1])
    assert sampling.labels_for(gan, 4) is None


# === Files ===


def test_images_become_a_grid_or_numbers_or_files(images, tmp_path):
    made = sampling.make(images, 6, seed=0)
    for file in ("grid.png", "grid.svg", "grid.npy", "single"):
        sampling.write(images, made, tmp_path / "out" / file)
    np.testing.assert_array_equal(np.load(tmp_path / "out" / "grid.npy"), images.sample(6, seed=0))
    singles = sorted((tmp_path / "out" / "single").iterdir())
    assert [path.name for path in singles] == [f"{number:05d}.png" for number in range(6)]
    np.testing.assert_array_equal(np.asarray(Image.open(singles[5])), made[0][5, ..., 0])
    grid = np.asarray(Image.open(tmp_path / "out" / "grid.png"))
    np.testing.assert_array_equal(grid[:64:8, :64:8], made[0][0, ..., 0])  # eight times enlarged


def test_vectors_become_a_table_with_their_labels(classes, tmp_path):
    made = sampling.make(classes, 6, seed=0)
    for file in ("points.csv", "points.npy", "points.png"):
        sampling.write(classes, made, tmp_path / file)
    lines = (tmp_path / "points.csv").read_text().splitlines()
    assert lines[0] == "x0,x1,label"
    table = np.array([line.split(",") for line in lines[1:]], float)
    np.testing.assert_allclose(table[:, :2], classes.sample(6, [0, 0, 1, 1, 2, 2], seed=0), rtol=1e-6)
    assert table[:, 2].tolist() == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    "kind, file, message",
    [
        ("images", "a.csv", "`output`: images don't go into a .csv. Choose .npy, a picture, or a folder."),
        ("images", "a.txt", "`output`: expected a name that ends in .jpg, .pdf, .png, .svg, .webp, .csv, .npy, or a"),
        ("gan", "folder", "`output`: only images go into a folder. Choose .npy, .csv or a picture."),
    ],
)
def test_what_can_not_be_written_is_told_before(kind, file, message, request, tmp_path):
    gan = request.getfixturevalue(kind)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        sampling.write(gan, (None, None), tmp_path / file)
    assert list(tmp_path.iterdir()) == []


def test_plots_are_a_sheet_of_samples_and_three_diagrams(gan, tmp_path):
    drawn = sampling.plot(gan, tmp_path / "pictures")
    assert [path.name for path in drawn] == ["samples.png", "gan.png", "generator.png", "discriminator.png"]
    assert all(path.stat().st_size for path in drawn)
    assert not gan.discriminator.trainable


# === Walks ===


def test_a_walk_is_a_closed_way_of_points_as_likely_as_any(gan):
    gan.latent = kerasgan.latent.normal
    path = sampling.latent_path(gan, stops=3, n=2, frames=4, seed=0)
    assert path.shape == (12, 2, 3)
    stops = np.random.default_rng(0).standard_normal((3, 2, 3))
    np.testing.assert_allclose(path[::4], stops, atol=1e-6)
    steps = np.linalg.norm(np.diff(np.concatenate([path, path[:1]]), axis=0), axis=-1)
    assert steps.max() < 2.5  # no jump, at the end neither


def test_a_walk_becomes_an_animation(images, tmp_path):
    sampling.walk(images, 2, tmp_path / "walk.gif", seed=0, n=4, frames=3)
    with Image.open(tmp_path / "walk.gif") as animation:
        assert animation.n_frames == 6


def test_a_walk_can_be_truncated_and_so_can_samples(images, tmp_path):
    sampling.walk(images, 2, tmp_path / "walk.gif", seed=0, n=2, frames=2, truncation=0.0)
    with Image.open(tmp_path / "walk.gif") as animation:
        assert getattr(animation, "n_frames", 1) == 1  # all frames are alike
    made, _ = sampling.make(images, 3, seed=0, truncation=0.5)
    np.testing.assert_array_equal(made, images.sample(3, seed=0, truncation=0.5))


def test_a_walk_is_for_images_and_animations(gan, images, tmp_path):
    with pytest.raises(ValueError, match="`interpolate`: only for images. This GAN makes vectors."):
        sampling.walk(gan, 2, tmp_path / "walk.gif")
    with pytest.raises(ValueError, match=r"`output`: expected a file name that ends in .gif or .webp."):
        sampling.walk(images, 2, tmp_path / "walk.png")
    with pytest.raises(ValueError, match="`interpolate`: expected a whole number of at least 2. Received: 1."):
        sampling.walk(images, 1, tmp_path / "walk.gif")


def test_noise_of_ones_own_is_decoded(gan):
    noise = np.random.default_rng(4).uniform(-1, 1, (5, 3))
    np.testing.assert_allclose(gan.decode(noise), gan.sample(5, seed=4), rtol=1e-5, atol=1e-6)
    with pytest.raises(ValueError, match=re.escape("`noise`: expected shape (n, 3). Received: (5, 2).")):
        gan.decode(noise[:, :2])
