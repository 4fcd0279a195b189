"""The tables and the pictures of `docs/latent.md`, between two marks in it."""

import json

import numpy as np

from benchmarks.latent import inverting, moving
from kerasgan import latent
from kerasgan.checks import files
from kerasgan.plots import directions, grid, translations

BEGIN, END = "<!-- the tables: python -m benchmarks.latent -->", "<!-- the end of the tables -->"

WAYS = {"sefa": "SeFa", "pca": "components", "random": "random"}


def write(docs, moved, inverted):
    """Writes the tables into the page, and the figures beside it; returns its path."""
    page = docs / "latent.md"
    before, _, rest = page.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    parts = [part for name, found in moved.items() for part in moved_tables(name, found)]
    parts.append(inverted_table(*inverted))
    page.write_text(f"{before}{BEGIN}\n" + "\n\n".join(parts) + f"\n{END}{after}")
    (docs / "latent.json").write_text(json.dumps(plain(moved, inverted), indent=1) + "\n")
    return page


def moved_tables(name, found):
    """Returns heading, picture and two tables of one GAN: the best directions of each way, and SeFa's one by one."""
    names = [attribute for attribute in found["sefa"][0] if attribute != moving.CLASS]
    reads = moving.CLASS in found["sefa"][0]
    head = ["attribute", "directions", "moved by", "strongest other", *([moving.CLASS] if reads else [])]
    lines = [row(head), "|---|---|" + "---:|" * (len(head) - 2)]
    for attribute in names:
        for way, title in WAYS.items():
            best = [moving.best(effects, attribute) for effects in found[way]]
            told = [spread([one[key] for one in best]) for key in ("effect", "other")]
            told += [spread([one[moving.CLASS] for one in best])] if reads else []
            lines.append(row([attribute, title, *told]))
    each = [row(["SeFa's", *found["sefa"][0]]), "|---|" + "---:|" * len(found["sefa"][0])]
    columns = [values.mean(axis=0) for values in found["sefa"][0].values()]
    each += [row([number, *map(short, values)]) for number, values in enumerate(zip(*columns))]
    picture = f"![Five directions of {name}, samples moved from one end to the other](images/latent_{name}.png)"
    return [f"### `{name}`", picture, "\n".join(lines), "\n".join(each)]


def inverted_table(errors, same):
    """Returns heading, picture and table of inversion."""
    titles = {"inverted": "inverted", "training": "nearest of 8,000 training digits"}
    titles["random z"] = f"nearest of {inverting.RANDOM} random z"
    read = {title: f"{same[name]:.0%}" for name, title in titles.items()}
    lines = [row(["", "mean squared error", "median", "worst", "read as the same digit"]), "|---|" + "---:|" * 4]
    for title, values in errors.items():
        told = [short(pick(values), 4) for pick in (np.mean, np.median, np.max)]
        lines.append(row([title, *told, read.get(title, "")]))
    told = "Unseen digits, what inversion makes of them, the nearest training digits, and the nearest random samples"
    return f"### Inversion\n\n![{told}](images/latent_inversion.png)\n\n" + "\n".join(lines)


def row(cells):
    """Returns a row of a table in Markdown."""
    return f"| {' | '.join(map(str, cells))} |"


def spread(values):
    """Returns the mean of some values, and their standard deviation where there are several."""
    return short(np.mean(values)) + (f" ± {short(np.std(values, ddof=1))}" if len(values) > 1 else "")


def short(value, digits=2):
    """Returns a figure with two digits behind the point, or more."""
    return f"{value:.{digits}f}"


def plain(moved, inverted):
    """Returns all figures in plain types."""
    sets = {
        name: {way: [in_lists(effects) for effects in several] for way, several in found.items()}
        for name, found in moved.items()
    }
    errors, same = inverted
    return {"moved": sets, "errors": in_lists(errors), "same": same}


def in_lists(arrays):
    """Returns a dict of arrays as one of lists."""
    return {name: np.round(values, 5).tolist() for name, values in arrays.items()}


def draw(docs, gans, pictures, count=5, shown=12):
    """Draws the first directions of each GAN, and what inversion finds."""
    folder = docs / "images"
    folder.mkdir(parents=True, exist_ok=True)
    for name, gan in gans.items():
        label = 4 if gan.label else None
        rows = directions.image(gan, latent.directions(gan, count), labels=label, seed=3)
        files.write(grid.to_png(rows), folder / f"latent_{name}.png")
    rows = translations.image({name: x[:shown] for name, x in pictures.items()}, columns=shown)
    files.write(grid.to_png(rows), folder / "latent_inversion.png")
