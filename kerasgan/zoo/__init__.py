"""The zoo: trained GANs that come with the package, load in one line and explain themselves.

Beside them lies the classifier that measures their digits. `kerasgan zoo add RUN` puts a run into a zoo of your own,
`~/.kerasgan/zoo` or `$KERASGAN_ZOO`. Names, cards and files need no backend; loading imports it.
"""

import base64
import pathlib
import re
from typing import TYPE_CHECKING

from kerasgan.checks import files
from kerasgan.errors import PresetError
from kerasgan.presets import manifest, shelf
from kerasgan.presets.shelf import classifiers, known, names

if TYPE_CHECKING:  # names of types; neither is imported before it is needed
    import keras

    from kerasgan.games.gan import GAN

__all__ = ["Card", "card", "classifiers", "known", "load", "load_classifier", "load_generator", "names"]


def load(name: str) -> "GAN":
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
    from kerasgan.presets import loading

    return loading.load_folder(shelf.checked_folder(known(name)))


def load_generator(name: str) -> "keras.Model":
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
    from kerasgan.presets import loading

    return loading.load_generator_of(shelf.checked_folder(known(name)))


def load_classifier(name: str = "digit_classifier", output: str = "probabilities") -> "keras.Model":
    """Returns a classifier of the zoo, a Keras model from images to the probabilities of their classes.

    Args:
        name: String, one of `classifiers()`. Defaults to `"digit_classifier"`: of images `(n, 28, 28, 1)` from 0 to
            255, white on black, to the probabilities `(n, 10)` of the digits.
        output: `"probabilities"`, or `"features"`: `(n, 64)`, the layer before. Defaults to `"probabilities"`.

    Returns:
        A `keras.Model`.

    Raises:
        ValueError: If there is no entry, or no output, of that name.
        PresetError: If a file of the entry is missing, damaged or was changed.

    Example:

    >>> digits = kerasgan.zoo.load("mnist_cgan").sample(10, labels=list(range(10)), seed=0)
    >>> kerasgan.zoo.load_classifier().predict(digits, verbose=0).shape
    (10, 10)
    """
    from kerasgan.presets import classifier

    return classifier.load(name, output)


def card(name: str) -> "Card":
    """Returns the card of an entry: what it is, how good it is, how to use it, and its limits.

    Args:
        name: String, one of `names()` or of `classifiers()`.

    Returns:
        A `Card`: a notebook renders it, `print` shows it formatted in a terminal, `card.text` is its Markdown.

    Raises:
        ValueError: If there is no entry of that name.
        PresetError: If the card is missing or no text.

    Example:

    >>> kerasgan.zoo.card("normal_200d").text.splitlines()[0]
    '# normal_200d'
    """
    path = shelf.folder_of(known(name, names() + classifiers())) / "README.md"
    try:
        return Card(files.read_text(path), path.parent)
    except (OSError, UnicodeDecodeError) as error:
        raise PresetError(f"{path} cannot be read: {error}. {manifest.RESTORE}") from None


class Card:
    """A text in Markdown that shows itself formatted, in a notebook and in a terminal.

    Args:
        text: String, Markdown.
        folder: Path of the folder of its pictures. Defaults to `None`, without them.
    """

    def __init__(self, text: str, folder: pathlib.Path | None = None) -> None:
        self.text = text
        self.folder = folder

    def _repr_markdown_(self):
        return "\n".join(map(self._with_data, self._told()))

    def __rich__(self):
        from rich.markdown import Markdown

        return Markdown("\n".join(line for line in self._told() if not line.startswith("![")))

    def _told(self):
        """Returns the lines without links to files, which lead nowhere from here; pictures stay."""
        return [re.sub(r"(?<!!)\[([^]]+)\]\((?!\w+://)[^)]*\)", r"\1", line) for line in self.text.splitlines()]

    def _with_data(self, line):
        """Returns a line with its pictures as data, in place of the names of their files."""
        return re.sub(r"!\[([^]]*)\]\(([\w.-]+\.png)\)", self._as_data, line)

    def _as_data(self, found):
        path = self.folder and self.folder / found[2]
        if not path or not path.is_file():
            return ""
        return f"![{found[1]}](data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()})"

    def __str__(self):
        from rich.console import Console

        console = Console(highlight=False, force_jupyter=False)
        with console.capture() as captured:
            console.print(self)
        return captured.get()

    __repr__ = __str__
