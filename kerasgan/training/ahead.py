"""The next batches, made by a thread while the step runs."""

import contextlib
import queue
import threading


class Ahead:
    """Within this context a thread runs through an iterable and keeps what it yields ready.

    One item waits while the next is being made, so that memory stays flat. An error is raised by `take`, in the order
    in which it occurred.

    Args:
        items: Iterable.
    """

    def __init__(self, items):
        self.items = items
        self._ready = queue.Queue(maxsize=1)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="kerasgan-batches", daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *error):
        """Ends the thread; data that never return a batch keep it, until Python ends, and nobody else."""
        self._stop.set()
        self._thread.join(timeout=1.0)

    def take(self, give_up=lambda: False):
        """Returns the next item, waiting for it where need be, or raises the error that came instead.

        Args:
            give_up: Function without arguments, asked ten times a second while waiting.

        Returns:
            The item; `None` at the end, or when `give_up` says so.
        """
        while not give_up():
            with contextlib.suppress(queue.Empty):
                item, error = self._ready.get(timeout=0.1)
                if error is not None:
                    raise error
                return item
        return None

    def _work(self):
        try:
            for item in self.items:
                self._put(item, None)
                if self._stop.is_set():
                    return
            self._put(None, None)
        except BaseException as error:  # whatever it is, it belongs to the thread that trains
            self._put(None, error)

    def _put(self, item, error):
        while not self._stop.is_set():
            with contextlib.suppress(queue.Full):
                return self._ready.put((item, error), timeout=0.1)
