"""What setup.cfg can't say: where `zoo` lies, that the package has types, and README with links that lead from PyPI."""

import pathlib
import re

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py


class Build(build_py):
    """Adds the empty file by which type checkers read a package's annotations."""

    def run(self):
        super().run()
        if not self.editable_mode:
            (pathlib.Path(self.build_lib) / "kerasgan" / "py.typed").touch()


def described():
    """Returns README with whole addresses: on PyPI's page its own links and pictures would lead nowhere."""
    text = (pathlib.Path(__file__).parent / "README.md").read_text("utf-8")
    text = re.sub(r"(!\[[^\]]*\]\()(?!https?:)", r"\1https://raw.githubusercontent.com/kerasgan/kerasgan/main/", text)
    return re.sub(r"(\]\()(?!https?:|#)", r"\1https://github.com/kerasgan/kerasgan/blob/main/", text)


setup(
    long_description=described(),
    long_description_content_type="text/markdown",
    packages=[*find_packages(include=["kerasgan", "kerasgan.*"]), "kerasgan.zoo_data"],
    package_dir={"kerasgan.zoo_data": "zoo"},
    cmdclass={"build_py": Build},
)
