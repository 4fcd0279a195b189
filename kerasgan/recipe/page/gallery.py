"""The zoo as a folder of pages: an index, and a page for each entry in which its generator runs."""

import base64
import io
import pathlib

from PIL import Image

from kerasgan import checks
from kerasgan.checks import files
from kerasgan.checks.types import PathLike
from kerasgan.presets import manifest, shelf
from kerasgan.recipe import page
from kerasgan.recipe.page.program import PRECISIONS

INDEX = "index.html"

# Of the pictures on the index, in pixels.
SIDE = 360


def write(
    folder: PathLike, *, precision: str = "float16", real: bool = True, overwrite: bool = False
) -> tuple[pathlib.Path, dict[str, str]]:
    """Writes a page for each entry of the zoo, and an index of them.

    Args:
        folder: Path of the folder.
        precision: As of `page.write`. Defaults to `"float16"`.
        real: Boolean, as of `page.write`. Defaults to `True`.
        overwrite: Boolean, whether pages may be there already. Defaults to `False`.

    Returns:
        Pair of the `pathlib.Path` of the index, and a dict of what was left out, by name, and why.

    Raises:
        ValueError: If a page is there already, or can't be written.
    """
    folder = pathlib.Path(folder)
    names = shelf.names()
    checks.raise_all(checks.one_of("precision", precision, PRECISIONS))
    targets = [folder / INDEX, *(folder / f"{name}.html" for name in names)]
    checks.raise_all([problem for target in targets for problem in page.file_problems(target, overwrite)])
    entries, left_out = [], {}
    for name in names:
        try:
            page.write(name, folder / f"{name}.html", precision=precision, real=real, overwrite=overwrite)
        except ValueError as error:
            left_out[name] = str(error)
        else:
            entries.append(card(name, shelf.folder_of(name)))
    text = page.template("gallery.html").render(entries=entries, style=page.style())
    files.write(text.encode("utf-8"), folder / INDEX)
    return folder / INDEX, left_out


def card(name, folder):
    """Returns what the index shows of an entry."""
    about = manifest.read_json(folder / "about.json")
    return {"name": name, "about": about["summary"], "picture": thumbnail(folder / "samples.png")}


def thumbnail(path):
    """Returns the upper left of a picture, small, as a data URI."""
    with Image.open(path) as image:
        side = min(image.size)
        small = image.convert("RGB").crop((0, 0, side, side)).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    data = io.BytesIO()
    small.save(data, "WEBP", quality=80)
    return f"data:image/webp;base64,{base64.b64encode(data.getvalue()).decode('ascii')}"
