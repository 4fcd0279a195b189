"""The program that turns a graph in the DOT language into a picture: Graphviz's `dot`, or else `graphviz-pure`.

`graphviz-pure` comes from PyPI and needs nothing from the system, but writes no PDF or PostScript.
"""

import io
import os
import shutil
import subprocess
import sys
import sysconfig

import numpy as np
import PIL.Image

from kerasgan.plots import figure


def find(to_file):
    """Returns the path of the first renderer that can write `to_file`; raises where there is none."""
    renderers = installed()
    if not renderers:
        raise ImportError(
            "A diagram needs a renderer: Graphviz's `dot` or `graphviz-pure`, and neither was found. "
            "Run `pip install graphviz-pure`."
        )
    able = {program: formats(program) for program in renderers}
    for program, known in able.items():
        if figure.extension(to_file) in known:
            return program
    raise ValueError(cannot_write(to_file, able))


def installed():
    """Returns the paths of the renderers on this machine, Graphviz's own first."""
    # A package's programs lie beside its Python, which is not on PATH where the environment is not activated.
    user = sysconfig.get_preferred_scheme("user")
    beside = [os.path.dirname(sys.executable), sysconfig.get_path("scripts"), sysconfig.get_path("scripts", user)]
    path = os.pathsep.join([os.environ.get("PATH", ""), *beside])
    found = [shutil.which("dot"), shutil.which("graphviz-pure", path=path)]
    return [program for program in found if program]


def formats(program):
    """Returns the formats that `program` can write."""
    # Asked for a format that there is not, Graphviz answers: Format: "?" not recognized. Use one of: canon dot ...
    answer = subprocess.run([program, "-T?"], input=b"", capture_output=True).stderr.decode(errors="replace")
    return answer.partition("Use one of:")[2].split()


def cannot_write(to_file, able):
    """Returns the message for a file type that is in none of `able`, a dict of renderer: formats."""
    known = set().union(*able.values())
    names = " or ".join(name_of(program) for program in able)
    (message,) = figure.check_extension(to_file, known, names)
    if any(name_of(program) == "dot" for program in able):
        return message
    return f"{message} For PDF and PostScript install Graphviz, https://graphviz.org/download."


def name_of(program):
    """Returns the name of a program for its path."""
    return os.path.splitext(os.path.basename(program))[0]


def render(program, dot, extension):
    """Returns the picture, as bytes, that `program` draws of `dot`, text in the DOT language."""
    drawn = subprocess.run([program, f"-T{extension}"], input=dot.encode(), capture_output=True)
    if drawn.returncode or not drawn.stdout:
        complaint = drawn.stderr.decode(errors="replace").strip()
        raise RuntimeError(f"{program} could not draw the diagram. It says: {complaint or 'nothing'}")
    return compact(drawn.stdout) if extension == "png" else drawn.stdout


def compact(png):
    """Returns a PNG, bytes, with a palette where that loses nothing, half as large; else as it is."""
    picture = PIL.Image.open(io.BytesIO(png))
    seen_through = "A" in picture.getbands() and picture.getextrema()[-1][0] == 0
    # The last row and column of a drawing can be half there: they are laid on white, which the rest of it is drawn on.
    white = PIL.Image.new("RGBA", picture.size, "white")
    plain = PIL.Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")
    if seen_through or plain.getcolors(256) is None:
        return png
    small, made = plain.quantize(256), io.BytesIO()
    if not np.array_equal(small.convert("RGB"), plain):
        return png
    small.save(made, "PNG", optimize=True, **{key: picture.info[key] for key in ("dpi",) if key in picture.info})
    return min(png, made.getvalue(), key=len)
