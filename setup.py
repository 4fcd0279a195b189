"""What setup.cfg can't say: the folder `zoo` beside the package is installed inside it, as `kerasgan/zoo_data`."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["kerasgan", "kerasgan.*"]), "kerasgan.zoo_data"],
    package_dir={"kerasgan.zoo_data": "zoo"},
)
