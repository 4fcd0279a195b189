"""The two games of docs/extending.md, as a user would have them in files of their own; and networks for them."""

import pathlib
import re

import keras
import numpy as np

PAGE = pathlib.Path(__file__).parents[1] / "docs" / "extending.md"
SOURCES = {
    name: block
    for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    for name in re.findall(r"class (\w+)\(kerasgan\.Game\)", block)
}
_space = {}
for source in SOURCES.values():
    exec(source, _space)
BiGAN, MDGAN = _space["BiGAN"], _space["MDGAN"]


def dense(inputs, outputs, seed):
    """A network of one hidden layer, its weights from `seed`, the same on every backend."""
    ends = [keras.Input((size,)) for size in inputs]
    values = keras.layers.Concatenate()(ends) if len(ends) > 1 else ends[0]
    values = keras.layers.Dense(outputs)(keras.layers.Dense(6, "tanh")(values))
    network = keras.Model(ends if len(ends) > 1 else ends[0], values)
    rng = np.random.default_rng(seed)
    network.set_weights([0.5 * rng.normal(size=weight.shape) for weight in network.weights])
    return network


def bigan(optimizer=lambda: keras.optimizers.SGD(0.1), **options):
    game = BiGAN(dense([3], 4, 0), dense([4], 3, 10), dense([4, 3], 1, 20))
    game.compile(optimizers={name: optimizer() for name in game.players}, **options)
    return game


def mdgan(optimizer=lambda: keras.optimizers.SGD(0.1), **options):
    game = MDGAN(dense([3], 4, 0), dense([4], 3, 10), dense([4], 1, 20), dense([4], 1, 30))
    game.compile(optimizers={name: optimizer() for name in game.players}, **options)
    return game


GAMES = {"bigan": bigan, "mdgan": mdgan}
