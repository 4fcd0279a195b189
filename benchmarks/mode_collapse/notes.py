"""The words of the page around its tables; written for the results of 2026-11-21."""

HEAD = """\
# Mode collapse, and what helps

Made by `python -m benchmarks.mode_collapse --docs docs` from the runs in `mode_collapse.json`. Don't edit it: its
words are in `benchmarks/mode_collapse/notes.py`. The command can be stopped at any moment and goes on where it was;
`--seeds`, `--steps`, `--only` and `--data` say what to run, `--quick` runs all of it for a few steps.

Data and protocol are those of PacGAN (Lin et al., 2018): `ring_8` has eight modes of deviation 0.01 on a circle of
radius 1, `grid_25` has 25 of deviation 0.05 at a spacing of 2. Of each G 2,500 samples are judged: one is *of high
quality* if it is closer than three deviations to its nearest mode; a mode is *found* if a sample of high quality is
nearest to it; the *reverse KL* is ln K minus the entropy of the samples of high quality over the K modes, 0 where all
modes have their share. Figures are means and standard errors over seeds, of the last step: no best epoch is chosen.
Training points are drawn fresh, where the paper draws from a fixed set of 100,000.
"""

TABLE = """\
*PacGAN's networks*: G 2-400-400-400-400-2 with batch normalisation and ReLU, D three maxout layers of 200 units of
five pieces; batch 100, Adam with beta_1 0.8. **The schedule is the paper's shortened**: 3,000 steps in place of
400,000, or 12,000 in the rows called "longer", and so that these lead anywhere the learning rate is 1e-3 and falls to 0
along a cosine, where the paper has a constant 1e-4. Two quiet cores make about 150 such steps a second of the GAN and
100 of PacGAN2, and 30 to 40 with others at work beside them, as here: one run of 400,000 would take 45 minutes to 3.5
hours, ten seeds on two data sets days, so the paper's own schedule stayed out of reach.

The other rows of ours are 2-128-128-128-2 and 2-128-128-128-1 with ReLU, batch 128, Adam at 1e-3 with beta_1 0.5,
falling to 0 along a cosine. A fixed factor brings the data to scale 1. They compare with each other; **their "GAN" is
the baseline of the cures below it**, not the papers' one: VEEGAN's baseline finds 1 mode and PacGAN's 6.3 on the same
ring. A step is an update of G; both WGANs have five of D for each. Each cure has one setting, that of its paper as far
as it goes, and was not tuned.
"""

FINDINGS = """\
## What it shows

**Our best** beats every row of the published tables on both data sets, and its modes are as evenly filled as a
perfect sampler's. It is a plain non-saturating GAN of two small networks with a zero-centred gradient penalty that
fades to a tenth, Adam without momentum at 2e-3 falling to 0, batch 256, and the average of G's weights; 12,000 steps,
a minute and a half on two shared cores. Its parts, on the grid:

- Without the penalty, and all else equal, it is as sharp and leaves out a fifth of the modes: the penalty keeps the
  modes, the schedule makes them sharp.
- Whether the penalty fades seems to matter little: one that stays did as well (its row is the one before the last; mind
  its number of seeds). One that is weak from the start loses modes: RpGAN with R1 and R2 at a fifteenth of the weight
  found 18 of 25 (one run, on points not brought to scale 1).
- Bringing the data to scale 1 matters as much as any cure: with the same small networks on raw points from -4 to 4, G
  of a plain GAN had hardly left the origin after 2,000 steps (9 to 14 modes, 4 % of high quality; packing 18 to 21, 2
  %).
- Fourier features in front of D made the modes sharp at once and lost most of them (4 of 25 with RpGAN, R1 and R2;
  one run).

**What was not reproduced.** On PacGAN's networks our runs of 3,000 steps end while the samples still get sharper (a
rate that has fallen to 0 ends them), so the share of high quality is far from the paper's in all cells. Modes of
the plain GAN agree with the paper's on both data sets, those of PacGAN2 and PacGAN4 on the ring; on the grid packing
finds fewer modes than the plain GAN by then. These rows say nothing against the paper: they are a hundredth of its
training. **Four times as long, on the ring**, the samples are nearly as sharp as the paper's, and packing finds more
modes and fills them more evenly, as it does there. But mind the number of seeds: of a single one there is no spread,
and its distance in the table above is in the paper's standard errors alone. The grid was not run for longer.

**On the ring the small plain GAN loses no mode**, so there the cures have nothing to cure; packing and the penalties
still fill the modes more evenly (reverse KL 0.002 to 0.005 against 0.03). Unrolling, both WGANs and minibatch
discrimination had fewer steps, since each of theirs costs several; their rows are early ones. WGAN-GP fell apart on the
grid: the rate that all rows share, 1e-3, is ten times its paper's. Clipped weights, within the paper's 0.01 and at
twenty times its rate, did badly on both.

**On the grid** the penalties on D's slope (zero-centred, R1 alone, RpGAN with R1 and R2) find nearly all modes;
packing, the minibatch standard deviation, feature matching and mode regularisation find 22 to 24, where the GAN without
any finds 22.
"""

PICTURES = """\
## Pictures

What the first seed of each row generates. The rows added later (mode regularisation, clipped weights, R1 alone, PacGAN4
and the longer runs) are not among them: the points of the others were not kept.
"""

SATURATION = """## The Jensen-Shannon divergence saturates, the Wasserstein distance does not

Figure 4 of Arjovsky, Chintala, Bottou (Wasserstein GAN, 2017) shows the estimate of the Jensen-Shannon divergence
stuck near log 2 while samples get better. Its cheap form, on example 1 of that paper: real points lie on a segment of
the line x = 0, generated ones on the same segment of x = distance, G stands still, and D (two layers of 64) is
trained for 2,000 steps. The critic is under a gradient penalty of weight 100: at its optimum it then has the slope 1
+ distance / 200, so the estimate is up to 2 % high at distance 4.
"""
