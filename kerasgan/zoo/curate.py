"""Keeps the zoo: turns runs into entries, writes its gallery and its manifest, and verifies what is there."""

import functools
import json
import pathlib
import re
from typing import NamedTuple

from kerasgan import checks, zoo
from kerasgan import recipe as recipes
from kerasgan.checks import files
from kerasgan.plots import sampling
from kerasgan.presets import cards, gallery, manifest, samples, saving, shelf, trained
from kerasgan.presets import folder as folders
from kerasgan.recipe import kinds
from kerasgan.zoo import classifier_scores, scores

MOST_WEIGHTS = 60_000_000

# How far the samples of another machine or backend may be from the stored ones: float32 through a deep network.
SAMPLE_TOLERANCE = 1e-4

# What a run's summary says that is worth keeping on the card.
FACTS = ("seconds", "steps", "steps_per_second", "backend", "versions", "machine")


def add(run, name=None, about=None, data=None, tell=lambda text: None):
    """Turns the folder of a run into an entry of the zoo; measures it, writes its card, the gallery and the manifest.

    Args:
        run: Path of a run folder.
        name: String, the entry's name. Defaults to `None`, that of the recipe.
        about: Dict of what no file of the run says, for the card: `summary`, `method`, `data`, `licence` (text),
            `limits`, `wrong` (lists of text). Defaults to `None`, what an entry of that name says already.
        data: Path of the data, for recipes that need one to measure. Defaults to `None`.
        tell: Function of a text, told what is being done: measuring may take minutes. Defaults to none.

    Returns:
        The folder of the entry, in the user's own zoo: `$KERASGAN_ZOO`, or `~/.kerasgan/zoo`.

    Raises:
        ValueError: If the run has no recipe, the name or `about` is not valid, or the zoo can't be written to; before
            anything is measured.
    """
    checks.raise_all([*run_problems(run), *about_problems(about), *(name_problems(name) if name else [])])
    found = trained.load(run)
    recipe = checked_recipe(found)
    name = name or recipe["name"]
    checks.raise_all(name_problems(name))
    folder = shelf.own() / name
    about = {
        **cards.part(folder, "about"),
        **(about or {}),
        "zoo": True,
        "recipe_shipped": recipe["name"] in recipes.names(),
    }
    about["training"] = {key: value for key, value in cards.part(found.folder, "summary").items() if key in FACTS}
    measured = scores.measure(found.gan, recipes.changed(recipe, data=data), tell=tell)
    tell(f"Drawing it and writing {folder}.")
    shelf.own().mkdir(parents=True, exist_ok=True)
    parts = {"recipe": recipes.without_path(recipe), "about": about, "scores": measured}
    saving.save(found.gan, folder, before=announce, draw=drawing(found.gan, recipe, data), **parts)
    refresh()
    return folder


def drawing(gan, recipe, data):
    """Returns what draws samples of a GAN that needs more than noise and classes: some of its data; else `None`."""
    if sampling.samples_alone(gan):
        return None
    recipe = recipes.changed(recipe, data=data)
    kind = kinds.of(recipe["data"]["name"], recipes.load_data(recipe))
    return lambda folder: kind.draw(gan, 0, folder)


def announce(made, name):
    """Writes down what the manifest of an entry will be, before the entry takes its place."""
    listed = {f"{name}/{manifest.NAME}": manifest.describe(made / manifest.NAME)}
    text = json.dumps({"format": manifest.FORMAT, "files": listed}) + "\n"
    files.write(text.encode(), shelf.own() / shelf.COMING)


# What may be told of an entry besides: text, and lists of it.
TEXTS, LISTS = ("data", "licence", "method", "summary"), ("limits", "wrong")


def run_problems(run):
    """Checks that there is the folder of a run."""
    if pathlib.Path(run).is_dir():
        return []
    return [f"`run`: expected the folder that `kerasgan train` left. Received: {str(run)!r}, where there is none."]


def about_problems(about):
    """Checks what is reported an entry besides."""
    if about is None:
        return []
    if not isinstance(about, dict):
        return [f"`about`: expected an object with the parts {', '.join(TEXTS + LISTS)}. Received: {about!r}."]
    no_texts = [name for name in TEXTS if not isinstance(about.get(name, ""), str)]
    no_lists = [name for name in LISTS if not is_list_of_text(about.get(name, []))]
    return [
        *checks.no_unknown("`about`", about, TEXTS + LISTS),
        *(f"`about`: `{name}`: expected text. Received: {about[name]!r}." for name in no_texts),
        *(f"`about`: `{name}`: expected a list of text. Received: {about[name]!r}." for name in no_lists),
    ]


def is_list_of_text(value):
    """Tells whether a value from JSON is a list of text."""
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def evaluate(found, seeds=3, data=None):
    """Returns the scores of something trained, measured now.

    Args:
        found: What `trained.load` returned.
        seeds: Integer, over how many sampling seeds. Defaults to `3`.
        data: Path of the data, for recipes that need one. Defaults to `None`.

    Raises:
        ValueError: If it has no recipe, or its data can't be loaded.
    """
    checks.raise_all(checks.positive_integer("seeds", seeds))
    return scores.measure(found.gan, recipes.changed(checked_recipe(found), data=data), range(seeds))


def checked_recipe(found):
    """Returns the recipe of something trained, once it is one."""
    if found.recipe is None:
        raise ValueError(f"`run`: expected the folder of a run with its recipe.json. Received: {str(found.folder)!r}.")
    checks.raise_all([f"{found.folder / 'recipe.json'}: {problem}" for problem in recipes.problems(found.recipe)])
    return found.recipe


def name_problems(name):
    """Checks that `name` can be a folder's on every system, and is not that of an entry of ours or of other files."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_]*", name):
        return [f"`name`: expected small letters, digits and '_'. Received: {name!r}."]
    if shelf.own().resolve() == shelf.FOLDER.resolve() or not (shelf.FOLDER / name).is_dir():
        return folders.folder_problems(shelf.own() / name)
    return [f"`name`: {name!r} is an entry of the zoo that comes with kerasgan. Pass another, `--name`."]


def refresh(cards_too=False):
    """Writes the gallery and the manifest of the zoo, and with `cards_too` each card again."""
    root = shelf.own()
    root.mkdir(parents=True, exist_ok=True)
    folders = [root / name for name in zoo.names() if shelf.home(name) == root]
    for folder in folders if cards_too else ():
        saving.finish(folder, folder.name)
    judges = [root / name for name in zoo.classifiers() if shelf.home(name) == root]
    for folder in judges if cards_too else ():
        classifier_scores.finish(folder)
    files.write(gallery.gallery(folders, judges).encode(), root / "README.md")
    manifest.write(root)
    (root / shelf.COMING).unlink(missing_ok=True)


# === Verifying ===


class Check(NamedTuple):
    """One check of one entry, whether it passed, and what was found."""

    entry: str
    check: str
    passed: bool
    found: str


def verify(names=(), measure=True, data=None):
    """Yields a `Check` for each thing that has to hold of each entry.

    Args:
        names: Names of entries. Defaults to `()`, all.
        measure: Boolean, whether to measure the scores again, by other seeds. Defaults to `True`.
        data: Path of the data, for entries that need one to measure. Defaults to `None`.

    Raises:
        ValueError: If there is no entry of a name.
    """
    there = zoo.names() + zoo.classifiers()
    for name in [zoo.known(name, there) for name in names] or there:
        for check, action in checks_of(name, measure, data).items():
            try:
                passed, found = action(name)
            except (RuntimeError, ValueError, OSError, KeyError, TypeError) as error:
                passed, found = False, str(error)
            yield Check(name, check, passed, found)
            if not passed:
                break
    yield Check("the zoo", "weights", *weights_fit())


def checks_of(name, measure, data):
    """Returns the checks of an entry by name, each a function of its name that returns `(passed, found)`."""
    if name in zoo.classifiers():
        card, loads, scores = (
            cards.classifier_card,
            {"loads": classifier_scores.loads},
            classifier_scores.scores_come_again,
        )
    else:
        card, loads = cards.card, {"samples": samples_come_again}
        scores = functools.partial(scores_come_again, data=data)
    found = {"files": files_are_listed, "card": functools.partial(card_is_current, make=card), **loads}
    return {**found, "scores": scores} if measure else found


def files_are_listed(name):
    """Checks each file of an entry, by both manifests."""
    folder = shelf.checked_folder(name)
    root = shelf.home(name)
    listed = manifest.read(root)
    manifest.check(folder)
    manifest.check(root, [part for part in listed if part.startswith(f"{name}/")], listed)
    there = {path.name for path in folder.iterdir() if manifest.is_listed(path.relative_to(folder))}
    unknown = sorted(there - set(manifest.read(folder)))
    return not unknown, f"not in the manifest: {', '.join(unknown)}" if unknown else f"{len(there)} files"


def card_is_current(name, make=cards.card):
    """Checks that the card is what `make` makes of the other files."""
    folder = shelf.folder_of(name)
    same = make(folder, name) == zoo.card(name).text
    return same, "as the files say" if same else "not what the files say: `kerasgan zoo refresh` writes it again"


def samples_come_again(name):
    """Checks that an entry loads and makes the stored samples."""
    error = samples.reproduction_error(zoo.load(name), shelf.folder_of(name))
    return error <= SAMPLE_TOLERANCE, f"within {error:.1e}"


def scores_come_again(name, data=None):
    """Checks that the scores, measured with other seeds, are those of the card."""
    folder = shelf.folder_of(name)
    recipe = recipes.changed(cards.part(folder, "recipe"), data=data)
    if recipes.missing_data(recipe):
        return True, "not measured: its data do not come with kerasgan, pass `--data PATH`"
    old = cards.part(folder, "scores")
    wrong = scores.differences(old, scores.measure(zoo.load(name), recipe, scores.OTHER_SEEDS))
    return not wrong, "; ".join(wrong) or f"{len(old['figures'])} figures"


def weights_fit():
    """Checks that all weights together are small enough to travel with the package."""
    files = [*shelf.FOLDER.glob("*/*.weights.h5"), *shelf.FOLDER.glob(f"*/{shelf.CLASSIFIER}")]
    size = sum(path.stat().st_size for path in files)
    return size <= MOST_WEIGHTS, f"{size / 1e6:.1f} MB of at most {MOST_WEIGHTS / 1e6:.0f} MB"
