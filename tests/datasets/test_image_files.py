"""Folders and zips of images: what is in them, in which order, and what is refused."""

import pathlib
import pickle
import re
import zipfile

import pytest
from PIL import Image

from kerasgan.datasets import image_files


def fill(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return folder


def archive(path, *names, **options):
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(name, name.encode(), **options)
    return path


NAMES = ["b/2.JPG", "b/10.png", "a.gif", "c/d/e.webp", "readme.txt"]
HIDDEN = [".a.png", ".git/x.png", "__MACOSX/b/._2.JPG"]


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_images_are_found_at_any_depth_in_one_order_without_hidden_ones(tmp_path, kind):
    names = [*NAMES, *HIDDEN]
    path = fill(tmp_path / "x", *names) if kind == "folder" else archive(tmp_path / "x.zip", *names)
    files = image_files.of(path)
    assert files.names == ["a.gif", "b/10.png", "b/2.JPG", "c/d/e.webp"]
    assert files.others == ["readme.txt"]
    for name in files.names:
        with files.open(name) as file:
            assert file.read() == name.encode()


def test_a_link_in_a_circle_ends(tmp_path):
    fill(tmp_path, "a/1.png")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    assert image_files.of(tmp_path).names == ["a/1.png"]


def test_linked_folders_are_followed(tmp_path):
    fill(tmp_path / "far", "1.png")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "link").symlink_to(tmp_path / "far")
    assert image_files.of(tmp_path / "here").names == ["link/1.png"]


def test_a_stamp_changes_with_the_file(tmp_path):
    files = image_files.of(fill(tmp_path, "1.png"))
    before = files.stamp("1.png")
    (tmp_path / "1.png").write_bytes(b"longer than it was")
    assert files.stamp("1.png") != before


def test_a_path_may_begin_at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(fill(tmp_path, "pictures/1.png")))
    assert image_files.of("~/pictures").path == tmp_path / "pictures"


def test_an_archive_travels_to_other_processes(tmp_path):
    files = pickle.loads(pickle.dumps(image_files.of(archive(tmp_path / "x.zip", "1.png"))))
    assert files.open("1.png").read() == b"1.png"


SUFFIXES = ", ".join(image_files.SUFFIXES)


@pytest.mark.parametrize(
    "names, ending",
    [
        ([], "It is empty."),
        (["a.txt", "b.csv"], "It has 2 other files: 'a.txt', 'b.csv'."),
        ([f"{n}.txt" for n in range(5)], "It has 5 other files: '0.txt', '1.txt', '2.txt', ...."),
        (["in.zip"], "It has 1 other files: 'in.zip'. Unpack the zip, or pass its own path."),
    ],
)
@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_nothing_to_learn_from_is_an_error(tmp_path, names, ending, kind):
    (tmp_path / "x").mkdir()
    path = fill(tmp_path / "x", *names) if kind == "folder" else archive(tmp_path / "x.zip", *names)
    with pytest.raises(ValueError, match=re.escape(f"`path`: expected images ({SUFFIXES}) in {str(path)!r}. {ending}")):
        image_files.of(path)


def test_a_path_that_is_not_there_is_named():
    with pytest.raises(ValueError) as error:
        image_files.of("/no/such")
    assert str(error.value) == (
        "`path`: expected a folder or a zip of images. Received '/no/such', which does not exist."
    )


def test_a_file_that_is_no_zip_is_named(tmp_path):
    path = fill(tmp_path, "x.zip") / "x.zip"
    with pytest.raises(ValueError, match=re.escape(f"Received {str(path)!r}, a file but no zip.")):
        image_files.of(path)


def test_a_broken_zip_is_named(tmp_path):
    path = archive(tmp_path / "x.zip", "1.png")
    data = bytearray(path.read_bytes())
    start = data.index(b"PK\x01\x02")
    data[start : start + 4] = b"????"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=re.escape(f"`path`: the zip {str(path)!r} can't be read: ")):
        image_files.of(path)


@pytest.mark.parametrize("name", ["../1.png", "a/../../1.png", "/etc/1.png", "..\\1.png", "C:/1.png"])
def test_a_zip_that_reaches_outside_is_refused(tmp_path, name):
    path = archive(tmp_path / "x.zip", "0.png", name)
    inside = name.replace("\\", "/")
    with pytest.raises(ValueError, match=re.escape(f"{inside!r} in the zip {str(path)!r} would lie outside of it.")):
        image_files.of(path)


def test_a_file_in_a_zip_of_absurd_size_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("bomb.png", bytes(801))
    with pytest.raises(ValueError) as error:
        image_files.of(path)
    assert str(error.value) == (
        f"`path`: 'bomb.png' in {str(path)!r} would unpack to 801 bytes, more than an image of Pillow's limit of 100 "
        "pixels has. Remove it."
    )
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    assert image_files.of(path).names == ["bomb.png"]


def test_an_encrypted_zip_is_refused(tmp_path):
    path = archive(tmp_path / "x.zip", "1.png")
    data = path.read_bytes()
    at = data.index(b"PK\x01\x02") + 8  # the flags in the central directory
    path.write_bytes(data[:at] + b"\x01" + data[at + 1 :])
    with pytest.raises(ValueError, match="is encrypted. Unpack it and pass the folder.$"):
        image_files.of(pathlib.Path(path))
