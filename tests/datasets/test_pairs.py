"""Pairs derived from pictures, and characters in two faces."""

import pickle

import numpy as np
import pytest

from kerasgan import datasets
from kerasgan.datasets import glyphs, pairs, varied


@pytest.fixture(scope="module")
def digits():
    return datasets.load("mnist", labels=False)


@pytest.fixture
def pictures(rng):
    return rng.integers(0, 256, (6, 8, 12, 3), "uint8")


def test_made_small_by_the_means_of_squares(pictures):
    x, c = pairs.smaller(pictures, 4)
    assert x is pictures and c.shape == (6, 2, 3, 3)
    assert c[1, 0, 2].tolist() == np.rint(pictures[1, :4, 8:].reshape(16, 3).mean(0)).tolist()
    with pytest.raises(
        ValueError, match="^`scale`: expected pictures of a size that 5 divides. Received: 8x12. The near"
    ):
        pairs.smaller(pictures, 5)


def test_holes_are_grey_lie_inside_and_are_told_by_the_mask(pictures):
    x, given = pairs.cut_out(pictures, 0.25, 0.5, seed=3)
    hole = given["mask"][..., 0] == 255
    assert np.isin(given["mask"], (0, 255)).all()
    assert (given["picture"][hole] == 128).all() and (given["picture"][~hole] == x[~hole]).all()
    for one in hole:
        rows, columns = one.any(axis=1), one.any(axis=0)
        assert 2 <= rows.sum() <= 4 and 3 <= columns.sum() <= 6 and one.sum() == rows.sum() * columns.sum()
    again = pairs.cut_out(pictures, 0.25, 0.5, seed=3)[1]
    np.testing.assert_array_equal(again["mask"], given["mask"])
    with pytest.raises(
        ValueError, match="^`least` and `most`: expected shares in this order, up to 1. Received: 0.5, 0.2"
    ):
        pairs.cut_out(pictures, 0.5, 0.2)


def test_grey_is_pillows(pictures):
    from PIL import Image

    expected = np.stack([np.asarray(Image.fromarray(picture).convert("L")) for picture in pictures])[..., None]
    np.testing.assert_allclose(pairs.grey(pictures)[1].astype(int), expected, atol=1)
    with pytest.raises(ValueError, match="^`x`: expected pictures in colour, of 3 channels. Received: 1.$"):
        pairs.grey(pictures[..., :1])
    with pytest.raises(ValueError, match="^`x`: expected uint8 pictures, "):
        pairs.grey(pictures / 255)


def test_pairs_are_a_tuple_that_keeps_what_is_held_out(pictures):
    whole = pairs.Pairs(pictures, {"a": pictures}, (pictures[:1], pictures[:1]))
    again = pickle.loads(pickle.dumps(whole))
    assert len(again) == 2 and again.held_out[0].shape == (1, 8, 12, 3)
    assert whole.some(2)[1]["a"].shape == (2, 8, 12, 3)


def test_derived_pairs_hold_out_the_last_pictures():
    found = datasets.load("derived_pairs", source="digits", how="cut_out", held_out=97)
    assert found[0].shape == (1700, 8, 8, 1) and found[1]["mask"].shape == (1700, 8, 8, 1)
    assert found.held_out[1]["picture"].shape == (97, 8, 8, 1)
    whole = datasets.load("derived_pairs", source="digits", how="cut_out")
    assert whole.held_out is None
    np.testing.assert_array_equal(whole[1]["mask"][-97:], found.held_out[1]["mask"])
    with pytest.raises(
        ValueError, match="^`held_out`: expected fewer than the 1,797 pictures there are. Received: 1,797."
    ):
        datasets.load("derived_pairs", source="digits", how="smaller", held_out=1797)
    with pytest.raises(ValueError, match="`path`: the pictures of an 'image_folder' are those of a folder or a zip."):
        datasets.load("derived_pairs", source="image_folder")


# === Characters ===


def test_characters_of_the_package_and_those_held_out():
    serif, sans = found = datasets.load("glyphs")
    assert serif.shape == sans.shape == (1500, 32, 32, 1) and serif.dtype == np.uint8
    assert found.held_out[0].shape == (500, 32, 32, 1)
    apart = datasets.load("glyphs", part="held_out", to="sans")
    np.testing.assert_array_equal(apart[0], found.held_out[1])
    assert len(datasets.load("glyphs", part="all")[0]) == 2000


def test_no_file_gives_a_held_out_character_away(tmp_path, rng):
    codes = np.arange(0x4E00, 0x4E00 + 200, dtype="uint32")
    faces = {name: rng.integers(0, 256, (200, 32, 32), "uint8") for name in glyphs.FACES}
    np.savez(tmp_path / "more.npz", codepoint=codes, **faces)
    found = datasets.load("glyphs", path=tmp_path / "more.npz")
    held_out = np.array([int(code) * 2654435761 % 2**32 < 332_000_000 for code in codes])
    np.testing.assert_array_equal(found[0][..., 0], faces["serif"][~held_out])
    np.testing.assert_array_equal(found.held_out[1][..., 0], faces["sans"][held_out])
    packaged = glyphs.read()["codepoint"]
    assert glyphs.is_held_out(packaged).sum() == 500


def test_other_files_are_refused(tmp_path):
    np.savez(tmp_path / "a.npz", sans=np.zeros((2, 4, 4), "uint8"), serif=np.zeros((2, 4, 4), "uint8"))
    with pytest.raises(
        ValueError, match="^`path`: expected the arrays sans, serif and codepoint. .* lacks .'codepoint'."
    ):
        datasets.load("glyphs", path=tmp_path / "a.npz")
    with pytest.raises(ValueError, match="^`path`: .* can't be read as an .npz file of characters: "):
        datasets.load("glyphs", path=tmp_path / "none.npz")
    with pytest.raises(ValueError, match="^`part`: expected one of 'all', 'held_out', 'train'. Received: 'test'."):
        datasets.load("glyphs", part="test")


def test_copies_are_affine_maps_of_training_pictures_alone(digits):
    x, c = datasets.load("derived_pairs", source="mnist", held_out=7990, varied=2)
    assert x.shape == (30, 28, 28, 1) and c.shape == (30, 7, 7, 1)
    np.testing.assert_array_equal(x[20:], digits[:10])
    assert all((x[10 * turn :][:10] != digits[:10]).any(axis=(1, 2, 3)).all() for turn in (0, 1))
    mass = x.reshape(3, 10, -1).sum(axis=2, dtype=float)
    assert (abs(mass[:2] / mass[2] - 1) < 0.5).all()  # they are still these digits, near their place
    loaded = datasets.load("derived_pairs", source="mnist", held_out=7990, varied=2)
    np.testing.assert_array_equal(loaded.held_out[0], digits[10:])
    np.testing.assert_array_equal(loaded[0], x)


def test_a_copy_is_the_map_written_out(monkeypatch):
    monkeypatch.setattr(varied, "SHEAR", 0.0)
    ramp = np.arange(64, dtype="uint8").reshape(1, 8, 8, 1) * 3
    moved = varied.varied(ramp, 1, seed=5)[0, ..., 0]
    rng = np.random.default_rng(5)
    rng.uniform(size=(2, 2))
    rows, columns = (np.clip(np.arange(8) + shift * 8, 0, 7) for shift in rng.uniform(-1 / 14, 1 / 14, 2))
    np.testing.assert_allclose(moved, 3 * (8 * rows[:, None] + columns), atol=0.51)
