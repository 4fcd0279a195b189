"""The notebooks are in step with the scripts that they are made of, small, and run; they ask for no network."""

import json
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "examples").glob("*.py"))


def kept(script):
    return json.loads(script.with_suffix(".ipynb").read_text("utf-8"))


def sources(cells):
    return [(cell["cell_type"], "".join(cell["source"])) for cell in cells]


def test_there_are_seven_and_no_other():
    assert len(SCRIPTS) == 7
    assert {path.stem for path in (ROOT / "examples").glob("*.ipynb")} == {path.stem for path in SCRIPTS}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_notebook_is_its_script_with_a_badge_and_a_cell_that_installs(script):
    pytest.importorskip("jupytext")
    sys.path.insert(0, str(ROOT / "tools"))
    import notebooks

    assert sources(kept(script)["cells"]) == sources(notebooks.made_of(script).cells)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_notebook_keeps_its_outputs_and_no_trouble(script):
    notebook = kept(script)
    title, install, *rest = notebook["cells"]
    assert f"blob/main/examples/{script.stem}.ipynb" in "".join(title["source"])
    assert "find_spec" in "".join(install["source"]) and install["outputs"] == []
    outputs = [output for cell in rest if cell["cell_type"] == "code" for output in cell["outputs"]]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    assert not [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"]
    assert script.with_suffix(".ipynb").stat().st_size < 600_000
