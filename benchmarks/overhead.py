"""`python -m benchmarks.overhead`: the step on several logical devices beside the plain one, on the backend at hand.

The same training in turns, each in a process of its own: on one device, and shared among the logical devices of one CPU
(on PyTorch, among processes over loopback). The whole batch is the same, and so is the arithmetic, so what is added is
what dividing costs; no core is added. Quote the ratio, and that of one machine.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import time

COUNT = {"jax": 4, "tensorflow": 2, "torch": 2}


def join(backend, count, process, port):
    """Joins the devices, or the processes, of one training; returns the scope for building the GAN."""
    import kerasgan

    if backend == "tensorflow":
        import tensorflow as tf

        device = tf.config.list_physical_devices("CPU")[0]
        tf.config.set_logical_device_configuration(device, [tf.config.LogicalDeviceConfiguration()] * count)
    if backend == "torch":
        return kerasgan.devices.join("all", f"127.0.0.1:{port}", count, process)
    return kerasgan.devices.join("all" if count > 1 else "one")


def seconds_per_step(backend, count, steps, process=0, port=0):
    """Trains the 200-d normal GAN on batches of 512; returns the seconds of a step after a warm-up of a quarter."""
    with join(backend, count, process, port):
        import kerasgan

        gan = kerasgan.build_gan(jit_compile=False if backend == "tensorflow" else "auto")
    data = kerasgan.datasets.load("normal_200d")
    options = {"batch_size": 512, "seed": 0, "verbose": 0, "doctor": False, "steps_per_execution": 10}
    kerasgan.fit_gan(gan, data, steps=max(1, steps // 4), **options)
    begun = time.monotonic()
    kerasgan.fit_gan(gan, data, steps=steps, **options)
    return (time.monotonic() - begun) / steps


def run(backend, count, steps):
    """Returns the seconds per step of a training in processes of its own."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    processes = count if backend == "torch" else 1
    flags = f"--xla_force_host_platform_device_count={count}"
    environment = {**os.environ, "KERAS_BACKEND": backend, "XLA_FLAGS": flags, "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-m", "benchmarks.overhead", "--worker"]
    started = [
        subprocess.Popen(
            [*command, json.dumps([backend, count, steps, n, port])], env=environment, stdout=subprocess.PIPE
        )
        for n in range(processes)
    ]
    return float([process.communicate(timeout=600)[0] for process in started][0].splitlines()[-1])


def main(arguments=None):
    """Prints milliseconds per step, plain and shared, and their ratio."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.overhead", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="of both in turns; default: 3")
    parser.add_argument("--steps", type=int, default=200, help="of a training, after a quarter as many; default: 200")
    parser.add_argument("--backend", nargs="+", choices=COUNT, default=list(COUNT), help="default: all")
    parser.add_argument("--worker", type=json.loads, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.worker:
        print(seconds_per_step(*chosen.worker))
        return
    for backend in chosen.backend:
        rounds = [
            tuple(run(backend, count, chosen.steps) for count in (1, COUNT[backend])) for _ in range(chosen.rounds)
        ]
        plain, shared = (1000 * statistics.median(times) for times in zip(*rounds))
        print(f"{backend}: 1 {plain:.2f} ms, {COUNT[backend]} {shared:.2f} ms, {shared / plain:.2f} times", flush=True)


if __name__ == "__main__":
    main()
