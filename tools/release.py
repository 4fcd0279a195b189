"""Makes a release: checks, builds, signs, and says what to upload. It uploads nothing by itself.

    python tools/release.py            # all of it; needs `pip install build twine` and a GPG key
    python tools/release.py --no-sign  # to try it out: it builds and checks, signs nothing and sets no tag

What has to hold: a clean checkout, one version in `kerasgan`, CITATION.cff and CHANGELOG.md, which has nothing under
[Unreleased]; a wheel with everything that git has of the package and the zoo; a text that PyPI can draw. Run `.ci/run`
first.
"""

import argparse
import hashlib
import pathlib
import re
import subprocess
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"


def version(root=ROOT):
    """Returns the version that the package says, without importing it."""
    return re.search(r'^__version__ = "(.*)"$', (root / "kerasgan" / "__init__.py").read_text("utf-8"), re.MULTILINE)[1]


def changes(root=ROOT):
    """Returns the sections of the changelog, version to text, the newest first."""
    text = (root / "CHANGELOG.md").read_text("utf-8")
    parts = re.split(r"^## \[?([^\]\s]+)\]?.*$", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], (part.strip() for part in parts[1::2])))


def problems(root=ROOT):
    """Returns what stands in the way of a release, as sentences; it looks at files alone."""
    said, sections = version(root), changes(root)
    found = []
    if sections.get("Unreleased"):
        found.append("CHANGELOG.md: there are changes under [Unreleased]. Move them under the new version.")
    newest = next((name for name in sections if name != "Unreleased"), None)
    if newest != said:
        found.append(f"CHANGELOG.md: expected its newest version to be {said}, as in kerasgan. Received: {newest}.")
    cited = re.search(r"^version: (.*)$", (root / "CITATION.cff").read_text("utf-8"), re.MULTILINE)[1]
    if cited != said:
        found.append(f"CITATION.cff: expected version {said}, as in kerasgan. Received: {cited}.")
    return found


def unfinished():
    """Returns what git has to say against it: changes that are not committed, a tag that is taken."""
    found = []
    if run("git", "status", "--porcelain"):
        found.append("The checkout has changes that are not committed.")
    if run("git", "tag", "--list", f"v{version()}"):
        found.append(f"The tag v{version()} is taken. Raise the version.")
    return found


def left_out(wheel, tracked):
    """Returns the files of the package and of the zoo that git has and the wheel lacks."""
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = [name for name in tracked if name.startswith(("kerasgan/", "zoo/"))]
    return [name for name in wanted if re.sub(r"^zoo/", "kerasgan/zoo_data/", name) not in inside]


def led_nowhere(wheel):
    """Returns the links and pictures in the description of a wheel that lead nowhere from PyPI's page."""
    with zipfile.ZipFile(wheel) as opened:
        name = next(name for name in opened.namelist() if name.endswith(".dist-info/METADATA"))
        text = opened.read(name).decode("utf-8")
    return re.findall(r"\]\((?!https?:|#)([^)]+)\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def run(*words):
    """Runs a command in the checkout and returns what it printed; one that fails ends the release with its words."""
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"No release: `{' '.join(words)}` failed.\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout.strip()


def stop(found):
    """Ends the release where something was found."""
    if found:
        sys.exit("No release:\n" + "\n".join(f"- {one}" for one in found))


def build():
    """Builds wheel and source distribution into an empty dist/, and checks both."""
    for path in DIST.glob("*"):
        path.unlink()
    run(sys.executable, "-m", "build")
    files = sorted(DIST.iterdir())
    run(sys.executable, "-m", "twine", "check", "--strict", *map(str, files))
    wheel = next(path for path in files if path.suffix == ".whl")
    lost = [f"The wheel lacks {name}." for name in left_out(wheel, run("git", "ls-files").splitlines())]
    stop(lost + [f"The description of the wheel has a link that leads nowhere: {link}." for link in led_nowhere(wheel)])
    return files


def main(arguments=None):
    """Does what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-sign", action="store_true", help="build and check only")
    told = parser.parse_args(arguments)
    stop([*problems(), *unfinished()])
    files = build()
    if not told.no_sign:
        for path in files:
            run("gpg", "--yes", "--armor", "--detach-sign", str(path))
        run("git", "tag", "--sign", f"v{version()}", "--message", f"kerasgan {version()}")
    for path in files:
        print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  dist/{path.name}")
    print(
        f"\nNow, in this order:\n  git push origin v{version()}\n  python -m twine upload {' '.join(map(str, files))}"
    )
    print("  On the page of the release: the changelog's section, both files, their .asc and the sums above.")
    print("  The site: mkdocs build --strict, then upload site/.")


if __name__ == "__main__":
    main()
