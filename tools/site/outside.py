"""Where files of the repository stand in the site: cards of the zoo, changelog, notebooks."""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Single pages from the root. README's place is the start page, which says the same at more length.
PAGES = {"CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md"}
NAMED = {
    **PAGES, "README.md": "index.md", "README.zh.md": "zh/index.md", "docs": "index.md", "examples": "notebooks.md",
    "zoo": "zoo/README.md",
}  # fmt: skip
SHOWN = {".png", ".txt", ".gif"}  # of an entry of the zoo, beside its card; recipes and scores are on it


def pages():
    """Returns the Markdown of pages from outside of docs/, by their place in the site."""
    cards = {path.relative_to(ROOT).as_posix(): path for path in sorted((ROOT / "zoo").rglob("*.md"))}
    found = {**cards, **{place: ROOT / name for name, place in PAGES.items()}}
    return {place: path.read_text(encoding="utf-8") for place, path in found.items()}


def assets():
    """Returns the files that cards show, by their place in the site."""
    paths = [path for path in sorted((ROOT / "zoo").rglob("*")) if path.suffix in SHOWN]
    return {path.relative_to(ROOT).as_posix(): path for path in paths}


def place_of(name):
    """Returns the place in the site of a file of the repository, `None` where it has none.

    Args:
        name: String, its path from the root with `/`, such as `"docs/cures.md"`.
    """
    if name in NAMED:
        return NAMED[name]
    room, _, rest = name.partition("/")
    if room == "docs":
        return rest
    if room == "examples" and rest.endswith((".py", ".ipynb")):
        return f"examples/{rest.rpartition('.')[0]}.md"
    return name if room == "zoo" and name.endswith((".md", *SHOWN)) else None


def origin_of(place):
    """Returns where a page of the site comes from, as a path from the root."""
    names = {page: name for name, page in PAGES.items()}
    if place in names:
        return names[place]
    if place.startswith("examples/"):
        return f"{place.removesuffix('.md')}.ipynb"
    return place if place.startswith("zoo/") else f"docs/{place}"
