"""What commands share: what they keep off the terminal, and TensorFlow, which other backends do without."""

import importlib.metadata
import importlib.util
import sys
import warnings

import keras
import pytest
from cli.test_cli import COMMAND, command

from kerasgan.cli import terminal


@pytest.fixture(autouse=True)
def modules(monkeypatch):
    """What is imported after a test, and how, is what was before."""
    before = {"tensorflow": sys.modules["tensorflow"]} if "tensorflow" in sys.modules else {}
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    yield
    sys.modules.pop("tensorflow", None)
    sys.modules.update(before)


def test_what_native_code_writes_is_dropped_and_warnings_follow(capfd, monkeypatch):
    told = []
    monkeypatch.setattr(warnings, "showwarning", lambda message, *where: told.append(str(message)))
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        with terminal.silenced():
            terminal.os.write(2, b"native code says a lot")
            warnings.warn("It is untrained.", stacklevel=1)
            assert told == []
    assert told == ["It is untrained."] and capfd.readouterr().err == ""


def test_on_another_backend_tensorflow_is_not_there_until_it_is_let_in(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    sys.modules.pop("tensorflow", None)
    for _ in range(2):
        terminal.leave_out_tensorflow()
    assert importlib.util.find_spec("tensorflow") is None
    with pytest.raises(ModuleNotFoundError, match="^No module named 'tensorflow'$"):
        importlib.import_module("tensorflow")
    assert "tensorflow" not in sys.modules  # where any entry, None too, means to Keras that TensorFlow is at work
    assert importlib.metadata.version("keras") == keras.__version__  # other modules and packages are found as before
    terminal.let_in_tensorflow()
    assert importlib.util.find_spec("tensorflow") is not None
    terminal.let_in_tensorflow()


def test_tensorflow_stays_where_it_computes(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "tensorflow")
    sys.modules.pop("tensorflow", None)
    terminal.leave_out_tensorflow()
    assert "tensorflow" not in sys.modules


TELL = "import atexit, sys; atexit.register(lambda: print('tensorflow' in sys.modules)); "


@pytest.mark.skipif(keras.backend.backend() == "tensorflow", reason="it computes here")
def test_a_run_on_another_backend_imports_no_tensorflow_and_writes_no_errors(tmp_path):
    done = command("train", "normal_200d", "--steps", 2, folder=tmp_path, code=TELL + COMMAND)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.rstrip().endswith("False")


@pytest.mark.skipif(keras.backend.backend() == "tensorflow", reason="it computes here")
def test_what_measures_digits_needs_no_tensorflow(tmp_path):
    lines = ("train mnist_mlp --steps 1 --out run --no-browser", "evaluate run --seeds 1")
    code = f"""
import sys
from kerasgan.cli import main
for line in {lines}:
    sys.argv = ["kerasgan", *line.split()]
    try:
        main()
    except SystemExit as end:
        print("ended", end.code)
"""
    done = command(folder=tmp_path, code=TELL + code)
    assert done.stderr == "" and done.stdout.count("ended 0\n") == len(lines) and done.stdout.endswith("False\n")
