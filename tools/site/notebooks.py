"""The notebooks of examples/ as pages, with what they printed and drew."""

import base64
import html
import json
import re

import outside

BADGE = re.compile(r"\[!\[Open in Colab\]\([^)]*\)\]\(([^)]*)\)")  # its picture would come from the network
PICTURES = {"image/png": "png", "image/gif": "gif"}


def read():
    """Returns the notebooks by their place in the site."""
    paths = sorted((outside.ROOT / "examples").glob("*.ipynb"))
    return {f"examples/{path.stem}.md": json.loads(path.read_text(encoding="utf-8")) for path in paths}


def pages():
    """Returns the places of the pages."""
    return list(read())


def files():
    """Returns the pages and their pictures, by their place in the site."""
    found = {}
    for place, notebook in read().items():
        pictures = {}
        found[place] = "\n\n".join(cell(one, place, pictures) for one in notebook["cells"])
        found.update(pictures)
    return found


def cell(one, place, pictures):
    """Returns a cell as Markdown; pictures that it shows are put into `pictures`."""
    source = "".join(one["source"])
    if one["cell_type"] == "markdown":
        return BADGE.sub(r"[Open in Colab](\1)", source)
    outputs = [shown(output, place, pictures) for output in one["outputs"]]
    return "\n\n".join([f"```python\n{source}\n```", *filter(None, outputs)])


def shown(output, place, pictures):
    """Returns one output of a cell as Markdown."""
    if "text" in output:
        return f'<pre class="output">{html.escape("".join(output["text"]))}</pre>'
    data = output.get("data", {})
    for kind, ending in PICTURES.items():
        if kind in data:
            name = f"{place.removesuffix('.md')}-{len(pictures) + 1}.{ending}"
            pictures[name] = base64.b64decode("".join(data[kind]))
            return f"![what the cell above shows]({name.rpartition('/')[2]})"
    if "text/html" in data:
        return f'<div class="md-typeset__table">{"".join(data["text/html"])}</div>'
    return f'<pre class="output">{html.escape("".join(data.get("text/plain", "")))}</pre>'
