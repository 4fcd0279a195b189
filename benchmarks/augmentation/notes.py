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

**The study is not finished**: one seed of each cell. What can be said so far:

- With all 8,000 digits ADA changes nothing: 1.41 and 1.42.
- **At 10 % ADA with a target of 0.2 gains 1.4 times at the best point and 2.2 times at the last step**, from 12.55 to
  5.82; the papers' figures are 1.5 to 2.5. With the paper's target of 0.6 it gains a fifth, at 20 % a twentieth. Its
  probability says why: it ends at 0.05 to 0.07 with 0.6, at 0.36 with 0.2. The rule holds D's logits on real digits to
  a mean sign of the target, and D, under R1, is hardly ever so sure, though it learns the digits by heart: choose a
  lower target where D has a penalty.
- Without augmentation a run is best early, after 1,000 steps at 10 % and 2,000 at 20 %, and gets worse from there: D
  learns the digits by heart. With DiffAugment, and with the lower target, the end is near the best.
  `kerasgan train --keep best` ends with the best generator that was measured.
- **DiffAugment alone takes longer to learn, and pays where digits are few.** All that D sees is moved and half hidden:
  after 1,000 steps at 10 % it stands at 17.9, the run without at 7.4. At 5 % it gains 1.5 times at the best point and
  2.8 times at the last step, at 10 % 1.4 and 2.1; at 20 % it loses, 8.5 against 4.0, and 3,000 steps are too few to say
  more.
"""

PICTURES = """\
## Pictures

What the first seed of each cell generates at its last step, and the distance along the way.
"""
