"""TeX between dollar signs, which GitHub and notebooks draw, becomes MathML, which browsers draw without a script."""

import re

import links
from latex2mathml.converter import convert

BLOCK = re.compile(r"^\$\$\s*\n?(.+?)\n?\s*\$\$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"(?<![\w$\\])\$(?=\S)([^$\n]*[^\s$\\])\$(?![\w$])")


def rendered(text):
    """Returns a Markdown text with its formulas as MathML."""

    def change(part):
        part = BLOCK.sub(lambda found: f'<div class="formula">{convert(found[1], display="block")}</div>', part)
        return INLINE.sub(lambda found: f"<span>{convert(found[1])}</span>", part)  # alone it would be a block

    return links.outside_of_code(text, change)
