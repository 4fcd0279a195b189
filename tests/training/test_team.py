"""What processes agree on, and who of them calls which callback; with two real processes in test_replicas.py."""

import keras
import numpy as np
import pytest

from kerasgan import callbacks
from kerasgan.training import team

TWO = keras.backend.backend() != "tensorflow"


@pytest.fixture
def second(gan, monkeypatch):
    """The second of two processes."""
    monkeypatch.setattr(team.replicas, "processes", lambda: (1, 2))
    monkeypatch.setattr(team.replicas, "devices", lambda gan: 2)
    return team.Team(gan)


@pytest.fixture
def first(second):
    second.share, second.first = (0, 2), True
    return second


def test_alone_all_callbacks_are_called_as_they_are(gan):
    given = [keras.callbacks.ModelCheckpoint("a.keras"), callbacks.Doctor()]
    assert team.Team(gan).callbacks(given) == given


def test_another_process_calls_no_callback_that_only_writes_files(second, tmp_path):
    stop, own = keras.callbacks.EarlyStopping(), keras.callbacks.LambdaCallback()
    own.only_writes = True
    writers = [
        own,
        keras.callbacks.ModelCheckpoint(tmp_path / "a.keras"),
        keras.callbacks.CSVLogger(tmp_path / "a.csv"),
        callbacks.SampleGrid(tmp_path),
        callbacks.Curves(tmp_path / "a.png"),
        callbacks.Doctor(),
    ]
    assert second.callbacks([stop, *writers]) == [stop]


def test_the_first_process_calls_all_but_the_doctor(first, tmp_path):
    stop, curves, keeps = keras.callbacks.EarlyStopping(), callbacks.Curves(), keras.callbacks.CSVLogger(tmp_path / "a")
    found = first.callbacks([stop, curves, keeps, callbacks.Doctor()])
    assert found[:2] == [stop, curves]
    assert [one.callback for one in found[2:]] == [keeps]


@pytest.mark.parametrize("number, writes", [(0, True), (1, False)])
def test_a_backup_is_read_by_all_and_written_by_the_first(gan, second, tmp_path, number, writes):
    gan.save_weights(tmp_path / "latest.weights.h5")
    before = [np.array(variable) for variable in gan.generator.weights]
    for variable in gan.generator.weights:
        variable.assign(variable + 1.0)
    second.first = number == 0
    (backup,) = second.callbacks([keras.callbacks.BackupAndRestore(tmp_path)])
    backup.set_model(gan)
    backup.on_train_begin()
    for variable, value in zip(gan.generator.weights, before):
        np.testing.assert_array_equal(np.array(variable), value)
    backup.on_epoch_end(0)
    assert (tmp_path / "training_metadata.json").exists() == writes
    backup.on_train_end()
    assert tmp_path.exists() == (not writes)


@pytest.mark.skipif(not TWO, reason="one process")
def test_a_batch_that_data_made_has_to_divide(second):
    assert second.problems_of_last(6) == []
    assert second.problems_of_last(7) == [
        "`x`: 2 processes share each batch, so its size has to be divisible by 2. Received a batch, perhaps the last, "
        "of 7 samples. Leave 1 out, or choose another `batch_size`."
    ]


@pytest.mark.skipif(not TWO, reason="one process")
def test_processes_without_a_distribution_are_refused(second, monkeypatch):
    monkeypatch.setattr(team.replicas, "devices", lambda gan: 1)
    (problem,) = second.problems(8)
    assert problem.startswith(
        "`keras.distribution`: expected a distribution, since 2 processes are there and each woul"
    )


@pytest.mark.parametrize("same", [True, False])
def test_random_numbers_are_seeded_anew_only_where_processes_would_draw_others(second, monkeypatch, same):
    monkeypatch.setattr(team.replicas, "gathered", lambda number: [number if same else 5, number])
    keras.utils.set_random_seed(3)
    second.agree_on_random_numbers()
    drawn = np.random.random(3)
    keras.utils.set_random_seed(3 if same else 5)
    np.testing.assert_array_equal(np.random.random(3), drawn)


@pytest.mark.parametrize("kind", [RuntimeError, ValueError])
def test_a_broken_connection_says_that_a_process_is_lost(second, kind):
    with pytest.raises(team.ProcessLostError, match="^Process 1 lost another process of this run: x\nStart all"):
        with second.together():
            raise kind("Gloo AllReduce failed\nx")
    with pytest.raises(kind, match="^mine$"):
        with second.together():
            raise kind("mine")
