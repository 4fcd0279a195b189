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

**The study is not finished**: one seed of six cells, none of DiffAugment alone, none at 5 %. What can be said so far:

- With all 8,000 digits ADA changes nothing: 1.41 and 1.42.
- At 20 % it gains a twentieth, at 10 % a fifth, and at the last step of each run likewise. The papers' figures, 1.5 to
  2.5 times at 10 %, are not reached. ADA's probability says why: it ends at 0.05 to 0.07. The rule holds D's logits on
  real digits to a mean sign of 0.6, and D, under R1, is hardly ever so sure, though it learns the digits by heart. A
  lower `target` would augment more; not tried.
- With few digits a run is best early, after 1,000 steps at 10 % and 2,000 at 20 %, and gets worse from there, with ADA
  too: D learns the digits by heart. `kerasgan train --keep best` ends with the best generator that was measured.
"""

PICTURES = """\
## Pictures

What the first seed of each cell generates at its last step, and the distance along the way.
"""
