"""What makes the search answer: Chinese in words, and guides before lists of everything."""

import logging

try:
    import jieba  # of the extra `docs`
except ImportError:
    jieba = None

# Where jieba is missing, each Chinese character is a word of its own: all is found, with much else.
CHARACTERS = r"|(?=[\u4e00-\u9fff])"
# Words that jieba's dictionary has in pieces.
WORDS = ("判别器", "生成器", "评判器", "诊断器", "学习率", "隐藏层", "谱归一化", "批归一化", "准确率", "召回率")
# A score is multiplied by these: a guide answers, the reference and lists name whatever is there.
BOOSTS = {"reference/": 0.2, "zoo/": 0.5, "examples/": 0.6, "changelog.md": 0.1, "decisions.md": 0.3}


def prepare(search):
    """Tells Material's search how to take Chinese apart.

    Args:
        search: The plugin.
    """
    if jieba is None:
        search.config.separator += CHARACTERS
        return
    jieba.setLogLevel(logging.WARNING)
    for word in WORDS:
        jieba.add_word(word)


def boost(page):
    """Gives a page the weight that it has among what is found."""
    for place, value in BOOSTS.items():
        if page.file.src_uri.startswith(place):
            page.meta.setdefault("search", {})["boost"] = value
