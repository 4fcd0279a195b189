"""The words of the page around its tables; written for the results of 2026-11-22."""

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
*PacGAN's networks*: G 2-400-400-400-400-2 with batch normalisation and ReLU, D three maxout layers of
200 units of five pieces; batch 100, Adam with beta_1 0.8 at the paper's 1e-4; both players learn from the same
generated samples (`reuse_fakes`), as in the authors' code. **The schedule is the paper's shortened**: in place of
400,000 steps PacGAN2 has 40,000 on the ring and 80,000 on the grid, the GAN twice as many, and so that these lead
somewhere the rate falls to 0 along a cosine in the last quarter, where the paper's stays. A core makes about 110 such
steps a second of the GAN and 100 of PacGAN2, so ten seeds of both on both data sets would keep two cores busy for a
day on the paper's own schedule.

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
half a minute on one quiet core. Its parts, on the grid:

- Without the penalty, and all else equal, it is as sharp and leaves out a quarter of the modes: the penalty keeps the
  modes, the schedule makes them sharp.
- One that stays (the row before the last) finds all modes, too, and is less sharp: by 1.2 points on the grid, by 1.6 on
  the ring, where one of its five runs ended at 89 %. One that is weak from the start loses modes: RpGAN with R1 and R2
  at a fifteenth of the weight found 18 of 25 (one run, on points not brought to scale 1).
- Bringing the data to scale 1 matters as much as any cure: with the same small networks on raw points from -4 to 4, G
  of a plain GAN had hardly left the origin after 2,000 steps (9 to 14 modes, 4 % of high quality; packing 18 to 21, 2
  %).
- Fourier features in front of D made the modes sharp at once and lost most of them (4 of 25 with RpGAN, R1 and R2;
  one run).

**What was reproduced.** On PacGAN's networks and at its rate all four cells agree with the paper's within two standard
errors, in modes, high quality and reverse KL: the plain GAN leaves out two fifths of the grid, packing two points mends
it. The nearest call is the GAN's modes on the grid, 15.0 against 17.3, which is 1.99 errors. The GAN's steps were
chosen before these runs, from half as many, when it had the paper's modes (7.4 and 17.8) and reverse KL (0.25 and 0.80)
but was not as sharp (96.8 and 89.3 %). With more steps it gets sharper and does not find more modes; PacGAN2 has not
been trained for so long.

The learning rate decides what is seen. We first had 1e-3 falling to 0 in 3,000 to 12,000 steps, so as to get there
sooner: then modes are lost, and not by the method (one seed each, grid, GAN, after 12,000 steps: 8 modes at 1e-3, 11
at 3e-4 and at 5e-4, 19 at the paper's 1e-4). Packing at 1e-3 found fewer than the plain GAN; at 1e-4 it finds all 25.
A rate that stays keeps the samples shaking around their modes: in the last quarter, where it falls, the share of high
quality on the grid goes from about 80 % to 95 for the GAN, from 75 to 90 for PacGAN2.

The authors' code asks its library, Blocks, for Adam with `beta1=0.8`. Until January 2017 Blocks meant by it one minus
what everyone else means; which version made the paper's table is not known. We take it as the paper writes it.

**On the ring the small plain GAN loses no mode**, so there the cures have nothing to cure; packing, WGAN-GP and the
penalties still fill the modes more evenly (reverse KL 0.002 to 0.006 against 0.020).

**On the grid** it finds 18 of 25. Whatever limits D's slope evenly finds 24 or all of them, three samples in five
sharp: WGAN-GP, the zero-centred penalty, R1, and RpGAN with R1 and R2. So does AdaGAN, which trains five GANs for it
and is the sharpest of the cures but one, with 73 %. The minibatch standard deviation and mode regularisation find 22 to
23, unrolling, packing, feature matching and minibatch discrimination 19 to 21.

- Packing stays at a plateau, D's loss at log 2, for most of its 4,000 steps: one seed of five has left it by then (48 %
  of high quality, the others 8 to 11). So it is on JAX (two of five), and in a loop written by hand in PyTorch.
- Minibatch discrimination lost two of its five rings altogether (3 and 0 modes).
- A D four times as fast as G (two time scales) makes the modes sharper, 75 %, and loses more of them, on the ring, too.
- InfoGAN's code leads to samples that can be told apart, which need not be the data's modes.
- DRAGAN's noise is half a spread of the whole data wide and reaches over several modes; with its paper's weight of 10
  that leaves D too weak to lead G anywhere on the grid.
- Weights clipped to the paper's 0.01 leave a critic of this depth next to no slope.
- DiffAugment changes images and has no row.

The doctor watched these runs, PacGAN's rows excepted. It said "mode collapse" of all ten sharp ones (60 % or more) on
the grid that found 17 modes or fewer, and of two out of fourteen that found 20 to 22 (of two more seeds of the two time
scales, not in the table, it named the one with 18 modes and not the one with 16); "discriminator too weak" of four of
DRAGAN's. It said "mode collapse" of one AdaGAN, too, whose GANs are to leave modes to each other.

**An error of ours, for whoever reads earlier versions of this page**: with five updates of D a step, the schedule of
D's rate, which counts D's updates, was at its end after a fifth of the run. WGAN-GP had 2.4 modes of the grid then; it
has all 25 now, as a loop written by hand in PyTorch has.
"""

PICTURES = """\
## Pictures

What the first seed of each row generates.
"""

SATURATION = """## The Jensen-Shannon divergence saturates, the Wasserstein distance does not

Figure 4 of Arjovsky, Chintala, Bottou (Wasserstein GAN, 2017) shows the estimate of the Jensen-Shannon divergence
stuck near log 2 while samples get better. Its cheap form, on example 1 of that paper: real points lie on a segment of
the line x = 0, generated ones on the same segment of x = distance, G stands still, and D (two layers of 64) is
trained for 2,000 steps. The critic is under a gradient penalty of weight 100: at its optimum it then has the slope 1
+ distance / 200, so the estimate is up to 2 % high at distance 4.
"""
