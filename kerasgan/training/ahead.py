"""The next batches, made by a thread while the step runs."""

import contextlib
import queue
import threading


class Ahead:
    """Within this context a thread calls a function again and again and keeps what it returns ready.

    One result waits while the next is being made, so that memory stays flat. An error is raised by `take`, in the
    order in which it occurred.

    Args:
        make: Function `size -> result`.
        sizes: Iterable of what to call it with, in order; the thread ends with it.
    """

    def __init__(self, make, sizes):
        self.make = make
        self.sizes = sizes
        self._ready = queue.Queue(maxsize=1)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="kerasgan-batches", daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *error):
        """Ends the thread; data that never return a batch keep it, until Python ends, and nobody else."""
        self._stop.set()
        self._thread.join(timeout=5.0)

    def take(self):
        """Returns the next result, waiting for it where need be, or raises the error that came instead."""
        result, error = self._ready.get()
        if error is not None:
            raise error
        return result

    def _work(self):
        try:
            for size in self.sizes:
                self._put(self.make(size), None)
                if self._stop.is_set():
                    return
        except BaseException as error:  # whatever it is, it belongs to the thread that trains
            self._put(None, error)

    def _put(self, result, error):
        while not self._stop.is_set():
            with contextlib.suppress(queue.Full):
                return self._ready.put((result, error), timeout=0.1)
