"""Pictures joined into an animation that is small enough to be shared."""

import collections.abc
import io
import os
import pathlib
from collections.abc import Sequence

import numpy as np
from PIL import Image

from kerasgan import checks
from kerasgan.checks.types import PathLike
from kerasgan.plots import lettering
from kerasgan.plots.files import write

FORMATS = {".gif": "GIF", ".webp": "WEBP"}

# What is tried, one after the other, until the file is small enough: how many frames, at what part of their size.
ATTEMPTS = ((100, 1), (60, 1), (60, 0.7), (40, 0.7), (40, 0.5), (24, 0.5), (24, 0.35))


def animate(
    frames: Sequence,
    to_file: PathLike,
    *,
    captions: Sequence[str] | None = None,
    milliseconds: int = 100,
    hold: int = 2000,
    most_bytes: int | None = 4_500_000,
) -> pathlib.Path:
    """Joins pictures into an animation, in which the last one stays longer.

    It has at most 100 frames: of more, evenly spaced ones are taken, the first and the last among them. Where the file
    would be too large to be shared, it has fewer, and then smaller ones.

    Args:
        frames: List of paths of pictures, in order. Those of another size than the last one are left out.
        to_file: Path of the animation: `.gif` shows everywhere; `.webp` is smaller, and better for colour images.
        captions: List of strings, one for each frame, written below it. Defaults to `None`.
        milliseconds: Integer, how long a frame is seen. Defaults to `100`.
        hold: Integer, how many milliseconds the last one is seen. Defaults to `2000`.
        most_bytes: Integer, how large the file may be. Defaults to `4_500_000`.

    Raises:
        ValueError: If there is no frame, the captions are not as many, or the file is neither a GIF nor a WebP.

    Example:

    >>> from PIL import Image
    >>> for step in (0, 500):
    ...     grid = kerasgan.plots.image_grid(np.full((4, 8, 8), step // 2, "uint8"), scale=4)
    ...     Image.fromarray(grid[..., 0]).save(f"step-{step:06d}.png")
    >>> kerasgan.plots.animate(["step-000000.png", "step-000500.png"], "samples.gif", captions=["step 0", "step 500"])
    """
    frames = list(frames) if isinstance(frames, collections.abc.Iterator) else frames
    checks.raise_all([*frame_problems(frames, captions), *format_problems("to_file", to_file)])
    captions = captions or [None] * len(frames)
    shots = same_size(list(zip(frames, captions)))
    for count, part in ATTEMPTS:
        pictures = [prepare(file, text, part) for file, text in thinned(shots, count)]
        data = encode(pictures, FORMATS[pathlib.Path(to_file).suffix.lower()], milliseconds, hold)
        if len(data) <= most_bytes:
            break
    write(data, to_file)


def frame_problems(frames, captions):
    """Checks that there are frames, and as many captions where there are any."""
    if isinstance(frames, (str, os.PathLike)) or not hasattr(frames, "__len__"):
        return [
            f"`frames`: expected a list of paths of pictures. Received: {frames!r}. Of a folder pass "
            "`sorted(pathlib.Path(folder).glob('*.png'))`."
        ]
    others = [one for one in frames if not isinstance(one, (str, os.PathLike))]
    if others:
        received = "arrays" if hasattr(others[0], "shape") else repr(others[0])
        return [
            f"`frames`: expected paths of pictures. Received {received}. Write each as a file first: "
            "`PIL.Image.fromarray(frame).save(path)`."
        ]
    if not len(frames):
        return ["`frames`: expected at least one picture. Received none."]
    missing = [str(file) for file in frames if not os.path.isfile(file)]
    if missing:
        return [f"`frames`: there is no file {missing[0]!r}."]
    if captions is None or len(captions) == len(frames):
        return []
    return [f"`captions`: expected one for each of the {len(frames)} frames. Received {len(captions)}."]


def format_problems(argument, to_file):
    """Checks that `to_file` is an animation that we can write."""
    if pathlib.Path(to_file).suffix.lower() in FORMATS:
        return []
    return [f"`{argument}`: expected a file name that ends in .gif or .webp. Received: {str(to_file)!r}."]


def same_size(shots):
    """Returns the (file, caption) whose pictures are as large as the last one."""
    sizes = []
    for file, _ in shots:
        with Image.open(file) as picture:
            sizes.append(picture.size)
    return [shot for shot, size in zip(shots, sizes) if size == sizes[-1]]


def thinned(items, count):
    """Returns at most `count` of `items`, evenly spaced, the first and the last among them."""
    if len(items) <= count:
        return items
    return [items[index] for index in np.linspace(0, len(items) - 1, count).round().astype(int)]


def prepare(file, text, part):
    """Returns a frame: grey or colours without transparency, `part` of its size, with its caption."""
    with Image.open(file) as picture:
        picture = picture.convert("L" if picture.mode in ("L", "1", "I;16") else "RGB")
    if part != 1:
        picture = picture.resize([max(1, round(part * side)) for side in picture.size], Image.Resampling.LANCZOS)
    return lettering.caption(picture, text) if text else picture


def encode(pictures, kind, milliseconds, hold):
    """Returns the animation as the bytes of a file; it starts again when it is over."""
    if kind == "GIF":
        pictures = [palette(picture) for picture in pictures]
    durations = [milliseconds] * (len(pictures) - 1) + [hold]
    options = {"quality": 85, "method": 4} if kind == "WEBP" else {"optimize": True, "disposal": 1}
    file = io.BytesIO()
    pictures[0].save(file, kind, save_all=True, append_images=pictures[1:], duration=durations, loop=0, **options)
    return file.getvalue()


def palette(picture):
    """Returns a frame with the few colours that a GIF can have; without dithering, which moves from frame to frame."""
    if picture.mode == "L":
        return picture.point(
            lambda value: 17 * ((value + 8) // 17)
        )  # 16 greys: a third of the size, and no one sees it
    return picture.quantize(255, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
