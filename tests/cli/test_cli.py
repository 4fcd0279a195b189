"""The command `kerasgan`, run as a user runs it."""

import json
import os
import re
import subprocess
import sys
import warnings

import keras
import numpy as np
import pytest
from PIL import Image

import kerasgan
from kerasgan import cli
from kerasgan.cli import terminal
from kerasgan.cli.train import carried_out
from kerasgan.recipe import run, several
from kerasgan.training import team

ENVIRONMENT = {**os.environ, "PYTHONPATH": os.path.dirname(kerasgan.__path__[0]), "COLUMNS": "100", "NO_COLOR": "1"}
COMMAND = "import sys; sys.argv[0] = 'kerasgan'; from kerasgan.cli import main; main()"


def command(*arguments, folder=None, code=COMMAND):
    """Runs the command in a process of its own, as the installed script does."""
    arguments = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(arguments, env=ENVIRONMENT, cwd=folder, capture_output=True, text=True, timeout=300)


@pytest.fixture
def inside(monkeypatch, capsys):
    """Runs the command within this process, where a backend is imported already."""
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)  # of all that it changes for itself
    monkeypatch.setattr(terminal, "leave_out_tensorflow", lambda: None)
    monkeypatch.setattr(sys, "last_value", None, raising=False)
    for name in ("COLUMNS", "NO_COLOR"):
        monkeypatch.setenv(name, ENVIRONMENT[name])

    def run(*arguments, folder=None):
        monkeypatch.setattr(sys, "argv", ["kerasgan", *map(str, arguments)])
        if folder:
            monkeypatch.chdir(folder)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, ended.value.code, said.out, said.err)

    return run


def test_help_imports_no_backend():
    code = COMMAND.replace(
        "main()", "import atexit; atexit.register(lambda: print(sorted({'keras', 'numpy'} & set(sys.modules)))); main()"
    )
    result = command("--help", code=code)
    assert result.returncode == 0
    assert "train" in result.stdout and result.stdout.rstrip().endswith("[]")


def test_version_and_recipes(inside):
    assert inside("--version").stdout == f"kerasgan {kerasgan.__version__}\n"
    listed = inside("recipes").stdout
    assert all(name in listed for name in kerasgan.recipe.names())


def test_train_leaves_a_run_folder_and_says_how_close_it_is(tmp_path, inside):
    result = inside("train", "normal_200d", "--recipe", "book", "--steps", 20, "--seed", 5, folder=tmp_path)
    assert result.returncode == 0, result.stderr
    for text in (
        "Device ",
        "Data        normal_200d",
        "Length      20 steps of batches of 128",
        "Report: ",
        "20 steps in",
        "How close are 10,000 generated samples?",
        "mean standard deviation",
        "real",
    ):
        assert text in result.stdout
    folder = tmp_path / "runs" / "normal_200d_book"
    assert (folder / "gan.keras").exists() and (folder / "distribution.png").exists()
    assert json.loads((folder / "recipe.json").read_text())["training"] == {"steps": 20, "batch_size": 128, "seed": 5}


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["train", "normal_20d"], "Did you mean 'normal_200d'? A recipe of your own is the path of a JSON file."),
        (["train", "normal_200d", "--recipe", "bok"], "Did you mean 'normal_200d_book'?"),
        (["train", "mine.json"], "`recipe`: there is no file 'mine.json'."),
        (["train", "heads_dcgan"], "Pass its path, `--data PATH`."),
        (["train", "gaussian_2d", "--data", "x"], "The data set 'gaussian_2d' takes no `path`."),
        (["train", "ring_8", "--set", "discriminatr.hidden=[4]"], "Did you mean 'discriminator'?"),
        (["train", "ring_8", "--backend", "tensorflwo"], "Did you mean 'tensorflow'?"),
        (
            ["train", "ring_8", "--seeds", "a-b"],
            "`seeds`: expected whole numbers and ranges, such as '0,1,2' or '0-4'.",
        ),
        (
            ["train", "ring_8", "--seeds", "0,1", "--seed", 3],
            "`seed`: `--seeds` says them all. Leave one of the two out.",
        ),
        (["train", "ring_8", "--start", "ring_9"], "Error: `start`: expected one of "),
        (["zoo", "add", ".", "--about", "no.json"], "`--about` takes the path of a JSON file of yours."),
        (["train", "ring_8", "--keep", "best"], "`evaluate`: `every`: expected a whole number of at least 1."),
        (["train", "ring_8", "--steps", "1", "--log", "tensorbord"], "Did you mean 'tensorboard'?"),
        (["train", "normal_200d", "--steps", "0"], "`steps`: expected a whole number of at least 1. Received: 0."),
    ],
)
def test_a_mistake_is_one_line_and_no_traceback(arguments, message, tmp_path, inside):
    result = inside(*arguments, folder=tmp_path)
    assert result.returncode == 1
    assert result.stderr.startswith("Error: ") and message in result.stderr
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_recipe_of_ones_own_is_a_file(tmp_path, inside):
    recipe = kerasgan.recipe.load("normal_200d")
    recipe["trainning"] = recipe.pop("training")
    (tmp_path / "mine.json").write_text(json.dumps(recipe))
    result = inside("train", "mine.json", folder=tmp_path)
    assert "mine.json: A recipe takes no `trainning`." in result.stderr
    assert "Did you mean 'training'?" in result.stderr


def test_the_zoo_is_listed_and_sampled(tmp_path, inside):
    listed = inside("zoo", "list")
    assert listed.returncode == 0 and "normal_200d" in listed.stdout
    made = command("sample", "normal_200d", "-n", 5, "--seed", 1, "-o", "five.npy", folder=tmp_path)
    assert (made.returncode, made.stdout) == (0, "five.npy\n"), made.stderr
    if keras.backend.backend() == "tensorflow":  # its chatter at import stays off the terminal
        assert made.stderr == ""
    np.testing.assert_allclose(
        np.load(tmp_path / "five.npy"), kerasgan.zoo.load("normal_200d").sample(5, seed=1), atol=1e-4
    )


def test_a_recipe_is_shown_as_a_file_that_trains(inside):
    shown = inside("recipes", "show", "ring_8")
    assert json.loads(shown.stdout) == kerasgan.recipe.load("ring_8")
    assert "Did you mean 'ring_8'?" in inside("recipes", "show", "ring8").stderr


WRONG = {
    "sample mnist_bst": "Did you mean 'mnist_best'?",
    "evaluate mnist_bst": "Did you mean 'mnist_best'?",
    "plot mnist_bst": "Did you mean 'mnist_best'?",
    "directions mnist_bst": "Did you mean 'mnist_best'?",
    "directions mnist_best -k 0": "`k`: expected a whole number of at least 1. Received: 0.",
    "invert mnist_bst a.png": "Did you mean 'mnist_best'?",
    "invert mnist_best a.png --steps 0": "`steps`: expected a whole number of at least 1.",
    "sample ring_8 -n 0": "`n`: expected a whole number of at least 1. Received: 0.",
}
ONE_BY_ONE = """
import sys
commands, sys.argv = sys.argv[1:], ["kerasgan"]
from kerasgan.cli import main
for command in commands:
    sys.argv[1:] = command.split()
    try:
        main()
    except SystemExit as ended:
        print(ended.code, "keras" in sys.modules)
    print("end of it", file=sys.stderr)
"""


def test_a_wrong_name_is_refused_before_any_backend_is_imported():
    result = command(*WRONG, code=ONE_BY_ONE)
    assert result.stdout == "1 False\n" * len(WRONG)
    for said, message in zip(
        result.stderr.removesuffix("end of it\n").split("end of it\n"), WRONG.values(), strict=True
    ):
        assert said.startswith("Error: ") and message in said and "Traceback" not in said


def test_a_seed_that_was_drawn_is_told_and_makes_the_same_again(tmp_path, inside):
    told = inside("sample", "ring_8", "-n", 3, "-o", "a.npy", folder=tmp_path).stdout
    seed = re.fullmatch(r"a\.npy\nMade with --seed (\d+)\.\n", told)[1]
    inside("sample", "ring_8", "-n", 3, "--seed", seed, "-o", "b.npy", folder=tmp_path)
    np.testing.assert_array_equal(np.load(tmp_path / "a.npy"), np.load(tmp_path / "b.npy"))


def test_an_unknown_entry_is_one_line(inside):
    result = inside("zoo", "show", "normal_20d")
    assert result.returncode == 1 and "Did you mean 'normal_200d'?" in result.stderr
    assert "Traceback" not in result.stderr


def test_compiled_programs_are_kept_where_the_user_does_not_say(monkeypatch):
    monkeypatch.setattr(os, "environ", {"JAX_COMPILATION_CACHE_DIR": "elsewhere"})
    cli.keep_compiled()
    assert os.environ["JAX_COMPILATION_CACHE_DIR"] == "elsewhere"
    os.environ.pop("JAX_COMPILATION_CACHE_DIR")
    cli.keep_compiled()
    assert os.environ["JAX_COMPILATION_CACHE_DIR"] == os.path.expanduser("~/.kerasgan/compiled")
    assert os.environ["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] == "0"
    os.environ.pop("JAX_COMPILATION_CACHE_DIR")
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as of a user without a home
    cli.keep_compiled()
    assert "JAX_COMPILATION_CACHE_DIR" not in os.environ


@pytest.mark.parametrize("writes, wanted", [(True, [0]), (False, [0]), (False, [])])
def test_the_first_of_several_processes_alone_says_where_the_report_is(writes, wanted, tmp_path, monkeypatch, capsys):
    page = tmp_path / "report.html" if writes else None
    monkeypatch.setattr(several, "train", lambda *arguments, **options: page)
    monkeypatch.setattr(run, "train", lambda *arguments, **options: {"state": "done"})
    monkeypatch.setattr(team, "writes", lambda: writes)
    assert carried_out({}, wanted, tmp_path, {"log": ()}) == page
    assert capsys.readouterr().out == (f"Report: {page}\n" if writes else "")


def test_translate_makes_pictures_of_pictures_and_names_what_it_left_out(tmp_path, inside):
    serif, sans = kerasgan.datasets.load("glyphs", part="held_out")
    (tmp_path / "in" / "more").mkdir(parents=True)
    Image.fromarray(sans[0, ..., 0]).save(tmp_path / "in" / "one.png")
    Image.fromarray(sans[1, ..., 0]).resize((64, 64)).save(tmp_path / "in" / "more" / "two.bmp")
    (tmp_path / "in" / "broken.png").write_bytes(b"nothing")
    result = inside("translate", "glyphs_pix2pix", "in", "-o", "out", folder=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout == ("out: 2 translated.\n1 brought to 32x32 pixels, the size that the network takes (crop).\n")
    assert result.stderr.strip() == "1 skipped: broken.png (no PNG, JPEG, WebP, GIF, BMP or TIFF image)"
    made = []
    for name in ("one.png", "more/two.png"):
        with Image.open(tmp_path / "out" / name) as picture:
            made.append(np.asarray(picture, "float32"))
    apart = np.abs(np.stack(made) - serif[:2, ..., 0]).mean()
    assert apart < np.abs(sans[:2].astype("float32") - serif[:2]).mean()
    refused = inside("translate", "mnist_dcgan", "in", "-o", "out", folder=tmp_path)
    assert refused.returncode == 1
    assert "Error: `translate`: this GAN takes no condition, so there is nothing to translate." in refused.stderr


def test_directions_are_drawn_and_a_picture_is_inverted(tmp_path, inside):
    found = inside("directions", "mnist_best", "-k", 2, "--label", 4, "-o", "rows.png", folder=tmp_path)
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("rows.png: 2 directions of z by sefa.\n") and (tmp_path / "rows.png").exists()
    digit = kerasgan.datasets.load("mnist", labels=False)[0, ..., 0]
    Image.fromarray(digit).save(tmp_path / "digit.png")
    arguments = ("invert", "mnist_dcgan", "digit.png", "--steps", 3, "--starts", 1)
    found = inside(*arguments, folder=tmp_path)
    assert found.returncode == 0, found.stderr
    assert re.fullmatch(r"inverted\.png: mean squared error 0\.\d+, of values from -1 to 1\.\n", found.stdout)
    assert (tmp_path / "inverted.png").exists()
