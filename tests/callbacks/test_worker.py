import threading
import time

import pytest

from kerasgan.callbacks.worker import Worker


def test_work_is_done_in_order_in_another_thread():
    worker, done = Worker(), []
    for number in range(20):
        worker.do("a file", lambda number: done.append((number, threading.current_thread())), number)
    worker.finish()
    assert [number for number, _ in done] == list(range(20))
    assert {thread for _, thread in done} != {threading.current_thread()} and len({thread for _, thread in done}) == 1


def test_the_caller_goes_on_until_too_much_is_waiting():
    worker, gate, done = Worker(most=2), threading.Event(), []
    worker.do("a", gate.wait, 5)
    worker.do("b", done.append, 1)
    assert worker.busy and not done
    threading.Timer(0.1, gate.set).start()
    worker.do("c", done.append, 2)  # has to wait for the first
    assert gate.is_set()
    worker.finish()
    assert done == [1, 2] and not worker.busy


def fail(error):
    raise error


@pytest.mark.parametrize(
    "error, reason",
    [
        (OSError(28, "No space left on device"), "No space left on device"),
        (RuntimeError("no such luck"), "RuntimeError: no such luck"),
    ],
)
def test_what_fails_is_told_and_the_rest_is_done(error, reason):
    worker, done = Worker(), []
    with pytest.warns(UserWarning) as told:
        worker.do("a.png", fail, error)
        worker.do("b.png", done.append, 1)
        worker.finish()
    assert [str(warning.message) for warning in told] == [
        f"a.png could not be written: {reason}. Training is not affected."
    ]
    assert done == [1]


def test_a_failure_is_told_at_the_next_call():
    worker = Worker()
    gate = threading.Event()
    worker.do("a.png", lambda: fail(ValueError("no" * gate.wait(5))))
    gate.set()
    while worker.busy:
        time.sleep(0.001)
    with pytest.warns(UserWarning, match=r"^a\.png could not be written: ValueError: no\."):
        worker.do("b.png", print)
    worker.finish()
