"""Files that were spoilt or made up: whatever is in them, they load, or one clean error names the file.

`KERASGAN_FUZZ=2000` looks at that many examples for each test.
"""

import contextlib
import copy
import io
import json
import os
import pathlib

import keras
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from rich.console import Console

from kerasgan import presets, zoo
from kerasgan import recipe as recipes
from kerasgan.cli import tables
from kerasgan.errors import PresetError
from kerasgan.presets import cards, gallery, manifest, samples, shelf, trained
from kerasgan.recipe import run
from kerasgan.zoo import curate

NEEDED = ("config.json", "generator.weights.h5", "discriminator.weights.h5")

FIGURE = {
    "title": "distance, ideal 0",
    "generated": 0.2,
    "spread": 0.01,
    "real": 0.1,
    "real_spread": 0.02,
    "samples": 9,
}
RECIPE = {
    "name": "tiny",
    "data": {"name": "normal_200d", "options": {"dim": 4}},
    "generator": {"output_shape": [4], "latent_dim": 3, "hidden": [5]},
    "discriminator": {"input_shape": [4], "hidden": [6]},
    "gan": {"loss": "minimax", "g_optimizer": {"class_name": "Adam", "config": {"learning_rate": 0.01}}},
    "training": {"steps": 3, "batch_size": 8, "seed": 1},
    "watch": {"every": 1},
}
ABOUT = {
    "summary": "Tiny.",
    "limits": ["It is tiny."],
    "training": {"seconds": 3.0, "backend": "jax", "versions": {"keras": "3"}, "machine": {"system": "L", "cpus": 2}},
}
SCORES = {
    "format": 1,
    "seeds": [0, 1, 2],
    "headline": ["distance"],
    "figures": {"distance": FIGURE},
    "measured": {"backend": "jax", "versions": {"keras": "3"}},
}

BYTES = ["README.md", "samples.png"]
JSON = ["about.json", "config.json", "recipe.json", "samples.json", "scores.json"]
WEIGHTS = ["discriminator.weights.h5", "generator.weights.h5"]


def few(examples, **options):
    """Settings of a test: the same examples each time, no clock, and nothing written."""
    return settings(
        max_examples=int(os.environ.get("KERASGAN_FUZZ", examples)),
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        **options,
    )


# === What may be in a file ===

DEEP, DEEPER = (
    "@deep@",
    "@deeper@",
)  # text in a document that stands for what Python can't write down: 300, 20,000 levels
SMALL = st.integers(-2, 12)
NUMBERS = SMALL | st.sampled_from(
    [2**31, 2**63, -(10**30), 10**400, 0.5, -0.0, 5e-324, 1e308, float("nan"), float("inf")]
)
TEXTS = st.text("ab./\\[]{}|*\n\0\ud800é", max_size=6) | st.sampled_from(
    ["../x", "/etc/passwd", "..", ".", "C:\\x", "[/bold]", "x" * 300, "format", "keras", "README.md", DEEP, DEEPER]
)


def json_values(numbers=NUMBERS):
    """Anything that JSON can say."""
    single = st.none() | st.booleans() | numbers | TEXTS
    return st.recursive(single, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))


def places(value):
    """All (container, key) below a JSON value."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [place for key in keys for place in ((value, key), *places(value[key]))]


@st.composite
def edited(draw, document, values=json_values()):  # noqa: B008
    """A document with one to three values replaced, removed or added, as text."""
    document = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, 3))):
        there = places(document)
        if not there or draw(st.integers(0, 15)) == 0:
            document = draw(values)
            continue
        container, key = there[draw(st.integers(0, len(there) - 1))]
        action = draw(st.sampled_from(["replace", "replace", "remove", "add"]))
        if action == "replace":
            container[key] = draw(values)
        elif action == "remove":
            del container[key]
        elif isinstance(container, dict):
            container[draw(TEXTS)] = draw(values)
        else:
            container.append(draw(values))
    text = json.dumps(document)
    return text.replace(json.dumps(DEEP), nested(300)).replace(json.dumps(DEEPER), nested(20_000)).encode()


def nested(levels):
    return '{"a": [' * (levels // 2) + "]}" * (levels // 2)


@st.composite
def spoilt(draw, good):
    """Bytes with bits flipped, a piece cut off, taken out, or put in; or others altogether."""
    kind = draw(st.sampled_from(["flip", "flip", "cut", "remove", "insert", "other"]))
    if kind == "other":
        return draw(st.binary(max_size=40))
    start, changed = draw(st.integers(0, len(good) - 1)), bytearray(good)
    if kind == "flip":
        for _ in range(draw(st.integers(1, 4))):
            changed[draw(st.integers(0, len(good) - 1))] ^= 1 << draw(st.integers(0, 7))
    elif kind == "cut":
        del changed[start:]
    elif kind == "remove":
        del changed[start : start + draw(st.integers(1, 40))]
    else:
        changed[start:start] = draw(st.binary(min_size=1, max_size=9))
    return bytes(changed)


# === The files, and what reads them ===


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A zoo of one tiny entry, all files of it; the folder of the entry."""
    folder = tmp_path_factory.mktemp("fuzz") / "zoo" / "tiny"
    folder.parent.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "FOLDER", folder.parent)
        patch.setenv("KERASGAN_ZOO", str(folder.parent))
        patch.setattr(
            "kerasgan.plots.sampling.plot", lambda gan, folder: (folder / "samples.png").write_bytes(b"\x89PNG")
        )
        presets.save(recipes.build(RECIPE), folder, recipe=RECIPE, about=ABOUT, scores=SCORES)
        curate.refresh()
        yield folder


@contextlib.contextmanager
def holding(path, data, manifests=()):
    """Within this context `path` holds `data`, and the manifests of these folders agree."""
    before = {file: file.read_bytes() for file in (path, *(folder / manifest.NAME for folder in manifests))}
    try:
        path.write_bytes(data)
        for folder in manifests:
            manifest.write(folder)
        yield
    finally:
        for file, content in before.items():
            file.write_bytes(content)


def clean(name, action, *arguments):
    """What an action returns; `None` after a `PresetError` that names the file. Any other error is a failure."""
    try:
        return action(*arguments)
    except PresetError as error:
        # Another network, said well, is found out when the weights do not fit it.
        named = (name, ".weights.h5") if name == "config.json" else (name,)
        assert any(file in str(error) for file in named), str(error)
        str(error).encode()  # it can be printed


def print_zoo():
    Console(file=io.StringIO()).print(tables.of_zoo())


def read_all(folder, name):
    """Reads an entry in every way there is, but for loading its networks."""
    clean(name, lambda: zoo.card("tiny").text.encode())
    clean(name, trained.read_recipe, folder)
    clean(name, lambda: cards.card(folder, "tiny").encode())
    clean(name, lambda: gallery.gallery([folder]).encode())
    clean(name, print_zoo)


def load(folder, name):
    clean(name, zoo.load, "tiny")
    keras.backend.clear_session()


# === Damage, which the manifests find ===


@pytest.mark.parametrize("name", [*BYTES, *JSON, *WEIGHTS, manifest.NAME])
def test_damage_is_found_and_named(folder, name):
    good = (folder / name).read_bytes()

    @few(15)
    @given(spoilt(good))
    def check(data):
        assume(data != good)
        with holding(folder / name, data):
            with pytest.raises(PresetError, match=name):
                curate.files_are_listed("tiny")
            if name in (*NEEDED, manifest.NAME):
                with pytest.raises(PresetError, match=name):
                    zoo.load("tiny")

    check()


@few(20)
@given(st.data())
def test_a_damaged_manifest_of_the_zoo_is_named(folder, data):
    path = shelf.FOLDER / manifest.NAME
    with holding(path, data.draw(spoilt(path.read_bytes()))):
        clean("manifest", curate.files_are_listed, "tiny")


# === Files of strangers, whose manifests agree ===


@pytest.mark.parametrize("name", [*BYTES, *JSON])
def test_any_bytes_are_read_or_are_a_clean_error(folder, name):
    good = (folder / name).read_bytes()

    @few(15)
    @given(spoilt(good))
    def check(data):
        with holding(folder / name, data, [folder, shelf.FOLDER]):
            read_all(folder, name)
            if name in NEEDED:
                load(folder, name)

    check()


@pytest.mark.parametrize("name", WEIGHTS)
def test_any_weights_load_or_are_a_clean_error(folder, name):
    good = (folder / name).read_bytes()

    @few(10)
    @given(spoilt(good))
    def check(data):
        with holding(folder / name, data, [folder, shelf.FOLDER]):
            load(folder, name)

    check()


@pytest.mark.parametrize("name", JSON)
def test_any_json_is_read_or_is_a_clean_error(folder, name):
    document = json.loads((folder / name).read_text())

    @few(30)
    @given(edited(document))
    def check(data):
        with holding(folder / name, data, [folder, shelf.FOLDER]):
            read_all(folder, name)

    check()


# Small numbers alone: a network of 2**31 units is what the file asks for, and would be built.
@few(25)
@given(st.data())
def test_any_config_is_built_or_is_a_clean_error(folder, data):
    path = folder / "config.json"
    text = data.draw(edited(json.loads(path.read_text()), json_values(SMALL)))
    with holding(path, text, [folder, shelf.FOLDER]):
        load(folder, path.name)


@few(40)
@given(st.data())
def test_any_stored_samples_are_compared_or_are_a_clean_error(folder, tiny, data):
    path = folder / "samples.json"
    with holding(path, data.draw(edited(json.loads(path.read_text())))):
        clean(path.name, samples.reproduction_error, tiny, folder)


@pytest.fixture(scope="module")
def tiny(folder):
    return zoo.load("tiny")


@few(60)
@given(st.data())
def test_any_manifest_is_read_or_is_a_clean_error(folder, data):
    path = folder / manifest.NAME
    with holding(path, data.draw(edited(json.loads(path.read_text()))), [shelf.FOLDER]):
        clean("manifest", manifest.check, folder)
        clean("manifest", curate.files_are_listed, "tiny")


@few(100)
@given(TEXTS)
@example("../tiny/README.md")
@example("/etc/passwd")
@example("x" * 300)
@example("\ud800")
def test_no_path_of_a_manifest_leaves_its_folder(folder, name):
    listed = {name: {"bytes": 1, "sha256": "0"}}
    if manifest.is_safe(name):
        assert (folder / name).resolve().is_relative_to(folder.resolve())
    with holding(folder / manifest.NAME, json.dumps({"format": 1, "files": listed}).encode()):
        with pytest.raises(PresetError, match="manifest") as error:
            manifest.check(folder)
    str(error.value).encode()


# === Recipes ===


def read_recipe(path, data):
    """Reads a recipe; what is one can be used, and names no folder but its own."""
    path.write_bytes(data)
    try:
        recipe = recipes.load(path)
    except ValueError as error:
        assert path.name in str(error), str(error)
        str(error).encode()
        return
    recipes.missing_data(recipe)
    recipes.changed(recipe, steps=1, data="x")
    assert run.choose_folder(recipe, path.parent / "runs").parent == path.parent / "runs"


@few(100)
@given(edited(RECIPE))
def test_any_json_is_a_recipe_or_a_clean_error(folder, data):
    read_recipe(folder.parent.parent / "own.json", data)


@few(50)
@given(spoilt(json.dumps(RECIPE).encode()))
def test_any_bytes_are_a_recipe_or_a_clean_error(folder, data):
    read_recipe(folder.parent.parent / "own.json", data)


# === Keras's own files ===


@few(15)
@given(st.data())
def test_any_model_file_loads_or_is_a_clean_error(model_file, data):
    good = model_file.read_bytes()
    with holding(model_file, data.draw(spoilt(good))):
        try:
            trained.load(model_file)
        except (PresetError, ValueError) as error:
            assert model_file.name in str(error), str(error)
    keras.backend.clear_session()


@pytest.fixture(scope="module")
def model_file(tmp_path_factory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("fuzz") / "gan.keras"
    recipes.build(RECIPE).save(path)
    return path
