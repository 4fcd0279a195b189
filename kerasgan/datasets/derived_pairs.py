"""`derived_pairs`: of pictures of any data set pairs to learn from: made small, with a hole, or grey."""

import numpy as np

from kerasgan import checks
from kerasgan.checks.types import PathLike
from kerasgan.datasets import pairs
from kerasgan.datasets import varied as again
from kerasgan.datasets.digits import load_digits
from kerasgan.datasets.image_folder import ImageFolder
from kerasgan.datasets.mnist import load_mnist


def load_derived_pairs(
    source: str = "mnist",
    how: str = "smaller",
    held_out: int = 0,
    scale: int = 4,
    least: float = 0.3,
    most: float = 0.6,
    seed: int = 0,
    varied: int = 0,
    path: PathLike | None = None,
    size: int | tuple[int, int] = 64,
) -> pairs.Pairs:
    """Returns pairs for super-resolution, inpainting or colouring, derived from pictures.

    Args:
        source: `"mnist"`, `"digits"`, or `"image_folder"`, whose pictures in colour are read into memory. Defaults to
            `"mnist"`.
        how: `"smaller"`, `"cut_out"` or `"grey"`, the functions of `datasets.pairs`. Defaults to `"smaller"`.
        held_out: Integer, how many of the last pictures are not for training but to measure on. Defaults to `0`.
        scale: Integer, of `"smaller"`. Defaults to `4`.
        least: Float, of `"cut_out"`. Defaults to `0.3`.
        most: Float, likewise. Defaults to `0.6`.
        seed: Integer, likewise. Defaults to `0`.
        varied: Integer, how many times each picture for training comes once more, turned, sheared, scaled and moved a
            little. Defaults to `0`.
        path: Path of a folder or a zip, for `"image_folder"`. Defaults to `None`.
        size: Integer or pair of integers, likewise. Defaults to `64`.

    Returns:
        `datasets.pairs.Pairs`: `(x, c)` with uint8 pictures to be made and what they are made of, a dict by name for
        `"cut_out"`. `held_out` has such pairs of the pictures that are not for training.

    Raises:
        ValueError: If an argument is not valid.

    Example:

    >>> x, small = kerasgan.datasets.load("derived_pairs", source="mnist", how="smaller", held_out=1000)
    >>> x.shape, small.shape
    ((7000, 28, 28, 1), (7000, 7, 7, 1))
    """
    found = [*checks.one_of("source", source, SOURCES), *checks.one_of("how", how, pairs.DERIVED)]
    counts = {"held_out": held_out, "varied": varied}
    found += [p for name, n in counts.items() for p in checks.positive_integer(name, n, least=0)]
    checks.raise_all(found + checks.seed(seed))
    options = {"smaller": {"scale": scale}, "cut_out": {"least": least, "most": most, "seed": seed}}
    x = SOURCES[source](path, size)
    if held_out >= len(x):
        raise ValueError(f"`held_out`: expected fewer than the {len(x):,} pictures there are. Received: {held_out:,}.")
    if varied:
        learned, kept = np.split(x, [len(x) - held_out])
        x = np.concatenate([again.varied(learned, varied, seed), learned, kept])  # `some` are pictures as they are
    made, given = pairs.DERIVED[how](x, **options.get(how, {}))
    parts = [
        (made[row], pairs.rows_of(given, row)) for row in (slice(len(x) - held_out), slice(len(x) - held_out, None))
    ]
    kind = "digit_pairs" if source == "mnist" else "pairs"
    return pairs.Pairs(*parts[0], held_out=parts[1] if held_out else None, kind=kind)


def _folder(path, size):
    if path is None:
        raise ValueError("`path`: the pictures of an 'image_folder' are those of a folder or a zip. Received none.")
    folder = ImageFolder(path, size, labels=False)
    return folder.batch(np.arange(folder.rows))


SOURCES = {
    "digits": lambda path, size: load_digits(labels=False),
    "image_folder": _folder,
    "mnist": lambda path, size: load_mnist(labels=False),
}

load_derived_pairs.value_range = (0, 255)
load_derived_pairs.kind = "pairs"
