"""Steps in a hurry: on TensorFlow tracing a program takes longer than a tiny GAN's first steps as they are written.

With `--compiled`, and in tests marked `compiled` or `xla`, all steps are those of a program, as for a user.
"""

import keras

FEW = 20  # steps, which cost as much as tracing one program does


def hurried(program):
    """Returns what `program` of `step_tensorflow` does; the first steps of each GAN run as they are written."""

    def made(game, xla):
        if xla or game.run_eagerly:
            return program(game, xla)
        return Hurried(game, program)

    return made


class Hurried:
    """A program of several steps in one call, made where there are more than a few."""

    def __init__(self, game, program):
        self.made = lambda: program(game, False)
        self.done, self.program = 0, None
        game.run_eagerly = True
        self.written = program(game, False)
        game.run_eagerly = False

    def __call__(self, batches):
        self.done += len(keras.tree.flatten(batches)[0])
        if self.done <= FEW:
            return self.written(batches)
        self.program = self.program or self.made()
        return self.program(batches)
