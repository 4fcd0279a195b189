"""docs/extending.md as a user reads it: each block of code runs as printed."""

import pathlib
import re

import numpy as np
import pytest

import kerasgan

PAGE = pathlib.Path(__file__).parents[1] / "docs" / "extending.md"
BLOCKS = [block for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL) if "build_gan" in block]
IMPORTS = "import keras\nfrom keras import ops\nimport kerasgan\n"


@pytest.mark.parametrize("block", BLOCKS, ids=["loss", "term", "transform"])
def test_what_the_page_shows_trains(block):
    space = {}
    if "Blur" in block:
        space["generator"] = kerasgan.build_generator("mlp", (4, 4, 1), 3)
        space["discriminator"] = kerasgan.build_discriminator("mlp", (4, 4, 1))
    exec(IMPORTS + block, space)
    gan = space["gan"]
    gan.run_eagerly = True
    logs = gan.train_on_batch(np.zeros((4, *gan.data_shape), "float32"))
    assert np.isfinite(list(logs.values())).all()
