"""`kerasgan export`, in this process."""

import pytest
from helpers import image_gan
from typer.testing import CliRunner

from kerasgan import cli
from kerasgan.presets.export import formats, packages


def run(*arguments):
    return CliRunner().invoke(cli.app, ["export", *map(str, arguments)])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_it_writes_the_file_and_says_how_large_it_is(tmp_path):
    for package in packages.needed(formats.FORMATS["onnx"]):
        pytest.importorskip(package)
    image_gan().save(tmp_path / "own.keras")
    result = run(tmp_path / "own.keras", "-o", tmp_path / "g.onnx")
    size = (tmp_path / "g.onnx").stat().st_size
    assert (result.exit_code, result.output) == (0, f"{tmp_path / 'g.onnx'}: {size / 1e3:.1f} kB\n")
    again = run(tmp_path / "own.keras", "-o", tmp_path / "g.onnx")
    assert again.exit_code == 1 and "exists. Choose another name" in str(again.exception)


def test_what_is_wrong_is_told_before_anything_is_loaded(tmp_path):
    assert "Did you mean 'mnist_cgan'?" in str(run("mnist_cgn", "-o", tmp_path / "g.onnx").exception)
    assert not list(tmp_path.iterdir())
