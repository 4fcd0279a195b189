"""What lies in folders: splits, classes by number, pictures of other kinds, transparency."""

import numpy as np
import pytest
from PIL import Image

import kerasgan
from kerasgan.datasets import image_classes


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


def test_rgba_keeps_transparency(tmp_path):
    picture(tmp_path / "a.png", (10, 20, 30, 40), "RGBA")
    picture(tmp_path / "b.png", (10, 20, 30))
    folder = load(tmp_path, color="rgba", batch_size=2)
    assert folder.image_shape == (8, 8, 4)
    assert np.unique(folder[0].reshape(-1, 4), axis=0).tolist() == [[10, 20, 30, 40], [10, 20, 30, 255]]
