"""`python -m benchmarks.augmentation`: trains what is not trained yet, and writes the page."""

from benchmarks.augmentation import page, pictures, study
from benchmarks.studies import command


def parser():
    """Returns the parser of the command line."""
    found = command.parser("augmentation", "The study of augmentation.", seeds=3, steps=f"{study.STEPS:,}")
    found.add_argument("--only", nargs="+", choices=list(study.METHODS), default=list(study.METHODS), help="methods")
    found.add_argument("--shares", nargs="+", type=int, choices=study.SHARES, default=list(study.SHARES), help="in %%")
    return found


def main(arguments=None, say=print):
    """Runs the command line."""
    command.carry_out(parser().parse_args(arguments), train, pictures, page, say)


def train(chosen, seeds, say):
    """Carries out what is not done yet."""
    study.study(chosen.only, chosen.shares, seeds, chosen.out, say, chosen.steps or study.STEPS)


if __name__ == "__main__":
    main()
