"""What a release checks before it builds: one version everywhere, and nothing left out of the wheel."""

import pathlib
import sys
import zipfile

import pytest

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import release  # noqa: E402


@pytest.fixture
def project(tmp_path):
    (tmp_path / "kerasgan").mkdir()
    (tmp_path / "kerasgan" / "__init__.py").write_text('"""Words."""\n\n__version__ = "1.2.0"\n')
    (tmp_path / "CITATION.cff").write_text("cff-version: 1.2.0\nversion: 1.2.0\n")
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n\n## [Unreleased]\n\n## 1.2.0 - 2026-01-01\n\n### Added\n- x\n")
    return tmp_path


def test_one_version_everywhere_is_fine(project):
    assert release.problems(project) == []
    assert release.changes(project) == {"Unreleased": "", "1.2.0": "### Added\n- x"}


def test_what_differs_is_told_all_at_once(project):
    (project / "CITATION.cff").write_text("version: 1.1.0\n")
    (project / "CHANGELOG.md").write_text("## [Unreleased]\n\n### Fixed\n- y\n\n## [1.1.0] - 2026-01-01\n- x\n")
    assert release.problems(project) == [
        "CHANGELOG.md: there are changes under [Unreleased]. Move them under the new version.",
        "CHANGELOG.md: expected its newest version to be 1.2.0, as in kerasgan. Received: 1.1.0.",
        "CITATION.cff: expected version 1.2.0, as in kerasgan. Received: 1.1.0.",
    ]


def test_this_version_is_one_everywhere():
    about_versions = [one for one in release.problems() if "[Unreleased]" not in one]
    assert about_versions == []


def test_files_that_the_wheel_lacks_are_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr("kerasgan/__init__.py", "")
        wheel.writestr("kerasgan/zoo_data/ring_8/config.json", "")
    tracked = ["kerasgan/__init__.py", "kerasgan/gone.py", "zoo/ring_8/config.json", "zoo/README.md", "docs/index.md"]
    assert release.left_out(tmp_path / "a.whl", tracked) == ["kerasgan/gone.py", "zoo/README.md"]


def test_links_that_lead_nowhere_from_pypi_are_named(tmp_path):
    text = "Name: a\n\n[zoo](zoo/README.md) ![x](https://a.b/c.png) [top](#top)\n```python\nrows = x[0](1)\n```\n"
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr("a-1.dist-info/METADATA", text)
    assert release.led_nowhere(tmp_path / "a.whl") == ["zoo/README.md"]


def test_a_command_that_fails_ends_the_release_with_its_words():
    with pytest.raises(SystemExit, match="^No release: .* failed.\nno key"):
        release.run(sys.executable, "-c", "import sys; print('no key'); sys.exit(2)")
