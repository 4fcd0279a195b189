"""Facts of a run: its speed, from the entries of the history alone."""

import types

import numpy as np
import pytest

from kerasgan.datasets import paired_folder
from kerasgan.recipe import facts


def watched(clock, monkeypatch, entries):
    """Lets a clock see entries `(seconds, steps so far)` of a run that began at second 0, step `entries[0][1]`."""
    now = [0.0]
    monkeypatch.setattr(facts.time, "monotonic", lambda: now[0])
    model = types.SimpleNamespace(optimizer=types.SimpleNamespace(iterations=entries[0][1]))
    clock.set_model(model)
    clock.on_train_begin()
    for number, (seconds, steps) in enumerate(entries[1:]):
        clock.on_epoch_begin(number)
        now[0], model.optimizer.iterations = seconds, steps
        clock.on_epoch_end(number)
    return clock


def test_the_first_entry_has_the_compilation_in_it(monkeypatch):
    clock = watched(facts.Clock(), monkeypatch, [(0, 0), (7.0, 10), (9.0, 20), (11.0, 30)])
    assert clock.steps_per_second == pytest.approx(20 / 4)
    assert clock.seconds_to_first_step == pytest.approx(7 - 10 / 5)
    assert (clock.seconds, clock.steps) == (11.0, 30)


def test_a_run_that_goes_on_counts_its_own_steps(monkeypatch):
    clock = watched(facts.Clock(), monkeypatch, [(0, 500), (3.0, 510), (4.0, 520)])
    assert clock.steps == 20
    assert clock.steps_per_second == pytest.approx(10)


def test_what_a_run_took_before_it_was_cut_off_is_a_part_of_its_seconds_and_not_of_its_speed(monkeypatch):
    clock = watched(facts.Clock(before=50.0), monkeypatch, [(0, 500), (3.0, 510), (4.0, 520)])
    assert clock.seconds == pytest.approx(54)
    assert clock.steps_per_second == pytest.approx(10) and clock.seconds_to_first_step == pytest.approx(2)


def test_one_entry_is_all_there_is_to_go_by(monkeypatch):
    clock = watched(facts.Clock(), monkeypatch, [(0, 0), (2.0, 10)])
    assert clock.steps_per_second == pytest.approx(5)
    assert clock.seconds_to_first_step == pytest.approx(0)


def test_no_entry_is_no_step(monkeypatch):
    clock = watched(facts.Clock(), monkeypatch, [(0, 0)])
    assert (clock.steps, clock.seconds_to_first_step) == (0, 0.0)


def test_a_machine_has_a_device_on_every_backend():
    assert all(isinstance(name, str) for name in facts.devices()) and facts.devices()


def test_the_opening_counts_the_pictures_of_both_sets():
    sets = [type("Folder", (), {"names": ["a"] * count, "__len__": lambda self: 1})() for count in (1906, 20)]
    assert facts.count_of(paired_folder.Unpaired(sets)) == ", 1,906 and 20 samples"
    assert facts.count_of((np.zeros((7, 2)), np.zeros(7))) == ", 7 samples"
    assert facts.count_of(lambda batch_size, rng: None) == ""
