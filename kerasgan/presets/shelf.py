"""Where presets stand: the zoo's by their names, yours by their folders, others on the hub.

It needs no backend.
"""

import os
import pathlib
from collections.abc import Sequence

from kerasgan import checks
from kerasgan.errors import PresetError
from kerasgan.presets import hub, manifest
from kerasgan.presets.folder import CONFIG, MIXTURE

_HERE = pathlib.Path(__file__).parent.parent

# The file by which an entry is a GAN, and the one by which it is a classifier.
GAN, CLASSIFIER = CONFIG, "classifier.keras"

# In an installed package the zoo lies inside it, in the repository beside it.
FOLDER = _HERE / "zoo_data" if (_HERE / "zoo_data").is_dir() else _HERE.parent / "zoo"

# What the manifest of the zoo is about to list: an entry takes its place before the manifest is written.
COMING = ".coming.json"


def names() -> list[str]:
    """Returns the names of the zoo's GANs, sorted.

    Example:

    >>> "normal_200d" in kerasgan.zoo.names()
    True
    """
    return entries_with(GAN)


def classifiers() -> list[str]:
    """Returns the names of the zoo's classifiers, sorted.

    Example:

    >>> kerasgan.zoo.classifiers()
    ['digit_classifier']
    """
    return entries_with(CLASSIFIER)


def entries_with(file):
    """Returns the names of the folders of both zoos that have a file, sorted."""
    paths = [path.parent for root in (FOLDER, own()) for path in root.glob(f"*/{file}")]
    return sorted({path.name for path in paths if not path.name.startswith(".")})


def own():
    """Returns the folder of the user's own zoo: `$KERASGAN_ZOO`, or `~/.kerasgan/zoo`; it need not exist."""
    return pathlib.Path(os.environ.get("KERASGAN_ZOO") or "~/.kerasgan/zoo").expanduser().absolute()


def home(name):
    """Returns the zoo that has an entry: the one that comes with the package before the user's own."""
    here, mine = FOLDER / name, own() / name
    return own() if not here.is_dir() and mine.is_dir() else FOLDER


def folder_of(name):
    """Returns the folder of an entry."""
    return home(name) / name


def locate(preset):
    """Returns the folder of a preset, fetched from the hub where it is there.

    Raises:
        ValueError: If there is no such preset.
    """
    if str(preset).startswith(hub.PREFIX):
        return hub.download(str(preset))
    if isinstance(preset, str) and preset in names() + classifiers():
        return checked_folder(known(preset))  # of a classifier it says what loads it
    folder = pathlib.Path(preset)
    if (folder / MIXTURE).is_file():
        raise ValueError(
            f"`preset`: {str(preset)!r} is a mixture of several GANs. `kerasgan.AdaGAN.from_preset` loads it; single "
            "ones are in its folders 'gan_1' and so on."
        )
    if (folder / manifest.NAME).is_file() or (folder / CONFIG).is_file():
        return folder
    if folder.is_dir():
        raise ValueError(
            f"`preset`: {str(preset)!r} is a folder, but no preset: it has no {CONFIG}. `gan.save_to_preset(folder)` "
            "makes one, `kerasgan zoo add` turns a run into one."
        )
    raise ValueError(
        f"{checks.unknown('preset', str(preset), names())} A preset of your own is the path of its folder, one on "
        "the hub is 'hf://user/repository'."
    )


def known(name: str, among: Sequence[str] | None = None) -> str:
    """Returns `name`, once it is one of those, by default of the GANs."""
    if among is None and name in classifiers():
        raise ValueError(
            f"`name`: {name!r} is a classifier, no GAN. `kerasgan.zoo.load_classifier({name!r})` loads it."
        )
    checks.raise_all(checks.one_of("name", name, names() if among is None else among))
    return name


def checked_folder(name):
    """Returns the folder of an entry, once its own manifest is the one that the zoo's manifest lists."""
    root, part = home(name), f"{name}/{manifest.NAME}"
    listed, coming = manifest.read(root), {}
    if (root / COMING).is_file():
        coming = manifest.read_listed(root / COMING)
    if not (part in coming and not manifest.problems(root, part, coming)):
        if part not in listed:
            raise PresetError(f"{root / manifest.NAME} does not list {part}. {manifest.RESTORE}")
        manifest.check(root, [part], listed)
    return root / name
