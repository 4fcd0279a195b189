"""Files that are none, and files that claim what is not there, by every reader that opens one."""

import json
import os
import zipfile

import numpy as np
import pytest
from attacks import bases, files
from PIL import Image


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """Good files of every kind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kerasgan.plots.sampling.plot", lambda gan, folder: None)
        yield bases.make(tmp_path_factory.mktemp("good"))


@pytest.fixture
def cases(good, tmp_path):
    return bases.Cases(good, tmp_path)


def outcomes(found, *names):
    return {name: kind for name, kind in found.items() if name.split("/")[0] in names}


def combined(parts, whole):
    """Each part with each thing that is no plain file; in a hurry each part and each thing once at least."""
    found = [(part, odd) for part in parts for odd in files.ODD]
    return [(part, odd) for part, odd in found if whole or part == parts[0] or odd == files.ODD[0]]


in_a_hurry = pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.full)])

PRESET = ["manifest.json", "config.json", "generator.weights.h5", "discriminator.weights.h5", "samples.json"]


@in_a_hurry
def test_what_is_no_plain_file_in_a_preset(cases, whole):
    for part, odd in combined(PRESET, whole):

        def change(path, part=part, odd=odd):
            odd(path / part)

        readers = ("preset", "generator", "card") if part != "samples.json" else ("card",)
        cases.copy("preset", f"{odd.__name__}-{part}", change, readers, agree=False)
    for odd in (files.fifo, files.link_to_fifo, files.link_to_zero):
        cases.copy("preset", f"{odd.__name__}-beside", lambda path, odd=odd: odd(path / "companion_1.weights.h5"))
    found = cases.judged()
    needed = {name: kind for name, kind in found.items() if name.endswith(("json/preset", "h5/preset"))}
    assert set(needed.values()) == {"PresetError"}


def test_hdf5_is_plain_numbers_in_the_file_itself(cases):
    for change in files.HDF5:
        cases.copy("preset", change.__name__, lambda path, change=change: files.spoil(path / files.WEIGHTS, change))
    for change in files.HDF5:
        with zipfile.ZipFile(cases.bases / "run" / "gan.keras") as file:
            data = file.read("model.weights.h5")
        inner = cases.folder / f"{change.__name__}.h5"
        inner.write_bytes(data)
        files.spoil(inner, change)

        def pack(path, inner=inner):
            files.rezipped(path / "gan.keras", {"model.weights.h5": inner.read_bytes()})

        cases.copy("run", f"{change.__name__}-keras", pack, ("model",))
    found = cases.judged()
    kinds = {name for name, kind in found.items() if kind == "loaded"}
    assert kinds <= {f"{name}{end}" for name in ("circle", "attribute") for end in ("/preset", "-keras/model")}


@pytest.mark.full
def test_keras_files_hold_what_keras_writes(cases):
    for name, changes in {
        "assets": {"assets/../../x": b"x"},
        "absolute": {"/tmp/x": b"x"},
        "npz": {"model.weights.npz": b"x", "model.weights.h5": None},
        "no-weights": {"model.weights.h5": None},
        "no-config": {"config.json": None},
        "deep": {"config.json": "[" * 20_000 + "]" * 20_000},
        "list": {"config.json": "[]"},
    }.items():
        cases.copy("run", name, lambda path, changes=changes: files.rezipped(path / "gan.keras", changes), ("model",))
    packed = {"model.weights.h5": b"\0" * 800_000_000}
    bomb = cases.copy("run", "bomb", None, ("model",))
    files.rezipped(bomb / "gan.keras", packed, zipfile.ZIP_DEFLATED)
    whole = cases.copy("run", "h5", None, ("model",))
    with zipfile.ZipFile(whole / "gan.keras") as file:
        data = file.read("model.weights.h5")
    (whole / "gan.keras").write_bytes(data)
    for odd in files.ODD:
        cases.copy("run", odd.__name__, lambda path, odd=odd: odd(path / "gan.keras"), ("model",))
    assert set(cases.judged().values()) <= {"PresetError", "ValueError"}


def test_recipes_that_are_no_files(cases):
    for odd in files.ODD:
        path = cases.file(odd.__name__, {}, "recipe")
        odd(path)
    assert set(cases.judged().values()) == {"ValueError"}


VALUES = [None, True, -1, 0, 10**12, 1.5, "x", "a/b", [], [10**6, 10**6], {}, {"class_name": ["x"]}, {"config": 3}]


def test_recipes_with_wrong_values(cases):
    for part in ("generator", "discriminator", "gan", "data", "training", "watch"):
        keys = {
            "generator": ("arch", "output_shape", "latent_dim", "hidden", "name", "activation"),
            "discriminator": ("input_shape", "hidden", "name", "dropout"),
            "gan": ("loss", "latent", "d_steps", "g_optimizer", "terms", "transforms", "reuse_fakes"),
            "data": ("name", "options"),
            "training": ("steps", "batch_size", "seed"),
            "watch": ("rows", "every"),
        }[part]
        for key in keys:
            for number, value in enumerate(VALUES):
                recipe = {**bases.RECIPE, part: {**bases.RECIPE.get(part, {}), key: value}}
                cases.file(f"{part}-{key}-{number}", recipe, "recipe")
    for number, wrong in enumerate(({"class_name": "Adam", "config": 3}, {"class_name": "r1", "config": 3})):
        for key, value in (("g_optimizer", wrong), ("terms", [wrong]), ("latent", wrong), ("loss", wrong)):
            cases.file(f"{key}-{number}", {**bases.RECIPE, "gan": {key: value}}, "recipe")
    found = cases.judged()
    assert set(found.values()) <= {"ValueError", "loaded"}
    assert found["generator-hidden-9/recipe"] == found["gan-g_optimizer-11/recipe"] == "ValueError"


def test_a_recipe_writes_into_no_folder_and_asks_for_no_gigantic_data(cases):
    for name, data, options in (
        ("cache", "image_folder", {"path": str(cases.folder), "cache": str(cases.marker)}),
        ("huge", "image_folder", {"path": ".", "size": 10**9}),
        ("wide", "normal_200d", {"dim": 10**12}),
    ):
        cases.file(name, {**bases.RECIPE, "data": {"name": data, "options": options}}, "recipe")
    assert set(cases.judged().values()) == {"ValueError"}


@pytest.mark.full
def test_checkpoints(cases):
    for name, change in files.CHECKPOINTS.items():

        def spoil(path, change=change):
            (file,) = path.glob("step-*.npz")
            change(file)

        cases.copy("checkpoint", name, spoil, ("checkpoint",))
    for odd in files.ODD:

        def replace(path, odd=odd):
            odd(next(path.glob("step-*.npz")))

        cases.copy("checkpoint", odd.__name__, replace, ("checkpoint",))
    nan = cases.copy("checkpoint", "nan", None, ("checkpoint",))
    (file,) = nan.glob("step-*.npz")
    write_nan(file)
    found = cases.judged()
    assert set(found.values()) == {"CheckpointError"}, found


def write_nan(path):
    """Gives a checkpoint a weight that is NaN, and the checksum that belongs to it."""
    from kerasgan.checks.arrays import read_npz
    from kerasgan.training import checkpoint

    arrays = read_npz(path)
    about = json.loads(str(arrays.pop("about")))
    arrays["v0000"] = np.full_like(arrays["v0000"], np.nan)
    about["sha256"] = checkpoint.digest(arrays)
    np.savez(path, about=json.dumps(about), **arrays)


# === Run folders and images ===

TEXTS = {
    "history.csv": [
        b"step,d_loss\n1,0.5,0.7,0.9\n", b"step,d_loss\nx,0.5\n", b"step,d_loss\nnan,1\ninf,2\n", b"\xff\xfe\0",
        b"step,d_loss\n1," + b"9" * 200_000, b"", b"step\n", b"step,step\n1,2\n", b"step,d_loss\n1e300,1\n", b"a\n\n\n",
        b"step,d_loss\n-5,1\n", b"step,<script>alert(1)</script>\n1,2\n",
    ],
    "summary.json": [
        b"[]", b"3", b'{"samples": "x", "figures": 3}', b'{"figures": {"a": [1]}, "parameters": [1]}', b"{" * 9999,
        b'{"versions": {"a": {}}, "machine": 3, "seconds": []}', b'{"figures": {"a": {"title": 3, "real": {}}}}',
        b'{"figures": {"a": {"title": "\\ud800"}}}', b'{"figures": {"a": {"title": "<script>x</script>"}}}',
    ],
    "doctor.json": [
        b'{"verdict": 3, "findings": [3], "seconds": "x", "of_seconds": {}}', b"[]", b'{"verdict": "x"}',
        b'{"verdict": "x", "findings": {}, "seconds": 1, "of_seconds": 0}',
        b'{"verdict": "x", "findings": [{"name": 3}], "seconds": 1, "of_seconds": 1}',
    ],
    "recipe.json": [b"[]", b'{"training": 3}', b'{"name": ["x"], "description": 3}', b"\xff", b'{"name": {"a": {}}}'],
}  # fmt: skip


def test_run_folders_with_odd_texts(cases):
    for part, contents in TEXTS.items():
        for number, content in enumerate(contents):
            cases.copy("run", f"{part}-{number}", lambda path, p=part, c=content: (path / p).write_bytes(c), ("run",))
    found = cases.judged()
    assert set(found.values()) <= {"loaded", "ValueError"}
    for page in cases.folder.glob("*/report.html"):
        text = page.read_text()
        assert "<script>alert" not in text and "<script>x" not in text, page


@in_a_hurry
def test_run_folders_with_what_is_no_plain_file(cases, whole):
    secret = cases.folder / "secret.png"
    secret.write_bytes(b"SECRET" * 100)
    precious = cases.folder / "precious.html"
    precious.write_text("years of work")
    texts = ["recipe.json", "summary.json", "history.csv", "doctor.json"]
    parts = [*texts, "gan.keras", "history.png", "x.png", "samples.gif"]
    for part, odd in combined(parts, whole):
        cases.copy("run", f"{odd.__name__}-{part}", lambda path, p=part, odd=odd: odd(path / p), ("run",))

    def linked(path):
        (path / "x.png").symlink_to(secret)
        (path / "samples").symlink_to(cases.folder)
        (path / "report.html").symlink_to(precious)

    cases.copy("run", "links", linked, ("run",))
    cases.copy("run", "page-folder", lambda path: (path / "report.html").mkdir(), ("run",))
    cases.copy("run", "page-fifo", lambda path: files.fifo(path / "report.html"), ("run",))
    odd_name = cases.copy("run", "odd-name", None, ("run",))
    (odd_name / os.fsdecode(b"\xff.png")).write_bytes(b"x")
    big = cases.copy("run", "big", None, ("run",))
    with open(big / "big.png", "wb") as file:
        file.truncate(600_000_000)
    member = cases.copy("run", "member", None, ("run",))
    files.rezipped(member / "gan.keras", {"metadata.json": b" " * 800_000_000}, zipfile.ZIP_DEFLATED)
    found = cases.judged()
    assert set(found.values()) <= {"loaded", "ValueError"}
    assert precious.read_text() == "years of work"
    assert found["links/run"] == "loaded"
    for page in cases.folder.glob("*links/report.html"):
        assert not page.is_symlink() and "U0VDUkVU" not in page.read_text()


@pytest.mark.full
def test_folders_and_zips_of_images(cases):
    good = cases.folder / "images"
    good.mkdir()
    Image.new("RGB", (8, 8), "red").save(good / "a.png")
    cases.bases = cases.folder
    for odd in files.ODD:
        cases.copy("images", odd.__name__, lambda path, odd=odd: odd(path / "b.png"), ("images",))
        cases.copy("images", f"{odd.__name__}-alone", lambda path, odd=odd: odd(path / "a.png"), ("images",))
    deep = cases.copy("images", "deep", None, ("images",))
    here = os.open(deep, os.O_RDONLY)
    for _ in range(900):
        os.mkdir("d", dir_fd=here)
        here = os.open("d", os.O_RDONLY, dir_fd=here)
    for name, member in {"dots": "../../x.png", "absolute": "/tmp/x.png", "drive": "c:/x.png"}.items():
        path = cases.folder / f"{name}.zip"
        with zipfile.ZipFile(path, "w") as file:
            info = zipfile.ZipInfo()
            info.filename = member  # as it stands: what takes a name tidies it up
            file.writestr(info, (good / "a.png").read_bytes())
        cases.add(name, path, "images")
    bomb = cases.folder / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.png", b"\0" * 10**9)
    cases.add("bomb", bomb, "images")
    for odd in (files.fifo, files.link_to_fifo, files.link_to_zero, files.sparse):
        path = cases.folder / f"{odd.__name__}.zip"
        odd(path)
        cases.add(f"{odd.__name__}-zip", path, "images")
    found = cases.judged()
    assert {found[f"{name}/images"] for name in ("dots", "absolute", "drive", "bomb", "deep")} == {"ValueError"}
