"""Links between files, as GitHub has them, become links between pages; what the site lacks is linked on GitHub."""

import os
import posixpath
import re

import outside

FENCED = re.compile(r"(^ *(?P<fence>```+|~~~+).*?^ *(?P=fence) *$|`[^`\n]+`)", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"(?P<head>\]\()(?P<target>[^)\s#]+)(?P<anchor>#[^)\s]*)?\)")


def outside_of_code(text, change):
    """Returns a Markdown text with `change` applied to all that is no code."""
    parts = FENCED.split(text)
    # Three parts for each piece of code: what is before it, the code, and its fence.
    return "".join(change(part) if at % 3 == 0 else part if at % 3 == 1 else "" for at, part in enumerate(parts))


def rewritten(text, place, files, repository):
    """Returns the Markdown of a page with its links leading to where things are in the site."""
    origin = outside.origin_of(place)

    def new(found):
        target = found["target"]
        if ":" in target or target.startswith("/") or place.startswith("reference/"):
            return found[0]
        name = posixpath.normpath(posixpath.join(posixpath.dirname(origin), target))
        return f"{found['head']}{_led(name, place, files, repository) or target}{found['anchor'] or ''})"

    return outside_of_code(text, lambda part: LINK.sub(new, part))


def _led(name, place, files, repository):
    there = outside.place_of(name)
    if there and files.get_file_from_path(there):
        return posixpath.relpath(there, posixpath.dirname(place) or ".")
    path = outside.ROOT / name
    if not there and path.exists():
        return f"{repository}/{'tree' if os.path.isdir(path) else 'blob'}/main/{name}"
    return None
