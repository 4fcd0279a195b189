"""The site's reference names everything that is public, and its navigation every page."""

import inspect
import pathlib
import sys

import pytest

import kerasgan

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools" / "site"))
import navigation  # noqa: E402
import reference  # noqa: E402

PAGES = reference.pages()


@pytest.mark.parametrize("name", kerasgan.__all__)
def test_every_name_of_the_package_has_its_place(name):
    if inspect.ismodule(getattr(kerasgan, name)):
        assert f"reference/{name}.md" in PAGES and f"]({name}.md)" in PAGES["reference/index.md"]
        assert name in reference.TITLES
    else:
        assert f"\n::: kerasgan.{name}\n" in PAGES["reference/index.md"]


@pytest.mark.parametrize("room", reference.rooms())
def test_every_name_of_a_room_has_its_place(room):
    module, page = getattr(kerasgan, room), PAGES[f"reference/{room}.md"]
    for name in getattr(module, "__all__", None) or [name for name in vars(module) if name[0] != "_"]:
        value = getattr(module, name)
        if reference.is_ours(value):
            assert f"\n::: kerasgan.{room}.{name}\n" in page
        elif inspect.ismodule(value) and name in getattr(module, "__all__", []):
            assert all(f"::: kerasgan.{room}.{name}.{inner}\n" in page for inner in reference.public(value))
    for registry in reference.REGISTRIES:
        for key in getattr(module, registry, {}):
            assert f'| `"{key}"` |' in page


def test_every_command_and_its_options_have_their_place():
    page = PAGES["reference/command_line.md"]
    for words in ("train", "sample", "translate", "evaluate", "plot", "report", "recipes show", "zoo verify"):
        assert f"## `kerasgan {words}`" in page
    assert "`--batch-size`" in page and "`--where`" in page


def test_folders_are_filled_in_and_the_rest_is_more():
    nav = [{"Start": ["index.md"]}, {"Zoo": ["zoo/README.md", "zoo/"]}, {"Course": ["course/"]}]
    pages = ["index.md", "zoo/README.md", "zoo/b/README.md", "zoo/a/README.md", "new.md", "gallery/index.html"]
    assert navigation.complete(nav, pages) == [
        {"Start": ["index.md"]},
        {"Zoo": ["zoo/README.md", "zoo/a/README.md", "zoo/b/README.md"]},
        {"More": ["new.md"]},
    ]
    there = navigation.complete(nav, [*pages, "course/b.md", "course/index.md"])
    assert there[2] == {"Course": ["course/index.md", "course/b.md"]}
