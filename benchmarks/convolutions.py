"""`python -m benchmarks.convolutions`: the exact forms of a convolution beside the own one of the backend at hand.

    KERAS_BACKEND=jax python -m benchmarks.convolutions [--repeats 15] [--dtypes float32 bfloat16] [--write]

A row is a layer: the time of its forward pass and both gradients by the clock, the smallest of many, all forms in turn.
Run it on a quiet machine: some forms use all cores and others one, which processor time would not tell. `--write` puts
what beats the backend's own on the layers of a kind, by their geometric mean, into the table that we choose from.
"""

import argparse
import collections
import json
import math
import os
import time
from typing import NamedTuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import ops

from kerasgan.networks import convolutions
from kerasgan.training.backend import NAME, engine

BATCH = 64
GAIN = 1.1  # how much faster than the backend's own a form has to be, so that it is taken
LEAST = 0.95  # the same for a form that is the backend's own with less around it
OWN = "own"
GROUP = 16  # channels in a group, as R3GAN has them


class Layer(NamedTuple):
    """A convolution with padding `"same"` of square pictures of `size` pixels, from `given` to `made` channels."""

    operation: str
    size: int
    kernel: int
    stride: int
    given: int
    made: int

    def built(self):
        """Returns it as a layer of Keras's."""
        kind = keras.layers.Conv2DTranspose if self.operation == "transposed" else keras.layers.Conv2D
        groups = {"groups": self.given // GROUP} if self.operation == "grouped" else {}
        layer = kind(self.made, self.kernel, self.stride, padding="same", use_bias=False, **groups)
        layer.build((None, self.size, self.size, self.given))
        return layer

    def __str__(self):
        return f"{self.operation} {self.kernel}x{self.kernel} /{self.stride}, {self.size}: {self.given} to {self.made}"


LAYERS = (
    # The two DCGANs.
    Layer("convolution", 28, 4, 2, 1, 64),
    Layer("convolution", 14, 4, 2, 64, 128),
    Layer("convolution", 64, 4, 2, 3, 32),
    Layer("convolution", 32, 4, 2, 32, 64),
    Layer("convolution", 8, 4, 2, 128, 256),
    Layer("transposed", 7, 4, 2, 128, 64),
    Layer("transposed", 14, 4, 2, 64, 1),
    Layer("transposed", 4, 4, 2, 256, 128),
    Layer("transposed", 16, 4, 2, 64, 32),
    Layer("transposed", 32, 4, 2, 32, 3),
    # Books, residual networks, translators.
    Layer("convolution", 14, 5, 2, 64, 128),
    Layer("transposed", 7, 5, 2, 128, 64),
    Layer("transposed", 14, 5, 2, 64, 1),
    Layer("transposed", 8, 3, 2, 128, 64),
    Layer("transposed", 8, 4, 1, 128, 64),
    Layer("transposed", 16, 4, 1, 64, 64),
    Layer("convolution", 8, 3, 1, 128, 128),
    Layer("convolution", 16, 3, 1, 64, 64),
    Layer("convolution", 32, 3, 1, 3, 64),
    Layer("convolution", 32, 3, 1, 64, 3),
    Layer("convolution", 16, 1, 1, 64, 128),
    Layer("convolution", 32, 1, 1, 3, 64),
    Layer("convolution", 32, 1, 1, 64, 3),
    Layer("convolution", 16, 1, 2, 64, 128),
    # R3GAN.
    Layer("grouped", 8, 3, 1, 128, 128),
    Layer("grouped", 16, 3, 1, 64, 64),
)


def forms_of(layer):
    """Returns functions of (pictures, kernel) by their names, the backend's own first."""
    built = layer.built()
    if layer.operation != "transposed":
        own = built.convolution_op
    else:
        own = lambda x, kernel: ops.conv_transpose(x, kernel, layer.stride, padding="same")  # noqa: E731
    geometry = convolutions.geometry_of(layer.operation, built, np.empty((1, layer.size, layer.size, layer.given)))
    others = {
        name: lambda x, kernel, form=form: form(x, kernel, geometry)
        for name, form in convolutions.FORMS[layer.operation].items()
        if name in convolutions.available(NAME)
    }
    return {OWN: own, **others}


def passes(form, x, kernel):
    """Returns a function without arguments: forward passes of a form and both gradients, of two batches side by side.

    Two, as D has real and generated samples in one step: a form that uses all cores by itself has to share them.
    """

    def learn(x, kernel):
        both = lambda given: [ops.tanh(form(part, given[-1])) for part in given[:-1]]  # noqa: E731
        return engine.gradient(lambda given: sum(map(ops.sum, both(given))), (x, -x, kernel))

    if NAME == "jax":
        import jax

        compiled = engine.jit_for_convolutions()(learn)
        return lambda: jax.block_until_ready(compiled(x, kernel))
    if NAME == "tensorflow":
        import tensorflow as tf

        learn = tf.function(learn)
    return lambda: learn(x, kernel)


def measure(layer, dtype, repeats):
    """Returns the milliseconds of each form of a layer: the smallest of `repeats`, in turn."""
    random = np.random.default_rng(0)
    shape = tuple(layer.built().kernel.shape)
    x, kernel = (
        ops.cast(random.normal(size=size).astype("float32"), dtype)
        for size in ((BATCH, layer.size, layer.size, layer.given), shape)
    )
    runs = {name: passes(form, x, kernel) for name, form in forms_of(layer).items()}
    for run in runs.values():
        run()
    found = collections.defaultdict(list)
    for _ in range(repeats):
        for name, run in runs.items():
            begun = time.perf_counter()
            run()
            found[name].append(1000 * (time.perf_counter() - begun))
    return {name: min(times) for name, times in found.items()}


def chosen(rows):
    """Returns the form for each kind of convolution that beats the backend's own.

    Args:
        rows: List of (kind, milliseconds by form).

    Returns:
        Dict from kinds to names of forms.
    """
    by_kind = collections.defaultdict(list)
    for kind, times in rows:
        by_kind[kind].append({name: times[OWN] / time for name, time in times.items()})
    gains = {
        kind: {name: float(np.exp(np.mean([np.log(gain[name]) for gain in members]))) for name in members[0]}
        for kind, members in by_kind.items()
    }
    worth = {
        kind: {name: gain for name, gain in found.items() if gain >= needed(name)} for kind, found in gains.items()
    }
    return {kind: max(found, key=found.get) for kind, found in sorted(worth.items()) if found}


def needed(name):
    """Returns how much faster than the backend's own a form has to be."""
    return math.inf if name == OWN else LEAST if name in convolutions.OF_PYTORCH else GAIN


def write(table, dtypes, path=convolutions.TABLE):
    """Puts the forms chosen for this backend into the table, in the place of those of the same dtypes."""
    written = json.loads(path.read_text(encoding="utf-8"))
    others = {kind: name for kind, name in written.get(NAME, {}).items() if not kind.endswith(tuple(dtypes))}
    written[NAME] = dict(sorted({**others, **table}.items()))
    path.write_text(json.dumps(dict(sorted(written.items())), indent=2) + "\n", encoding="utf-8")


def main():
    """Measures all layers and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--dtypes", nargs="+", default=["float32", "bfloat16"])
    parser.add_argument("--write", action="store_true", help="write the table of forms that kerasgan chooses from")
    options = parser.parse_args()
    rows = []
    for dtype in dict.fromkeys(map(convolutions.computed_in, options.dtypes)):  # of JAX one: it computes in float32
        for layer in LAYERS:
            times = measure(layer, dtype, options.repeats)
            rows.append((convolutions.kind_of(layer.operation, layer.built().kernel.shape, layer.stride, dtype), times))
            print(f"{NAME} {dtype} {layer}", *(f"{name} {ms:.1f}" for name, ms in times.items()), sep=" | ", flush=True)
    table = chosen(rows)
    print(json.dumps(table, indent=2))
    if options.write:
        write(table, options.dtypes)


if __name__ == "__main__":
    main()
