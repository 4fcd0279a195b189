"""What is in a run folder, as plain types: each part as it is there, `None` or empty where it is not."""

import base64
import csv
import io
import json
import math
import os
import pathlib
import re
import zipfile

from kerasgan.checks import files
from kerasgan.presets import manifest
from kerasgan.recipe.report import state
from kerasgan.recipe.unfinished import MODEL, RECIPE

# How many pictures of a series a report shows at most: the first, the last, and others evenly between.
FRAMES = 24

# An animation larger than this is left out, in bytes: its pictures are there one by one.
LARGEST_ANIMATION = 4_000_000

# Other limits, in bytes: of one picture, of a text such as the doctor's log, and of what a saved model says of itself.
LARGEST_PICTURE, MOST_TEXT, MOST_METADATA = 10_000_000, 20_000_000, 10_000

# Pictures and series that a page shows at most.
MOST_PICTURES = 40

KINDS = {".png": "image/png", ".gif": "image/gif", ".webp": "image/webp", ".jpg": "image/jpeg", ".svg": "image/svg+xml"}

DIAGRAMS = {
    "generator.png": "Diagram of the generator: its layers from the noise to a sample.",
    "discriminator.png": "Diagram of the discriminator: its layers from a sample to one logit.",
    "gan.png": "Diagram of the combined model: the generator followed by the frozen discriminator.",
}

# Pictures that are shown elsewhere, or as curves one can hover.
SHOWN = {*DIAGRAMS, "history.png"}


def problems(folder):
    """Returns what keeps `folder` from being the folder of a run."""
    expected = f"`runs`: expected a run folder, as `kerasgan train` leaves it. Received {str(folder)!r}, which"
    if not folder.is_dir():
        return [f"{expected} is no folder."]
    known = (RECIPE, "history.csv", "summary.json", "doctor.json")
    if not any((folder / name).is_file() for name in known):
        return [f"{expected} has none of {', '.join(known)}."]
    return []


def read(folder, live=False):
    """Returns all that a report shows of a run, a dict.

    Args:
        folder: `pathlib.Path` of the run folder.
        live: Boolean, whether it is known to go on. Defaults to `False`.
    """
    recipe = read_json(folder / RECIPE)
    history = read_history(folder / "history.csv")
    summary = read_json(folder / "summary.json") or {}
    steps = state.steps_made(summary, history)
    return {
        "name": printable(folder.resolve().name),
        "status": state.status(recipe, summary, steps, live),
        "date": state.date(summary),
        "loss": state.loss(recipe),
        "lazy": state.lazy(recipe),
        "recipe": recipe,
        "about": (recipe or {}).get("description"),
        "seed": seed(recipe, summary),
        "recipe_text": json.dumps(recipe, indent=2) if recipe else None,
        "history": history,
        "steps": steps,
        "figures": figures(summary),
        "samples": summary.get("samples") if is_number(summary.get("samples")) else None,
        "facts": [*facts(summary), *state.optimizers(recipe)],
        "doctor": read_doctor(folder / "doctor.json"),
        "diagrams": [picture(folder / name, alt) for name, alt in DIAGRAMS.items() if is_shown(folder / name)],
        "pictures": other_pictures(folder),
        "series": [series for sub in subfolders(folder) if (series := read_series(sub))],
        "versions": versions(folder, summary),
    }


def tell_apart(runs):
    """Numbers the runs whose folders have the same name."""
    names = [run["name"] for run in runs]
    for number, run in enumerate(runs, 1):
        if names.count(run["name"]) > 1:
            run["name"] = f"{run['name']} ({number})"


def read_json(path):
    """Returns what a JSON file holds, `None` where there is none that can be read."""
    try:
        found = manifest.parse(files.read_text(path, MOST_TEXT))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def read_doctor(path):
    """Returns what the doctor wrote down, without the figures of each look; `None` where it did not."""
    about = read_json(path)
    known = ("verdict", "findings", "seconds", "of_seconds")
    if not about or any(name not in about for name in known):
        return None
    if not is_log(about):
        raise ValueError(f"{path}: not what a doctor writes. Remove it, or have the run made again.")
    return {**{name: about[name] for name in known}, "looked": bool(about.get("looks"))}


def is_log(about):
    """Tells whether a value is what the doctor writes down."""
    numbers = all(is_number(about[name]) for name in ("seconds", "of_seconds"))
    findings = about["findings"] if isinstance(about["findings"], list) else [None]
    return numbers and isinstance(about["verdict"], str) and all(map(is_finding, findings))


def is_finding(finding):
    """Tells whether a value is a finding of the doctor."""
    if not isinstance(finding, dict) or not isinstance(finding.get("advice"), list):
        return False
    texts = [finding.get("name"), finding.get("evidence"), *finding["advice"]]
    steps = [finding.get("since"), finding.get("step")]
    return all(isinstance(text, str) for text in texts) and all(isinstance(step, int) for step in steps)


def is_number(value):
    """Tells whether a value is a finite number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def read_history(path):
    """Returns {name: list of floats} of a run's CSV file; empty cells are `None`, rows without a step are left out.

    Raises:
        ValueError: If it is no CSV file.
    """
    if not os.path.lexists(path):
        return {}
    try:
        rows = list(csv.reader(io.StringIO(files.read_text(path, MOST_TEXT), newline="")))
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{path} is no history of a run: {error}.") from None
    names = rows[0] if len(rows) > 1 else []
    rows = [[number(cell) for cell in row[: len(names)]] for row in rows[1:]]
    rows = [row + [None] * (len(names) - len(row)) for row in rows]
    if "step" in names:
        place = names.index("step")
        rows = [row for row in rows if row[place] is not None and 0 <= row[place] < 2**53]
    return {name: [row[place] for row in rows] for place, name in enumerate(names)} if rows else {}


def number(text):
    """Returns a finite float, or `None`."""
    try:
        value = float(text)
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) else None


def figures(summary):
    """Returns the figures of a summary: list of (name, title, generated, real), the latter two as text."""
    found = summary.get("figures")
    if not isinstance(found, dict):
        return []
    rows = []
    for name, value in found.items():
        pair = value if isinstance(value, dict) else {"generated": value}
        title = str(pair.get("title") or name.replace("_", " "))
        rows.append((name, title, shown(pair.get("generated")), shown(pair.get("real"))))
    return rows


def seed(recipe, summary):
    """Returns the seed that the recipe or the summary names, else `None`."""
    training = (recipe or {}).get("training")
    return training.get("seed", summary.get("seed")) if isinstance(training, dict) else summary.get("seed")


def facts(summary):
    """Returns how large, long and fast a run was: list of (name, text)."""
    sizes = summary.get("parameters") if isinstance(summary.get("parameters"), dict) else {}
    found = [(f"weights of {network[:1].upper()}", shown(size)) for network, size in sizes.items()]
    known = {"batch_size": "batch size", "seconds": "seconds", "steps_per_second": "steps per second"}
    return [(text, shown(summary[name])) for name, text in known.items() if name in summary] + found


def shown(value):
    """Returns a number with four digits, a whole one with all, other values as text, an empty string for none."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return f"{value:.4g}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


def picture(path, alt):
    """Returns a picture as a data URI with its text for those who don't see it."""
    data = base64.b64encode(files.read_bytes(path, LARGEST_PICTURE)).decode("ascii")
    return {"source": f"data:{KINDS[path.suffix.lower()]};base64,{data}", "alt": alt, "name": path.stem}


def other_pictures(folder):
    """Returns the pictures in a run folder that have no place of their own."""
    paths = [path for path in sorted(folder.iterdir()) if is_shown(path) and path.name not in SHOWN][:MOST_PICTURES]
    return [picture(path, f"Picture of the run: {path.stem.replace('_', ' ')}.") for path in paths]


def read_series(folder):
    """Returns the pictures `step-*.png` of a folder and their animation, or `None` where there are none."""
    found = frames_of(folder, None)
    if not found:
        return None
    steps = evenly(list(found), FRAMES)
    frames = [{"step": step, **picture(found[step], f"{folder.name} at step {step:,}.")} for step in steps]
    films = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in (".gif", ".webp")]
    films = [path for path in films if is_shown(path, LARGEST_ANIMATION)]
    alt = f"Animation of {folder.name} from step {steps[0]:,} to step {steps[-1]:,}."
    return {
        "name": folder.name,
        "frames": frames,
        "of": len(found),
        "animation": picture(films[0], alt) if films else None,
    }


def frames_of(folder, most=FRAMES):
    """Returns {step: path} of the pictures `step-*.png` of a folder by their steps, `most` of them or all."""
    matches = {path: re.fullmatch(r"step-(\d{1,15})\.png", path.name) for path in folder.glob("step-*.png")}
    found = {int(match[1]): path for path, match in matches.items() if match and is_shown(path)}
    return {step: found[step] for step in evenly(sorted(found), most or len(found))}


def is_shown(path, most_bytes=None):
    """Tells whether a file is a picture of the run: a plain file of its own, of a known kind, and not too large."""
    known = path.suffix.lower() in KINDS and printable(path.name) == path.name and not path.is_symlink()
    return known and files.is_plain(path, most_bytes or LARGEST_PICTURE)


def subfolders(folder):
    """Returns the folders in a run's folder, without links and those whose names can't be shown."""
    found = [path for path in sorted(folder.iterdir()) if path.is_dir() and not path.is_symlink()]
    return [path for path in found if printable(path.name) == path.name][:MOST_PICTURES]


def printable(name):
    """Returns a name of the system as text that can be written; names need not be UTF-8."""
    return name.encode("utf-8", "replace").decode("utf-8")


def evenly(items, most):
    """Returns up to `most` of the items, the first and the last among them, the others evenly between."""
    if len(items) <= most:
        return items
    return [items[round(place * (len(items) - 1) / (most - 1))] for place in range(most)]


def versions(folder, summary):
    """Returns {what: version} that the summary or the saved model tells, and that of kerasgan."""
    import kerasgan

    found = summary.get("versions")
    if isinstance(found, dict) and found:
        machine = summary.get("machine") if isinstance(summary.get("machine"), dict) else {}
        return {**found, **{name: machine[name] for name in ("system", "cpus") if name in machine}}
    found = {}
    try:
        with files.opened(folder / MODEL) as opened, zipfile.ZipFile(opened) as file:
            small = file.getinfo("metadata.json").file_size <= MOST_METADATA
            about = manifest.parse(file.read("metadata.json").decode()) if small else {}
        found = {"Keras, of the saved model": about["keras_version"], "saved": about["date_saved"].replace("@", " ")}
    except Exception:  # zip files that are no good raise anything; what a folder lacks is left out
        found = {}
    return {**found, "kerasgan, of this report": kerasgan.__version__}


def source_of(path):
    """Returns the text of one of the files beside this one."""
    return (pathlib.Path(__file__).parent / "assets" / path).read_text("utf-8")
