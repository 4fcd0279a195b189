"""Where the time of a step goes: each layer's passes alone, on TensorFlow's own kernels.

    python -m benchmarks.pieces [--workload dcgan_28] [--seconds 0.5]

A row is a layer and one of its passes: how often a step makes it, its operations, its time alone, and the share of the
rate of large matrix products in the same run. Their sum is what these kernels allow, whatever surrounds them.
"""

import argparse
import os
import time
from typing import NamedTuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

from benchmarks import flops, limit
from benchmarks.workloads import WORKLOADS, Conv, Dense, shapes

# How often a step makes each pass of a layer: D's update runs G once and D on both kinds of samples; G's runs both.
PASSES = {
    "generator": {"forward": 2, "weights": 1, "inputs": 1},
    "discriminator": {"forward": 3, "weights": 2, "inputs": 3},
}


class Piece(NamedTuple):
    """One pass of one layer: `count` in a step, `operations` and `seconds` of each."""

    name: str
    count: int
    operations: float
    seconds: float


def kernels(layer, before, after, batch, dtype="float32"):
    """Returns the three passes of a layer, functions without arguments that return a tensor."""
    x, y = (random((batch, *shape), dtype) for shape in (before, after))
    if isinstance(layer, Dense):
        x, y = tf.reshape(x, (batch, -1)), tf.reshape(y, (batch, -1))
        kernel = random((x.shape[1], y.shape[1]), dtype)
        return {
            "forward": lambda: x @ kernel,
            "weights": lambda: tf.matmul(x, y, transpose_a=True),
            "inputs": lambda: tf.matmul(y, kernel, transpose_b=True),
        }
    # A transposed convolution is the pass to the inputs of a convolution from its output to its input.
    wide, narrow = (x, y) if isinstance(layer, Conv) else (y, x)
    kernel = random((4, 4, wide.shape[-1], narrow.shape[-1]), dtype)
    options = {"strides": [1, 2, 2, 1], "padding": "SAME"}
    down = lambda: tf.raw_ops.Conv2D(input=wide, filter=kernel, **options)  # noqa: E731
    up = lambda: tf.raw_ops.Conv2DBackpropInput(  # noqa: E731
        input_sizes=wide.shape, filter=kernel, out_backprop=narrow, **options
    )
    weights = lambda: tf.raw_ops.Conv2DBackpropFilter(  # noqa: E731
        input=wide, filter_sizes=kernel.shape, out_backprop=narrow, **options
    )
    forward, inputs = (down, up) if isinstance(layer, Conv) else (up, down)
    return {"forward": forward, "weights": weights, "inputs": inputs}


def random(shape, dtype):
    """Returns a tensor of normal values."""
    return tf.cast(tf.random.normal(shape), dtype)


def pieces(workload, seconds, dtype="float32"):
    """Yields a `Piece` for every pass of every layer of both networks."""
    networks = {
        "generator": (workload.generator, (workload.latent,)),
        "discriminator": (workload.discriminator, workload.data_shape),
    }
    for network, (layers, shape) in networks.items():
        around = shapes(layers, shape)
        for index, layer in enumerate(layers):
            operations = workload.batch * flops.forward(layers, shape)[index]
            for name, kernel in kernels(layer, around[index], around[index + 1], workload.batch, dtype).items():
                count = times(network, index, name)
                title = f"{network[0].upper()}, {type(layer).__name__} {around[index]} to {around[index + 1]}, {name}"
                if count:
                    yield Piece(title, count, operations, measure(kernel, seconds))


def times(network, index, name):
    """Returns how often a step makes a pass: the first layer passes nothing on, but where G learns through D."""
    count = PASSES[network][name]
    if name == "inputs" and index == 0:
        return 1 if network == "discriminator" else 0
    return count


def measure(kernel, seconds):
    """Returns the median time of a kernel, compiled as TensorFlow compiles a step on a CPU: without XLA."""
    compiled = tf.function(lambda: tf.reshape(kernel(), (-1,))[0])
    compiled().numpy()
    found, start = [], time.perf_counter()
    while time.perf_counter() - start < seconds:
        began = time.perf_counter()
        compiled().numpy()
        found.append(time.perf_counter() - began)
    return float(np.median(found))


def show(found, rate):
    """Prints the pieces as a table in Markdown, and their sum beside the limit."""
    print("| piece | a step | GFLOP | ms | of the large products' rate |\n|---|---:|---:|---:|---:|")
    for piece in found:
        share = piece.operations / piece.seconds / rate
        print(
            f"| {piece.name} | {piece.count} | {piece.count * piece.operations / 1e9:.2f} | "
            f"{piece.count * piece.seconds * 1e3:.2f} | {share:.0%} |"
        )
    operations = sum(piece.count * piece.operations for piece in found)
    seconds = sum(piece.count * piece.seconds for piece in found)
    print(
        f"| **all** | | {operations / 1e9:.2f} | **{seconds * 1e3:.1f}**: {1 / seconds:.1f} steps/s | "
        f"**{operations / seconds / rate:.0%}** |"
    )


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--workload", choices=sorted(WORKLOADS), default="dcgan_28")
    parser.add_argument("--seconds", type=float, default=0.5, help="for each piece")
    parser.add_argument("--dtype", choices=("float32", "bfloat16"), default="float32")
    options = parser.parse_args(arguments)
    rate = limit.measure(limit.products("tensorflow")["tensorflow"], 4 * options.seconds)
    print(f"large float32 products: {rate / 1e9:.0f} GFLOP/s\n")
    show(list(pieces(WORKLOADS[options.workload], options.seconds, options.dtype)), rate)


if __name__ == "__main__":
    main()
