"""`python -m benchmarks.scaling`: what a distributed step exchanges, and the efficiency that stated links then allow.

Bytes are counted from the program that XLA compiles on JAX for eight logical devices, where a step is divided as on
eight GPUs; the gradients' size stands beside them as a check. Times are computed, not measured:

    compute    operations of one device's part / RATE
    exchange   2 (n - 1) / n * bytes / bandwidth + rounds * 2 log2(n) * latency     (bytes by a ring, delays of a tree)
    efficiency compute / (compute + exchange)                                       (nothing overlaps)

A ring through several machines is as fast as its slowest link, that between them. `rounds` are the program's all-reduce
operations: gradients of D, then of G, which learns from the D that has just learnt, and each layer's BatchNorm.
"""

import argparse
import math
import os
import re
from typing import NamedTuple

DEVICES = 8
SAMPLES = 64  # on each device
RATE = 10e12  # operations per second that a device reaches on such layers, of its peak of some 60e12 in float32


class Link(NamedTuple):
    """A link between neighbours of a ring: bytes per second in each direction, and seconds until the first one."""

    name: str
    bandwidth: float
    latency: float


NVLINK = Link("NVLink 4", 450e9, 2e-6)
PCIE = Link("PCIe 4 x16", 25e9, 5e-6)
ETHERNET = Link("100 Gb/s Ethernet", 12.5e9, 20e-6)
PLACES = [(8, NVLINK), (8, PCIE), (64, ETHERNET), (1024, ETHERNET)]

COLLECTIVE = re.compile(r"= (.+?) (all-reduce|all-gather|reduce-scatter|all-to-all|collective-permute)(?:-start)?\(")
SHAPE = re.compile(r"\b(pred|[a-z]+(\d+))\[([\d,]*)\]")


class Step(NamedTuple):
    """One distributed step: its exchanges as the compiled program has them, and what they should be."""

    name: str
    exchanged: dict  # bytes by kind of collective
    gradients: int  # bytes of what both networks learn
    operations: float  # of one device
    rounds: int  # all-reduce operations, one after the other


def collectives(program):
    """Returns the bytes of a program's collectives by kind, a dict, from the text of its optimized HLO.

    >>> collectives("%a = (f32[3,4]{1,0}, f32[]) all-reduce(%b, %c), replica_groups={}")
    {'all-reduce': 52}
    """
    found = {}
    for shapes, kind in COLLECTIVE.findall(program):
        found[kind] = found.get(kind, 0) + sum(size_of(*shape) for shape in SHAPE.findall(shapes))
    return found


def size_of(kind, bits, sizes):
    """Returns the bytes of an array, from how XLA writes its type (`f32`), the bits in it, and its sizes (`3,4`)."""
    return math.prod(int(size) for size in sizes.split(",") if size) * (1 if kind == "pred" else int(bits) // 8)


def exchange(size, devices, link, rounds):
    """Returns the seconds that so many devices need for `size` bytes in so many rounds.

    >>> exchange(100e6, 2, Link("slow", 1e9, 0.0), 1)
    0.1
    """
    return 2 * (devices - 1) / devices * size / link.bandwidth + rounds * 2 * math.log2(devices) * link.latency


def efficiency(step, devices, link):
    """Returns which part of the time devices compute, each with the same number of samples as one alone."""
    compute = step.operations / RATE
    return compute / (compute + exchange(step.exchanged.get("all-reduce", 0), devices, link, step.rounds))


def compiled(gan, batch_size):
    """Returns the program of one step as XLA has divided it, a `jax.stages.Compiled`."""
    import jax
    import keras
    import numpy as np

    from kerasgan.training import step

    def one_step(values, given):
        with gan.in_play(), keras.StatelessScope(zip(gan.state, values), initialize_variables=False) as scope:
            logs = step.adversarial_step(gan, given)
        return [scope.get_current_value(variable) for variable in gan.state], logs

    place = step.replicas.placer()
    given = {f.name: place(np.zeros((batch_size, *f.shape), f.dtype), 0) for f in gan.fields}
    made = jax.jit(one_step, out_shardings=(step.replicas.layouts(gan.state), None))
    return made.lower([variable.value for variable in gan.state], given).compile()


def measured(name):
    """Returns the `Step` of an entry of the zoo; a `keras.distribution` has to be set."""
    from kerasgan import zoo

    gan = zoo.load(name)
    program = compiled(gan, DEVICES * SAMPLES)
    learned = {
        network: [variable for player in gan.side(network) for variable in player.learned] for network in gan.players
    }
    sizes = {network: sum(4 * math.prod(variable.shape) for variable in found) for network, found in learned.items()}
    gradients = gan.d_steps * sizes["discriminator"] + sizes["generator"]
    text = program.as_text()
    rounds = sum(kind == "all-reduce" for _, kind in COLLECTIVE.findall(text))
    return Step(name, collectives(text), gradients, program.cost_analysis()["flops"], rounds)


def row(step):
    """Returns the line of a Markdown table."""
    others = sum(size for kind, size in step.exchanged.items() if kind != "all-reduce")
    cells = [f"`{step.name}`", megabytes(step.gradients), megabytes(step.exchanged.get("all-reduce", 0))]
    cells += [megabytes(others) if others else "-", str(step.rounds), f"{step.operations / 1e9:.2f}"]
    return f"| {' | '.join([*cells, *(f'{efficiency(step, *place):.0%}' for place in PLACES)])} |"


def megabytes(size):
    """Returns a number of bytes as text, in millions."""
    return f"{size / 1e6:.2f}"


def heading():
    """Returns the two first lines of the table."""
    names = ["entry", "gradients, MB", "all-reduce, MB", "other, MB", "rounds", "GFLOP on a device"]
    names += [f"{devices}, {link.name}" for devices, link in PLACES]
    return f"| {' | '.join(names)} |\n|{'---|' * len(names)}"


def main(arguments=None):
    """Prints the table of the zoo's entries, or of those named."""
    os.environ.update(KERAS_BACKEND="jax", XLA_FLAGS=f"--xla_force_host_platform_device_count={DEVICES}")
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="entries of the zoo; default: all")
    chosen = parser.parse_args(arguments)
    import keras

    from kerasgan import zoo

    keras.distribution.set_distribution(keras.distribution.DataParallel())
    print(heading(), flush=True)
    for name in chosen.names or zoo.names():
        print(row(measured(name)), flush=True)


if __name__ == "__main__":
    main()
