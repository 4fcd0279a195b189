"""Letters in figures: fonts for any language where one is installed, and a user's text as it is to stand there."""

import functools

from matplotlib import font_manager

# Fonts with the letters that Matplotlib's own lacks, such as Chinese ones, where one of them is installed.
FURTHER = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
    "Microsoft YaHei", "SimHei", "PingFang SC", "Hiragino Sans", "Malgun Gothic", "Arial Unicode MS",
)  # fmt: skip


@functools.cache
def names():
    """Returns the names of the fonts to draw with, Matplotlib's own first."""
    there = {font.name for font in font_manager.fontManager.ttflist}
    return ["DejaVu Sans", *(name for name in FURTHER if name in there)]


@functools.cache
def known_letters():
    """Returns the numbers of all letters that these fonts have."""
    paths = [font_manager.findfont(name) for name in names()]
    return {letter for path in paths for letter in font_manager.get_font(path).get_charmap()}


def readable(text):
    """Returns a text as a figure shows it: a `$` begins no formula, and what no font here has is a question mark."""
    return "".join(letter if ord(letter) in known_letters() else "?" for letter in str(text)).replace("$", r"\$")
