"""`python -m benchmarks.mode_collapse`: trains what is not trained yet, and writes the page."""

import argparse
import pathlib

from benchmarks.mode_collapse import bench, experiments, page, pictures, records, runner, samples, saturation


def parser():
    """Returns the parser of the command line."""
    found = argparse.ArgumentParser(
        prog="python -m benchmarks.mode_collapse", description="The study of mode collapse."
    )
    every = [*experiments.EXPERIMENTS, saturation.NAME]
    found.add_argument("--only", nargs="+", choices=every, metavar="NAME", default=every, help=", ".join(every))
    found.add_argument("--data", nargs="+", choices=experiments.DATA, default=list(experiments.DATA))
    found.add_argument("--seeds", type=int, default=5, help="how many; default: 5")
    found.add_argument("--first-seed", type=int, default=0, help="default: 0")
    found.add_argument("--steps", type=int, help="of each run; default: each experiment's own")
    found.add_argument(
        "--out", type=pathlib.Path, default=pathlib.Path("runs/mode_collapse"), help="where runs are kept"
    )
    found.add_argument("--docs", type=pathlib.Path, help="folder for the page; default: that of --out")
    found.add_argument("--quick", action="store_true", help="two seeds of 20 steps each: does it run, not how well")
    found.add_argument("--page-only", action="store_true", help="train nothing, write the page of what there is")
    return found


def main(arguments=None, say=print):
    """Runs the command line."""
    chosen = parser().parse_args(arguments)
    if chosen.quick:
        chosen.seeds, chosen.steps = 2, chosen.steps or 20
        chosen.out = chosen.out / "quick"
    docs = chosen.docs or chosen.out
    if not chosen.quick:
        adopt(docs, chosen.out)
    try:
        if not chosen.page_only:
            train(chosen, say)
    except (bench.Stopped, KeyboardInterrupt):
        say("Stopped. The same command goes on from here.")
    docs.mkdir(parents=True, exist_ok=True)
    pictures.draw(chosen.out, docs / "mode_collapse")
    say(f"Written: {page.write(chosen.out, docs)}")


def adopt(docs, folder):
    """Takes up what the page in `docs` was made of: a fresh clone has that and no runs."""
    records.adopt(docs / page.JSON, folder)
    saturation.adopt(docs / page.JSON, folder)
    samples.adopt(docs / "mode_collapse" / samples.NAME, folder)


def train(chosen, say):
    """Carries out what is not done yet."""
    seeds = range(chosen.first_seed, chosen.first_seed + chosen.seeds)
    names = [name for name in chosen.only if name != saturation.NAME]
    runner.study(names, chosen.data, seeds, chosen.out, chosen.steps, say)
    if saturation.NAME in chosen.only:
        saturation.study(chosen.out, chosen.steps, say)


if __name__ == "__main__":
    main()
