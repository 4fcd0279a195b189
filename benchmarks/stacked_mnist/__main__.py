"""`python -m benchmarks.stacked_mnist`: trains what is not trained yet, and writes the page."""

from benchmarks.stacked_mnist import page, pictures, study
from benchmarks.studies import command


def parser():
    """Returns the parser of the command line."""
    found = command.parser("stacked_mnist", "The study of stacked MNIST.", seeds=3)
    found.add_argument("--only", nargs="+", choices=study.RECIPES, default=list(study.RECIPES), help="which recipes")
    return found


def main(arguments=None, say=print):
    """Runs the command line."""
    command.carry_out(parser().parse_args(arguments), train, pictures, page, say)


def train(chosen, seeds, say):
    """Carries out what is not done yet."""
    changes = {} if chosen.steps is None else {"steps": chosen.steps}
    study.study(chosen.only, seeds, chosen.out, say, **changes)


if __name__ == "__main__":
    main()
