"""The pages of the reference: every public name, by room, and every command. mkdocstrings fills in the docstrings."""

import functools
import importlib
import inspect

import typer

import kerasgan

FIRST = ["GAN", "build_gan", "build_generator", "build_discriminator", "fit_gan"]
GAMES = ("GAN", "CycleGAN", "AdaGAN", "Game", "TableGAN")  # all that they can do is their bases' and stands with them
REGISTRIES = ("ARCHITECTURES", "DISTRIBUTIONS", "METRICS", "PAIRS", "SOURCES", "TERMS", "TRANSFORMS")
TITLES = {
    "builders": "networks by name", "callbacks": "what watches training", "datasets": "what to learn from",
    "devices": "several devices", "errors": "what can go wrong while training", "games": "games of one's own",
    "latent": "what G starts from", "layers": "layers of ours", "losses": "what D and G minimise",
    "metrics": "how good the samples are", "plots": "pictures", "presets": "trained games as folders",
    "recipe": "all that a training needs", "report": "a run as one page", "schedules": "what changes while training",
    "tables": "GANs of a DataFrame", "terms": "penalties and other terms", "transforms": "what D sees",
    "zoo": "trained GANs",
}  # fmt: skip


def is_ours(value):
    """Tells whether a value is a function or class of this package, with words of its own."""
    named = inspect.isclass(value) or inspect.isfunction(value)
    return named and value.__module__.startswith("kerasgan") and bool(value.__doc__)


@functools.cache
def rooms():
    """Returns the public rooms by name, as modules."""
    return {name: value for name in kerasgan.__all__ if inspect.ismodule(value := getattr(kerasgan, name))}


def members(module):
    """Returns the names of a room that a user calls, functions and classes of modules that it offers included."""
    found = []
    for name in getattr(module, "__all__", None) or [name for name in vars(module) if name[0] != "_"]:
        value = getattr(module, name)
        if is_ours(value):
            found.append(name)
        elif inspect.ismodule(value) and name in getattr(module, "__all__", ["pairs"]):
            found += [f"{name}.{inner}" for inner in public(value)]
    return sorted(found, key=lambda name: (name.count("."), name.lower()))


def public(module):
    """Returns the functions and classes that a module defines."""
    return [name for name, value in vars(module).items() if is_ours(value) and value.__module__ == module.__name__
            and name[0] != "_"]  # fmt: skip


def entry(path, level=2):
    """Returns what has mkdocstrings print one name; a class that makes nothing of keras.Model's shows its bases'."""
    inherited = str(path.rpartition(".")[2] in GAMES).lower()
    return f"{'#' * level} `{path}`\n\n::: {path}\n    options:\n      show_root_heading: false\n" \
           f"      heading_level: {level + 1}\n      inherited_members: {inherited}\n"  # fmt: skip


def registry(module):
    """Returns a table of the names that a room knows as text, empty where it knows none."""
    lines = []
    for name in REGISTRIES:
        for key, value in sorted(getattr(module, name, {}).items()):
            text = (inspect.getdoc(value) or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
            lines.append(f"| `{key!r}` | {text} |".replace("'", '"'))
    if not lines:
        return ""
    return "\n".join(["## By name", "", "| name | what it is |", "|---|---|", *lines, ""])


def page_of(name):
    """Returns the page of a room."""
    module = rooms()[name]
    text = inspect.cleandoc(module.__doc__)
    entries = [entry(f"kerasgan.{name}.{member}") for member in members(module)]
    return "\n".join([f"# {name}: {TITLES.get(name, 'names')}", "", text, "", registry(module), *entries])


def front():
    """Returns the first page: what stands in `kerasgan` itself, and where the rest is."""
    names = [*FIRST, *(name for name in kerasgan.__all__ if name not in FIRST and name not in rooms())]
    table = [f"| [`kerasgan.{name}`]({name}.md) | {TITLES.get(name, '')} |" for name in rooms()]
    head = [
        "# Reference",
        "",
        "Every public name, from its docstring. `kerasgan` has these rooms, and the names below:",
        "",
    ]
    also = ["", "The commands stand on [a page of their own](command_line.md).", ""]
    return "\n".join([*head, "| room | what is in it |", "|---|---|", *table, *also, *map(entry, map(full, names))])


def full(name):
    """Returns the path by which users name something of the package."""
    return f"kerasgan.{name}"


def commands(command, path):
    """Yields the commands below one, with the words that call them."""
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from commands(inner, f"{path} {name}")
    else:
        yield path, command


def one_command(path, command):
    """Returns the lines of one command: what it does, its arguments and options."""
    lines = [f"## `{path}`", "", inspect.cleandoc(command.help or ""), "", "| | |", "|---|---|"]
    for parameter in command.params:
        words = ", ".join(f"`{word}`" for word in parameter.opts) if parameter.param_type_name == "option" else ""
        words = words or f"`{(parameter.metavar or parameter.name).upper()}`"
        lines.append(f"| {words} | {(getattr(parameter, 'help', None) or '').replace('|', chr(92) + '|')} |")
    return [*lines, ""]


def command_line():
    """Returns the page of the commands, as `--help` has them."""
    app = importlib.import_module("kerasgan.cli").app
    head = ["# Command line", "", "As `kerasgan COMMAND --help` prints it.", ""]
    found = commands(typer.main.get_command(app), "kerasgan")
    return "\n".join([*head, *(line for path, command in found for line in one_command(path, command))])


def pages():
    """Returns all pages of the reference, by their place in the site."""
    made = {f"reference/{name}.md": page_of(name) for name in rooms()}
    return {"reference/index.md": front(), "reference/command_line.md": command_line(), **made}
