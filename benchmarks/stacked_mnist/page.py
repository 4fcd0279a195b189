"""`stacked_mnist.md` and `stacked_mnist.json`: the table, and every figure it is made of."""

import json
import pathlib

from benchmarks.mode_collapse import records
from benchmarks.stacked_mnist import study

JSON, PAGE = "stacked_mnist.json", "stacked_mnist.md"

# (modes, reverse KL) as printed, by what stands in the first column, and in whose table.
PUBLISHED = {
    "DCGAN, *VEEGAN's table*": ("99", "3.40"),
    "DCGAN, *PacGAN's table*": ("78.9 ± 6.5", "4.50 ± 0.13"),
    "PacDCGAN2, *PacGAN's table*": ("1000.0 ± 0.0", "0.06 ± 0.00"),
    "WGAN-GP, *MEG's table*": ("959.0", "0.73"),
    "StyleGAN2, *R3GAN's table*": ("940", "0.42"),
    "R3GAN, *its own table*": ("1000", "0.029"),
}

TITLES = dict(zip(study.RECIPES, ("DCGAN", "PacGAN2", "WGAN-GP", "hinge, spectral normalisation", "R3GAN")))

HEAD = """# Stacked MNIST: how many of a thousand modes

Made by `python -m benchmarks.stacked_mnist --docs docs` from the runs in `stacked_mnist.json`. Don't edit it: its words
are in `benchmarks/stacked_mnist/page.py`. The command can be stopped at any moment and goes on where it was.

Each image is three digits, one in each colour: a thousand kinds. Of each G 26,000 images are judged (25,600 where D
sees packs): the package's classifier reads the digit of each colour, *modes* is how many of the numbers 0 to 999 there
are, the *reverse KL* is ln 1000 minus the entropy of their shares. A perfect sampler has 1,000 and 0.019. Figures are
means and standard errors over seeds, of the last step. The digits are the 8,000 in the package, the networks those of
the recipes: narrower and trained for fewer steps than in the papers, whose rows stand beside ours.

| | modes / 1,000 | reverse KL | steps | weights of G, D | seeds |
|---|---|---|---|---|---|
| a perfect sampler | 1000 | 0.019 | | | |
"""


def write(folder, to):
    """Writes the page and the data beside it; returns the path of the page.

    Args:
        folder: Path, where the records are.
        to: Path of the folder to write to.
    """
    to = pathlib.Path(to)
    to.mkdir(parents=True, exist_ok=True)
    found = records.alike(records.all_of(folder))
    (to / JSON).write_text(json.dumps({"runs": found}) + "\n")
    (to / PAGE).write_text(text(found))
    return to / PAGE


def text(found):
    """Returns the page."""
    rows = [f"| {name} | {modes} | {kl} | | | |" for name, (modes, kl) in PUBLISHED.items()]
    missing = []
    for name, title in TITLES.items():
        runs = [record for record in found if record["name"] == name]
        rows += [row(title, runs)] if runs else []
        missing += [] if runs else [title]
    parts = [HEAD + "\n".join(rows)]
    if missing:
        parts.append(f"Not run yet: {', '.join(missing)}.")
    parts += [f"{TITLES[record['name']]}, seed {record['seed']}: {curve(record)}" for record in found]
    return "\n\n".join(parts) + "\n"


def row(title, runs):
    """Returns the row of one recipe."""
    modes, kl = (records.mean(run[figure] for run in runs) for figure in ("modes", "reverse_kl"))
    steps = runs[0]["settings"]["training"]["steps"]
    weights = ", ".join(f"{count:,}" for count in runs[0]["weights"].values())
    figures = f"{shown(modes, 0)} | {shown(kl, 3)}"
    return f"| {title}, ours | {figures} | {steps:,} | {weights} | {len(runs)} |"


def shown(mean, digits):
    """Returns a mean and its standard error as text."""
    error = "" if mean.error is None else f" ± {mean.error:.{digits}f}"
    return f"{mean.value:.{digits}f}{error}"


def curve(record):
    """Returns the modes of 5,000 samples by step as text."""
    points = ", ".join(f"{modes} at {step:,}" for step, modes, _ in record["curve"])
    return f"modes of {study.FEWER:,} samples, of which a perfect sampler shows 993: {points}."
