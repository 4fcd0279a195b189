"""Each example runs, on tiny settings; so do the programs of the README, which is short."""

import pathlib
import re
import runpy

import pytest
from cases import some
from scipy.stats import norm

import kerasgan

ROOT = pathlib.Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.mark.parametrize("name", some([path.stem for path in EXAMPLES], ["01_first_gan"]))
def test_examples_run(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KERASGAN_TINY", "1")
    if name == "06_tables":
        pytest.importorskip("pandas")
    runpy.run_path(str(ROOT / "examples" / f"{name}.py"))
    assert capsys.readouterr().out and list(tmp_path.rglob("*.png"))


def readme():
    """Returns the Python programs of the README, as printed."""
    return re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)


def test_the_readme_is_short_and_its_commands_are_lines_of_their_own():
    text = (ROOT / "README.md").read_text()
    assert len(text.splitlines()) <= 120
    train, test = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    assert "kerasgan train normal_200d" in train and "pytest" in test and train.count("\n") == test.count("\n") == 1


def test_the_first_program_of_the_readme_learns(tmp_path, monkeypatch):
    """As printed. The README has 0.95 and 0.017; of standard normal values 1 and 0.009 would be perfect."""
    monkeypatch.chdir(tmp_path)
    space = {}
    exec(compile(readme()[0], "README.md", "exec"), space)
    samples = space["gan"].sample(10_000, seed=0)
    assert 0.9 < samples.std(axis=0).mean() < 1.05
    assert kerasgan.metrics.kolmogorov_smirnov(norm.cdf, samples).mean() < 0.03
    assert space["history"].doctor == []


def test_the_programs_of_the_readme_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first, of_zoo = readme()
    exec(compile(first.replace("steps=2000", "steps=5"), "README.md", "exec"), {})
    exec(compile(of_zoo, "README.md", "exec"), {})
    assert all((tmp_path / name).exists() for name in ("gan.png", "gan.keras", "digits.png"))
