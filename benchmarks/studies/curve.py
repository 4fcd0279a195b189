"""Judging a GAN at regular steps, in a run that can be stopped at any moment."""

import kerasgan
from benchmarks.studies import records


class Stopped(Exception):
    """Ctrl-C came; what is done so far is on disk."""


class Curve(kerasgan.callbacks.Periodic):
    """Judges the GAN at regular steps and keeps the figures on disk beside the checkpoint.

    Args:
        every: Integer, steps from one point to the next.
        point: Function of a step that returns a point.
        path: Path of the file.
    """

    def __init__(self, every, point, path):
        super().__init__(every)
        self.point = point
        self.path = path
        self.points = []

    def on_first_step(self, step):
        """Takes up the points of a run that was cut off, up to where its checkpoint is."""
        self.points = [point for point in records.read(self.path) or [] if point[0] <= step]

    def on_due(self, step, logs=None):
        self.points.append(self.point(step))
        records.write(self.path, self.points)
