"""A recipe: everything needed to train a GAN again, as data in a JSON file.

Reading and checking a recipe needs no backend, so a typing mistake is found before anything heavy is imported.

In both optimizers a number of updates may be a part of the run instead, `"decay_steps": {"of_run": 1.0}`: a schedule
then follows the length of the run, also with `--steps`. It is worked out when the recipe is carried out, in updates of
that network: of D's there are `d_steps` in each step.
"""

import copy
import pathlib

from kerasgan import checks
from kerasgan.presets import manifest

FOLDER = pathlib.Path(__file__).parent / "recipes"

# Each part of a recipe and what it may say. `None`: the builders, data sets or Keras check what is inside.
PARTS = {
    "name": None,
    "description": None,
    "data": ("name", "options"),
    "generator": None,
    "discriminator": None,
    "gan": (
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
OPTIMIZERS = ("g_optimizer", "d_optimizer")

# Which generator a run that is measured while it goes on ends with.
KEPT = ("best", "last")

# The key of what is a part of the run instead of a number of updates.
OF_RUN = "of_run"
NEEDED = ("name", "data", "generator", "discriminator", "training")


def names():
    """Returns the names of the recipes that come with the package, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def load(name):
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
        recipe = manifest.parse(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"The recipe {path} is not valid JSON: {error}.") from None
    checks.raise_all([f"{path.name}: {problem}" for problem in problems(recipe)])
    return recipe


def find(name):
    """Returns the path of a recipe's file; see `load`."""
    path = pathlib.Path(name)
    if str(name) in names():
        return FOLDER / f"{name}.json"
    if path.suffix != ".json" or path.is_dir():
        message = checks.unknown("recipe", str(name), names())
        raise ValueError(f"{message} A recipe of your own is the path of a JSON file.")
    if not path.is_file():
        near = checks.suggestion(path.stem, names()).replace("mean", "mean the recipe")
        raise ValueError(f"`recipe`: there is no file {str(name)!r}.{near}")
    return path


def problems(recipe):
    """Returns what is wrong with a recipe, a list of messages."""
    if not isinstance(recipe, dict):
        return [f"expected an object with the parts {', '.join(PARTS)}. Received a {type(recipe).__name__}."]
    found = checks.no_unknown("A recipe", recipe, PARTS)
    found += [f"`{part}` is missing." for part in NEEDED if part not in recipe]
    for part, known in PARTS.items():
        if part in recipe and part not in ("name", "description") and not isinstance(recipe[part], dict):
            found.append(f"`{part}`: expected an object. Received: {recipe[part]!r}.")
        elif part in recipe and known:
            found += checks.no_unknown(f"`{part}`", recipe[part], known)
    if not isinstance(recipe.get("name", "-"), str) or not recipe.get("name", "-"):
        found.append(f"`name`: expected text. Received: {recipe['name']!r}.")
    elif {*recipe.get("name", "-")} & {*"/\\:\0"} or recipe.get("name") in (".", ".."):
        found.append(f"`name`: expected a name that a folder can have, no path. Received: {recipe['name']!r}.")
    if isinstance(recipe.get("data"), dict):
        found += _data_problems(recipe["data"])
    found = found or _training_problems(recipe["training"]) + _watch_problems(recipe.get("watch", {}))
    found += [] if found else _evaluate_problems(recipe.get("evaluate"))
    return found or _of_run_problems(recipe.get("gan", {}), recipe["training"])


def _data_problems(data):
    found = [] if "name" in data else ["`data`: `name` is missing."]
    if not isinstance(data.get("name", ""), str):
        found.append(f"`data`: expected the name of a data set, text. Received: {data['name']!r}.")
    if not isinstance(data.get("options", {}), dict):
        found.append(f"`data`: expected an object for `options`. Received: {data['options']!r}.")
    return found


def _watch_problems(watch):
    sizes = ("every", "rows", "columns")
    found = [p for name in sizes for p in checks.positive_integer(name, watch.get(name), optional=True)]
    return found + checks.positive_integer("seed", watch.get("seed"), optional=True, least=0)


def _evaluate_problems(evaluate):
    if evaluate is None:
        return []
    found = checks.positive_integer("every", evaluate.get("every"))
    found += checks.positive_integer("patience", evaluate.get("patience"), optional=True)
    return [f"`evaluate`: {problem}" for problem in found + checks.one_of("keep", evaluate.get("keep", "last"), KEPT)]


def _training_problems(training):
    sizes = ("steps", "epochs", "batch_size")
    found = [p for name in sizes for p in checks.positive_integer(name, training.get(name), optional=True)]
    if training.get("steps") is None and training.get("epochs") is None:
        found.append("`training`: expected `steps` or `epochs`, how long to train. Received neither.")
    return found


def _of_run_problems(gan, training):
    found = []
    for name, value in gan.items():
        parts = list(_parts_of_run(value))
        if parts and name not in OPTIMIZERS:
            found.append(f"`{name}`: expected `{OF_RUN}` in {' and '.join(OPTIMIZERS)} only. Received: {parts[0]!r}.")
        elif parts and (training.get("steps") is None or training.get("epochs") is not None):
            found.append(
                f"`{name}`: `{OF_RUN}` needs a run of a known length. Give `training` its `steps`, and no `epochs`."
            )
        for part in parts:
            found += _part_problems(name, part)
    return found


def _part_problems(name, part):
    share = part[OF_RUN]
    if len(part) == 1 and not checks.finite_number(OF_RUN, share) and share > 0:
        return []
    return [
        f'`{name}`: expected a part of the run, a number above 0 such as {{"{OF_RUN}": 1.0}}, the whole of it. '
        f"Received: {part!r}."
    ]


def _parts_of_run(value):
    """Yields each object with the key `of_run` inside of a value from JSON."""
    if isinstance(value, dict) and OF_RUN in value:
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _parts_of_run(inner)


def resolved(recipe):
    """Returns a copy of a recipe that has numbers of updates in the place of parts of the run.

    Args:
        recipe: Dict, as `load` returns it.

    Example:

    >>> recipe = kerasgan.recipe.changed(kerasgan.recipe.load("mnist_best"), steps=50)
    >>> kerasgan.recipe.resolved(recipe)["gan"]["d_optimizer"]["config"]["learning_rate"]["config"]["decay_steps"]
    50
    """
    recipe = copy.deepcopy(recipe)
    gan, steps = recipe.get("gan", {}), recipe.get("training", {}).get("steps")
    for name in [name for name in OPTIMIZERS if name in gan]:
        updates = steps and steps * (gan.get("d_steps", 1) if name == "d_optimizer" else 1)
        gan[name] = _with_updates(gan[name], updates)
    return recipe


def _with_updates(value, updates):
    """Returns a value from JSON with a number in the place of each part of so many updates, 1 at least."""
    if isinstance(value, dict) and OF_RUN in value:
        return max(1, round(value[OF_RUN] * updates))
    if isinstance(value, dict):
        return {name: _with_updates(inner, updates) for name, inner in value.items()}
    return [_with_updates(inner, updates) for inner in value] if isinstance(value, list) else value


def without_path(recipe):
    """Returns a copy of a recipe that names no path on this machine: data that do not travel are to be given anew."""
    recipe = copy.deepcopy(recipe)
    options = recipe["data"].get("options", {})
    if "path" in options:
        options["path"] = None
    return recipe


def changed(recipe, data=None, evaluate=None, **training):
    """Returns a copy of `recipe` with other values; `None` leaves a value as it is.

    Args:
        recipe: Dict, as `load` returns it.
        data: Path of a folder or a file, the option `path` of the data set.
        evaluate: Dict of values of its part `evaluate`.
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
    checks.raise_all(problems(copied))
    return copied


def seeds_of(text):
    """Returns the seeds that a text such as `"0,1,2"` or `"0-4"` lists; empty for `None`.

    >>> seeds_of("0-2,7")
    [0, 1, 2, 7]
    """
    found = []
    for part in [] if text is None else text.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdigit() or (dash and not last.isdigit()) or int(last or first) < int(first):
            raise ValueError(
                f"`seeds`: expected whole numbers and ranges, such as '0,1,2' or '0-4'. Received: {text!r}."
            )
        found += range(int(first), int(last or first) + 1)
    return list(dict.fromkeys(found))


def missing_data(recipe):
    """Returns what is missing to load the data of a recipe, a list of messages: a `path` that is `null` is to be given.

    >>> missing_data({"name": "cats", "data": {"name": "image_folder", "options": {"path": None}}})
    ["`data`: the recipe 'cats' trains on a folder or a zip of images of yours. Pass its path, `--data PATH`."]
    """
    if recipe["data"].get("options", {}).get("path", "") is not None:
        return []
    return [
        f"`data`: the recipe {recipe['name']!r} trains on a folder or a zip of images of yours. Pass its path, `--data "
        "PATH`."
    ]


def build(recipe):
    """Makes the GAN of a recipe, compiled and not yet trained.

    Args:
        recipe: Dict, as `load` returns it.

    Returns:
        A `kerasgan.GAN`.
    """
    from kerasgan import builders
    from kerasgan.games.build import build_gan

    recipe = resolved(recipe)  # a copy: Keras writes into the configs that it is given, "Adam" becomes "adam"
    return build_gan(
        builders.build_generator(**recipe["generator"]),
        builders.build_discriminator(**recipe["discriminator"]),
        **recipe.get("gan", {}),
    )


def load_data(recipe):
    """Returns the data set of a recipe, as `fit_gan` takes it.

    Raises:
        ValueError: If the data set or its options are not valid, or the path of the data is still to be given.
    """
    from kerasgan import datasets

    checks.raise_all(missing_data(recipe))
    return datasets.load(recipe["data"]["name"], **recipe["data"].get("options", {}))
