"""What is shipped: all of it, and nothing that names a place on the machine that it was made on."""

import configparser
import fnmatch
import pathlib
import re

import pytest

import kerasgan
from kerasgan.presets import shelf

ROOT = pathlib.Path(__file__).parent.parent
PLACES = [pathlib.Path(kerasgan.__file__).parent, shelf.FOLDER, ROOT / "docs", ROOT / "examples", ROOT / "README.md"]
TEXTS = {".csv", ".html", ".ipynb", ".json", ".md", ".py", ".svg", ".toml", ".txt"}

ABSOLUTE = re.compile(
    r"(?<![\w./~*-])/(?:home|root|work|tmp|Users|mnt|media|opt|srv|usr|var|private)/[\w.-]+"  # POSIX
    r"|(?<!\w)[A-Za-z]:\\{1,2}[\w.-]+\\"  # Windows
    r"|(?<!\w)file:///\w+"
)

# Pictures and weights within a page, as base64: megabytes without a word.
DATA = re.compile(r"[A-Za-z0-9+/=]{400,}")


def texts(place):
    paths = [place] if place.is_file() else sorted(place.rglob("*"))
    return [path for path in paths if path.suffix in TEXTS and "__pycache__" not in path.parts]


@pytest.mark.parametrize("place", PLACES, ids=lambda path: path.name)
def test_nothing_that_is_shipped_names_an_absolute_path(place):
    assert texts(place)
    read = {path: DATA.sub("", path.read_text("utf-8")) for path in texts(place)}
    found = [(str(path), hit) for path, text in read.items() for hit in ABSOLUTE.findall(text)]
    assert found == []


@pytest.mark.parametrize(
    "text, refused",
    [
        ('"path": "/work/shared/data/heads64.zip"', True),
        ("see /home/me/pictures", True),
        ("C:\\Users\\me\\cats.zip", True),
        ('"path": "file:///srv/data"', True),
        ("https://example.org/home/page", False),
        ("runs/home/gan.keras", False),
        ("/dev/null", False),
    ],
)
def test_what_counts_as_a_path_of_a_machine(text, refused):
    assert bool(ABSOLUTE.search(text)) is refused


@pytest.mark.skipif(not (ROOT / "setup.cfg").is_file(), reason="not a source tree")
def test_every_file_of_the_package_is_in_the_wheel():
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg")
    patterns = settings["options.package_data"]["kerasgan"].split()
    package = pathlib.Path(kerasgan.__path__[0])
    files = [path for path in package.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")]
    names = [path.relative_to(package).as_posix() for path in files]
    assert [name for name in names if not any(fnmatch.fnmatch(name, pattern) for pattern in patterns)] == []
