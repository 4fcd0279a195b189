"""`python -m benchmarks.augmentation`: trains what is not trained yet, and writes the page."""

import argparse
import pathlib

from benchmarks.augmentation import page, pictures, study
from benchmarks.mode_collapse import records, samples
from benchmarks.mode_collapse.bench import Stopped


def parser():
    """Returns the parser of the command line."""
    found = argparse.ArgumentParser(prog="python -m benchmarks.augmentation", description="The study of augmentation.")
    found.add_argument("--only", nargs="+", choices=list(study.METHODS), default=list(study.METHODS), help="methods")
    found.add_argument("--shares", nargs="+", type=int, choices=study.SHARES, default=list(study.SHARES), help="in %%")
    found.add_argument("--seeds", type=int, default=3, help="how many; default: 3")
    found.add_argument("--first-seed", type=int, default=0, help="default: 0")
    found.add_argument("--steps", type=int, default=study.STEPS, help=f"of each run; default: {study.STEPS:,}")
    found.add_argument(
        "--out", type=pathlib.Path, default=pathlib.Path("runs/augmentation"), help="where runs are kept"
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
            study.study(chosen.only, chosen.shares, seeds, chosen.out, say, chosen.steps)
    except (Stopped, KeyboardInterrupt):
        say("Stopped. The same command goes on from here.")
    pictures.draw(chosen.out, docs / page.PICTURES)
    say(f"Written: {page.write(chosen.out, docs)}")


def adopt(docs, folder):
    """Takes up what the page in `docs` was made of: a fresh clone has that and no runs."""
    records.adopt(docs / page.JSON, folder)
    if records.read(page.real_of(folder)) is None:
        kept = (records.read(docs / page.JSON) or {}).get("real")
        records.write(page.real_of(folder), kept or study.real())
    samples.adopt(docs / page.PICTURES / samples.NAME, folder)


if __name__ == "__main__":
    main()
