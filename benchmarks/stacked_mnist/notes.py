"""The words of the page around its table."""

HEAD = """\
# Stacked MNIST: how many of a thousand modes

Made by `python -m benchmarks.stacked_mnist --docs docs` from the runs in `stacked_mnist.json`. Don't edit it: its words
are in `benchmarks/stacked_mnist/notes.py`. The command can be stopped at any moment and goes on where it was.

Each image is three digits, one in each colour: a thousand kinds. Of each G 26,000 images are judged (25,600 where D
sees packs): the package's classifier reads the digit of each colour, *modes* is how many of the numbers 0 to 999 there
are, the *reverse KL* is ln 1000 minus the entropy of their shares. Figures are means and standard errors over seeds, of
the last step: no best step is chosen.
"""

TABLE = ""
FINDINGS = ""
PICTURES = """\
## Pictures

What the first seed of each row generates, its first 48 images, and the modes along the way.
"""
