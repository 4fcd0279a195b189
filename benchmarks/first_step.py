"""`python -m benchmarks.first_step`: how long a run waits before its first steps, by backend and length of run.

Each wait is that of a fresh process: from the call of `fit_gan` to the end of its first call of the backend, imports
left out, compiling included. "Again" is a second process, which finds what the first has compiled and kept.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

BACKENDS = ("tensorflow", "jax", "torch")
CASES = ("normal_200d", "dcgan_28", "recurrent")
LENGTHS = (500, 20_000)


def build(case):
    """Returns a GAN and its data; called in the process that is timed."""
    import keras
    import numpy as np

    import kerasgan

    if case == "normal_200d":
        return kerasgan.build_gan(), kerasgan.datasets.load("normal_200d")
    rng = np.random.default_rng(0)
    if case == "dcgan_28":
        shape = (28, 28, 1)
        networks = kerasgan.build_generator("dcgan", shape), kerasgan.build_discriminator("dcgan", shape)
        return kerasgan.build_gan(*networks), rng.uniform(-1, 1, (512, 28, 28, 1)).astype("float32")
    layers = keras.layers
    generator = keras.Sequential([keras.Input((24, 4)), layers.LSTM(32, return_sequences=True), layers.Dense(2)])
    discriminator = keras.Sequential([keras.Input((24, 2)), layers.LSTM(32), layers.Dense(1)])
    gan = kerasgan.build_gan(generator, discriminator, loss="wasserstein", terms=[kerasgan.terms.GradientPenalty()])
    return gan, rng.standard_normal((512, 24, 2)).astype("float32")


def wait(case, steps):
    """Returns the seconds until a run of so many steps has made its first ones."""
    import keras

    import kerasgan

    class Stop(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            found.append(time.monotonic() - began)
            self.model.stop_training = True

    gan, data = build(case)
    found, began = [], time.monotonic()
    kerasgan.fit_gan(gan, data, steps=steps, batch_size=64, callbacks=[Stop()], verbose=0, doctor=False)
    return found[0]


def in_a_process(backend, case, steps, cache):
    """Returns what `wait` does, measured in a fresh process that keeps compiled programs in the folder `cache`."""
    kept = {"JAX_COMPILATION_CACHE_DIR": cache, "TORCHINDUCTOR_CACHE_DIR": cache}
    kept |= {"JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0", "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1"}
    env = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3", **kept}
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.first_step", "--child", case, str(steps)]
    return json.loads(subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout.split()[-1])


def main(arguments=None):
    """Measures and prints a table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first_step", description=__doc__.splitlines()[0])
    parser.add_argument("--backend", nargs="+", choices=BACKENDS, default=BACKENDS)
    parser.add_argument("--case", nargs="+", choices=CASES, default=CASES)
    parser.add_argument("--steps", nargs="+", type=int, default=LENGTHS, help="lengths of runs; default: 500 20000")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.child:
        print(json.dumps(round(wait(chosen.child[0], int(chosen.child[1])), 2)))
        return
    print("| networks | backend | steps of the run | first wait, s | again, s |\n|---|---|---:|---:|---:|")
    for case in chosen.case:
        for backend in chosen.backend:
            for steps in chosen.steps:
                with tempfile.TemporaryDirectory() as cache:
                    first, again = (in_a_process(backend, case, steps, cache) for _ in range(2))
                print(f"| {case} | {backend} | {steps:,} | {first:.1f} | {again:.1f} |", flush=True)


if __name__ == "__main__":
    main()
