"""The zoo: one contract for every entry, and what happens to files that were changed."""

import io
import json
import re
import shutil
import subprocess
import sys

import keras
import numpy as np
import pytest
from cases import some
from helpers import zoo_of
from PIL import Image
from rich.console import Console

import kerasgan
from kerasgan import zoo
from kerasgan.errors import PresetError
from kerasgan.presets import cards, gallery, manifest, shelf
from kerasgan.presets.samples import reproduction_error
from kerasgan.zoo import curate

NAMES = zoo.names()
FIRST = ("mnist_best", "normal_200d")  # convolutions with classes, and dense layers


# === Every entry ===


def test_there_are_entries():
    assert "normal_200d" in NAMES
    assert NAMES == sorted(set(NAMES))


@pytest.mark.parametrize("name", NAMES)
def test_all_files_are_what_both_manifests_say(name):
    passed, found = curate.files_are_listed(name)
    assert passed, found


def test_the_manifest_of_the_zoo_lists_every_file_and_no_other():
    files = {path.relative_to(shelf.FOLDER) for path in shelf.FOLDER.rglob("*") if path.is_file()}
    assert set(manifest.read(shelf.FOLDER)) == {path.as_posix() for path in files if manifest.is_listed(path)}


@pytest.mark.parametrize("name", NAMES)
def test_an_entry_is_made_of_small_named_files_without_code(name):
    ends = {path.suffix for path in (shelf.FOLDER / name).iterdir()}
    assert ends == {".h5", ".json", ".md", ".png"}
    wanted = {"recipe.json", "scores.json", "about.json", "samples.json", "config.json", "README.md", "samples.png"}
    assert wanted <= {path.name for path in (shelf.FOLDER / name).iterdir()}


@pytest.mark.parametrize("name", some(NAMES, FIRST))
def test_it_loads_and_makes_the_stored_samples_on_this_backend(name):
    gan = zoo.load(name)
    assert reproduction_error(gan, shelf.FOLDER / name) <= curate.SAMPLE_TOLERANCE
    sample = cards.part(shelf.FOLDER / name, "config")["sample"]
    if gan.unpaired:
        samples = gan.translate(np.zeros((3, 64, 64, 3), "uint8"))
        assert samples.shape == (3, 64, 64, 3) and samples.dtype == "uint8"
    elif "columns" in sample:
        samples = gan.sample(3, seed=0)
        assert list(samples.columns) == sample["columns"] and len(samples) == 3
    else:
        labels = 1 if sample["classes"] else None
        given = {field.name: np.zeros((3, *field.shape), "uint8") for field in gan.conditions if not field.is_class}
        samples = gan.sample(3, labels=labels, condition=given or None, seed=0)
        assert samples.shape == (3, *sample["shape"]) and samples.dtype == sample["dtype"]
    assert gan.compiled and not any(gan.networks[net].trainable for net in gan.networks if net.startswith("d"))
    counts = {net: network.count_params() for net, network in gan.networks.items()}
    assert counts == cards.part(shelf.FOLDER / name, "config")["parameters"]


def test_a_game_without_a_generator_says_what_it_has():
    with pytest.raises(ValueError, match="^`preset`: 'emoji_cycle' has no network called `generator`, but a_to_b, "):
        zoo.load_generator("emoji_cycle")


@pytest.mark.parametrize("name", some([name for name in NAMES if name != "emoji_cycle"], FIRST))
def test_the_generator_loads_alone(name):
    generator = zoo.load_generator(name)
    assert isinstance(generator, keras.Model)
    assert list(generator.output_shape[1:]) == cards.part(shelf.FOLDER / name, "config")["sample"]["shape"]


@pytest.mark.parametrize("name", NAMES)
def test_its_recipe_is_one_and_has_a_seed(name):
    recipe = cards.part(shelf.FOLDER / name, "recipe")
    assert kerasgan.recipe.problems(recipe) == []
    assert isinstance(recipe["training"]["seed"], int)


@pytest.mark.parametrize("name", NAMES)
def test_each_score_stands_beside_that_of_real_samples(name):
    scores = cards.part(shelf.FOLDER / name, "scores")
    assert len(scores["seeds"]) >= 3 and {"backend", "versions", "machine"} <= set(scores["measured"])
    assert scores["headline"] and set(scores["headline"]) <= set(scores["figures"])
    for figure in scores["figures"].values():
        assert set(figure) == {"title", "generated", "spread", "real", "real_spread", "samples"}
        assert np.isfinite([figure[key] for key in ("generated", "spread", "real", "real_spread")]).all()


@pytest.mark.parametrize("name", NAMES)
def test_its_card_says_what_a_stranger_asks(name):
    passed, found = curate.card_is_current(name)
    assert passed, found
    text = zoo.card(name).text
    titles = [
        "How to use it",
        "Where the method comes from",
        "Data and licence",
        "How good it is",
        "Limits",
        "Training",
    ]
    assert all(f"\n## {title}\n" in text for title in [*titles, "Known to be wrong"])
    assert "—" not in text and "None" not in text


@pytest.mark.parametrize("name", NAMES)
def test_its_pictures_are_pictures(name):
    config = json.loads((shelf.FOLDER / name / "config.json").read_text("utf-8"))
    networks = config.get("networks", ["generator", "discriminator"])
    for file in ("samples.png", "gan.png", *(f"{network}.png" for network in networks)):
        with Image.open(shelf.FOLDER / name / file) as picture:
            assert min(picture.size) >= 100


def test_all_weights_fit_into_the_package():
    passed, found = curate.weights_fit()
    assert passed, found


def test_the_gallery_is_current():
    text = gallery.gallery(*([shelf.FOLDER / name for name in names] for names in (NAMES, zoo.classifiers())))
    assert (shelf.FOLDER / "README.md").read_text(encoding="utf-8") == text


# === Names and cards ===


@pytest.mark.parametrize("function", [zoo.load, zoo.load_generator, zoo.card])
def test_an_unknown_name_is_told_with_what_was_meant(function):
    with pytest.raises(ValueError, match="Received: 'normal_20d'. Did you mean 'normal_200d'?"):
        function("normal_20d")


def test_names_and_cards_need_no_backend():
    code = "import sys; sys.argv[0] = 'kerasgan'; from kerasgan import zoo; zoo.card(zoo.names()[0]); "
    code += "print(sorted({'keras', 'numpy', 'h5py'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


def test_a_card_shows_itself_in_a_notebook_and_in_a_terminal():
    card = zoo.card("normal_200d")
    assert card._repr_markdown_().startswith("# normal_200d\n")
    assert "](samples.png)" not in card._repr_markdown_()  # a notebook lies elsewhere
    screen = io.StringIO()
    Console(file=screen, width=80, force_terminal=True).print(card)
    assert "\x1b[" in screen.getvalue() and "normal_200d" in screen.getvalue()
    assert "normal_200d" in str(card) and "##" not in str(card)


# === Files that were changed ===


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A zoo of one entry, in a folder of its own."""
    return zoo_of("normal_200d", tmp_path / "zoo", monkeypatch)


def test_weights_that_were_swapped_with_their_manifest_are_found_by_the_zoos(copy):
    shutil.copy(copy / "discriminator.weights.h5", copy / "generator.weights.h5")
    manifest.write(copy)
    with pytest.raises(PresetError, match=re.escape("normal_200d/manifest.json: its content was changed")):
        zoo.load("normal_200d")


def test_an_entry_that_the_zoo_does_not_list_is_refused(copy):
    shutil.copytree(copy, copy.with_name("other"))
    with pytest.raises(PresetError, match="does not list other/manifest.json"):
        zoo.load("other")


@pytest.mark.parametrize("name", ["generator.weights.h5", "discriminator.weights.h5", "config.json"])
def test_a_file_that_is_missing_is_named(copy, name):
    (copy / name).unlink()
    with pytest.raises((PresetError, ValueError), match=f"{name}: it is missing|there is no|expected one of"):
        zoo.load("normal_200d")


def test_verify_says_what_is_wrong(copy):
    assert all(check.passed for check in curate.verify(measure=False))
    (copy / "samples.png").write_bytes(b"")
    (found,) = [check for check in curate.verify(["normal_200d"], measure=False) if not check.passed]
    assert found.check == "files" and "samples.png: it is truncated, 0 bytes" in found.found


def test_verify_finds_samples_that_are_others(copy):
    kept = json.loads((copy / "samples.json").read_text())
    kept["values"][0][0] += 0.01
    (copy / "samples.json").write_text(json.dumps(kept))
    curate.refresh(cards_too=True)
    (found,) = [check for check in curate.verify(measure=False) if not check.passed]
    assert (found.check, found.found) == ("samples", "within 1.0e-02")


def test_verify_of_an_unknown_entry_is_refused():
    with pytest.raises(ValueError, match="Did you mean 'normal_200d'?"):
        list(curate.verify(["normal_20d"]))
