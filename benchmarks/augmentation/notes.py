"""The words of the page around its tables."""

HEAD = """\
# Augmentation: a GAN of few digits

Made by `python -m benchmarks.augmentation --docs docs` from the runs in `augmentation.json`. Don't edit it: its words
are in `benchmarks/augmentation/notes.py`. The command can be stopped at any moment and goes on where it was; `--only`,
`--shares` and `--seeds` say what to run.

A DCGAN of the width of the zoo's digits, D with the R1 penalty in the place of batch normalisation, learns from all
8,000 digits of the package, and from 20, 10 and 5 % of them: as it is, with
`transforms.DiffAugment("translation,cutout")`, and with `transforms.Adaptive`, ADA. Figures are Fréchet distances of
the package's classifier, of 4,000 generated digits from the first 4,000 real ones; training has the last ones of the
data set, so up to 50 % none of those that it is compared with. Means and standard errors over seeds; a run is 3,000
steps of 64, five minutes of a core.

## Table

The best of six points of a run, as DiffAugment's and ADA's papers choose it.
"""

LAST = """\
The last step of each run.
"""

FINDINGS = """\
## What it shows

Nothing has been concluded yet.
"""

PICTURES = """\
## Pictures

What the first seed of each cell generates at its last step, and the distance along the way.
"""
