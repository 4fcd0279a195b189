"""A short run, killed again and again at random moments, and begun again each time; a process of its own.

    python killed.py FOLDER KILLS SEED

Keras is imported once: each attempt is a fork of this process, which computes nothing itself. Writes `whole.npz`, what
a run leaves that nobody killed, and `run-1.npz`, ... of those that were killed on the way.
"""

import os
import pathlib
import random
import signal
import sys
import time

import numpy as np

import kerasgan

STEPS = 60


class Slow(kerasgan.callbacks.Periodic):
    """Takes some time after each step, in which a kill may come."""

    def on_due(self, step, logs=None):
        time.sleep(0.01)


def train(folder, to_file):
    """A whole run, or what is left of it; writes down all that it has learned."""
    import keras

    keras.utils.set_random_seed(3)
    gan = kerasgan.build_gan(
        kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,)),
        kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,)),
        jit_compile=False,
    )
    data = np.random.default_rng(0).normal(size=(64, 4)).astype("float32")
    options = {"batch_size": 8, "seed": 1, "verbose": 0, "doctor": False, "callbacks": [Slow(1)]}
    checkpoint = kerasgan.Checkpoint(folder, steps=3)
    history = kerasgan.fit_gan(gan, data, steps=STEPS, checkpoint=checkpoint, **options)
    values = [np.array(keras.ops.convert_to_numpy(variable)) for variable in gan.state]
    np.savez(to_file, *values, history=np.array(history.history["d_loss"]))


def attempt(folder, to_file, seconds):
    """Has a fork train, and kills it after so many seconds; returns whether it came to its end before."""
    process = os.fork()
    if not process:
        try:
            train(folder, to_file)
            os._exit(0)
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return finished(status)
        time.sleep(0.002)
    os.kill(process, signal.SIGKILL)
    status = os.waitpid(process, 0)[1]
    return not os.WIFSIGNALED(status) and finished(status)


def finished(status):
    if os.waitstatus_to_exitcode(status):
        sys.exit("a run failed by itself")
    return True


def main(folder, kills, seed):
    folder, rng, began = pathlib.Path(folder), random.Random(int(seed)), time.monotonic()
    attempt(folder / "whole", folder / "whole.npz", 300)
    took = time.monotonic() - began
    number = kills_made = 0
    while kills_made < int(kills):
        number += 1
        while not attempt(folder / f"run-{number}", folder / f"run-{number}.npz", rng.uniform(0.2, 1.1) * took):
            kills_made += 1
            if kills_made >= int(kills):
                attempt(folder / f"run-{number}", folder / f"run-{number}.npz", 300)
                break


if __name__ == "__main__":
    main(*sys.argv[1:])
