"""`augmentation.md` and `augmentation.json`: the table, and every figure it is made of."""

import json
import pathlib

from benchmarks.augmentation import notes, study
from benchmarks.studies import records

JSON, PAGE, PICTURES = "augmentation.json", "augmentation.md", "augmentation"

TITLES = {"none": "none", "diff_augment": "DiffAugment", "adaptive": "ADA", "adaptive_low": "ADA, target 0.2"}

# What was expected at a share of the digits: how many times nearer the better of the two is than none.
EXPECTED_AT, EXPECTED = 10, (1.5, 2.5)


def write(folder, to):
    """Writes the page and the data beside it; returns the path of the page.

    Args:
        folder: Path, where the records are.
        to: Path of the folder to write to.
    """
    to = pathlib.Path(to)
    to.mkdir(parents=True, exist_ok=True)
    found = records.alike(records.all_of(folder))
    real = records.read(records.real_of(folder))
    drawn = sorted(path.name for path in (to / PICTURES).glob("*.png"))
    (to / JSON).write_text(records.as_json(found, real=real))
    (to / PAGE).write_text(text(found, real, drawn))
    return to / PAGE


def text(found, real, drawn):
    """Returns the page."""
    groups = grouped(found)
    parts = [notes.HEAD, table(groups, real, "best"), notes.LAST, table(groups, real, "last")]
    parts += [gaps(groups), notes.FINDINGS, notes.PICTURES]
    parts += [f"![{name.removesuffix('.png')}]({PICTURES}/{name})\n" for name in drawn]
    parts += ["## Runs\n", *[curve(record) for record in found], "\n## Settings\n", settings(groups)]
    return "\n".join(parts).rstrip() + "\n"


def grouped(found):
    """Returns the records by (method, share), in the order of the table."""
    keys = [(method, share) for method in TITLES for share in study.SHARES]
    named = {key: [record for record in found if (record["name"], record["data"]) == key] for key in keys}
    return {key: runs for key, runs in named.items() if runs}


def table(groups, real, figure):
    """Returns the table of one figure, `"best"` or `"last"`: a row for each method, a column for each share."""
    head = " | ".join(f"{share} % ({8_000 * share // 100:,})" for share in study.SHARES)
    rows = [f"| augmentation | {head} |", "|---|" + "---|" * len(study.SHARES)]
    rows += [f"| real digits | {real:.2f} |" + " |" * (len(study.SHARES) - 1)] if real else []
    for method, title in TITLES.items():
        cells = [cell(groups.get((method, share), []), figure) for share in study.SHARES]
        rows.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def cell(runs, figure):
    """Returns a mean and its standard error as text, with how many seeds where it is not all of them."""
    if not runs:
        return "not run"
    mean = records.mean(run[figure] for run in runs)
    return f"{mean.value:.2f}" + ("" if mean.error is None else f" ± {mean.error:.2f}")


def gaps(groups):
    """Returns how many times nearer to real digits each method is than none, by share."""
    rows = [f"| none against | {' | '.join(f'{share} %' for share in study.SHARES)} |"]
    rows.append("|---|" + "---|" * len(study.SHARES))
    for method in (name for name in TITLES if name != "none"):
        found = [gap(groups, method, share) for share in study.SHARES]
        cells = ["" if value is None else f"{value:.2f}x" for value in found]
        rows.append(f"| {TITLES[method]} | {' | '.join(cells)} |")
    least, most = EXPECTED
    rows.append(f"\nExpected from the papers at {EXPECTED_AT} %: {least} to {most} times.\n")
    return "\n".join(rows)


def gap(groups, method, share):
    """Returns the mean best distance without augmentation over that with it, `None` where one has not been run."""
    plain, other = groups.get(("none", share)), groups.get((method, share))
    if not plain or not other:
        return None
    return records.mean(run["best"] for run in plain).value / records.mean(run["best"] for run in other).value


def curve(record):
    """Returns the distance by step, as an item of a list."""
    points = ", ".join(f"{distance:.2f} at {step:,}" for step, distance in record["curve"])
    chance = f" ADA's probability at the end: {record['augmentation'][0]:.2f}." if record["augmentation"] else ""
    doctor = f" The doctor: {', '.join(record['doctor'])}." if record["doctor"] else ""
    title = f"{TITLES[record['name']]}, {record['data']} %, seed {record['seed']}, {record['backend']}"
    return f"- {title}: {points}.{chance}{doctor}"


def settings(groups):
    """Returns what all runs were trained with, and the transforms of each method."""
    if not groups:
        return ""
    recipe = next(iter(groups.values()))[0]["settings"]
    parts = {part: recipe[part] for part in ("generator", "discriminator", "gan", "training")}
    shared = {**parts, "gan": {key: value for key, value in parts["gan"].items() if key != "transforms"}}
    rows = [f"- all: `{json.dumps(shared)}`"]
    return "\n".join([*rows, *[f"- {TITLES[name]}: `{json.dumps(value)}`" for name, value in study.METHODS.items()]])
