"""What users can name: all of it there, documented, and every example in the documentation true."""

import ast
import doctest
import functools
import importlib.util
import inspect
import os
import pathlib
import pkgutil
import subprocess
import sys
import types

import keras
import numpy as np
import pytest
from cases import some

import kerasgan

# What the examples of tables have, where it is installed.
TABLES = {"pandas": importlib.import_module("pandas")} if importlib.util.find_spec("pandas") else {}

# What examples need that the extra `test` doesn't install, by their full names.
NEEDS = {"kerasgan.games.saving.Saving.export": ("tf2onnx", "onnxruntime")}

# Backends other than the running one, and what runs on import.
SKIPPED = ("_jax", "_tensorflow", "_torch", "__main__")


@functools.cache
def all_modules():
    paths = pkgutil.walk_packages(kerasgan.__path__, "kerasgan.")
    return [kerasgan, *(importlib.import_module(info.name) for info in paths if not info.name.endswith(SKIPPED))]


@functools.cache
def documented():
    """The public functions and classes, and the public methods of the classes, by their full name."""
    homes = [kerasgan, *(value for name in kerasgan.__all__ if inspect.ismodule(value := getattr(kerasgan, name)))]
    found = {}
    for home in homes:
        for name in getattr(home, "__all__", None) or [name for name in vars(home) if not name.startswith("_")]:
            value = getattr(home, name)
            ours = getattr(value, "__module__", "").startswith("kerasgan")
            if ours and (inspect.isclass(value) or inspect.isfunction(value)):
                found[f"{value.__module__}.{name}"] = value
    return found


@functools.cache
def methods():
    """The public methods that our public classes add or change."""
    return {
        f"{name}.{method}": value
        for name, cls in documented().items()
        if inspect.isclass(cls)
        for method, value in vars(cls).items()
        if not method.startswith("_") and callable(value)
    }


@functools.cache
def examples():
    """The docstrings with examples, by their name."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [test for module in all_modules() for test in finder.find(module, module.__name__, module)]
    return {test.name: test for test in found if test.examples}


# === Names ===


@pytest.mark.parametrize("name", kerasgan.__all__)
def test_every_public_name_can_be_imported(name):
    space = {}
    exec(f"from kerasgan import {name}", space)
    assert space[name] is getattr(kerasgan, name) is not None
    assert name in dir(kerasgan)


def test_public_names_are_sorted_and_come_with_a_star():
    assert kerasgan.__all__ == sorted(set(kerasgan.__all__))
    space = {}
    exec("from kerasgan import *", space)
    assert set(kerasgan.__all__) <= set(space)


def test_names_of_the_contract_are_there():
    promised = {"GAN", "build_gan", "build_generator", "build_discriminator", "fit_gan", "plot_model", "plot_history"}
    assert promised | {"plot_distribution", "datasets", "metrics", "losses", "callbacks"} <= set(kerasgan.__all__)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError) as error:
        _ = kerasgan.built_gan
    assert str(error.value) == "module 'kerasgan' has no attribute 'built_gan'"
    with pytest.raises(ImportError, match="^cannot import name 'built_gan' from 'kerasgan'"):
        exec("from kerasgan import built_gan")
    assert not hasattr(kerasgan, "__wrapped__")


# === Documentation ===


def first_line(value):
    return inspect.getdoc(value).splitlines()[0]


@pytest.mark.parametrize("name", kerasgan.__all__)
def test_every_public_name_is_documented(name):
    assert inspect.getdoc(getattr(kerasgan, name))


@pytest.mark.parametrize("name", [*documented(), *methods()])
def test_docstrings_begin_with_a_sentence(name):
    value = documented().get(name) or methods()[name]
    assert value.__doc__, f"{name} has no docstring"
    line = first_line(value)
    assert line.endswith((".", ":")), line
    assert line[0].isupper() or line[0] in "`", line


@pytest.mark.parametrize("module", all_modules(), ids=lambda module: module.__name__)
def test_every_file_says_what_it_is_for(module):
    if pathlib.Path(module.__file__).stat().st_size:
        assert module.__doc__ and module.__doc__.splitlines()[0].endswith((".", ":", "?"))


@pytest.mark.parametrize("name", documented())
def test_arguments_that_are_documented_exist_and_the_other_way_round(name):
    value = documented()[name]
    doc = inspect.getdoc(value)
    if "\nArgs:\n" not in doc:
        return
    block = doc.split("\nArgs:\n")[1].split("\n\n")[0].splitlines()
    told = [line.strip().split(":")[0].lstrip("*") for line in block if line.startswith("    ") and line[4] != " "]
    taken = list(inspect.signature(value).parameters)
    assert told == taken


# Examples that take a second or more.
LONG = {
    "kerasgan.callbacks.doctor.doctor.Doctor",
    "kerasgan.callbacks.evaluate.Evaluate",
    "kerasgan.callbacks.periodic.Periodic",
    "kerasgan.games.adagan.AdaGAN",
    "kerasgan.games.adagan.AdaGAN.from_preset",
    "kerasgan.games.adagan.AdaGAN.save_to_preset",
    "kerasgan.games.cycle_gan.CycleGAN",
    "kerasgan.metrics.digits.scores",
}


def test_the_long_examples_are_there():
    assert set(examples()) >= LONG


@pytest.mark.parametrize("name", some(examples(), set(examples()) - LONG))
def test_examples_are_true(name, tmp_path, monkeypatch, capsys):
    for package in NEEDS.get(name, ()):
        pytest.importorskip(package)
    monkeypatch.chdir(tmp_path)
    test = examples()[name]
    test.globs = {**test.globs, "np": np, "keras": keras, "ops": keras.ops, "kerasgan": kerasgan, **TABLES}
    report = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=report.append)
    assert not runner.failures, "".join(report)


# === Types ===


def bare(function):
    """The parameters without a type, and `return`; `self` and `cls` need none."""
    signature = inspect.signature(function)
    missing = [name for name, taken in signature.parameters.items() if taken.annotation is taken.empty]
    return sorted({*missing, *(["return"] if signature.return_annotation is signature.empty else [])} - {"self", "cls"})


def plain(value):
    """The function behind a property, a class method, or a wrapper."""
    return inspect.unwrap(getattr(value, "fget", None) or getattr(value, "__func__", value))


def test_every_public_function_and_method_has_types():
    found = {name: value for name, value in documented().items() if inspect.isfunction(value)}
    for name, value in documented().items():
        if inspect.isclass(value):
            own = {part: plain(one) for part, one in vars(value).items() if part == "__init__" or part[0] != "_"}
            found |= {f"{name}.{part}": one for part, one in own.items() if inspect.isfunction(one)}
    assert {name: bare(inspect.unwrap(value)) for name, value in found.items() if bare(inspect.unwrap(value))} == {}


@pytest.mark.parametrize("module", [kerasgan, kerasgan.callbacks, kerasgan.plots, kerasgan.presets])
def test_editors_and_type_checkers_see_what_is_imported_on_first_use(module):
    blocks = [node for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.If)]
    block = next(node for node in blocks if ast.unparse(node.test) == "TYPE_CHECKING")
    seen = {alias.asname: f"{part.module}.{alias.name}" for part in block.body for alias in part.names}
    assert sorted(seen) == sorted(module.__all__)
    for name, place in seen.items():
        home, _, attribute = place.rpartition(".")
        found = sys.modules.get(place) or getattr(importlib.import_module(home), attribute)
        assert found is getattr(module, name)


# === Examples ===

PUBLIC_CALLS = ["build_gan", "build_generator", "build_discriminator", "fit_gan", "plot_model", "plot_history", "GAN"]


@pytest.mark.parametrize("name", PUBLIC_CALLS)
def test_what_a_user_calls_first_has_an_example(name):
    assert ">>>" in inspect.getdoc(getattr(kerasgan, name))


# === Importing ===


def run(code, argv0="script.py"):
    program = f"import sys; sys.argv = [{argv0!r}]\n{code}"
    folder = str(pathlib.Path(kerasgan.__file__).parents[1])
    result = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": folder}, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


HEAVY = (
    "print([name for name in ('keras', 'tensorflow', 'jax', 'torch', 'scipy', 'matplotlib') if name in sys.modules])"
)


@pytest.mark.parametrize("argv0", ["kerasgan", "/usr/bin/kerasgan", "kerasgan.exe"])
def test_the_command_line_imports_no_backend(argv0):
    assert run(f"import kerasgan, kerasgan.cli\n{HEAVY}", argv0) == "[]"


def test_names_and_version_need_no_backend_in_the_command_line():
    assert (
        run(f"import kerasgan\nkerasgan.recipe.names(), kerasgan.__version__, dir(kerasgan)\n{HEAVY}", "kerasgan")
        == "[]"
    )


def test_an_import_leaves_out_the_rooms_that_no_saved_gan_needs():
    """Two fifths of a second of an import go into modules of ours; metrics and data sets were a fifth of that."""
    rooms = "('kerasgan.metrics', 'kerasgan.datasets', 'kerasgan.zoo')"
    assert run(f"import kerasgan\nprint([name for name in {rooms} if name in sys.modules])") == "[]"


@pytest.mark.full
def test_a_program_that_imports_kerasgan_can_load_a_saved_gan(gan, tmp_path):
    """`GAN` is registered by the import alone, without naming it; and so are the layers of our own."""
    gan.save(tmp_path / "gan.keras")
    kerasgan.build_discriminator("dcgan", (8, 8, 1), filters=2, spectral_normalization=True).save(tmp_path / "d.keras")
    paths = [str(tmp_path / name) for name in ("gan.keras", "d.keras")]
    code = f"import keras, kerasgan\nprint(*(type(keras.models.load_model(path)).__name__ for path in {paths}))"
    assert run(code) == "GAN Sequential"


def test_modules_are_modules_and_the_rest_is_not():
    for name in ("builders", "callbacks", "datasets", "losses", "metrics", "plots", "recipe"):
        assert isinstance(getattr(kerasgan, name), types.ModuleType)
