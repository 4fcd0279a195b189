"""`python -m benchmarks.flat_cost`: resident memory and rate along one long run, from step 1,000 on.

On Linux. Prints one line per report and, at the end, by how much memory grew and how the rate changed.
"""

import argparse
import os
import time

import keras
import numpy as np

import kerasgan


class Watch(keras.callbacks.Callback):
    """Notes memory and rate after each entry of the history.

    Args:
        entry: Integer, steps per entry.
    """

    def __init__(self, entry):
        super().__init__()
        self.entry = entry
        self.rows = []

    def on_train_begin(self, logs=None):
        self.since = time.monotonic()

    def on_epoch_end(self, epoch, logs=None):
        now = time.monotonic()
        self.rows.append((self.entry * (epoch + 1), resident_megabytes(), self.entry / (now - self.since)))
        self.since = now
        print("step {:6d}  {:7.1f} MB  {:6.0f} steps/s".format(*self.rows[-1]), flush=True)


def resident_megabytes():
    """Returns the resident memory of this process."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def build(workload):
    """Returns a GAN and its data."""
    if workload == "normal_200d":
        return kerasgan.build_gan(), kerasgan.datasets.load("normal_200d")
    shape = {"filters": 8, "kernel_size": 4}
    networks = (
        kerasgan.build_generator("dcgan", output_shape=(16, 16, 1), latent_dim=16, **shape),
        kerasgan.build_discriminator("dcgan", input_shape=(16, 16, 1), **shape),
    )
    x = np.random.default_rng(0).uniform(-1, 1, (640, 16, 16, 1)).astype("float32")
    return kerasgan.build_gan(*networks), x


def main(arguments=None):
    """Trains the GAN and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flat_cost", description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--reports", type=int, default=20)
    parser.add_argument("--workload", choices=["normal_200d", "pictures"], default="normal_200d", help="the GAN")
    chosen = parser.parse_args(arguments)
    entry = chosen.steps // chosen.reports
    watch = Watch(entry)
    options = {"steps": entry * chosen.reports, "epochs": chosen.reports, "callbacks": [watch], "verbose": 0}
    gan, data = build(chosen.workload)
    kerasgan.fit_gan(gan, data, **options)
    (_, first, _), (_, last, _) = watch.rows[0], watch.rows[-1]
    early, late = (sum(rate for *_, rate in rows) / len(rows) for rows in (watch.rows[1:4], watch.rows[-3:]))
    print(f"memory {last / first - 1:+.2%} from step {entry} to {watch.rows[-1][0]}, rate {late / early - 1:+.1%}")
    return watch.rows


if __name__ == "__main__":
    main()
