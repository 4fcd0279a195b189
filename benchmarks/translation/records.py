"""Runs on disk: a JSON file for each cell and seed, what it made, and checkpoints of what is not done."""

import json
import shutil
import time

import keras
import numpy as np

from benchmarks.translation import experiments, measures
from kerasgan import datasets

SHOWN = 12


def path_of(out, name, seed, steps):
    """Returns the file of a run."""
    return out / f"{name}-{steps}-{seed}.json"


def carry_out(out, name, seed, steps, say=print, path=None):
    """Trains and measures a cell, unless it is done; `path`, of a file of more characters."""
    record = path_of(out, name, seed, steps)
    if record.is_file():
        return json.loads(record.read_text())
    out.mkdir(parents=True, exist_ok=True)
    checkpoint = record.with_suffix("")
    say(f"{name}, seed {seed}, {steps} steps")
    began = time.monotonic()
    translate = experiments.train(experiments.CELLS[name], seed, steps, checkpoint, path)
    made = translate(datasets.load("glyphs", part="held_out")[1])
    about = {"name": name, "seed": seed, "steps": steps, "seconds": round(time.monotonic() - began)}
    found = {**about, "backend": keras.backend.backend(), "figures": measures.measure(made)}
    np.savez_compressed(record.with_suffix(".npz"), made=made)
    record.write_text(json.dumps(found, indent=1) + "\n")
    shutil.rmtree(checkpoint, ignore_errors=True)
    return found


def measure_again(out):
    """Measures anew what each run made: with another reader no cell has to be trained again."""
    for record in read(out):
        path = path_of(out, record["name"], record["seed"], record["steps"])
        record["figures"] = measures.measure(np.load(path.with_suffix(".npz"))["made"])
        path.write_text(json.dumps(record, indent=1) + "\n")


def read(out):
    """Returns all records in a folder, in the order of the cells."""
    found = [json.loads(path.read_text()) for path in sorted(out.glob("*-*-*.json"))]
    return sorted(found, key=lambda record: (list(experiments.CELLS).index(record["name"]), record["seed"]))
