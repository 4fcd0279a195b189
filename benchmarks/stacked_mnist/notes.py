"""The words of the page around its table; written for the results of 2026-12-01."""

HEAD = """\
# Stacked MNIST: how many of a thousand modes

Made by `python -m benchmarks.stacked_mnist --docs docs` from the runs in `stacked_mnist.json`. Don't edit it: its words
are in `benchmarks/stacked_mnist/notes.py`. The command can be stopped at any moment and goes on where it was;
`--seeds`, `--steps` and `--only` say what to run.

Each image is three digits, one in each colour: a thousand kinds. Of each G 26,000 images are judged (25,600 where D
sees packs): the package's classifier reads the digit of each colour, *modes* is how many of the numbers 0 to 999 there
are, the *reverse KL* is ln 1000 minus the entropy of their shares. Figures are means and standard errors over seeds, of
the last step: no best step is chosen. Each image has a number, whatever it shows: look at the pictures, too.
"""

TABLE = """\
*Real images* are as many new stacks of the package's 8,000 digits. *CPU time* is that of training on one thread,
TensorFlow, on a machine shared with other work, without judging.

**What was cut.** The papers train for 100,000 steps and more, with networks of 64 to 512 filters, on a GPU; these runs
are minutes of one core.

- *Small D* is the setting in which PacGAN's authors ask what packing is worth, that of unrolled GANs: G 4x4x64,
  7x7x32, 14x14x16, 28x28x3, D 2, 4 and 8 filters, z of 256 normal numbers, Adam's rates 1e-4 for G and 2e-4 for D,
  batches of 128 images or packs. Theirs has one layer more in G, kernels of 3x3, 500,000 steps and 50 runs; ours 12,000
  steps.
- All other rows of ours but R3GAN's and "our best" have a DCGAN's small networks: z of 64 to 128 numbers, G 7x7x32,
  14x14x16, 28x28x3, D 16 and 32 filters, kernels of 4x4; batches of 64 images or packs, 4,000 steps (2,000 of WGAN-GP,
  each with five updates of D). With 64 and 128 filters a step costs five times as much, with SNGAN's residual networks
  of 32 filters eighteen times.
- "Our best" has the networks of `mnist_best`, G 4x4x192, 7x7x96, 14x14x64, 28x28x3, D 32, 64 and 128 filters, and
  8,000 steps.
- The data are 32,000 stacks of 8,000 digits, where the papers have 128,000 of 60,000 or 70,000.
- PacGAN's code updates G twice for each update of D; ours once.
- **R3GAN's own networks** have 128, 48 and 16 channels in the place of 768, one block in each stage in the place of
  two, and 5,000 steps of 64 images; the paper's have 20 million images. A step takes half a second of one core, since
  R1 and R2 take gradients of gradients in each. Its run was in `mixed_bfloat16`, which the command does not set.
  *R3GAN's game on DCGAN's networks* has its loss, R1 and R2 in every step and its schedules, no normalisation in D,
  and batch normalisation in G, which R3GAN does without.
"""

FINDINGS = """\
## What it shows

**The study has three seeds of each row but R3GAN's**, which takes forty minutes of a core for one.

- **The target is within reach of a DCGAN that is wide enough.** 1,000 modes and a reverse KL of at most 0.05 were
  wanted. "Our best", a DCGAN with R1 in the place of D's batch normalisation and rates that fall to zero, has all 1,000
  modes on each of three seeds, with the networks of `mnist_best` and 8,000 steps, and a reverse KL of 0.044, 0.047 and
  0.070: two of three within the bar. With the networks of the other rows and 4,000 steps it had 913 and 891 modes, and
  0.589 and 0.616: width and length made the difference, not the method. No other row has been given as much yet.
- **Shifted images gain nothing that three seeds can show.** "Our best" with `Adaptive` translations, a target of 0.3
  and 8,000 steps has 1,000 modes on each seed, too, and a reverse KL of 0.050, 0.055 and 0.042, a mean of 0.049 in the
  place of 0.053, within the spread of both: its recipe stays without them.
- Of the small networks R3GAN's game, a loss that compares pairs and slopes held small on both sides, has the most
  modes, 911 to 949. Their pictures are rough: many digits cannot be made out, and are counted as some digit, too.
- **R3GAN with its own networks is far from its paper, and still learning**: 734 modes and a reverse KL of 1.39 after
  5,000 steps, one seed. Its curve is the straightest of all, 45, 207, 311 and 443 modes of 5,000 samples at every
  thousandth step, and has no end yet; a sixtieth of the images that its authors train on is too few to say more. Its G
  has to end linear, as the paper's: with tanh it went black in its first steps, in two trials of two.
- **The plain DCGAN is not the papers' DCGAN.** It has 806 to 832 modes where the papers' have 79 to 99. It starts with
  one mode at step 800 and finds more at each point of its curve, so it has not collapsed, but few of its digits can be
  made out. Why ours differs we have not tested; PacGAN's code updates G twice for each update of D, has images in
  [0, 1] where G ends in tanh, and trains far longer.
- **Packs do what their paper says where D is far too small**: 645, 695 and 500 modes with packs of two, 455, 73 and
  198 without. In the paper, which trains forty times as long, it is 484.5 and 78.5. The plain GAN has lost most modes
  on two of three seeds; no packed one has. None of their digits can be made out, as the pictures show: the classifier
  counts them as some digit.
- **With the wider D of the other rows PacGAN2 is below DCGAN**, by three seeds of each: 702 to 747 modes against 806 to
  832. There the plain DCGAN has not collapsed, so there is nothing to mend, and both have had too few steps for digits
  that can be read.
- **WGAN-GP is the slowest to begin**: 686 to 736 modes after 2,000 updates of G, half as many as the others have.
"""

PICTURES = """\
## Pictures

What the first seed of each row generates, its first 48 images, and the modes along the way.
"""
