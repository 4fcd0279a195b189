"""The command line that the studies share: it trains what is not trained yet, and writes the page."""

import argparse
import pathlib

from benchmarks.studies import records, samples
from benchmarks.studies.curve import Stopped


def parser(study, about, seeds, steps="each recipe's own"):
    """Returns the parser of a study with the options that all have, to which it adds its own.

    Args:
        study: String, the name of its folder.
        about: String, what `--help` says of it.
        seeds: Integer, how many there are by default.
        steps: String, how many each run has by default, in words.
    """
    found = argparse.ArgumentParser(prog=f"python -m benchmarks.{study}", description=about)
    found.add_argument("--seeds", type=int, default=seeds, help=f"how many; default: {seeds}")
    found.add_argument("--first-seed", type=int, default=0, help="default: 0")
    found.add_argument("--steps", type=int, help=f"of each run; default: {steps}")
    found.add_argument("--out", type=pathlib.Path, default=pathlib.Path("runs", study), help="where runs are kept")
    found.add_argument("--docs", type=pathlib.Path, help="folder for the page; default: that of --out")
    found.add_argument("--page-only", action="store_true", help="train nothing, write the page of what there is")
    return found


def adopt(page, docs, folder):
    """Takes up what the page in `docs` was made of: a fresh clone has that and no runs."""
    records.adopt(docs / page.JSON, folder)
    samples.adopt(docs / page.PICTURES / samples.NAME, folder)


def carry_out(chosen, train, pictures, page, say, takes_up=adopt):
    """Takes up what was done, trains the rest, draws and writes.

    Args:
        chosen: What the parser found.
        train: Function of `chosen`, a range of seeds and `say`.
        pictures: Module with `draw(folder, to)`.
        page: Module with `write(folder, to)`, `JSON` and `PICTURES`.
        say: Function of a string.
        takes_up: Function as `adopt` is one. Defaults to that.
    """
    docs = chosen.docs or chosen.out
    takes_up(page, docs, chosen.out)
    try:
        if not chosen.page_only:
            train(chosen, range(chosen.first_seed, chosen.first_seed + chosen.seeds), say)
    except (Stopped, KeyboardInterrupt):
        say("Stopped. The same command goes on from here.")
    docs.mkdir(parents=True, exist_ok=True)
    pictures.draw(chosen.out, docs / page.PICTURES)
    say(f"Written: {page.write(chosen.out, docs)}")
