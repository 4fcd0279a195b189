import os

import pytest

from kerasgan.plots import files


def test_a_file_is_written_whole_and_nothing_is_left_beside_it(tmp_path):
    (tmp_path / "a.png").write_bytes(b"old")
    files.write(b"new", tmp_path / "a.png")
    assert os.listdir(tmp_path) == ["a.png"] and (tmp_path / "a.png").read_bytes() == b"new"


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError):
        files.write(b"new", tmp_path / "a")
    assert os.listdir(tmp_path) == ["a"]


def test_folders_are_made(tmp_path):
    assert files.make_folder("folder", tmp_path / "a" / "b") == []
    assert (tmp_path / "a" / "b").is_dir() and not list((tmp_path / "a" / "b").iterdir())


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    folder = str(tmp_path / "file" / "b")
    assert files.make_folder("folder", folder) == [
        f"`folder`: expected a folder that can be made and written to. Received: {folder!r}. The system says: Not a "
        "directory."
    ]
