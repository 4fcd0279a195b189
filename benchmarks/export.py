"""`python -m benchmarks.export`: size of each entry's exported generator, and how far its samples are from Python's.

On TensorFlow, with the extra `export`. It prints the rows of the table in `docs/export.md`.
"""

import argparse
import pathlib
import tempfile

import numpy as np

import kerasgan
from kerasgan.presets.export import formats
from kerasgan.presets.export.graph import Graph

SAMPLES = 256


def row(name, folder):
    """Returns the row of one entry: sizes in MB, and how far ONNX Runtime's samples are from Keras's."""
    gan = kerasgan.zoo.load(name)
    paths = {
        one.name: gan.export(folder / f"{name}{one.suffix or '.model'}", one.name) for one in formats.FORMATS.values()
    }
    sizes = [sum(file.stat().st_size for file in files(path)) / 1e6 for path in paths.values()]
    graph = Graph(gan.route())
    examples = graph.examples(SAMPLES)
    given = {spec.name: part for spec, part in zip(gan.route().inputs, examples)}
    found, expected = formats.FORMATS["onnx"].opened(paths["onnx"])(given), graph.expected(examples)
    return [name, *(f"{size:.2f}" for size in sizes), difference(found, expected)]


def files(path):
    """Returns the files of what was exported."""
    return [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]


def difference(found, expected):
    """Returns how far samples are apart, in words."""
    differ = np.abs(found.astype("float64") - expected.astype("float64"))
    if not differ.any():
        return "none"
    if expected.dtype != np.uint8:
        return f"{differ.max():.1e}"
    return f"{differ.max():.0f} grey, {1e6 * np.mean(differ > 0):.0f} pixels in a million"


def main(arguments=None):
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.export", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="Entries of the zoo. Default: all.")
    names = parser.parse_args(arguments).names or kerasgan.zoo.names()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            rows.append(row(name, pathlib.Path(folder)))
            print(f"| {' | '.join(rows[-1])} |", flush=True)
    return rows


if __name__ == "__main__":
    main()
