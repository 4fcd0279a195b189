"""`python -m benchmarks.latent`: measures directions and inversion, and writes `docs/latent.md`."""

import argparse
import pathlib

import kerasgan
from benchmarks.latent import attributes, inverting, moving, page

# What is known of the samples of an entry of the zoo, and whether they are digits to be read.
ENTRIES = {
    "mnist_dcgan": (attributes.DIGITS, True),
    "mnist_best": (attributes.DIGITS, True),
    "heads_dcgan": (attributes.HEADS, False),
}


def parser():
    """Returns the parser of the command line."""
    found = argparse.ArgumentParser(prog="python -m benchmarks.latent", description="The study of the latent space.")
    found.add_argument("--docs", type=pathlib.Path, default=pathlib.Path("docs"), help="folder of latent.md")
    found.add_argument("--samples", type=int, default=moving.SAMPLES, help=f"default: {moving.SAMPLES}")
    found.add_argument("--digits", type=int, default=inverting.DIGITS, help=f"to invert; default: {inverting.DIGITS}")
    return found


def main(arguments=None, say=print):
    """Runs the command line."""
    chosen = parser().parse_args(arguments)
    gans, moved = {name: kerasgan.zoo.load(name) for name in ENTRIES}, {}
    for name, (measures, reads_digits) in ENTRIES.items():
        moved[name] = moving.study(gans[name], measures, reads_digits, chosen.samples)
        say(f"{name}: directions measured.")
    errors, pictures, same = inverting.study(gans["mnist_dcgan"], chosen.digits)
    page.draw(chosen.docs, gans, pictures)
    say(f"Written: {page.write(chosen.docs, moved, (errors, same))}")


if __name__ == "__main__":
    main()
