"""docs/extending.md as a user reads it: each block of code runs as printed."""

import os
import pathlib
import re
import subprocess
import sys

import keras
import numpy as np
import pytest

import kerasgan

PAGE = pathlib.Path(__file__).parents[1] / "docs" / "extending.md"
BLOCKS = [block for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL) if "build_gan" in block]
IMPORTS = "import keras\nfrom keras import ops\nimport kerasgan\n"


@pytest.mark.parametrize("block", BLOCKS, ids=["loss", "term", "slope", "schedule", "companion", "transform", "noise"])
def test_what_the_page_shows_trains(block):
    space = {}
    if "generator, discriminator" in block:
        space["generator"] = kerasgan.build_generator("mlp", (4, 4, 1), 3)
        space["discriminator"] = kerasgan.build_discriminator("mlp", (4, 4, 1))
    exec(IMPORTS + block, space)
    gan = space["gan"]
    gan.run_eagerly = True
    logs = gan.train_on_batch(np.zeros((4, *gan.data_shape), "float32"))
    assert np.isfinite(list(logs.values())).all()


# A file of a user's own: what the page shows, without the lines that build a GAN of it.
MINE = "\n".join([IMPORTS, *(re.sub(r"(?m)^(gan|sketch) = .*\n?", "", block) for block in BLOCKS)])
AGAIN = """
import keras, mine
gan = keras.models.load_model("gan.keras")
print(gan.loss_pair.name, *(type(term).__name__ for term in gan.terms), *(type(t).__name__ for t in gan.transforms))
print(gan.sample(2, seed=0).sum())
"""


def test_a_file_of_ones_own_is_all_it_takes_saving_included(tmp_path, monkeypatch, rng):
    """A loss, a penalty, a term with a network and a transform, trained, saved, and loaded by another program."""
    (tmp_path / "mine.py").write_text(MINE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    import mine

    g, d = kerasgan.build_generator("mlp", (4, 4, 1), 3), kerasgan.build_discriminator("mlp", (4, 4, 1))
    sketch = keras.Sequential([keras.Input((3,)), keras.layers.Dense(16), keras.layers.Reshape((4, 4, 1))])
    some = [mine.MidpointPenalty(weight=0.5, every=2), mine.OneSidedPenalty(limit=0.5), mine.Sketch(sketch)]
    gan = kerasgan.build_gan(g, d, loss=mine.loss, terms=some, transforms=[mine.Blur(), mine.Holes(0.2)])
    before = sketch.get_weights()[0].copy()
    history = kerasgan.fit_gan(gan, rng.uniform(-1, 1, (16, 4, 4, 1)), steps=4, epochs=1, batch_size=4, verbose=0)
    assert history.history["midpoint_penalty"][0] > 0 and (sketch.get_weights()[0] != before).any()
    gan.save("gan.keras")
    folders = os.pathsep.join([os.path.dirname(kerasgan.__path__[0]), str(tmp_path)])
    environment = {**os.environ, "PYTHONPATH": folders}
    found = subprocess.run([sys.executable, "-c", AGAIN], env=environment, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    names, total = found.stdout.strip().splitlines()[-2:]
    assert names == "exponential MidpointPenalty OneSidedPenalty Sketch Blur Holes"
    assert float(total) == pytest.approx(gan.sample(2, seed=0).sum(), rel=1e-4)


def test_what_the_page_says_of_bad_input_holds(tmp_path):
    space = {}
    exec(IMPORTS + next(block for block in BLOCKS if "OneSidedPenalty" in block), space)
    penalty = space["OneSidedPenalty"]
    with pytest.raises(ValueError, match="^`limit`: expected no negative number. Received: -1.$"):
        kerasgan.build_gan(terms=[penalty(limit=-1)])
    with pytest.raises(ValueError, match="WeightClipping and OneSidedPenalty both limit D's slope"):
        kerasgan.build_gan(loss="wasserstein", terms=[penalty(), "weight_clipping"])
    d = kerasgan.build_discriminator("mlp", (200,), normalization="batch")
    with pytest.warns(UserWarning, match="^OneSidedPenalty limits D's slope at each sample"):
        kerasgan.build_gan(None, d, terms=[penalty()])
