"""A thread that draws and writes while training goes on."""

import collections
import concurrent.futures
import warnings


class Worker:
    """One thread for the work of a callback, done in the order in which it came.

    What fails does not end the training: a warning names the file, at the next call or at the end.

    Args:
        most: Integer, how much work may wait; with more, the caller waits. Defaults to `4`.
    """

    def __init__(self, most=4):
        self.most = most
        self._pending = collections.deque()
        self._pool = concurrent.futures.ThreadPoolExecutor(max_workers=1, thread_name_prefix="kerasgan")

    @property
    def busy(self):
        """Whether work is waiting or being done."""
        return any(not future.done() for _, future in self._pending)

    def do(self, file, work, *arguments):
        """Has `work(*arguments)` done, which writes `file`, and tells of what has failed before."""
        self._pending.append((file, self._pool.submit(work, *arguments)))
        while self._pending and (self._pending[0][1].done() or len(self._pending) > self.most):
            self._tell()

    def finish(self):
        """Waits until all is done."""
        while self._pending:
            self._tell()
        self._pool.shutdown()

    def _tell(self):
        """Takes the oldest work off the list, waits for its end, and warns where it failed."""
        file, future = self._pending.popleft()
        error = future.exception()
        if error is not None:
            reason = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
            warnings.warn(f"{file} could not be written: {reason}. Training is not affected.", stacklevel=3)
