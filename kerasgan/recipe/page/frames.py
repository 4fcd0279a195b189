"""The frames of a run of points: D's verdicts and G's points at some steps, as `DecisionSurface` keeps them."""

import base64
import zipfile

import numpy as np

from kerasgan.checks import arrays
from kerasgan.plots.surface import Look
from kerasgan.recipe.report import contents as reported


def of(folder):
    """Returns the frames of a run folder, a dict of plain types, `None` where it has none with numbers.

    Numbers are float16: `verdicts` on a square grid of `side` points each way, rows from below, and `points`, one frame
    after the other; `real` are the same in all.
    """
    for sub in reported.subfolders(folder):
        looks = {step: found for step, path in reported.frames_of(sub).items() if (found := read(path))}
        if looks:
            return together(looks)
    return None


def read(path):
    """Returns the `Look` beside a picture, `None` where there is none that can be drawn."""
    try:
        look = Look(**arrays.read_npz(path.with_suffix(".npz")))
        square = look.probability.shape == (len(look.probability),) * 2 and len(look.probability) > 1
        points = all(x.ndim == 2 and x.shape[1] == 2 for x in (look.real, look.fake))
        numbers = all(part.dtype.kind == "f" and np.isfinite(part).all() for part in look)
        return look if square and points and numbers and np.shape(look.limits) == (2, 2) else None
    except (AttributeError, OSError, TypeError, ValueError, zipfile.BadZipFile):
        return None


def together(looks):
    """Returns what a page takes of looks by step; those of another size than the last one are left out."""
    last = list(looks.values())[-1]
    shapes = [part.shape for part in last]
    alike = {step: look for step, look in looks.items() if [part.shape for part in look] == shapes}
    return {
        "steps": list(alike),
        "side": len(last.probability),
        "limits": np.asarray(last.limits, "float64").tolist(),
        "verdicts": halved([look.probability for look in alike.values()]),
        "points": halved([look.fake for look in alike.values()]),
        "real": halved([last.real]),
    }


def halved(parts):
    """Returns arrays as base64 of their float16 numbers, one after the other."""
    return base64.b64encode(np.asarray(parts, "<f2").tobytes()).decode("ascii")
