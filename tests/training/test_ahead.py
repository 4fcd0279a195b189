"""The thread that prepares batches: order, errors, its end, and how far ahead it works."""

import threading
import time

import pytest

from kerasgan.training.ahead import Ahead


def test_items_come_in_order_and_none_at_the_end():
    with Ahead(iter([30, 10, 20])) as items:
        assert [items.take() for _ in range(4)] == [30, 10, 20, None]


def test_an_error_comes_in_its_turn():
    with Ahead(6 // size for size in [2, 1, 0, 3]) as items:
        assert [items.take(), items.take()] == [3, 6]
        with pytest.raises(ZeroDivisionError):
            items.take()


def noted(made, count):
    for number in range(count):
        made.append(number)
        yield number


def test_it_works_two_items_ahead_at_most():
    made = []
    with Ahead(noted(made, 100)) as items:
        items.take()
        while len(made) < 3:
            time.sleep(0.01)
        time.sleep(0.1)
        assert made == [0, 1, 2]


def test_it_ends_with_its_context():
    with Ahead(range(10**9)):
        pass
    assert not [thread for thread in threading.enumerate() if thread.name == "kerasgan-batches"]


def test_waiting_can_be_given_up():
    released = threading.Event()
    with Ahead(released.wait() for _ in range(1)) as items:
        asked = iter([False, False, True])
        assert items.take(give_up=lambda: next(asked)) is None
        released.set()


def test_it_works_in_a_thread_of_its_own():
    with Ahead(threading.current_thread() for _ in range(1)) as items:
        assert items.take() is not threading.current_thread()
