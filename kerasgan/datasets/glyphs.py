"""`glyphs`: Chinese characters in two faces; 2,000 come with the package, so that a first translation needs nothing."""

import pathlib

import numpy as np

from kerasgan import checks
from kerasgan.checks.arrays import read_npz
from kerasgan.checks.types import PathLike
from kerasgan.datasets.pairs import Pairs

# Its licence lies beside it.
FILE = pathlib.Path(__file__).parent / "data" / "glyphs32.npz"

FACES = ("sans", "serif")
PARTS = ("train", "held_out", "all")

# A character is held out where its code point, times FACTOR modulo 2**32, is below this: 500 of those of GB 2312, all
# of which are in the package. So no file of more characters gives one away.
FACTOR, HELD_OUT_BELOW = 2654435761, 332_000_000


def load_glyphs(path: PathLike | None = None, part: str = "train", to: str = "serif") -> Pairs:
    """Returns Chinese characters in two faces, to be made one of the other.

    Args:
        path: Path of an `.npz` file with more of them: `sans` and `serif`, uint8 `(n, height, width)`, and `codepoint`,
            their numbers in Unicode. Defaults to `None`: the 2,000 in the package.
        part: `"train"`; `"held_out"`, characters that are in no training part, of this file or of another; or `"all"`.
            Defaults to `"train"`.
        to: The face to be made, `"serif"` or `"sans"`. Defaults to `"serif"`.

    Returns:
        `datasets.pairs.Pairs`, `(x, c)`: uint8 arrays `(n, 32, 32, 1)` from 0, paper, to 255, ink, of the face to be
        made and of the other one; 1,500 for training. With `part="train"` `held_out` has the 500 held out.

    Raises:
        ValueError: If an argument is not valid, or the file has no characters.

    Example:

    >>> serif, sans = kerasgan.datasets.load("glyphs")
    >>> serif.shape, sans.shape
    ((1500, 32, 32, 1), (1500, 32, 32, 1))

    Drawn from Noto Sans CJK SC and Noto Serif CJK SC Regular, SIL Open Font License 1.1.
    """
    checks.raise_all([*checks.one_of("part", part, PARTS), *checks.one_of("to", to, FACES)])
    glyphs = read(path)
    held_out = is_held_out(glyphs["codepoint"])
    rows = {"train": ~held_out, "held_out": held_out, "all": np.ones_like(held_out)}
    faces = (to, next(face for face in FACES if face != to))
    chosen, other = ([glyphs[face][mask][..., None] for face in faces] for mask in (rows[part], held_out))
    if not len(chosen[0]):
        raise ValueError(f"`part`: {str(path)!r} has no characters of the part {part!r}. Received: {part!r}.")
    return Pairs(*chosen, held_out=tuple(other) if part == "train" and len(other[0]) else None)


load_glyphs.value_range = (0, 255)
load_glyphs.kind = "pairs"


def read(path=None):
    """Returns the arrays `sans`, `serif` and `codepoint` of a file of characters, by default of the package's.

    Raises:
        ValueError: If it has not all of them, or of different lengths.
    """
    try:
        found = read_npz(FILE if path is None else path)
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise ValueError(f"`path`: {str(path)!r} can't be read as an .npz file of characters: {error}.") from None
    missing = [name for name in (*FACES, "codepoint") if name not in found]
    if missing:
        raise ValueError(f"`path`: expected the arrays sans, serif and codepoint. {str(path)!r} lacks {missing}.")
    shapes = [found[name].shape for name in (*FACES, "codepoint")]
    alike = shapes[0] == shapes[1] and len(shapes[0]) == 3 and shapes[2] == shapes[0][:1]
    if not alike or any(found[face].dtype != np.uint8 for face in FACES):
        raise ValueError(f"`path`: expected uint8 pictures (n, height, width), a code point each. Received: {shapes}.")
    return found


def is_held_out(codepoints):
    """Returns for each character whether it is one of those that are kept from training.

    Args:
        codepoints: Integer array `(n,)`.
    """
    return np.asarray(codepoints, "uint64") * np.uint64(FACTOR) % np.uint64(2**32) < HELD_OUT_BELOW
