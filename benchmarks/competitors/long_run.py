"""Slices of one long `fit`: a run in a thread of its own that waits between epochs until more are asked for."""

import queue
import threading

import keras


class LongRun(keras.callbacks.Callback):
    """A competitor made of a function that trains by epochs.

    Args:
        train: Function that takes a Keras callback and trains until it is stopped.
        chunk: Integer, the steps of an epoch.
    """

    def __init__(self, train, chunk):
        super().__init__()
        self.train, self.chunk = train, chunk
        self.left = 0
        self.wanted, self.finished = queue.Queue(), queue.Queue()
        self.thread = None

    def run(self, steps):
        """Lets the run go on for that many steps and waits."""
        epochs = steps // self.chunk
        if self.thread is None:
            self.left = epochs
            self.thread = threading.Thread(target=self._go, daemon=True)
            self.thread.start()
        else:
            self.wanted.put(epochs)
        error = self.finished.get()
        if error is not None:
            raise error

    def close(self):
        """Ends the run."""
        if self.thread is not None and self.thread.is_alive():
            self.wanted.put(None)
            self.thread.join()

    def on_epoch_end(self, epoch, logs=None):
        self.left -= 1
        if self.left == 0:
            self.finished.put(None)
            self.left = self.wanted.get()
            self.model.stop_training = self.left is None

    def _go(self):
        try:
            self.train(self)
        except Exception as error:
            self.finished.put(error)
