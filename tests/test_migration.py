"""docs/migration.md as a user reads it: each block runs as printed, one after the other."""

import pathlib
import re

import numpy as np
import pytest

import kerasgan

PAGE = pathlib.Path(__file__).parents[1] / "docs" / "migration.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


@pytest.mark.filterwarnings("ignore")  # of Keras's layers, which are not ours to mend
def test_every_migration_trains_as_printed(monkeypatch):
    load, fit = kerasgan.datasets.load, kerasgan.fit_gan

    def few(name, **options):
        data = load(name, **options)
        return tuple(part[:8] for part in data) if isinstance(data, tuple) else data

    def short(gan, data, **options):
        return fit(gan, data, **{**options, "epochs": None, "steps": 1, "batch_size": 2}, verbose=0, doctor=False)

    monkeypatch.setattr(kerasgan.datasets, "load", few)
    monkeypatch.setattr(kerasgan, "fit_gan", short)
    space = {"np": np}
    for block in BLOCKS:
        exec(block, space)
    for name in ("gan", "wgan", "cgan"):
        assert space[name].sample(2, seed=0).dtype == np.uint8
    assert space["threes"].shape == (4, 28, 28, 1)
    assert (space["wgan"].d_steps, space["wgan"].terms[0].weight) == (3, 10.0)
    assert np.isfinite(list(space["logs"].values())).all()
