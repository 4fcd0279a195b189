"""`python -m benchmarks.translation`: trains the cells that are not trained yet, and writes the page."""

import argparse
import pathlib

from benchmarks.translation import experiments, measures, page, records


def parser():
    """Returns the parser of the command line."""
    found = argparse.ArgumentParser(prog="python -m benchmarks.translation", description="The study of translation.")
    every = list(experiments.CELLS)
    found.add_argument("--only", nargs="+", choices=every, metavar="CELL", default=every, help=", ".join(every))
    found.add_argument("--seeds", type=int, default=3, help="how many; default: 3")
    found.add_argument("--steps", type=int, default=experiments.STEPS, help=f"default: {experiments.STEPS}")
    found.add_argument("--characters", type=pathlib.Path, help="file of more of them; default: those of the package")
    found.add_argument("--out", type=pathlib.Path, default=pathlib.Path("runs/translation"), help="where runs are kept")
    found.add_argument("--docs", type=pathlib.Path, help="folder of translation.md; default: no page is written")
    found.add_argument("--page-only", action="store_true", help="train nothing, write the page of what there is")
    found.add_argument("--measure-again", action="store_true", help="first measure again what the runs there made")
    return found


def main(arguments=None, say=print):
    """Runs the command line."""
    chosen = parser().parse_args(arguments)
    if chosen.measure_again:
        records.measure_again(chosen.out)
    try:
        for seed in range(0 if chosen.page_only else chosen.seeds):
            for name in chosen.only:
                found = records.carry_out(chosen.out, name, seed, chosen.steps, say, chosen.characters)
                say({figure: round(value, 4) for figure, value in found["figures"].items()})
    except KeyboardInterrupt:
        say("Stopped. The same command goes on from here.")
    if chosen.docs:
        say(f"Written: {page.write(chosen.out, chosen.docs, measures.marks())}")


if __name__ == "__main__":
    main()
