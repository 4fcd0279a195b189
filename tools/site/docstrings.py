"""Docstrings as Keras writes them, for a reader of Markdown: examples become blocks of code."""

import re

from griffe import Extension

EXAMPLE = re.compile(r"(?:^(?P<indent>[ ]*)>>> .*\n?(?:^(?P=indent)(?!\n|$).+\n?)*)+", re.MULTILINE)
HEADS = re.compile(r"^(Example|Examples):$", re.MULTILINE)


def fenced(text):
    """Returns a docstring whose doctests stand between fences, under a head that is none of Google's sections."""

    def block(found):
        return f"{found['indent']}```pycon\n{found[0].rstrip()}\n{found['indent']}```\n"

    return HEADS.sub(r"**\1**", EXAMPLE.sub(block, text))


class Fenced(Extension):
    """Has mkdocstrings read docstrings so."""

    def on_object(self, *, obj, **options):
        """Changes the docstring of whatever has one."""
        if obj.docstring:
            obj.docstring.value = fenced(obj.docstring.value)
