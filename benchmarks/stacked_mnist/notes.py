"""The words of the page around its table; written for the results of 2026-11-29."""

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

- All rows of ours share the small networks of a DCGAN: G 7x7x32, 14x14x16, 28x28x3, D 16 and 32 filters, kernels of
  4x4, batches of 64 images or packs, 4,000 steps (2,000 of WGAN-GP, each with five updates of D). With 64 and 128
  filters a step costs five times as much, with SNGAN's residual networks of 32 filters eighteen times.
- The data are 32,000 stacks of 8,000 digits, where the papers have 128,000 of 60,000 or 70,000.
- PacGAN's code updates G twice for each update of D; ours once.
- **R3GAN's own networks were not trained**: a first 52 steps of the recipe `stacked_mnist_r3gan` were not over after
  about 70 seconds of a core, compiling included, nor were those of one with 8 to 32 filters and one block in each
  stage; we have not found out how much of that is compiling. *R3GAN's game on DCGAN's networks* has its loss, R1 and R2
  in every step and its schedules, no normalisation in D, and batch normalisation in G, which R3GAN does without.
"""

FINDINGS = ""

PICTURES = """\
## Pictures

What the first seed of each row generates, its first 48 images, and the modes along the way.
"""
