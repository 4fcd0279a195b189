"""`python -m benchmarks.stacked_mnist`: trains what is not trained yet, and writes the page."""

import argparse
import pathlib

from benchmarks.mode_collapse import records, samples
from benchmarks.mode_collapse.bench import Stopped
from benchmarks.stacked_mnist import page, pictures, study


def parser():
    """Returns the parser of the command line."""
    found = argparse.ArgumentParser(
        prog="python -m benchmarks.stacked_mnist", description="The study of stacked MNIST."
    )
    found.add_argument("--only", nargs="+", choices=study.RECIPES, default=list(study.RECIPES), help="which recipes")
    found.add_argument("--seeds", type=int, default=3, help="how many; default: 3")
    found.add_argument("--first-seed", type=int, default=0, help="default: 0")
    found.add_argument("--steps", type=int, help="of each run; default: each recipe's own")
    found.add_argument(
        "--out", type=pathlib.Path, default=pathlib.Path("runs/stacked_mnist"), help="where runs are kept"
    )
    found.add_argument("--docs", type=pathlib.Path, help="folder for the page; default: that of --out")
    found.add_argument("--page-only", action="store_true", help="train nothing, write the page of what there is")
    return found


def main(arguments=None, say=print):
    """Runs the command line."""
    chosen = parser().parse_args(arguments)
    docs = chosen.docs or chosen.out
    adopt(docs, chosen.out)
    try:
        if not chosen.page_only:
            seeds = range(chosen.first_seed, chosen.first_seed + chosen.seeds)
            changes = {} if chosen.steps is None else {"steps": chosen.steps}
            study.study(chosen.only, seeds, chosen.out, say, **changes)
    except (Stopped, KeyboardInterrupt):
        say("Stopped. The same command goes on from here.")
    pictures.draw(chosen.out, docs / page.PICTURES)
    say(f"Written: {page.write(chosen.out, docs)}")


def adopt(docs, folder):
    """Takes up what the page in `docs` was made of: a fresh clone has that and no runs."""
    records.adopt(docs / page.JSON, folder)
    real = (records.read(docs / page.JSON) or {}).get("real")
    if real and records.read(study.real_of(folder)) is None:
        records.write(study.real_of(folder), real)
    samples.adopt(docs / page.PICTURES / samples.NAME, folder)


if __name__ == "__main__":
    main()
