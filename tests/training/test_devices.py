"""Processes that look for the first one; `training/test_replicas.py` has those that find it."""

import socket
import threading
import time

import keras
import pytest

from kerasgan.training import devices

several = pytest.mark.skipif(keras.backend.backend() == "tensorflow", reason="one process: see docs/scaling.md")


@several
def test_where_nobody_listens_it_is_an_error_that_says_where(monkeypatch):
    monkeypatch.setattr(devices, "PATIENCE", 0.1)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        place = f"127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(ConnectionError) as error:
            devices.join(coordinator=place, num_processes=2, process_id=1)
    text = str(error.value)
    assert text.startswith(f"Process 1 did not meet the 2 processes of this run at {place}: ") and "refused" in text
    assert text.endswith(
        "Start all of them within five minutes; `coordinator` is an address of the first that the others reach."
    )


@several
def test_a_host_of_no_known_name_is_an_error_at_once():
    with pytest.raises(
        ConnectionError, match="^Process 1 did not meet the 2 processes of this run at no.such.host:1: "
    ):
        devices.join(coordinator="no.such.host:1", num_processes=2, process_id=1)


def test_the_first_process_may_come_later():
    with socket.socket() as first:
        first.bind(("127.0.0.1", 0))
        begun = time.monotonic()
        threading.Timer(0.3, first.listen).start()
        devices._reach(f"127.0.0.1:{first.getsockname()[1]}")
        assert time.monotonic() - begun >= 0.3
