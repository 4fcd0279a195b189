"""What lies in folders: splits, classes by number, pictures of other kinds, transparency."""

import struct
import zlib

import numpy as np
import pytest
from helpers import image_gan
from PIL import Image

import kerasgan
from kerasgan.datasets import image_classes
from kerasgan.training import sources


def picture(path, color="red", mode="RGB", **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new(mode, (8, 8), color).save(path, **options)


def load(path, **options):
    return kerasgan.datasets.load("image_folder", path=path, size=8, **options)


def test_numbers_in_names_of_classes_count(tmp_path):
    for name in ("0", "1", "2", "10"):
        picture(tmp_path / name / "a.png")
    folder = load(tmp_path)
    assert folder.class_names == ["0", "1", "2", "10"]
    assert {name.split("/")[0]: int(label) for name, label in zip(folder.names, folder.labels)} == {
        "0": 0,
        "1": 1,
        "2": 2,
        "10": 3,
    }


def test_what_looks_like_a_number_and_is_none_is_sorted_as_text():
    assert sorted(["²", "10", "2"], key=image_classes.natural) == ["2", "10", "²"]


@pytest.mark.parametrize("top", ["", "split/"])
@pytest.mark.parametrize(
    "names, classes, labels",
    [
        (("train/cat/a", "train/dog/b", "val/cat/c", "val/dog/d"), ["cat", "dog"], [0, 1, 0, 1]),
        (("train/a", "train/b", "val/c"), [], None),
    ],
)
def test_splits_are_no_classes(tmp_path, top, names, classes, labels):
    for name in names:
        picture(tmp_path / f"{top}{name}.png")
    with pytest.warns(UserWarning, match=r"^The images of 'train', 'val' are taken together. Pass the path of one"):
        folder = load(tmp_path)
    assert folder.class_names == classes and (folder.labels if labels is None else folder.labels.tolist()) == labels


def test_a_tiff_is_read_by_its_first_page(tmp_path):
    pages = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    picture(tmp_path / "b.TIFF", "red")
    assert load(tmp_path, batch_size=2)[0].reshape(-1, 3).tolist() == [[255, 0, 0]] * 128


def test_images_that_are_not_read_are_mentioned(tmp_path):
    picture(tmp_path / "a.png")
    (tmp_path / "b.heic").write_bytes(b"1")
    (tmp_path / "notes.txt").write_text("no image")
    with pytest.warns(UserWarning, match=r"^1 files, such as 'b.heic', are left out"):
        assert load(tmp_path).names == ["a.png"]


# === 16 bits ===


def deep(path, values):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(values, "uint16")).save(path)


def colours_of_16_bits(path):
    """A PNG that Pillow writes none of: 4x4 pixels of red, green and blue with 16 bits each."""

    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = part(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 16, 2, 0, 0, 0))
    rows = part(b"IDAT", zlib.compress((b"\0" + np.full((4, 3), 30000, ">u2").tobytes()) * 4))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + rows + part(b"IEND", b""))


@pytest.mark.parametrize("cache", [None, "memory", "folder"])
def test_grey_of_16_bits_comes_in_the_range_of_the_network(tmp_path, rng, cache):
    values = rng.integers(0, 65536, (3, 8, 8), "uint16")
    for number, one in enumerate(values):
        deep(tmp_path / "in" / f"{number}.png", one)
    cache = tmp_path / "cache" if cache == "folder" else cache
    folder = load(tmp_path / "in", color="grey", batch_size=3, cache=cache)
    assert folder.depth == 16 and folder.value_range == (-1.0, 1.0)
    for _ in range(2):  # the second time from the cache
        found = folder.batch(np.arange(3))
        assert found.dtype == np.float32
        np.testing.assert_allclose(found[..., 0], values / 32767.5 - 1, atol=1e-6)
    for activation, low, high in (("tanh", -1, 1), ("sigmoid", 0, 1)):
        gan = image_gan((8, 8, 1), activation)
        batch = sources.of(folder, gan.fields).take()["real"]
        assert batch.min() >= low and batch.max() <= high and len(np.unique(batch)) > 180
        kerasgan.fit_gan(gan, folder, steps=1, verbose=0, doctor=False)
        assert not gan.pixels and gan.sample(2, seed=0).dtype == np.float32
    image_gan((8, 8, 1)).fit(folder, verbose=0)
    with pytest.raises(ValueError, match="out of the generator's reach"):
        image_gan((8, 8, 1), "sigmoid").fit(folder, verbose=0)


def test_what_is_rounded_is_said(tmp_path):
    deep(tmp_path / "a.png", np.full((8, 8), 1000))
    picture(tmp_path / "b.png")
    with pytest.warns(UserWarning, match=r"^1 of 2 images, such as 'a.png', have 16 bits and are rounded to 8."):
        assert load(tmp_path, batch_size=2)[0].dtype == np.uint8
    folder = load(tmp_path, batch_size=2, depth=16)
    red, grey = (folder.batch([number])[0, 0, 0] for number in (1, 0))
    np.testing.assert_allclose([red, grey], [[1, -1, -1], [1000 / 32767.5 - 1] * 3], atol=1e-6)


def test_colours_of_16_bits_are_rounded_and_not_in_silence(tmp_path):
    colours_of_16_bits(tmp_path / "a.png")
    with pytest.warns(UserWarning, match="have 16 bits and are rounded to 8"):
        assert load(tmp_path)[0].dtype == np.uint8
    with pytest.warns(UserWarning, match="have 16 bits in colour, of which Pillow gives the upper 8"):
        assert load(tmp_path, depth=16)[0].dtype == np.float32


def test_floats_are_skipped_with_the_reason(tmp_path):
    Image.fromarray(np.zeros((8, 8), "float32")).save(tmp_path / "a.tif")
    picture(tmp_path / "b.png")
    with pytest.warns(UserWarning, match=r"'a.tif' \(its pixels are floats, whose white is not known"):
        assert load(tmp_path).names == ["b.png"]


@pytest.mark.parametrize("depth", [12, "16", True])
def test_other_depths_are_refused(tmp_path, depth):
    with pytest.raises(ValueError, match=f"^`depth`: expected 8, 16 or None. Received: {depth!r}."):
        load(tmp_path, depth=depth)


def test_rgba_keeps_transparency(tmp_path):
    picture(tmp_path / "a.png", (10, 20, 30, 40), "RGBA")
    picture(tmp_path / "b.png", (10, 20, 30))
    folder = load(tmp_path, color="rgba", batch_size=2)
    assert folder.image_shape == (8, 8, 4)
    assert np.unique(folder[0].reshape(-1, 4), axis=0).tolist() == [[10, 20, 30, 40], [10, 20, 30, 255]]


def test_classes_of_one_number_are_in_one_order():
    names = [f"{folder}/{number}.png" for folder in ("1", "001", "01") for number in range(2)]
    for given in (names, names[::-1], names[2:] + names[:2]):
        assert image_classes.classes(given)[0] == ["001", "01", "1"]
