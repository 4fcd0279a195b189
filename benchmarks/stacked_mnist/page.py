"""`stacked_mnist.md` and `stacked_mnist.json`: the table, and every figure it is made of."""

import json
import pathlib

from benchmarks.stacked_mnist import notes, study
from benchmarks.studies import records

JSON, PAGE, PICTURES = "stacked_mnist.json", "stacked_mnist.md", "stacked_mnist"

# (modes, reverse KL) as printed, by what stands in the first column, and in whose table.
PUBLISHED = {
    "DCGAN, small D, *PacGAN's table*": ("78.5 ± 17.6", "5.21 ± 0.19"),
    "PacDCGAN2, small D, *PacGAN's table*": ("484.5 ± 33.0", "2.61 ± 0.22"),
    "DCGAN, *VEEGAN's table*": ("99", "3.40"),
    "DCGAN, *PacGAN's table*": ("78.9 ± 6.5", "4.50 ± 0.13"),
    "PacDCGAN2, *PacGAN's table*": ("1000.0 ± 0.0", "0.06 ± 0.00"),
    "WGAN-GP, *MEG's table*": ("959.0", "0.73"),
    "StyleGAN2, *R3GAN's table*": ("940", "0.42"),
    "R3GAN, *its own table*": ("1000", "0.029"),
}

TITLES = dict(
    zip(
        study.RECIPES,
        (
            "DCGAN, small D",
            "PacGAN2, small D",
            "DCGAN",
            "PacGAN2",
            "WGAN-GP",
            "hinge, spectral normalisation",
            "R3GAN's game on DCGAN's networks",
            "R3GAN",
            "our best",
        ),
        strict=True,
    )
)

# (modes at least, reverse KL at most) of each run, of the issue.
TARGET = (1000, 0.05)

HEADER = "| | modes / 1,000 | reverse KL | CPU time, min | steps | weights of G, D | seeds |\n|" + "---|" * 7


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
    missing = [title for name, title in TITLES.items() if name not in groups]
    parts = [notes.HEAD, "## Table\n", table(groups, real)]
    parts += [f"Not run yet: {', '.join(missing)}.\n"] if missing else []
    parts += [notes.TABLE, targets(groups), notes.FINDINGS, notes.PICTURES]
    parts += [f"![{name.removesuffix('.png')}]({PICTURES}/{name})\n" for name in drawn]
    parts += ["## Runs\n", *[curve(record) for record in found], "\n## Settings\n"]
    return "\n".join([*parts, *[settings(name, runs) for name, runs in groups.items()]]).rstrip() + "\n"


def grouped(found):
    """Returns the records by recipe, in the order of the table."""
    named = {name: [record for record in found if record["name"] == name] for name in TITLES}
    return {name: runs for name, runs in named.items() if runs}


def table(groups, real):
    """Returns the table: real images, the papers' rows, ours."""
    rows = [HEADER, "| a perfect sampler | 1000 | 0.019 | | | | |"]
    rows += [f"| real images | {real['modes']} | {real['reverse_kl']:.3f} | | | | |"] if real else []
    rows += [f"| {name} | {modes} | {kl} | | | | |" for name, (modes, kl) in PUBLISHED.items()]
    rows += [row(TITLES[name], runs) for name, runs in groups.items()]
    return "\n".join(rows) + "\n"


def row(title, runs):
    """Returns the row of one recipe."""
    modes, kl = (records.mean(run[figure] for run in runs) for figure in ("modes", "reverse_kl"))
    minutes = records.mean(run["cpu"] / 60 for run in runs).value
    steps = runs[0]["settings"]["training"]["steps"]
    weights = ", ".join(f"{count:,}" for count in runs[0]["weights"].values())
    shown_figures = f"{shown(modes, 0)} | {shown(kl, 3)} | {minutes:.1f}"
    return f"| {title}, ours | {shown_figures} | {steps:,} | {weights} | {len(runs)} |"


def shown(mean, digits):
    """Returns a mean and its standard error as text."""
    error = "" if mean.error is None else f" ± {mean.error:.{digits}f}"
    return f"{mean.value:.{digits}f}{error}"


def targets(groups):
    """Returns what was wanted, and whether it was found."""
    least, most = TARGET
    rows = ["| wanted | found | |", "|---|---|---|"]
    for name in ("stacked_mnist_r3gan", "stacked_mnist_best"):
        runs = groups.get(name, [])
        reached = all(run["modes"] >= least and run["reverse_kl"] <= most for run in runs)
        wanted = f"{TITLES[name]}: {least:,} modes on every seed, reverse KL at most {most}"
        rows.append(f"| {wanted} | {each(runs)} | {verdict(runs, reached)} |")
    for names in (("weak_pacgan2", "weak"), ("pacgan2", "dcgan")):
        pac, plain = (groups.get(f"stacked_mnist_{name}", []) for name in names)
        above = pac and plain and min(run["modes"] for run in pac) > max(run["modes"] for run in plain)
        wanted = " above every ".join(TITLES[f"stacked_mnist_{name}"] for name in names)
        found = f"{each(pac)} against {each(plain)}"
        rows.append(f"| every {wanted} | {found} | {verdict(pac and plain, above)} |")
    return "\n".join(rows) + "\n"


def each(runs):
    """Returns the figures of each run."""
    return ", ".join(f"{run['modes']} / {run['reverse_kl']:.3f}" for run in runs) or "not run"


def verdict(runs, reached):
    """Returns the word for a wish."""
    return ("yes" if reached else "**no**") if runs else ""


def curve(record):
    """Returns the modes of 5,000 samples by step, as an item of a list."""
    points = ", ".join(f"{modes} at {step:,}" for step, modes, *_ in record["curve"])
    doctor = f" The doctor: {', '.join(record['doctor'])}." if record["doctor"] else ""
    return f"- {TITLES[record['name']]}, seed {record['seed']}, {record['backend']}: {points}.{doctor}"


def settings(name, runs):
    """Returns what a recipe was trained with, as an item of a list."""
    parts = ("data", "generator", "discriminator", "gan", "training")
    recipe = {part: runs[0]["settings"][part] for part in parts if part in runs[0]["settings"]}
    return f"- `{name}`: `{json.dumps(recipe)}`"
