"""A recipe: everything needed to train a GAN again, as data in a JSON file.

Reading and checking a recipe needs no backend, so a typing mistake is found before anything heavy is imported.

In both optimizers a number of updates may be a part of the run instead, `"decay_steps": {"of_run": 1.0}`: a schedule
then follows the length of the run, also with `--steps`. It is worked out when the recipe is carried out, in updates of
that network: of D's there are `d_steps` in each step.
"""

import copy
import importlib
import os
import pathlib
from typing import TYPE_CHECKING, Any

from kerasgan import checks
from kerasgan.checks import files
from kerasgan.checks.types import PathLike
from kerasgan.presets import manifest
from kerasgan.recipe import schedules
from kerasgan.recipe.schedules import resolved

if TYPE_CHECKING:  # the name of a type; it is not imported before it is needed
    import keras

FOLDER = pathlib.Path(__file__).parent / "recipes"

# Each part of a recipe and what it may say. `None`: the builders, data sets or Keras check what is inside.
PARTS = {
    "name": None,
    "description": None,
    "start": None,
    "data": ("name", "options"),
    "generator": None,
    "discriminator": None,
    "gan": (
        "game",
        "weight",
        "identity",
        "pool",
        "judgements",
        "loss",
        "latent",
        "d_steps",
        "g_optimizer",
        "d_optimizer",
        "terms",
        "transforms",
        "reuse_fakes",
        "gradient_accumulation_steps",
    ),
    "training": ("steps", "epochs", "batch_size", "seed"),
    "watch": ("every", "rows", "columns", "seed"),
    "evaluate": ("every", "keep", "patience"),
}

# The parts that are text.
TEXTS = ("name", "description", "start")

# Which generator a run that is measured while it goes on ends with.
KEPT = ("best", "last")

# Data sets that come with the package, of which a path has only more.
PACKAGED = ("derived_pairs", "glyphs")

# Rows and columns of pictures that a run draws at most.
MOST_PICTURES = 100
NEEDED = ("name", "data", "generator", "discriminator", "training")


def names() -> list[str]:
    """Returns the names of the recipes that come with the package, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def load(name: PathLike) -> dict[str, Any]:
    """Reads a recipe and checks it.

    Args:
        name: String, one of `names()`, or the path of a JSON file.

    Returns:
        Dict of the parts of the recipe; see `PARTS`.

    Raises:
        ValueError: If there is no such recipe, if the file is no JSON, or if it says what no recipe says.

    Example:

    >>> kerasgan.recipe.load("normal_200d")["training"]["batch_size"]
    128
    """
    path = find(name)
    try:
        recipe = manifest.parse(files.read_text(path))
    except ValueError as error:
        raise ValueError(f"The recipe {path} is not valid JSON: {error}.") from None
    except OSError as error:
        raise ValueError(f"The recipe {path} cannot be read: {error.strerror}.") from None
    checks.raise_all([f"{path.name}: {problem}" for problem in problems(recipe)])
    return Recipe(recipe, path.name)


class Recipe(dict):
    """A recipe that knows the file it is from, for messages; else a dict.

    Args:
        parts: Dict of the parts of the recipe.
        source: String, the name of its file.
    """

    def __init__(self, parts: dict[str, Any], source: str) -> None:
        super().__init__(parts)
        self.source = source

    def __reduce__(self):
        return Recipe, (dict(self), self.source)

    def __deepcopy__(self, memory):
        return Recipe(copy.deepcopy(dict(self), memory), self.source)


def source_of(recipe: dict[str, Any]) -> str:
    """Returns what a recipe is called in messages: its file, else its name."""
    return getattr(recipe, "source", None) or f"the recipe {recipe.get('name', 'without a name')!r}"


def find(name: PathLike) -> pathlib.Path:
    """Returns the path of a recipe's file; see `load`."""
    path = pathlib.Path(name)
    if str(name) in names():
        return FOLDER / f"{name}.json"
    if path.suffix != ".json" or path.is_dir():
        message = checks.unknown("recipe", str(name), names())
        raise ValueError(f"{message} A recipe of your own is the path of a JSON file.")
    if not os.path.lexists(path):
        near = checks.suggestion(path.stem, names()).replace("mean", "mean the recipe")
        raise ValueError(f"`recipe`: there is no file {str(name)!r}.{near}")
    return path


def problems(recipe: Any) -> list[str]:
    """Returns what is wrong with a recipe, a list of messages."""
    if not isinstance(recipe, dict):
        return [f"expected an object with the parts {', '.join(PARTS)}. Received a {type(recipe).__name__}."]
    found = checks.no_unknown("A recipe", recipe, PARTS)
    found += [f"`{part}` is missing." for part in NEEDED if part not in recipe]
    for part, known in PARTS.items():
        if part in recipe and part not in TEXTS and not isinstance(recipe[part], dict):
            found.append(f"`{part}`: expected an object. Received: {recipe[part]!r}.")
        elif part in recipe and known:
            found += checks.no_unknown(f"`{part}`", recipe[part], known)
    if not isinstance(recipe.get("name", "-"), str) or not recipe.get("name", "-"):
        found.append(f"`name`: expected text. Received: {recipe['name']!r}.")
    elif {*recipe.get("name", "-")} & {*"/\\:\0"} or recipe.get("name") in (".", ".."):
        found.append(f"`name`: expected a name that a folder can have, no path. Received: {recipe['name']!r}.")
    if not isinstance(recipe.get("start"), (str, type(None))) or recipe.get("start") == "":
        found.append(f"`start`: expected the name or the path of a trained GAN. Received: {recipe['start']!r}.")
    if isinstance(recipe.get("data"), dict):
        found += _data_problems(recipe["data"])
    found = found or _training_problems(recipe["training"]) + _watch_problems(recipe.get("watch", {}))
    found = found or _evaluate_problems(recipe.get("evaluate")) + _gan_problems(recipe.get("gan", {}))
    return found or schedules.problems(recipe.get("gan", {}), recipe["training"])


def _gan_problems(gan):
    return [f"`gan`: {problem}" for problem in _whole_numbers(gan, ("d_steps", "gradient_accumulation_steps"))]


def _data_problems(data):
    found = [] if "name" in data else ["`data`: `name` is missing."]
    if not isinstance(data.get("name", ""), str):
        found.append(f"`data`: expected the name of a data set, text. Received: {data['name']!r}.")
    if not isinstance(data.get("options", {}), dict):
        found.append(f"`data`: expected an object for `options`. Received: {data['options']!r}.")
    elif data.get("options", {}).get("cache") not in (None, "memory"):
        found.append(
            f"`data`: `cache`: expected 'memory' or null: a recipe names no folder to write into. Received: "
            f"{data['options']['cache']!r}."
        )
    return found


def _whole_numbers(part, names, least=1):
    """Checks those of the values called `names` that are there; `null` is none."""
    return [p for name in names if name in part for p in checks.positive_integer(name, part[name], least=least)]


def _watch_problems(watch):
    found = _whole_numbers(watch, ("every", "rows", "columns"))
    found += [
        f"`{name}`: expected at most {MOST_PICTURES}. Received: {watch[name]:,}."
        for name in ("rows", "columns")
        if not found and watch.get(name, 0) > MOST_PICTURES
    ]
    return found + _whole_numbers(watch, ("seed",), least=0)


def _evaluate_problems(evaluate):
    if evaluate is None:
        return []
    found = checks.positive_integer("every", evaluate.get("every"))
    found += checks.positive_integer("patience", evaluate.get("patience"), optional=True)
    return [f"`evaluate`: {problem}" for problem in found + checks.one_of("keep", evaluate.get("keep", "last"), KEPT)]


def _training_problems(training):
    found = _whole_numbers(training, ("steps", "epochs", "batch_size")) + _whole_numbers(training, ("seed",), least=0)
    if "steps" not in training and "epochs" not in training:
        found.append("`training`: expected `steps` or `epochs`, how long to train. Received neither.")
    return found


def training_of(recipe: dict[str, Any]) -> dict[str, Any]:
    """Returns the part `training` of a recipe, with what it leaves to us."""
    return {"batch_size": 128, "seed": 0, **recipe.get("training", {})}


def without_path(recipe: dict[str, Any]) -> dict[str, Any]:
    """Returns a copy of a recipe that names no path on this machine: data that do not travel are to be given anew."""
    recipe = copy.deepcopy(recipe)
    options = recipe["data"].get("options", {})
    if "path" in options:
        options["path"] = None
    if recipe.get("start") and "://" not in recipe["start"]:
        recipe["start"] = pathlib.PurePath(recipe["start"]).name
    return recipe


def needs_path(data: dict[str, Any]) -> bool:
    """Tells whether the data of a recipe are of the user's own, and where they lie is still to be said.

    >>> needs_path({"name": "image_folder", "options": {"path": None}}), needs_path({"name": "glyphs"})
    (True, False)
    """
    return data.get("name") not in PACKAGED and data.get("options", {}).get("path", "") is None


def changed(
    recipe: dict[str, Any],
    data: PathLike | None = None,
    evaluate: dict[str, Any] | None = None,
    start: PathLike | None = None,
    **training: Any,
) -> dict[str, Any]:
    """Returns a copy of `recipe` with other values; `None` leaves a value as it is.

    Args:
        recipe: Dict, as `load` returns it.
        data: Path of a folder or a file, the option `path` of the data set.
        evaluate: Dict of values of its part `evaluate`.
        start: Name or path of a trained GAN, whose weights the run begins with.
        **training: Values of its part `training`.

    Raises:
        ValueError: If a new value is not valid.
    """
    copied = copy.deepcopy(recipe)
    copied["training"].update({name: value for name, value in training.items() if value is not None})
    if training.get("steps") is not None:
        copied["training"].pop("epochs", None)
    evaluate = {name: value for name, value in (evaluate or {}).items() if value is not None}
    if evaluate:
        copied["evaluate"] = {**copied.get("evaluate", {}), **evaluate}
    if data is not None:
        copied["data"].setdefault("options", {})["path"] = str(data)
    if start is not None:
        copied["start"] = str(start)
    checks.raise_all(problems(copied))
    return copied


def seeds_of(text: str | None) -> list[int]:
    """Returns the seeds that a text such as `"0,1,2"` or `"0-4"` lists; empty for `None`.

    >>> seeds_of("0-2,7")
    [0, 1, 2, 7]
    """
    found = [] if text is None else checks.whole_numbers("seeds", text, "'0,1,2' or '0-4'")
    return list(dict.fromkeys(found))


def missing_data(recipe: dict[str, Any]) -> list[str]:
    """Returns what is missing to load the data of a recipe, a list of messages: a `path` that is `null` is to be given.

    >>> missing_data({"name": "cats", "data": {"name": "image_folder", "options": {"path": None}}})
    ["`data`: the recipe 'cats' trains on a folder or a zip of images of yours. Pass its path, `--data PATH`."]
    """
    if not needs_path(recipe["data"]):
        return []
    of = "a CSV or Parquet file" if recipe["data"]["name"] == "table" else "a folder or a zip of images"
    return [f"`data`: the recipe {recipe['name']!r} trains on {of} of yours. Pass its path, `--data PATH`."]


def missing_start(recipe: dict[str, Any]) -> list[str]:
    """Returns what is missing of what a run begins with, a list of messages: a `start` that is `null` is to be given.

    >>> missing_start({"name": "cats_further", "start": None})
    ["`start`: the recipe 'cats_further' trains a GAN further. Pass its name or its path, `--start RUN`."]
    """
    if recipe.get("start", "") is not None:
        return []
    return [f"`start`: the recipe {recipe['name']!r} trains a GAN further. Pass its name or its path, `--start RUN`."]


def build(recipe: dict[str, Any]) -> "keras.Model":
    """Makes the GAN of a recipe, compiled and not yet trained.

    Args:
        recipe: Dict, as `load` returns it.

    Returns:
        A `kerasgan.GAN`.

    Raises:
        ValueError: If a part does not work out, holds what no file may hold, or is too large.
    """
    # A copy: Keras writes into the configs that it is given, "Adam" becomes "adam".
    return _building().build(resolved(recipe), source_of(recipe))


def load_data(recipe: dict[str, Any]) -> Any:
    """Returns the data set of a recipe, as `fit_gan` takes it.

    Raises:
        ValueError: If the data set or its options are not valid, or the path of the data is still to be given.
    """
    checks.raise_all(missing_data(recipe))
    return _building().data(recipe, source_of(recipe))


def _building():
    """Returns the module that makes what a recipe says; it lies above the games, which know recipes by their cards."""
    return importlib.import_module("kerasgan.recipe.building")
