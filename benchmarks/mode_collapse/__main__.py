"""`python -m benchmarks.mode_collapse`: trains what is not trained yet, and writes the page."""

from benchmarks.mode_collapse import experiments, page, pictures, runner, saturation
from benchmarks.studies import command


def parser():
    """Returns the parser of the command line."""
    found = command.parser("mode_collapse", "The study of mode collapse.", seeds=5, steps="each experiment's own")
    every = [*experiments.EXPERIMENTS, saturation.NAME]
    found.add_argument("--only", nargs="+", choices=every, metavar="NAME", default=every, help=", ".join(every))
    found.add_argument("--data", nargs="+", choices=experiments.DATA, default=list(experiments.DATA))
    found.add_argument("--quick", action="store_true", help="two seeds of 20 steps each: does it run, not how well")
    return found


def main(arguments=None, say=print):
    """Runs the command line."""
    chosen = parser().parse_args(arguments)
    if chosen.quick:
        chosen.seeds, chosen.steps = 2, chosen.steps or 20
        chosen.out = chosen.out / "quick"
    command.carry_out(chosen, train, pictures, page, say, takes_up=leave if chosen.quick else adopt)


def leave(page, docs, folder):
    """Takes up nothing: a quick run is about whether it runs."""


def adopt(page, docs, folder):
    """Takes up what the page in `docs` was made of: its runs, and the experiment on saturation."""
    command.adopt(page, docs, folder)
    saturation.adopt(docs / page.JSON, folder)


def train(chosen, seeds, say):
    """Carries out what is not done yet."""
    names = [name for name in chosen.only if name != saturation.NAME]
    runner.study(names, chosen.data, seeds, chosen.out, chosen.steps, say)
    if saturation.NAME in chosen.only:
        saturation.study(chosen.out, chosen.steps, say)


if __name__ == "__main__":
    main()
