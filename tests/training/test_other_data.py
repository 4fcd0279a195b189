"""A run that goes on: with data of another kind it says so."""

import numpy as np
import pytest
from helpers import moved, values

import kerasgan
from kerasgan.errors import CheckpointError

X = np.ones((16, 4), "float32")
DATA = {
    "arrays, or a folder of images": lambda: X,
    "batches, of a data set or an iterator": lambda: iter([X[:8]] * 9),
    "a sampler": lambda: lambda n, rng: X[:n],
}


@pytest.mark.parametrize("here", DATA)
@pytest.mark.parametrize("before", DATA)
def test_a_folder_gone_on_with_another_kind_of_data_says_both(gan, before, here, tmp_path):
    def run(kind, steps):
        checkpoint = kerasgan.Checkpoint(tmp_path / "run", steps=1)
        return kerasgan.fit_gan(gan, DATA[kind](), steps=steps, batch_size=8, verbose=0, checkpoint=checkpoint)

    run(before, 2)
    learned = values(gan.variables)
    if before == here:
        assert len(run(here, 4).steps) == 4
        return
    with pytest.raises(CheckpointError) as error:
        run(here, 4)
    assert f"was trained on {before}, this one has {here}, so it cannot go on" in str(error.value)
    assert not moved(learned, values(gan.variables))
