"""The report: all that is in a run folder, in one file that asks nothing of a network."""

import json
import re
import shlex
import shutil
import subprocess

import pytest
from small_run import Page, make_run

from kerasgan import report
from kerasgan.recipe.report import charts, contents, page


@pytest.fixture
def run(tmp_path):
    return make_run(tmp_path / "run")


def written(runs, to_file=None):
    return Page(report.write(runs, to_file).read_text("utf-8"))


def test_a_run_is_one_page_with_all_its_parts(run):
    found = written(run)
    parts = ["summary", "samples", "pictures", "figures", "curves", "smoothing", "logarithm", "doctor", "networks"]
    parts += ["again", "charts"]
    assert [name for name in found.ids if not name.startswith("u-")] == parts
    for words in ("A <tiny> run & more.", "mode collapse", "sliced wasserstein 0.25 0.125", "Steps 10 to 20", "seed 0"):
        assert words in found.text, words
    assert "kerasgan train recipe.json --out tiny-again" in found.text


def test_the_command_that_makes_a_run_again_is_one_that_a_shell_takes():
    command = page.reproduce({"recipe": {"name": "my cats; $HOME"}})
    assert shlex.split(command) == ["kerasgan", "train", "recipe.json", "--out", "my cats; $HOME-again"]


@pytest.mark.parametrize(
    "looks, kind, words",
    [([], "unseen", "The doctor has not looked."), ([{"step": 1}], "good", "The doctor is quiet.")],
)
def test_a_doctor_that_has_not_looked_is_not_quiet(run, looks, kind, words):
    about = {"verdict": "", "findings": [], "seconds": 0.0, "of_seconds": 1.0, "looks": looks}
    (run / "doctor.json").write_text(json.dumps(about))
    found = report.write(run).read_text("utf-8")
    assert f'<p class="verdict {kind}"><strong>{words}</strong>' in found


def test_it_asks_nothing_of_a_network(run):
    found = written(run)
    assert all(source.startswith("data:image/") for source in found.sources)
    text = (run / "report.html").read_text("utf-8")
    assert not re.search(r"@import|url\(\s*['\"]?http|<link|fetch\(|XMLHttpRequest", text)
    assert len(text) < 200_000


def test_every_picture_has_words_for_those_who_do_not_see_it(run):
    found = written(run)
    assert len(found.images) == 6 and all(len(image["alt"]) > 15 for image in found.images)


def test_the_slider_has_the_pictures_of_the_series(run):
    text = report.write(run).read_text("utf-8")
    frames = json.loads(re.search(r'<script type="application/json">(.*?)</script>', text, re.S)[1])
    assert [frame["step"] for frame in frames] == [0, 10, 20]


@pytest.mark.parametrize("keep", ["recipe.json", "history.csv", "summary.json", "doctor.json"])
def test_what_a_folder_lacks_is_left_out(run, keep):
    for path in list(run.iterdir()):
        if path.name != keep:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    found = written(run)
    part = {"history.csv": "curves", "summary.json": "figures", "doctor.json": "doctor"}.get(keep)
    assert {"figures", "curves", "samples", "doctor"} & set(found.ids) == ({part} if part else set())


@pytest.mark.parametrize("name", ["recipe.json", "summary.json", "doctor.json", "history.csv"])
def test_damaged_files_are_left_out(run, name):
    (run / name).write_text("{}" if name == "doctor.json" else "[1, 2")
    written(run)


def test_several_runs_side_by_side(run, tmp_path):
    other = make_run(tmp_path / "other", seed=5, frames=0)
    found = written([run, other], tmp_path / "both.html")
    assert "comparison of 2 runs" in found.text and "training.seed 0 5" in found.text
    drawn = charts.of([contents.read(run), contents.read(other)])
    assert [chart["title"] for chart in drawn] == ["D loss", "G loss", "Jensen-Shannon estimate"]
    assert [one["label"] for one in drawn[0]["series"]] == ["run", "other"]


def test_what_differs_stands_on_top_and_a_run_has_one_column(run, tmp_path):
    others = [make_run(tmp_path / f"other-{seed}", seed=seed, frames=0) for seed in range(1, 7)]
    found = written([run, *others], tmp_path / "all.html")
    assert found.ids[0] == "differences"
    assert "sliced wasserstein 0.25 (0.125) 0.25 (0.125)" in found.text


def test_the_jsd_is_no_comparison_of_different_losses(run, tmp_path):
    other = make_run(tmp_path / "other", frames=0)
    (other / "recipe.json").write_text(json.dumps({"name": "x", "gan": {"loss": "hinge"}, "training": {}}))
    drawn = charts.of([contents.read(run), contents.read(other)])
    assert [chart["title"] for chart in drawn] == ["D loss", "G loss"]


@pytest.mark.parametrize(
    "summary, text",
    [
        ({"state": "running", "of_steps": 20_000, "steps": 1866}, "Not finished: 1,866 of 20,000 steps."),
        ({"state": "cut off", "of_steps": 20_000, "steps": 1866}, "Cut off after 1,866 of 20,000 steps."),
        ({"state": "diverged", "of_steps": 90, "steps": 30}, "Diverged after 30 of 90 steps."),
        ({"state": "done", "of_steps": 30, "steps": 30}, "Done, 30 steps."),
        ({"state": "done", "of_steps": 90, "steps": 30}, "Stopped early, after 30 of 90 steps."),
        ({}, "Done, 30 steps."),
    ],
)
def test_a_report_says_how_far_a_run_came_and_when(run, summary, text):
    (run / "summary.json").write_text(json.dumps({**summary, "date": "2026-01-02 03:04+00:00"}))
    found = written(run)
    assert text in found.text and "2026-01-02 03:04+00:00" in found.text


def test_optimizers_are_told_in_a_few_words(run):
    rate = {"class_name": "CosineDecay", "config": {"initial_learning_rate": 0.002}}
    gan = {"g_optimizer": {"class_name": "Adam", "config": {"learning_rate": rate}}, "d_optimizer": "sgd"}
    (run / "recipe.json").write_text(json.dumps({"name": "x", "gan": gan, "training": {}}))
    assert "optimizer of G Adam 0.002, falling optimizer of D sgd" in written(run).text


def test_a_lazy_term_is_drawn_without_its_saw():
    values = [0.8 if number % 4 == 0 else 0.0 for number in range(40)]  # a step an entry, every fourth with the term
    run = {"history": {"step": list(range(1, 41)), "r1": values, "d_loss": values}, "lazy": {"r1": 4}}
    smooth = charts.points(run["history"], "r1", charts.every_of(run, "r1"))
    assert min(smooth) == 4 and all(value == pytest.approx(0.2) for value in smooth.values())
    assert charts.points(run["history"], "d_loss", charts.every_of(run, "d_loss"))[1] == 0.8


def test_the_command_can_be_copied_and_networks_are_folded_away(run):
    text = report.write(run).read_text("utf-8")
    assert '<button type="button" class="copy">Copy</button>' in text
    assert "<details><summary><h2>Networks</h2></summary>" in text


def test_runs_of_the_same_name_are_numbered(tmp_path):
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    runs = [make_run(tmp_path / parent / "run") for parent in "ab"]
    assert "run (1) and run (2)" in written(runs).text


def test_curves_keep_their_values_and_gaps(run):
    losses, jsd = charts.of([contents.read(run)])
    assert losses["x"] == [10, 20, 30] and losses["series"][1]["values"] == [1.5, 1.0, None]
    assert losses["alt"] == (
        "Losses over 30 steps: D loss from 0.5 to 0.69, between 0.5 and 0.69; G loss from 1.5 to 1, between 1 and 1.5."
    )
    assert [one["label"] for one in jsd["series"]] == ["JSD", "alike", "told apart, log 2"]


def test_a_recipe_needs_to_say_nothing_of_itself(run):
    (run / "recipe.json").write_text('{"name": "x"}')
    assert "How to make it again" in written(run).text


def test_figures_of_runs_meet_by_name_whatever_their_titles(run, tmp_path):
    other = make_run(tmp_path / "other", frames=0)
    figures = json.loads((other / "summary.json").read_text())["figures"]
    titled = {name: {**value, "title": "another title"} for name, value in figures.items()}
    (other / "summary.json").write_text(json.dumps({"figures": titled}))
    rows = page.comparison([contents.read(run), contents.read(other)])
    assert len(rows) == len(figures) and all(len(values) == 2 and all(map(any, values)) for _, values in rows)


def test_long_series_are_thinned_to_the_first_the_last_and_some_between():
    assert contents.evenly(list(range(100)), 4) == [0, 33, 66, 99] and contents.evenly([1, 2], 4) == [1, 2]


def test_text_in_a_run_cannot_break_out_of_the_page(run):
    recipe = {"name": "x", "description": "</script><script>alert(1)</script>", "training": {}}
    (run / "recipe.json").write_text(json.dumps(recipe))
    (run / "history.csv").write_text("step,</script><b>\n1,2\n")
    text = page.render([contents.read(run)])
    Page(text)
    assert "<script>alert" not in text and "</script><b>" not in text


def test_what_is_no_run_is_an_error(tmp_path):
    with pytest.raises(ValueError) as error:
        report.write([tmp_path, tmp_path / "none"])
    expected = "`runs`: expected a run folder, as `kerasgan train` leaves it. Received"
    assert str(error.value) == (
        f"2 problems:\n  1. {expected} {str(tmp_path)!r}, which has none of recipe.json, history.csv, summary.json, "
        f"doctor.json.\n  2. {expected} {str(tmp_path / 'none')!r}, which is no folder."
    )


# === In a browser ===

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
@pytest.mark.parametrize("width", [1200, 360])
def test_a_browser_draws_the_curves_and_nothing_is_wider_than_the_window(run, tmp_path, width):
    """In a frame of this width: a window of headless Chromium is never narrower than 500 pixels."""
    file = report.write(run, tmp_path / "report.html")
    told = "[innerWidth, root.scrollWidth, root.dataset.ready, document.querySelectorAll('canvas').length]"
    probe = f"<script>{{const root = document.documentElement; parent.postMessage({told}.join(' '), '*');}}</script>"
    file.write_text(file.read_text("utf-8").replace("</body>", f"{probe}</body>"), encoding="utf-8")
    frame = tmp_path / "frame.html"
    frame.write_text(
        "<script>addEventListener('message', (event) => { document.documentElement.dataset.told = event.data; });"
        f"</script><iframe src='{file.name}' style='width: {width}px; height: 900px; border: 0'></iframe>"
    )
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1300,900", "--dump-dom"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=3000", frame.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
    inner, needed, ready, canvases = map(int, re.search(r'data-told="([^"]*)"', dom[:500]).group(1).split())
    assert (inner, ready, canvases) == (width, 2, 2)
    assert needed <= width


def test_code_is_shown_as_code():
    assert page.coded("try `a=<1>` & `b`") == "try <code>a=&lt;1&gt;</code> &amp; <code>b</code>"


def test_a_report_is_not_written_over_what_is_none(tmp_path):
    model = tmp_path / "gan.keras"
    model.write_bytes(b"model")
    with pytest.raises(ValueError, match=r"`to_file`: expected a name that ends in .html. Received: '.*gan.keras'"):
        report.write(tmp_path, model)
    assert model.read_bytes() == b"model"
