"""A manifest: what it lists, and what it refuses."""

import hashlib
import json
import re

import pytest

from kerasgan.errors import PresetError
from kerasgan.presets import manifest


@pytest.fixture
def folder(tmp_path):
    """Two files, one of them in a folder of its own, a hidden one, and their manifest."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_bytes(b"abc")
    (tmp_path / "sub" / "b.txt").write_bytes(b"")
    (tmp_path / ".hidden").write_bytes(b"x")
    manifest.write(tmp_path)
    return tmp_path


def rewrite(folder, **parts):
    known = json.loads((folder / manifest.NAME).read_text())
    (folder / manifest.NAME).write_text(json.dumps({**known, **parts}))


def test_it_lists_size_and_digest_of_each_file(folder):
    sha256 = hashlib.sha256(b"abc").hexdigest()
    assert manifest.read(folder) == {
        "a.txt": {"bytes": 3, "sha256": sha256},
        "sub/b.txt": {"bytes": 0, "sha256": hashlib.sha256().hexdigest()},
    }
    manifest.check(folder)


def test_written_again_it_is_the_same(folder):
    before = (folder / manifest.NAME).read_bytes()
    manifest.write(folder)
    assert (folder / manifest.NAME).read_bytes() == before


@pytest.mark.parametrize(
    "change, problem",
    [
        (lambda path: path.unlink(), "a.txt: it is missing."),
        (lambda path: path.write_bytes(b"ab"), "a.txt: it is truncated, 2 bytes instead of 3."),
        (lambda path: path.write_bytes(b"abcd"), "a.txt: it is too large, 4 bytes instead of 3."),
        (lambda path: path.write_bytes(b"abd"), "a.txt: its content was changed (SHA-256 differs)."),
        (
            lambda path: [path.rename(path.with_suffix(".c")), path.symlink_to(path.with_suffix(".c"))],
            "a.txt: expected a file of its own. Received a link.",
        ),
    ],
)
def test_a_file_that_is_another_is_named(folder, change, problem):
    change(folder / "a.txt")
    with pytest.raises(PresetError) as error:
        manifest.check(folder)
    told = f"{folder} is not what its manifest says:\n  {problem}\nGet the folder again from where it came from."
    assert str(error.value) == told
    manifest.check(folder, ["sub/b.txt"])


def test_a_file_that_is_not_listed_is_not_trusted(folder):
    with pytest.raises(PresetError, match=re.escape("c.txt: the manifest does not list it.")):
        manifest.check(folder, ["c.txt"])


@pytest.mark.parametrize(
    "name", ["../a.txt", "/etc/passwd", "a/../../b", "c:\\a", "a\\b", "", ".", "a//b", "./a", "a\0"]
)
def test_a_path_can_not_leave_the_folder(folder, name):
    rewrite(folder, files={name: {"bytes": 3, "sha256": "0"}})
    with pytest.raises(PresetError, match=re.escape(f"{name!r} is no entry of a manifest.")):
        manifest.check(folder)


@pytest.mark.parametrize("about", [None, [], {}, {"bytes": "3", "sha256": ""}, {"bytes": -1, "sha256": ""}])
def test_an_entry_has_a_size_and_a_digest(folder, about):
    rewrite(folder, files={"a.txt": about})
    with pytest.raises(PresetError, match="'a.txt' is no entry of a manifest"):
        manifest.read(folder)


def test_a_newer_format_says_what_to_do(folder):
    rewrite(folder, format=2)
    with pytest.raises(PresetError) as error:
        manifest.read(folder)
    assert str(error.value) == (
        f"{folder / 'manifest.json'}: it has the format 2, and this version of kerasgan reads formats up to 1. Run "
        "`pip install --upgrade kerasgan`."
    )


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"files": {}}', '{"format": true, "files": {}}', "[" * 100_000])
def test_what_is_no_manifest_is_a_clean_error(folder, text):
    (folder / manifest.NAME).write_text(text)
    with pytest.raises(PresetError, match="manifest.json"):
        manifest.read(folder)


def test_bytes_that_are_no_text_and_no_file_at_all_are_clean_errors(folder):
    (folder / manifest.NAME).write_bytes(b"\xff\xfe")
    with pytest.raises(PresetError, match="is not valid JSON"):
        manifest.read(folder)
    (folder / manifest.NAME).unlink()
    with pytest.raises(PresetError, match="manifest.json cannot be read: No such file or directory."):
        manifest.read(folder)


def test_a_huge_file_is_not_read(folder):
    (folder / manifest.NAME).write_bytes(b" " * (manifest.MOST_BYTES + 1))
    with pytest.raises(PresetError, match="expected at most 1,000,000 bytes, and it has 1,000,001."):
        manifest.read(folder)
