"""docs/export.md as a user reads it: its blocks run as printed."""

import pathlib
import re

import keras
import pytest

from kerasgan import zoo
from kerasgan.presets.export import formats, packages

PAGE = (pathlib.Path(__file__).parents[3] / "docs" / "export.md").read_text("utf-8")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_blocks_run_as_printed(tmp_path, monkeypatch):
    if keras.config.backend() == "torch":
        pytest.skip("Keras writes no SavedModel on torch")
    for package in packages.needed(formats.FORMATS["onnx"]):
        pytest.importorskip(package)
    monkeypatch.chdir(tmp_path)
    space = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(block, space)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["digits.onnx", "served"]


def test_every_format_and_entry_is_in_its_tables():
    assert all(f"| {one.title.removeprefix('a ')} |" in PAGE for one in formats.FORMATS.values())
    assert all(f"| {name} |" in PAGE for name in zoo.names())
