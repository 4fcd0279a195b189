"""The page itself: contents and charts put into the template."""

import re
import shlex

import jinja2
import markupsafe

from kerasgan.recipe.report import charts, contents

# How many rows the table below a chart has at most.
ROWS = 25


def render(runs, running=(), live=False):
    """Returns the HTML of a report, one file without links to any other.

    Args:
        runs: List of dicts, as `contents.read` returns them.
        running: List of dicts, as `running` returns them. Defaults to none.
        live: Boolean, whether the page renews itself, from the server that it comes from. Defaults to `False`.
    """
    loader = jinja2.ChoiceLoader([jinja2.PackageLoader(f"kerasgan.recipe.{room}", "assets") for room in ROOMS])
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.undefined = jinja2.StrictUndefined
    environment.filters["coded"] = coded
    drawn = charts.of(runs)
    return environment.get_template("page.html").render(
        live=contents.source_of("live.js") if live else None,
        title=" and ".join(run["name"] for run in runs),
        runs=runs,
        charts=[{**chart, "rows": table(chart)} for chart in drawn],
        drawn=drawn,
        label=charts.label,
        comparison=comparison(runs),
        differences=differences(runs),
        reproduce=[reproduce(run) for run in runs],
        gans=running,
        **scripts_of(running),
        **{name: contents.source_of(path) for name, path in FILES.items()},
    )


# Where templates lie.
ROOMS = ("report", "page")

# A generator whose weights are larger, in bytes, is left out of a report.
MOST_WEIGHTS = 2_000_000


def running(folders, gan=None):
    """Returns the generators of run folders that can run in a page and are not large, as its template takes them.

    Args:
        folders: List of `pathlib.Path`s.
        gan: The trained GAN of the only folder. Defaults to `None`: all are loaded.
    """
    from kerasgan.recipe import page

    most = MOST_WEIGHTS // 4
    found = [{**(page.tried(one, gan, most) or {}), "id": f"gan-{number}"} for number, one in enumerate(folders, 1)]
    return [one for one in found if one.get("bytes", MOST_WEIGHTS + 1) <= MOST_WEIGHTS]


def scripts_of(running):
    """Returns the scripts and the style of a page in which generators run, empty texts where none do."""
    if not running:
        return {"engine": "", "panels": "", "live_style": ""}
    from kerasgan.recipe import page

    return {**page.scripts(), "live_style": page.source("page.css")}


FILES = {"plot_script": "uPlot.iife.min.js", "plot_style": "uPlot.min.css", "script": "page.js", "style": "page.css"}


def coded(text):
    """Returns text as HTML, what stands between backticks as code."""
    return markupsafe.Markup(re.sub(r"`([^`]*)`", r"<code>\1</code>", str(markupsafe.escape(text))))


def table(chart):
    """Returns the rows of a chart's table, thinned: step and values as text."""
    columns = [one["values"] for one in chart["series"] if "mark" not in one]
    rows = contents.evenly(list(zip(chart["x"], *columns)), ROWS)
    return [[f"{row[0]:,}", *map(contents.shown, row[1:])] for row in rows]


def comparison(runs):
    """Returns the rows of figures over runs: title, and per run generated and real."""
    titles = {name: title for run in reversed(runs) for name, title, *_ in run["figures"]}
    names = dict.fromkeys(name for run in runs for name, *_ in run["figures"])
    tables = [{name: (made, real) for name, _, made, real in run["figures"]} for run in runs]
    return [(titles[name], [figures.get(name, ("", "")) for figures in tables]) for name in names]


def differences(runs):
    """Returns the rows of the recipes that differ between runs: place in the recipe, and what each says there."""
    flat = [dict(leaves(run["recipe"] or {})) for run in runs]
    places = list(dict.fromkeys(place for recipe in flat for place in recipe))
    rows = [(place, [recipe.get(place, "") for recipe in flat]) for place in places]
    return [row for row in rows if len(set(map(str, row[1]))) > 1]


def leaves(value, place=""):
    """Yields (place, value) for each value of nested dicts."""
    if not isinstance(value, dict):
        yield place, value
        return
    for name, inner in value.items():
        yield from leaves(inner, f"{place}.{name}" if place else name)


def reproduce(run):
    """Returns the command that makes the run again, from its recipe as it is shown."""
    if not run["recipe"]:
        return None
    return f"kerasgan train recipe.json --out {shlex.quote(str(run['recipe'].get('name', 'run')) + '-again')}"
