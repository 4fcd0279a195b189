"""The thread that prepares batches: order, errors, its end, and how far ahead it works."""

import threading
import time

import pytest

from kerasgan.training.ahead import Ahead


def test_results_come_in_order():
    with Ahead(lambda size: 10 * size, iter([3, 1, 2])) as batches:
        assert [batches.take() for _ in range(3)] == [30, 10, 20]


def test_an_error_comes_in_its_turn():
    with Ahead(lambda size: 6 // size, [2, 1, 0, 3]) as batches:
        assert [batches.take(), batches.take()] == [3, 6]
        with pytest.raises(ZeroDivisionError):
            batches.take()


def test_it_works_two_results_ahead_at_most():
    made = []
    with Ahead(made.append, range(100)) as batches:
        batches.take()
        time.sleep(0.3)
        assert made == [0, 1, 2]


def test_it_ends_with_its_context():
    with Ahead(lambda size: size, range(10**9)):
        pass
    assert not [thread for thread in threading.enumerate() if thread.name == "kerasgan-batches"]


def test_it_works_while_the_other_thread_does():
    threads = []
    with Ahead(lambda size: threads.append(threading.current_thread()), [1]) as batches:
        batches.take()
    assert threads != [threading.current_thread()]
