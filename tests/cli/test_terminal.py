"""What commands share: what they keep off the terminal, and TensorFlow, which other backends do without."""

import importlib.util
import sys
import warnings

import keras
import pytest
from cli.test_cli import COMMAND, command

from kerasgan.cli import terminal


@pytest.fixture(autouse=True)
def modules():
    """What is imported after a test is what was imported before."""
    before = {"tensorflow": sys.modules["tensorflow"]} if "tensorflow" in sys.modules else {}
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
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("tensorflow")
    terminal.let_in_tensorflow()
    assert importlib.util.find_spec("tensorflow") is not None
    terminal.let_in_tensorflow()


def test_tensorflow_stays_where_it_computes(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "tensorflow")
    sys.modules.pop("tensorflow", None)
    terminal.leave_out_tensorflow()
    assert "tensorflow" not in sys.modules


@pytest.mark.skipif(keras.backend.backend() == "tensorflow", reason="it computes here")
def test_a_run_on_another_backend_imports_no_tensorflow_and_writes_no_errors(tmp_path):
    code = "import atexit, sys; atexit.register(lambda: print(sys.modules.get('tensorflow'))); " + COMMAND
    done = command("train", "normal_200d", "--steps", 2, folder=tmp_path, code=code)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.rstrip().endswith("None")
