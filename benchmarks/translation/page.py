"""The table and the picture of `docs/translation.md`, between two marks in it."""

import json

import numpy as np

from benchmarks.translation import experiments, measures, records
from kerasgan.checks import files
from kerasgan.plots import grid, lettering

BEGIN, END = "<!-- the table: python -m benchmarks.translation -->", "<!-- the end of the table -->"
RECORDS = "translation.json"


def write(out, docs, marks):
    """Writes the table into the page, and the picture and the figures beside it."""
    found = records.read(out)
    page = docs / "translation.md"
    before, _, rest = page.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n{table(found, marks)}\n{END}{after}")
    (docs / RECORDS).write_text(json.dumps({"marks": marks, "records": found}, indent=1) + "\n")
    draw(found, out, docs / "images" / "translation.png")
    return page


def table(found, marks):
    """Returns the table in Markdown: a row for each cell that was run, and the marks."""
    lines = [f"| | {' | '.join(measures.TITLES.values())} | steps | seeds | paper |", f"|---|{'---:|' * 8}"]
    for name, cell in experiments.CELLS.items():
        runs = [record for record in found if record["name"] == name]
        if runs:
            told = [spread([run["figures"][figure] for run in runs]) for figure in measures.TITLES]
            steps = ", ".join(sorted({f"{run['steps']:,}" for run in runs}))
            lines.append(f"| {cell.title} | {' | '.join(told)} | {steps} | {len(runs)} | {cell.paper or ''} |")
    for name, title in (("real", "real serif characters"), ("input", "the sans ones as they are")):
        told = [number(marks[name][figure]) for figure in measures.TITLES]
        lines.append(f"| *{title}* | {' | '.join(told)} | | | {0.8 if name == 'real' else ''} |")
    return "\n".join(lines)


def spread(values):
    """Returns the mean of some values, and their standard deviation where there are several."""
    deviation = f" ± {round(np.std(values, ddof=1), 6):.1g}" if len(values) > 1 else ""
    return number(np.mean(values)) + deviation


def number(value):
    """Returns a figure with three digits."""
    return f"{value:.3g}"


def draw(found, out, path):
    """Draws what each cell makes of the same characters, one row each, by its first seed."""
    serif, sans, _ = measures.held_out()
    rows = {"given": sans[: records.SHOWN]}
    for record in found:
        if record["name"] not in rows:
            npz = records.path_of(out, record["name"], record["seed"], record["steps"]).with_suffix(".npz")
            if npz.is_file():
                rows[record["name"]] = np.load(npz)["made"][: records.SHOWN]
    rows["wanted"] = serif[: records.SHOWN]
    places = np.arange(len(rows) * records.SHOWN).reshape(len(rows), -1)
    joined = grid.to_image(grid.join(np.concatenate(list(rows.values())), places, 2, gap=2))
    path.parent.mkdir(parents=True, exist_ok=True)
    files.write(grid.to_png(lettering.name_rows(joined, list(rows))), path)
