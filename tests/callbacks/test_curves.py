import numpy as np
import pytest

import kerasgan
from kerasgan.callbacks import Curves, curves
from kerasgan.plots import plot_history


@pytest.fixture
def drawn(monkeypatch):
    """What `plot_history` was asked to draw."""
    histories = []
    monkeypatch.setattr(curves, "plot_history", lambda history, to_file: histories.append(history))
    return histories


def train(gan, real, callback, **options):
    return kerasgan.fit_gan(gan, real, **{"batch_size": 8, "verbose": 0, "steps": 5, **options}, callbacks=[callback])


def test_the_picture_is_that_of_the_whole_history(gan, real, tmp_path):
    history = train(gan, real, Curves(tmp_path / "curves.png"))
    plot_history(history, tmp_path / "expected.png")
    assert (tmp_path / "curves.png").read_bytes() == (tmp_path / "expected.png").read_bytes()


def test_it_is_drawn_as_training_goes_not_too_often_and_at_the_end(gan, real, drawn, tmp_path):
    train(gan, real, Curves(tmp_path / "a.png", seconds=0))
    lengths = [len(history["d_loss"]) for history in drawn]
    assert lengths == sorted(set(lengths)) and 1 <= lengths[0] and lengths[-1] == 5
    drawn.clear()
    train(gan, real, Curves(tmp_path / "a.png", seconds=1000))
    assert [len(history["d_loss"]) for history in drawn] == [5]


def test_steps_are_counted_as_the_history_counts_them(gan, real, drawn, tmp_path):
    history = train(gan, real, Curves(tmp_path / "a.png"), epochs=3, steps=None, batch_size=2)
    assert drawn[-1]["step"] == history.steps == [4, 8, 12]
    for name, values in history.history.items():
        np.testing.assert_array_equal(drawn[-1][name], values)


def test_a_run_that_goes_on_draws_what_was_before_too(networks, real, drawn, tmp_path):
    for steps in (4, 6):
        gan = kerasgan.build_gan(*networks, g_optimizer="sgd", d_optimizer="sgd")
        train(gan, real, Curves(tmp_path / "a.png"), steps=steps, epochs=6, checkpoint=tmp_path / "checkpoint")
    assert drawn[-1]["step"] == [1, 2, 3, 4, 5, 6]


def test_the_fit_of_keras_is_drawn_by_epoch(gan, real, drawn, tmp_path):
    history = gan.fit(
        real, batch_size=4, epochs=3, verbose=0, callbacks=[Curves(tmp_path / "a.png")], validation_data=(real,)
    )
    assert drawn[-1] == {name: pytest.approx(values) for name, values in history.history.items()}
    assert "step" not in drawn[-1] and "val_d_loss" in drawn[-1]


def test_what_was_not_measured_each_time_has_gaps(gan, real, tmp_path):
    history = kerasgan.fit_gan(gan, real, steps=2, batch_size=8, verbose=0)
    history.epoch, history.history = [0, 1], {"d_loss": [1.0, 2.0]}
    history.steps = [5, 10, 15]
    assert curves.so_far(history, {"d_loss": 3.0, "late": 4.0}) == {
        "d_loss": [1.0, 2.0, 3.0],
        "late": [None, None, 4.0],
        "step": [5, 10, 15],
    }


def test_mistakes_are_named(gan, real, tmp_path):
    with pytest.raises(ValueError) as error:
        Curves(seconds=-1)
    assert str(error.value) == "`seconds`: expected a finite number of at least 0. Received: -1."
    with pytest.raises(
        ValueError, match="^`to_file`: expected a file name with an extension that Matplotlib can write"
    ):
        train(gan, real, Curves(tmp_path / "a.xyz"))
