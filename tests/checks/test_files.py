"""Files of others are opened only where they are plain files of a size that can be."""

import os

import pytest

from kerasgan.checks import files


def test_a_plain_file_is_read(tmp_path):
    (tmp_path / "a").write_bytes("né".encode())
    assert files.read_text(tmp_path / "a") == "né"
    assert files.is_plain(tmp_path / "a") and not files.is_plain(tmp_path / "b")


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices have no paths there")
@pytest.mark.parametrize("make, what", [(os.mkfifo, "a pipe"), (os.mkdir, "a folder")])
def test_what_is_no_plain_file_is_refused_and_hangs_nobody(tmp_path, make, what):
    path = tmp_path / "a"
    make(path)
    (tmp_path / "link").symlink_to("a")
    for one in (path, tmp_path / "link"):
        with pytest.raises(OSError) as error:
            files.opened(one)
        assert error.value.strerror == f"expected a plain file, and it is {what}"
        assert not files.is_plain(one)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="there is no device without end")
def test_devices_are_refused(tmp_path):
    (tmp_path / "a").symlink_to("/dev/zero")
    with pytest.raises(OSError, match="expected a plain file, and it is a device"):
        files.read_bytes(tmp_path / "a")


def test_a_size_is_the_most(tmp_path):
    (tmp_path / "a").write_bytes(b"12345")
    assert files.read_bytes(tmp_path / "a", 5) == b"12345"
    with pytest.raises(OSError, match="expected at most 4 bytes, and it has 5"):
        files.read_bytes(tmp_path / "a", 4)
    assert not files.is_plain(tmp_path / "a", 4)


def test_a_name_with_half_a_word_is_no_path(tmp_path):
    with pytest.raises(OSError, match="its name has a character that no name has"):
        files.read_bytes(str(tmp_path / "a\0b"))


def test_a_link_is_replaced_and_not_written_through(tmp_path):
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "link").symlink_to("target")
    files.write(b"new", tmp_path / "link")
    assert (tmp_path / "target").read_bytes() == b"old"
    assert (tmp_path / "link").read_bytes() == b"new" and not (tmp_path / "link").is_symlink()
