"""What setup.cfg can't say: `zoo` lies inside the installed package, and `py.typed` says that it has types."""

import pathlib

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py


class Build(build_py):
    """Adds the empty file by which type checkers read a package's annotations."""

    def run(self):
        super().run()
        if not self.editable_mode:
            (pathlib.Path(self.build_lib) / "kerasgan" / "py.typed").touch()


setup(
    packages=[*find_packages(include=["kerasgan", "kerasgan.*"]), "kerasgan.zoo_data"],
    package_dir={"kerasgan.zoo_data": "zoo"},
    cmdclass={"build_py": Build},
)
