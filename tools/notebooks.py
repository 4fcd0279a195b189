"""Makes the notebooks in examples/ from the scripts beside them, which are their one source, and runs them.

    python tools/notebooks.py                 # all of them, at full length, outputs kept
    python tools/notebooks.py 01_first_gan    # one
    python tools/notebooks.py --words         # new words around the same code: nothing runs, outputs stay
    python tools/notebooks.py --check         # run at tiny settings, write nothing; CI does this

It needs `pip install '.[docs,tables]'` and no network.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import tempfile
import time

import jupytext
import nbformat
from nbclient import NotebookClient

ROOT = pathlib.Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
REPOSITORY = "kerasgan/kerasgan"
BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
EXTRAS = {"06_tables": "[tables]"}
SECONDS = 3600  # of one cell at most

INSTALL = """\
# On Colab this installs kerasgan. Where it is installed already, nothing happens.
import importlib.util

if importlib.util.find_spec("kerasgan") is None:
    get_ipython().run_line_magic("pip", "install -q 'kerasgan{extra}'")\
"""


def scripts():
    """Returns the scripts that are made into notebooks, in order."""
    return sorted(EXAMPLES.glob("*.py"))


def made_of(script):
    """Returns the notebook of a script: a badge, a cell that installs, and the script's own cells."""
    notebook = jupytext.read(script, fmt="py:percent")
    place = f"https://colab.research.google.com/github/{REPOSITORY}/blob/main/examples/{script.stem}.ipynb"
    head = notebook.cells[0]
    title, _, rest = head.source.partition("\n")
    head.source = f"{title}\n\n[![Open in Colab]({BADGE})]({place})\n{rest}"
    install = nbformat.v4.new_code_cell(INSTALL.format(extra=EXTRAS.get(script.stem, "")))
    notebook.cells.insert(1, install)
    notebook.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = {}, f"cell-{number}"
    return notebook


def run(notebook):
    """Runs a notebook in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(notebook, timeout=SECONDS, resources={"metadata": {"path": folder}}).execute()
    return notebook


def tidied(notebook):
    """Returns a run notebook without what differs from run to run: times, and what libraries say to the terminal."""
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
            for output in cell.outputs:
                if "text" in output:
                    output.text = re.sub(r"\x1b\[[\d;]*m", "", output.text)
    return notebook


def written(script):
    """Runs the notebook of a script and writes it beside it."""
    start = time.monotonic()
    nbformat.write(tidied(run(made_of(script))), script.with_suffix(".ipynb"))
    return f"{script.stem}: written, {time.monotonic() - start:.0f} s"


def reworded(script):
    """Writes the notebook of a script with the outputs that it has; the code has to be the same."""
    notebook, kept = made_of(script), nbformat.read(script.with_suffix(".ipynb"), as_version=4)
    ours, old = ([cell for cell in one.cells if cell.cell_type == "code"] for one in (notebook, kept))
    if [cell.source for cell in ours] != [cell.source for cell in old]:
        raise SystemExit(f"{script.stem}: its code has changed. Run it: python tools/notebooks.py {script.stem}")
    for cell, before in zip(ours, old):
        cell.outputs, cell.execution_count = before.outputs, before.execution_count
    nbformat.write(notebook, script.with_suffix(".ipynb"))
    return f"{script.stem}: words written"


def checked(script):
    """Runs the notebook of a script, which is told by `KERASGAN_TINY` to be short."""
    start = time.monotonic()
    run(made_of(script))
    return f"{script.stem}: runs, {time.monotonic() - start:.0f} s"


def main(arguments=None):
    """Does what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="of scripts, such as 01_first_gan; all of them by default")
    parser.add_argument("--words", action="store_true", help="write new words, keep outputs, run nothing")
    parser.add_argument("--check", action="store_true", help="run at tiny settings and write nothing")
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time")
    told = parser.parse_args(arguments)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    if told.check:
        os.environ["KERASGAN_TINY"] = "1"
    wanted = [script for script in scripts() if not told.names or script.stem in told.names]
    with concurrent.futures.ThreadPoolExecutor(told.jobs) as pool:
        for line in pool.map(checked if told.check else reworded if told.words else written, wanted):
            print(line, flush=True)


if __name__ == "__main__":
    main()
