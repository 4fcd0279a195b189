"""A page in which generators run: one HTML file that asks nothing of a network and opens from a disk."""

import pathlib
import shlex
from typing import Any

import jinja2
import keras
from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.checks import files
from kerasgan.checks.types import PathLike
from kerasgan.recipe.page import contents, frames
from kerasgan.recipe.page import real as real_samples
from kerasgan.recipe.page.program import PRECISIONS
from kerasgan.recipe.report import contents as reported

__all__ = ["write"]

# A larger page takes a phone long to open.
MOST_BYTES = 25_000_000

# The scripts, in order: those of the engine run in workers, too.
ENGINE = ("kernel", "activations", "ops", "network", "random")
PANELS = (
    "elements", "pixels", "latent", "worker", "controls", "histogram", "nearest", "pictures", "frames", "points",
    "vectors", "table", "drawing", "translation", "main",
)  # fmt: skip

TOLD = {
    "float32": "Everything is in this file; nothing is loaded. Weights are float32, as in Python: so are the samples.",
    "float16": "Everything is in this file; nothing is loaded. Weights are rounded to float16, half the size: a pixel "
    "may differ by one step of 255 from Python's.",
}


def write(
    gans: Any,
    to_file: PathLike,
    *,
    precision: str = "float32",
    real: ArrayLike | bool = True,
    overwrite: bool = False,
) -> pathlib.Path:
    """Writes a page in which generators run: one HTML file, for phones and desktops, without a network.

    Samples of a seed are those of `gan.sample(n, seed=seed)`. Sliders move them along the directions of z that change
    them most; a GAN of the plane shows its discriminator's verdict, one from picture to picture takes drawings.

    Args:
        gans: What to show, or a list of it: a `kerasgan.GAN`, or what `kerasgan page` takes: an entry of the zoo, a run
            folder, a preset.
        to_file: Path of the HTML file.
        precision: `"float32"`, by which pixels are those of Python, or `"float16"`, half the size, by which some are
            off by one of 255. Defaults to `"float32"`.
        real: Boolean, whether the page holds some of the pictures or points that a run was trained on, where its data
            are on this machine, to show the nearest one of a sample; or an array of such. Defaults to `True`.
        overwrite: Boolean, whether a file may be there already. Defaults to `False`.

    Returns:
        `pathlib.Path` of the file.

    Raises:
        ValueError: If there is no such GAN, a network has a layer that no page can carry out, the file exists or can't
            be written, or the page would be larger than 25 MB.

    Example:

    >>> write(kerasgan.zoo.load("gaussian_2d"), "page.html").name
    'page.html'
    """
    to_file = pathlib.Path(to_file)
    gans = list(gans) if isinstance(gans, (list, tuple)) else [gans]
    checks.raise_all(
        [
            *([] if gans else ["`gans`: expected at least one. Received an empty list."]),
            *checks.one_of("precision", precision, PRECISIONS),
            *checks.boolean("overwrite", overwrite),
            *file_problems(to_file, overwrite),
        ]
    )
    found = [entry(one, precision, real) for one in gans]
    for number, one in enumerate(found, 1):
        one["id"] = f"gan-{number}"
    text = render(found, precision).encode("utf-8")
    checks.raise_all(size_problems(found, len(text), precision))
    try:
        to_file.parent.mkdir(parents=True, exist_ok=True)
        files.write(text, to_file)
    except OSError as error:
        raise ValueError(f"`to_file`: cannot write {str(to_file)!r}: {error.strerror}.") from error
    return to_file


def entry(one, precision, real):
    """Returns what the template takes of a GAN, or of what has a name."""
    from kerasgan.presets import trained

    if isinstance(one, keras.Model):
        return shown(trained.Trained(one, one.name, None, None), None, precision, real, real is not False)
    return shown(trained.load(str(one)), one, precision, real, real is not False)


def shown(found, called, precision, real, begun=True):
    """Returns what the template takes of what `trained.load` returned; `called` is what a user calls it."""
    gan, name, folder, recipe = found
    checks.raise_all([*contents.problems(gan, name), *real_samples.problems(real, gan)])
    about = (folder and (reported.read_json(folder / "about.json") or {}).get("summary")) or (recipe or {}).get(
        "description"
    )
    data = {**contents.read(gan, name, precision, recipe, real, begun), "command": called and shlex.quote(str(called))}
    data["frames"] = frames.of(folder) if folder and data["kind"] == "points" else None
    series = [reported.read_series(sub) for sub in reported.subfolders(folder)] if folder and not data["frames"] else []
    return {
        "name": name,
        "about": about,
        "frames": next((one["frames"] for one in series if one), None),
        "data": data,
        "bytes": contents.size(data),
    }


def tried(folder, gan=None, most_weights=None):
    """Returns what `entry` does of a run folder, `None` where it has no GAN that a page can show.

    Args:
        folder: `pathlib.Path`.
        gan: The trained GAN of the run. Defaults to `None`: it is loaded.
        most_weights: Integer, how many numbers its generator may have. Defaults to `None`, any.
    """
    from kerasgan.presets import trained

    try:
        if gan is None:
            found = trained.load(folder)
        else:
            found = trained.Trained(gan, folder.resolve().name, folder, trained.read_recipe(folder))
        if most_weights and contents.count(found.gan) > most_weights:
            return None
        return shown(found, folder, "float32", False)
    except (ArithmeticError, AttributeError, ImportError, LookupError, OSError, RuntimeError, TypeError, ValueError):
        return None


def template(name):
    """Returns a template, by the name of its file among the assets."""
    loader = jinja2.PackageLoader("kerasgan.recipe.page", "assets")
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.undefined = jinja2.StrictUndefined
    return environment.get_template(name)


def render(found, precision):
    """Returns the HTML of a page."""
    return template("page.html").render(
        title=" and ".join(one["name"] for one in found) if len(found) < 4 else f"{len(found)} generators",
        gans=found,
        style=style(),
        told=TOLD[precision],
        **scripts(),
    )


def style():
    """Returns the style of a page: that of reports, and its own."""
    return reported.source_of("page.css") + source("page.css")


def scripts():
    """Returns the two scripts of a page, by the names that the template has for them."""
    engine, panels = ("".join(source(f"{name}.js") for name in names) for names in (ENGINE, PANELS))
    return {"engine": engine, "panels": panels}


def source(name):
    """Returns the text of one of the assets."""
    return (pathlib.Path(__file__).parent / "assets" / name).read_text("utf-8")


def file_problems(to_file, overwrite):
    """Checks that a page can go where it is to go."""
    if to_file.is_dir():
        return [f"`to_file`: expected the name of an HTML file. Received a folder, {str(to_file)!r}."]
    if to_file.exists() and not overwrite:
        return [f"`to_file`: {str(to_file)!r} exists. Choose another name, or pass `overwrite=True` (`--overwrite`)."]
    return []


def size_problems(found, size, precision):
    """Checks that a page is not too large; says how much each GAN takes."""
    if size <= MOST_BYTES:
        return []
    sizes = sorted(((one["bytes"] * 4 // 3, one["name"]) for one in found), reverse=True)
    shares = ", ".join(f"{name} ({share / 1e6:.1f} MB)" for share, name in sizes[:5])
    half = " Pass `precision='float16'`, half the size." if precision == "float32" else ""
    many = f" Leave out {sizes[0][1]!r}, or write one page for each." if len(found) > 1 else ""
    return [
        f"`page`: expected at most {MOST_BYTES / 1e6:.0f} MB. Received {size / 1e6:.1f} MB: {shares}.{half}{many}"
        + ("" if half or many else " Build a smaller generator, or export it: `gan.export`.")
    ]
