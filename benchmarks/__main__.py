"""`python -m benchmarks`: parses, measures, prints one table."""

import argparse
import json
import pathlib

from rich.console import Console

from benchmarks import competitors, report, runner
from benchmarks.workloads import WORKLOADS


def parser():
    """Returns the parser of the command line."""
    found = argparse.ArgumentParser(prog="python -m benchmarks", description="Training rates, side by side.")
    found.add_argument("--workload", nargs="+", choices=WORKLOADS, default=list(WORKLOADS), help="default: all")
    found.add_argument("--backend", nargs="+", choices=report.BACKENDS, default=list(report.BACKENDS), help="likewise")
    found.add_argument("--competitor", nargs="+", default=[""], help="only those whose names contain one of these")
    found.add_argument("--seconds", type=float, default=1.0, help="length of a slice; default: 1")
    found.add_argument("--rounds", type=int, default=7, help="slices of each competitor; default: 7")
    found.add_argument("--json", type=pathlib.Path, help="file to write all figures to")
    found.add_argument("--quick", action="store_true", help="three short rounds: does it run, not how fast")
    return found


def main(arguments=None, **options):
    """Runs the command line; `options` go to `runner.measure`."""
    chosen = parser().parse_args(arguments)
    seconds, rounds = (0.1, 3) if chosen.quick else (chosen.seconds, chosen.rounds)
    entries = options.pop("entries", None) or competitors.everyone()
    entries = [entry for entry in entries if any(text in entry.name for text in chosen.competitor)]
    errors = Console(stderr=True)
    options = {"say": lambda text: errors.print(text, style="dim"), **options}
    result = runner.measure(chosen.workload, chosen.backend, seconds, rounds, entries=entries, **options)
    if chosen.json:
        chosen.json.write_text(json.dumps(result, indent=1))
    console = Console()
    console = console if console.is_terminal else Console(width=200)
    console.print(report.table(result))


if __name__ == "__main__":
    main()
