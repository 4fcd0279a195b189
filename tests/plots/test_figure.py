import concurrent.futures
import os
import pathlib
import threading
import time

import matplotlib
import matplotlib.pyplot as plt
import pytest

from kerasgan.plots import figure

PNG = b"\x89PNG\r\n\x1a\n"


def test_a_figure_shows_itself_in_notebooks():
    drawing, _ = figure.subplots(1, 1, 2, 1)
    assert drawing._repr_png_().startswith(PNG)


def test_pyplot_keeps_no_figure():
    figure.subplots(2, 1, 2, 1)
    assert plt.get_fignums() == []


def test_the_style_is_ours_inside_and_the_users_after():
    @figure.styled
    def draw():
        return matplotlib.rcParams["axes.grid"], matplotlib.rcParams["font.size"]

    before = dict(matplotlib.rcParams)
    assert draw() == draw() == (True, 9)
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("name, extension", [("a.png", "png"), ("a.b.SVG", "svg"), ("a", ""), ("x.y/a", "")])
def test_extension(name, extension):
    assert figure.extension(name) == extension


def test_save_writes_the_type_that_the_name_tells(tmp_path):
    drawing, _ = figure.subplots(1, 1, 2, 1)
    for name, start in [("a.png", PNG), ("a.pdf", b"%PDF"), ("a.SVG", b"<?xml")]:
        figure.save(drawing, tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)


def test_save_to_none_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    figure.save(figure.subplots(1, 1, 2, 1)[0], None)
    assert os.listdir(tmp_path) == []


def test_write_replaces_and_leaves_nothing_else(tmp_path):
    (tmp_path / "a.bin").write_bytes(b"old and longer")
    figure.write(b"new", tmp_path / "a.bin")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.bin": b"new"}


def test_a_failed_write_leaves_the_old_file_as_it_was(tmp_path, monkeypatch):
    def write_half(path, data):
        with open(path, "wb") as file:
            file.write(data[: len(data) // 2])
        raise OSError("No space left on device")

    (tmp_path / "a.bin").write_bytes(b"old")
    monkeypatch.setattr(pathlib.Path, "write_bytes", write_half)
    with pytest.raises(OSError, match="^No space left on device$"):
        figure.write(b"new and longer", tmp_path / "a.bin")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.bin": b"old"}


def test_check_file_says_both_mistakes(tmp_path):
    folder, extension = figure.check_file(tmp_path / "none" / "a.xyz")
    file = str(tmp_path / "none" / "a.xyz")
    assert folder == (
        f"`to_file`: expected a file in a folder that exists. Received: {file!r}. "
        f"Make {str(tmp_path / 'none')!r} first."
    )
    assert extension.startswith("`to_file`: expected a file name with an extension that Matplotlib can write: .")
    assert ".pdf, " in extension and ".png, " in extension and extension.endswith(f"Received: {file!r}.")


def test_check_file_passes_what_can_be_saved(tmp_path):
    assert figure.check_file(None) == figure.check_file(tmp_path / "a.png") == figure.check_file("a.PDF") == []


def test_figures_drawn_in_several_threads_leave_the_users_style_alone():
    """Matplotlib's style belongs to all threads: left half in, half out, it would stay changed."""
    before = dict(matplotlib.rcParams)
    gate = threading.Barrier(2)

    @figure.styled
    def draw(wait):
        time.sleep(wait)
        return matplotlib.rcParams["axes.grid"]

    def enter(wait):
        gate.wait()
        return draw(wait)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        assert list(pool.map(enter, (0.02, 0.05))) == [True, True]
    assert dict(matplotlib.rcParams) == before
