"""Stopping well: Ctrl-C that waits for the step, and the last good weights."""

import signal
import threading

import numpy as np
import pytest
from helpers import Clock, values

from kerasgan.errors import TrainingDivergedError
from kerasgan.training import guard


def logs(*losses):
    return {"d_loss": np.array(losses), "g_loss": np.zeros(len(losses))}


def test_the_first_ctrl_c_waits_and_the_second_goes_through():
    with guard.Interrupt() as interrupt:
        assert not interrupt.requested
        signal.raise_signal(signal.SIGINT)
        assert interrupt.requested
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_the_handler_of_before_comes_back():
    before = signal.getsignal(signal.SIGINT)
    with guard.Interrupt():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("context", [guard.Interrupt, guard.Ending])
def test_a_handler_that_is_not_python_s_stays(monkeypatch, context):
    """A program that Python is a part of has handlers of its own, which Python can't put back."""
    taken = []
    monkeypatch.setattr(signal, "getsignal", lambda number: None)
    monkeypatch.setattr(signal, "signal", lambda number, handler: taken.append(number))
    with context():
        pass
    assert not taken


def test_outside_the_main_thread_it_does_nothing():
    found = []

    def work():
        with guard.Interrupt() as interrupt:
            found.append(interrupt.requested)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [False]


@pytest.fixture
def clock(monkeypatch):
    found = Clock()
    monkeypatch.setattr(guard, "time", found)
    return found


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_loss_that_is_not_finite_brings_the_last_good_weights_back(gan, real, bad, clock):
    last_good = guard.LastGood(gan)
    gan.train_on_batch(real)
    last_good.check(1, logs(0.5))
    clock.now += 2
    last_good.renew(1, before=lambda: None)
    kept = values(gan.state)
    gan.train_on_batch(real)
    with pytest.raises(TrainingDivergedError) as error:
        last_good.check(2, logs(0.4, bad, 0.3))
    assert str(error.value) == (
        f"`d_loss` became {bad} at step 3. Training stopped; the GAN holds its last good weights, those after step 1. "
        "Lower the learning rates, or clip gradients with `clipnorm=1.0` in both optimizers, and call `fit_gan` again."
    )
    for found, expected in zip(values(gan.state), kept):
        np.testing.assert_array_equal(found, expected)


def test_weights_that_broke_in_the_last_step_are_found_at_the_end(gan, clock):
    last_good = guard.LastGood(gan)
    start = values(gan.state)
    gan.generator.weights[0].assign(np.full(gan.generator.weights[0].shape, np.nan))
    clock.now += 0.5
    last_good.renew(1, before=lambda: None)  # copied about once a second: not yet
    with pytest.raises(TrainingDivergedError, match="^The weights became NaN or infinite by step 2. Training stopped"):
        last_good.check_weights(2)
    np.testing.assert_array_equal(values(gan.state)[0], start[0])


def test_copies_that_take_long_are_further_apart(gan, clock):
    last_good = guard.LastGood(gan)
    last_good.cost = 0.2
    for seconds, expected in [(3.9, 0), (4.1, 2)]:  # a twentieth of the time at most
        clock.now = last_good.kept_at + seconds
        last_good.renew(2, before=lambda: None)
        assert last_good.step == expected
