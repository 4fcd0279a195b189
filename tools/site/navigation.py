"""The navigation of mkdocs.yml, with folders filled in and every page somewhere."""

import pathlib


def pages_in(folder):
    """Returns the pages and HTML files below docs/, as MkDocs names them."""
    folder = pathlib.Path(folder)
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix in (".md", ".html")]
    return [path.relative_to(folder).as_posix() for path in paths]


def complete(nav, pages):
    """Returns a navigation whose folders are lists of their pages, the rest under "More".

    Args:
        nav: List, as in mkdocs.yml; a string that ends in `/` stands for the pages of a folder.
        pages: List of strings, all pages there are.
    """
    named = {entry for entry in flat(nav) if not entry.endswith("/")}
    found = _filled(nav, pages, named)
    rest = [page for page in pages if page not in set(flat(found)) and page.endswith(".md")]
    return [*found, {"More": rest}] if rest else found


def flat(nav):
    """Returns the strings of a navigation: pages, and folders that are not filled in yet."""
    if isinstance(nav, str):
        return [nav]
    parts = nav.values() if isinstance(nav, dict) else nav
    return [entry for part in parts for entry in flat(part)]


def _filled(entry, pages, named):
    if isinstance(entry, list):
        found = [_filled(part, pages, named) for part in entry]
        found = [part for parts in found for part in (parts if isinstance(parts, list) else [parts])]
        return [part for part in found if part]
    if isinstance(entry, dict):
        ((title, inner),) = entry.items()
        inner = _filled(inner, pages, named)
        return {title: inner} if inner else None
    if not entry.endswith("/"):
        return entry
    inside = [page for page in pages if page.startswith(entry) and page.endswith(".md") and page not in named]
    return sorted(inside, key=lambda page: (page.count("/"), not page.endswith(("index.md", "README.md")), page))
