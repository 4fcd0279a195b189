import io
import shutil

import numpy as np
import PIL.Image
import pytest

from kerasgan.plots import renderer

GRAPH = 'digraph { "a & b" -> c }'


def make_program(folder, name, formats, script="cat"):
    """Makes a program that answers as Graphviz does where it is asked for its formats, and else runs `script`."""
    folder.mkdir(exist_ok=True)
    answer = f"""echo 'Format: "?" not recognized. Use one of: {formats}' >&2; exit 1"""
    (folder / name).write_text(f'#!/bin/sh\nif [ "$1" = "-T?" ]; then {answer}; fi\n{script}\n')
    (folder / name).chmod(0o755)
    return str(folder / name)


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A machine with nothing but the usual programs: no renderer on PATH or beside Python. Returns a folder on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(renderer.sys, "executable", str(tmp_path / "venv" / "python"))
    monkeypatch.setattr(renderer.sysconfig, "get_path", lambda *names: str(tmp_path / "scripts"))
    (folder / "cat").symlink_to(shutil.which("cat", path="/bin:/usr/bin"))
    return folder


def test_without_any_renderer_it_says_what_to_install(bare):
    with pytest.raises(ImportError) as error:
        renderer.find("a.png")
    assert str(error.value) == (
        "A diagram needs a renderer: Graphviz's `dot` or `graphviz-pure`, and neither was found. "
        "Run `pip install graphviz-pure`."
    )


def test_graphviz_comes_first(bare):
    make_program(bare, "graphviz-pure", "png svg")
    dot = make_program(bare, "dot", "pdf png")
    assert renderer.find("a.png") == renderer.find("a.PDF") == dot


def test_graphviz_pure_writes_what_graphviz_cannot(bare):
    make_program(bare, "dot", "")  # as one without its plugins
    pure = make_program(bare, "graphviz-pure", "png svg")
    assert renderer.find("a.png") == pure


@pytest.mark.parametrize("folder", ["venv", "scripts"])
def test_graphviz_pure_is_found_where_its_environment_is_not_activated(bare, folder):
    pure = make_program(bare.parent / folder, "graphviz-pure", "png")
    assert renderer.find("a.png") == pure


def test_an_unknown_type_lists_the_known(bare):
    make_program(bare, "graphviz-pure", "png jpg")
    with pytest.raises(ValueError) as error:
        renderer.find("a.pdf")
    assert str(error.value) == (
        "`to_file`: expected a file name with an extension that graphviz-pure can write: .jpg, .png. Received: "
        "'a.pdf'. For PDF and PostScript install Graphviz, https://graphviz.org/download."
    )


def test_an_unknown_type_lists_those_of_both(bare):
    make_program(bare, "graphviz-pure", "png jpg")
    make_program(bare, "dot", "pdf png")
    with pytest.raises(ValueError) as error:
        renderer.find("model")
    assert str(error.value) == (
        "`to_file`: expected a file name with an extension that dot or graphviz-pure can write: .jpg, .pdf, .png. "
        "Received: 'model'."
    )


def test_render_returns_what_the_program_writes(bare):
    program = make_program(bare, "dot", "svg", 'echo "$1"; cat')
    assert renderer.render(program, "graph Ä {}", "svg").decode() == "-Tsvg\ngraph Ä {}"


@pytest.mark.parametrize("script, said", [("echo no font >&2; exit 3", "no font"), ("exit 0", "nothing")])
def test_a_failure_tells_what_the_program_said(bare, script, said):
    program = make_program(bare, "dot", "png", script)
    with pytest.raises(RuntimeError) as error:
        renderer.render(program, GRAPH, "png")
    assert str(error.value) == f"{program} could not draw the diagram. It says: {said}"


def test_the_real_renderer_draws(monkeypatch):
    monkeypatch.setenv("PATH", "")
    svg = renderer.render(renderer.find("a.svg"), GRAPH, "svg").decode()
    assert svg.count('class="node"') == 2 and svg.count('class="edge"') == 1 and "a &amp; b" in svg


def as_png(pixels):
    made = io.BytesIO()
    PIL.Image.fromarray(pixels).save(made, "PNG", compress_level=1)
    return made.getvalue()


def test_few_colours_become_a_palette_and_nothing_is_lost(rng):
    pixels = rng.integers(0, 256, (200, 3), "uint8")[rng.integers(200, size=(90, 70))]
    small = renderer.compact(as_png(pixels))
    opened = PIL.Image.open(io.BytesIO(small))
    assert opened.mode == "P" and len(small) < len(as_png(pixels))
    np.testing.assert_array_equal(opened.convert("RGB"), pixels)


def test_an_edge_that_is_half_there_becomes_white():
    pixels = np.full((40, 30, 4), 255, "uint8")
    pixels[10:20, 5:9, :3] = 7
    pixels[-1, :, 3] = 192
    opened = PIL.Image.open(io.BytesIO(renderer.compact(as_png(pixels))))
    assert opened.mode == "P"
    np.testing.assert_array_equal(opened.convert("RGB"), pixels[..., :3])


@pytest.mark.parametrize("channels, most", [(3, 256), (4, 2)])
def test_many_colours_and_what_can_be_seen_through_stay(channels, most, rng):
    png = as_png(rng.integers(0, most, (90, 70, channels), "uint8"))
    assert renderer.compact(png) is png
