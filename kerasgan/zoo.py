"""The zoo: trained GANs that come with the package, load in one line and explain themselves.

Names, cards and files need no backend; `load` imports it.
"""

import pathlib

from kerasgan import checks, manifest
from kerasgan.errors import PresetError

_HERE = pathlib.Path(__file__).parent

# In an installed package the zoo lies inside it, in the repository beside it.
FOLDER = _HERE / "zoo_data" if (_HERE / "zoo_data").is_dir() else _HERE.parent / "zoo"


def names():
    """Returns the names of the zoo's entries, sorted.

    Example:

    >>> "normal_200d" in kerasgan.zoo.names()
    True
    """
    return sorted(path.parent.name for path in FOLDER.glob("*/config.json") if not path.parent.name.startswith("."))


def load(name):
    """Returns a trained GAN of the zoo, ready to sample and to train further.

    Args:
        name: String, one of `names()`.

    Returns:
        A compiled `kerasgan.GAN`. Its generator has the weights that `sample` uses, averaged ones where it was trained
        with an average; both optimizers start afresh.

    Raises:
        ValueError: If there is no entry of that name.
        PresetError: If a file of the entry is missing, damaged or was changed.

    Example:

    >>> gan = kerasgan.zoo.load("normal_200d")
    >>> gan.sample(3, seed=0).shape
    (3, 200)
    """
    from kerasgan import presets

    return presets.load(known(name))


def load_generator(name):
    """Returns the generator of an entry alone, a Keras model from noise to samples in the generator's own range.

    `load(name).sample(n)` draws the noise, and makes uint8 images.

    Args:
        name: String, one of `names()`.

    Returns:
        A `keras.Model`.

    Raises:
        ValueError: If there is no entry of that name.
        PresetError: If a file of the entry is missing, damaged or was changed.

    Example:

    >>> generator = kerasgan.zoo.load_generator("normal_200d")
    >>> generator.input_shape, generator.output_shape
    ((None, 200), (None, 200))
    """
    from kerasgan import presets

    return presets.load_generator(known(name))


def card(name):
    """Returns the card of an entry: what it is, how good it is, how to use it, and its limits.

    Args:
        name: String, one of `names()`.

    Returns:
        A `Card`: a notebook renders it, `print` shows it formatted in a terminal, `card.text` is its Markdown.

    Raises:
        ValueError: If there is no entry of that name.
        PresetError: If the card is missing or no text.

    Example:

    >>> kerasgan.zoo.card("normal_200d").text.splitlines()[0]
    '# normal_200d'
    """
    path = FOLDER / known(name) / "README.md"
    try:
        return Card(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise PresetError(f"{path} cannot be read: {error}. {manifest.RESTORE}") from None


class Card:
    """A text in Markdown that shows itself formatted, in a notebook and in a terminal.

    Args:
        text: String, Markdown.
    """

    def __init__(self, text):
        self.text = text

    def _repr_markdown_(self):
        return "\n".join(line for line in self.text.splitlines() if not line.startswith("!["))

    def __rich__(self):
        from rich.markdown import Markdown

        return Markdown(self._repr_markdown_())

    def __str__(self):
        from rich.console import Console

        console = Console(highlight=False)
        with console.capture() as captured:
            console.print(self)
        return captured.get()

    __repr__ = __str__


def known(name):
    """Returns `name`, once it is one of `names()`."""
    checks.raise_all(checks.one_of("name", name, names()))
    return name


def checked_folder(name):
    """Returns the folder of an entry, once its own manifest is the one that the zoo's manifest lists."""
    part = f"{name}/{manifest.NAME}"
    listed = manifest.read(FOLDER)
    if part not in listed:
        raise PresetError(f"{FOLDER / manifest.NAME} does not list {part}. {manifest.RESTORE}")
    manifest.check(FOLDER, [part], listed)
    return FOLDER / name
