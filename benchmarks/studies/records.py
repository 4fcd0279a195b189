"""What was found: one small JSON file per run, written whole or not at all."""

import collections
import json
import os
import pathlib
import statistics
from typing import NamedTuple

FIGURES = ("modes", "high_quality", "reverse_kl")


class Mean(NamedTuple):
    """A mean over seeds and its standard error, `None` for a single one."""

    value: float
    error: float | None


def path_of(folder, data, name, seed):
    """Returns the file of one run."""
    return pathlib.Path(folder) / "runs" / f"{data}-{name}-{seed}.json"


def write(path, record):
    """Writes a record, whole or not at all."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}.part")
    beside.write_text(json.dumps(record) + "\n")
    os.replace(beside, path)


def adopt(page, folder):
    """Takes up the runs that a page was made of, so that the study goes on where an earlier one ended.

    Args:
        page: Path of the page's JSON; there need be none.
        folder: Path, where runs are kept; a run that is there already stays as it is.
    """
    kept = read(page) or {}
    if kept.get("real") and not real_of(folder).exists():
        write(real_of(folder), kept["real"])
    for record in kept.get("runs", []):
        path = path_of(folder, record["data"], record["name"], record["seed"])
        if not path.exists():
            write(path, record)


def read(path):
    """Returns a record, or `None` where there is none or it is no JSON."""
    try:
        return json.loads(pathlib.Path(path).read_text())
    except (OSError, ValueError):
        return None


def as_json(found, **beside):
    """Returns all records as JSON, a line each, so that a change shows as lines of a diff, behind what is `beside`."""
    first = "".join(f' "{name}": {json.dumps(value)},\n' for name, value in beside.items())
    rows = ",\n".join(f"  {json.dumps(record)}" for record in found)
    return f'{{\n{first} "runs": [\n{rows}\n ]\n}}\n'


def real_of(folder):
    """Returns the file of the figures of real samples."""
    return pathlib.Path(folder) / "real.json"


def all_of(folder):
    """Returns all records of a study, sorted by data, experiment and seed."""
    found = [read(path) for path in (pathlib.Path(folder) / "runs").glob("*.json")]
    return sorted(filter(None, found), key=lambda record: (record["data"], record["name"], record["seed"]))


def mean(values):
    """Returns the `Mean` of some numbers, infinite ones (no sample of high quality at all) included."""
    values = list(values)
    value = statistics.fmean(values)
    if len(values) < 2 or value in (float("inf"), float("-inf")):
        return Mean(value, None)
    return Mean(value, statistics.stdev(values) / len(values) ** 0.5)


def summary(records):
    """Returns `{(data, name): {figure: Mean}}`, with the number of seeds and the runs beside the figures."""
    groups = {}
    for record in alike(records):
        groups.setdefault((record["data"], record["name"]), []).append(record)
    return {key: {**means(group), "seeds": len(group), "runs": group} for key, group in groups.items()}


def alike(records):
    """Returns the records without those of other settings than most of their kind, left over from before."""
    kinds = [(record["data"], record["name"]) for record in records]
    texts = [(kind, json.dumps(record["settings"], sort_keys=True)) for kind, record in zip(kinds, records)]
    counts = collections.Counter(texts)
    most = {kind: max(n for (other, _), n in counts.items() if other == kind) for kind in kinds}
    return [record for record, text in zip(records, texts) if counts[text] == most[text[0]]]


def means(group):
    """Returns the `Mean` of each figure over runs that differ in nothing but their seed."""
    return {figure: mean(record[figure] for record in group) for figure in FIGURES}
