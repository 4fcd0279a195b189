"""The two networks of a table: G with an end of its own for each column, D of rows or of packs of them."""

import re

import keras
from keras import layers

from kerasgan.layers import GumbelSoftmax, Part
from kerasgan.transforms import Packing

# What the inputs are called beside the rows.
NOISE, CONDITION = "z", "condition"


def generator(table, noise=128, hidden=(256, 256), temperature=0.2, strength=0.3):
    """Returns G: noise and a condition to a row.

    Each hidden layer sees what the one before saw and what it made of it, side by side. A number ends in tanh, the
    modes of a number and the categories of a column in a Gumbel-softmax; each has the name of its column.

    Args:
        table: A `Table`.
        noise: Integer, how many numbers of z are noise; behind them comes the Gumbel noise of all choices. Defaults to
            `128`.
        hidden: Tuple of integers. Defaults to `(256, 256)`.
        temperature: Float, of the Gumbel-softmax. Defaults to `0.2`.
        strength: Float, of the Gumbel noise. Defaults to `0.3`.
    """
    z = keras.Input((noise + table.choices,), name=NOISE)
    condition = keras.Input((table.choices,), name=CONDITION)
    x = layers.Concatenate(name="asked")([Part(0, noise, name="noise")(z), condition])
    for number, units in enumerate(hidden, 1):
        made = layers.Dense(units, use_bias=False, name=f"hidden_{number}")(x)
        made = layers.ReLU(name=f"relu_{number}")(layers.BatchNormalization(name=f"norm_{number}")(made))
        x = layers.Concatenate(name=f"beside_{number}")([made, x])
    raw = layers.Dense(table.width, name="row")(x)
    return keras.Model([z, condition], row(table, raw, z, noise, temperature, strength), name="generator")


def row(table, raw, z, noise, temperature, strength):
    """Returns the symbolic row: the end of each column, numbers first."""
    names = layer_names(table)
    ends = [
        Part(number, 1, "tanh", name=f"{names[column.name]}_value")(raw) for number, column in enumerate(table.numeric)
    ]
    if table.chosen:
        logits = Part(table.numbers, table.choices, name="choices")(raw)
        gumbel = Part(noise, table.choices, name="gumbel")(z)
    for column, start in zip(table.chosen, table.starts):
        name = f"{names[column.name]}_mode" if column.values else names[column.name]
        ends.append(GumbelSoftmax(int(start), column.choices, temperature, strength, name=name)([logits, gumbel]))
    return layers.Concatenate(name="columns")(ends) if len(ends) > 1 else ends[0]


# What other layers of G are called, and columns whose own name can't be had.
TAKEN = re.compile(
    rf"{NOISE}|{CONDITION}|noise|asked|choices|gumbel|row|columns|(hidden|relu|norm|beside)_\d+|column_\d+(_value|_mode)?"
)


def layer_names(table):
    """Returns a name for the layers of each column, a dict: letters, digits and dashes of its own."""
    found, taken = {}, set()
    for number, name in enumerate(table.names, 1):
        plain = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")
        own = {plain, f"{plain}_value", f"{plain}_mode"}
        clashes = not plain or TAKEN.fullmatch(plain) or own & taken
        found[name] = f"column_{number}" if clashes else plain
        taken |= set() if clashes else own
    return found


def discriminator(table, pack=1, hidden=(256, 256), dropout=0.0):
    """Returns D: a row and its condition, or a pack of them, to one logit.

    Args:
        table: A `Table`.
        pack: Integer, how many rows D judges at once. Defaults to `1`.
        hidden: Tuple of integers. Defaults to `(256, 256)`.
        dropout: Float, the share of what each hidden layer says that is left out. Defaults to `0.0`.
    """
    packed = Packing(pack).packed if pack > 1 else tuple
    rows = keras.Input(packed((table.width,)), name="rows")
    condition = keras.Input(packed((table.choices,)), name=CONDITION)
    x = layers.Concatenate(name="judged")([rows, condition])
    for number, units in enumerate(hidden, 1):
        x = layers.LeakyReLU(0.2, name=f"leaky_{number}")(layers.Dense(units, name=f"hidden_{number}")(x))
        x = layers.Dropout(dropout, name=f"dropout_{number}")(x) if dropout else x
    return keras.Model([rows, condition], layers.Dense(1, name="logit")(x), name="discriminator")


def weights(table, noise=128, g_hidden=(256, 256), d_hidden=(256, 256), pack=1, **others):
    """Returns about how many weights both networks have: those of their dense layers, before they are made."""
    total, width = 0, noise + table.choices
    for units in g_hidden:
        total, width = total + width * units, width + units
    total += width * table.width
    sizes = [pack * (table.width + table.choices), *d_hidden, 1]
    return total + sum(before * after for before, after in zip(sizes, sizes[1:]))
