"""Configs of strangers: every object that does something, at every place, by every reader that meets a config."""

import json
import shutil
import zipfile

import pytest
from attacks import bases, configs


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """Good files of every kind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kerasgan.plots.sampling.plot", lambda gan, folder: None)
        yield bases.make(tmp_path_factory.mktemp("good"))


@pytest.fixture
def cases(good, tmp_path):
    return bases.Cases(good, tmp_path)


# Which of the cases are tried: in a hurry each object and each place once.
EXTENTS = [pytest.param(configs.once, id="once"), pytest.param(list, id="all", marks=pytest.mark.full)]
extents = pytest.mark.parametrize("extent", EXTENTS)


def loaded(found):
    """The names of the cases that no reader refused."""
    return sorted(name for name, kind in found.items() if kind == "loaded")


@extents
def test_presets(cases, good, extent):
    config = json.loads((good / "preset" / "config.json").read_text())
    for name, changed in extent(configs.presets(config, cases.marker)):
        text = json.dumps(changed)

        def change(path, text=text):
            (path / "config.json").write_text(text)

        cases.copy("preset", name, change, ("preset",))
    assert loaded(cases.judged()) == []


@extents
def test_the_generator_alone(cases, good, extent):
    config = json.loads((good / "preset" / "config.json").read_text())
    for name, changed in extent(configs.presets(config, cases.marker)):
        if name.endswith(("in_generator", "as_argument")):
            text = json.dumps(changed)

            def change(path, text=text):
                (path / "config.json").write_text(text)

            cases.copy("preset", name, change, ("generator",))
    assert loaded(cases.judged()) == []


@extents
def test_keras_files_that_our_commands_open(cases, good, extent):
    with zipfile.ZipFile(good / "run" / "gan.keras") as file:
        members = {name: file.read(name) for name in file.namelist()}
    config = json.loads(members["config.json"])
    shaped = {"gan": config["config"], "compile": config.get("compile_config") or {}}
    for name, changed in extent(configs.presets(shaped, cases.marker)):
        document = {**config, "config": changed["gan"], "compile_config": changed["compile"]}
        path = cases.folder / f"{len(cases.lines)}-{name}.keras"
        with zipfile.ZipFile(path, "w") as file:
            for member, data in {**members, "config.json": json.dumps(document)}.items():
                file.writestr(member, data)
        cases.add(name, path, "model")
    assert loaded(cases.judged()) == []


@extents
def test_recipes(cases, extent):
    for name, recipe in extent(configs.recipes(bases.RECIPE, cases.marker)):
        cases.file(name, recipe, "recipe")
    assert loaded(cases.judged()) == []


@extents
def test_a_mixture(cases, good, extent):
    config = json.loads((good / "preset" / "config.json").read_text())
    for name, changed in list(extent(configs.presets(config, cases.marker)))[::5]:
        path = cases.folder / f"{len(cases.lines)}-{name}"
        shutil.copytree(good / "preset", path / "gan_1")
        (path / "gan_1" / "config.json").write_text(json.dumps(changed))
        (path / "mixture.json").write_text(json.dumps({"format": 1, "kerasgan": "0", "shares": [1.0], "beta": None}))
        bases.np.save(path / "weights_1.npy", bases.np.ones(3))
        for folder in (path / "gan_1", path):
            bases.manifest.write(folder)
        cases.add(name, path, "mixture")
    assert loaded(cases.judged()) == []
