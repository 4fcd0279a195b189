"""The house: rooms that one can live in. No circle of imports, no crowded room, no long file, class or function."""

import ast
import functools
import pathlib

import pytest

import kerasgan

ROOT = pathlib.Path(kerasgan.__file__).parent
MODULES = {
    ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in ROOT.rglob("*.py")
}


@functools.cache  # of the worker that has these tests; all workers read this file
def tree_of(name):
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


@functools.cache
def imported(name):
    """The modules of ours that one imports, inside functions, too."""
    found = set()
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            parts = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {part if part in MODULES else node.module for part in parts}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return (found & set(MODULES)) - {name, "kerasgan"}


def reached(start):
    seen, left = set(), [start]
    while left:
        new = imported(left.pop()) - seen
        seen |= new
        left += new
    return seen


def test_no_module_imports_one_that_imports_it():
    assert {name for name in MODULES if name in reached(name)} == set()


def test_the_package_itself_has_at_most_twenty_rooms_and_files():
    assert len([path for path in ROOT.iterdir() if path.name[0] not in "_."]) <= 20


def size(node):
    """Lines without docstrings."""
    parts = [part for part in ast.walk(node) if isinstance(part, (ast.FunctionDef, ast.ClassDef))]
    told = [part.body[0] for part in parts if ast.get_docstring(part) is not None]
    return node.end_lineno - node.lineno + 1 - sum(text.end_lineno - text.lineno + 1 for text in told)


@pytest.mark.parametrize("kind, most", [(ast.ClassDef, 300), (ast.FunctionDef, 60)])
def test_no_class_and_no_function_is_long(kind, most):
    long = {
        f"{name}.{node.name}": size(node)
        for name in MODULES
        for node in ast.walk(tree_of(name))
        if isinstance(node, kind) and size(node) > most
    }
    assert long == {}


def test_no_file_is_long():
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


@pytest.mark.parametrize("kind", ["step", "engine", "replicas"])
def test_the_files_of_the_three_backends_have_the_same_names_and_name_no_player(kind):
    names = {}
    for backend in ("tensorflow", "jax", "torch"):
        tree = tree_of(f"kerasgan.training.{kind}_{backend}")
        names[backend] = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        words = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not {"generator", "discriminator", "real", "labels"} & words
    shared = set.intersection(*names.values())
    needed = {
        "step": {"many_steps", "train_step", "test_step"},
        "engine": {
            "sandbox",
            "no_gradients",
            "differentiate",
            "added",
            "gradient",
            "when",
            "apply",
            "as_function",
            "compiled",
        },
        "replicas": {"devices", "divided", "processes", "placer", "mine", "cut", "mean", "keep", "total"},
    }
    assert needed[kind] <= shared
