"""docs/course as a student reads it: old code fails as told, everything else runs as printed, and learns.

A page's `py` block is a program as it was, the `text` after it what happens today. Its `python` blocks run in order;
the solutions among them assert what they claim. Chinese pages have the same blocks but for comments, and are not run.
"""

import io
import pathlib
import re
import tokenize

import numpy as np
import pytest
from cases import some

import kerasgan

DOCS = pathlib.Path(__file__).parents[2] / "docs"
CHAPTERS = sorted(path.stem for path in (DOCS / "course").glob("*.md") if path.stem != "index")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(path):
    """Returns pairs (language, code) in the order of the page."""
    return FENCE.findall(path.read_text(encoding="utf-8"))


def execute(path):
    """Runs a page's `python` blocks in order and returns the names that they leave behind."""
    space = {}
    for language, code in blocks(path):
        if language == "python":
            exec(compile(code, path.name, "exec"), space)
    return space


def run(stem):
    return execute(DOCS / "course" / f"{stem}.md")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("stem", CHAPTERS)
def test_the_old_code_fails_as_told(stem):
    (_, old), (language, told) = blocks(DOCS / "course" / f"{stem}.md")[:2]
    assert language == "text"
    with pytest.raises(Exception) as caught:
        exec(old, {})
    assert f"{type(caught.value).__name__}: {caught.value}".startswith(told.strip())


def normal(space):
    assert not space["G_D"].layers[-1].trainable
    assert 0.85 < kerasgan.metrics.normal_fit(space["samples"])["std"] < 1.05  # the page has 0.95


def ellipse(space):
    assert np.allclose(space["spreads"](space["seed"]), [2.25, 0.38], atol=0.02)
    assert np.allclose(space["spreads"](space["made"]), [2.27, 0.31], atol=0.08)
    assert np.allclose(space["made"].mean(axis=0), [1, 2], atol=0.15)


def grainy_digits(space):
    far = [
        space["kerasgan"].metrics.sliced_wasserstein(space["real"], images.reshape(500, -1) / 255)
        for images in (space["untrained"], space["gan"].sample(500, seed=0))
    ]
    assert far[1] < far[0] / 2
    assert space["counts"].min() > 50


def dark_digits(space):
    assert all((a == b).all() for a, b in zip(space["before"], space["discriminator"].get_weights()))
    assert float(space["g_loss"]) < 0.3
    assert (space["images"] < 64).mean() > 0.6


def strokes(space):
    assert 0.5 < space["images"].mean() / space["digits"].mean() < 2
    assert space["gan"].sample(100, seed=0).std(axis=0).max() > 20


def asked(space):
    read = space["reader"].predict(space["made"].reshape(-1, 64))
    assert (read == space["asked"]).mean() > 0.8
    assert (space["probabilities"].argmax(axis=1) == space["asked"]).mean() > 0.97


def coloured(space):
    real = space["real"].reshape(-1, 32, 32, 3)
    assert np.abs(space["made"].mean(axis=0) - real.mean(axis=0)).mean() < 50


LEARNED = {
    "1_normal_200d": normal,
    "2_gaussian_2d": ellipse,
    "3_mnist_mlp": grainy_digits,
    "4_mnist_mlp_tanh": dark_digits,
    "5_mnist_dcgan": strokes,
    "6_mnist_cgan": asked,
    "7_heads_dcgan": coloured,
}
FEW = 4
AS_PRINTED = {"2_gaussian_2d"}  # it learns within seconds; of the others `--full` runs all steps
SHORTENED = {"1_normal_200d", "6_mnist_cgan"}


@pytest.fixture
def few_steps(monkeypatch):
    """Has `fit_gan` stop after a few steps, whatever a page says, and compile nothing for them."""
    fit = kerasgan.fit_gan

    def short(gan, data, *, steps, **options):
        gan.run_eagerly = True
        return fit(gan, data, steps=min(steps, FEW), **{"verbose": 0, **options})

    monkeypatch.setattr(kerasgan, "fit_gan", short)


@pytest.mark.filterwarnings("ignore")  # of Keras, whose warnings the pages speak of
@pytest.mark.parametrize("stem", sorted(SHORTENED))
def test_a_chapter_runs_and_its_solutions_hold(stem, few_steps, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(stem)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("stem", sorted(AS_PRINTED))
def test_a_chapter_runs_as_printed_and_learns(stem, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    LEARNED[stem](run(stem))


@pytest.mark.full
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("stem", sorted(set(CHAPTERS) - AS_PRINTED))
def test_a_long_chapter_runs_as_printed_and_learns(stem, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    LEARNED[stem](run(stem))


def bare(code):
    """Returns the tokens of a program without its comments and blank lines."""
    skipped = {tokenize.COMMENT, tokenize.NL}
    return [token.string for token in tokenize.generate_tokens(io.StringIO(code).readline) if token.type not in skipped]


TRANSLATED = [f"course/{stem}.md" for stem in CHAPTERS]


@pytest.mark.parametrize("page", TRANSLATED)
def test_a_chinese_page_has_the_code_of_the_english_one(page):
    english, chinese = blocks(DOCS / page), blocks(DOCS / "zh" / page)
    assert [language for language, _ in chinese] == [language for language, _ in english]
    for (language, ours), (_, theirs) in zip(english, chinese):
        assert bare(theirs) == bare(ours) if language in ("py", "python") else theirs == ours


@pytest.mark.parametrize("page", ["tables", "translation"])
def test_a_chinese_guide_has_code_of_the_english_one(page):
    english = [bare(code) for language, code in blocks(DOCS / f"{page}.md") if language == "python"]
    chinese = [bare(code) for language, code in blocks(DOCS / "zh" / "guides" / f"{page}.md") if language == "python"]
    assert chinese and all(code in english for code in chinese)


OWN_CODE = [
    "README.zh.md",
    *[f"docs/zh/{name}.md" for name in ("index", "guides/conditions", "guides/own_pictures", "guides/doctor")],
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("page", some(OWN_CODE, ["README.zh.md", "docs/zh/guides/conditions.md"]))
def test_chinese_pages_with_code_of_their_own_run(page, few_steps, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    execute(DOCS.parent / page)


CHINESE = sorted((DOCS / "zh").rglob("*.md")) + [DOCS.parent / "README.zh.md"]
FOREIGN = re.compile(r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|\]\([^)]*\)|https?://\S+|<!--.*?-->", re.DOTALL)
HAN = "\u4e00-\u9fff"


@pytest.mark.parametrize("path", CHINESE, ids=lambda path: path.relative_to(DOCS.parent).as_posix())
def test_chinese_pages_have_chinese_punctuation_and_spaces_beside_latin_letters(path):
    prose = FOREIGN.sub(lambda found: "]" if found[0].startswith("](") else "`", path.read_text(encoding="utf-8"))
    assert re.findall(rf"[{HAN}`] ?[,.;:?!()](?=[\s{HAN}]|$)", prose) == []
    assert re.findall(rf"[{HAN}][A-Za-z0-9`]|[A-Za-z0-9`%][{HAN}]", prose) == []
    assert re.findall(r" [，。：；、！？（）]|[，。：；、！？（）“”] (?![|])", prose) == []


@pytest.mark.parametrize(
    "path", [*(DOCS / "course").glob("*.md"), *CHINESE], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_links_and_pictures_are_there(path):
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [target for target in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in target]
    assert [target for target in targets if not (path.parent / target).exists()] == []
