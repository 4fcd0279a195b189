"""How G and D are wired: which of their inputs is the noise, the sample, and which condition the others are."""

import functools
import re
from typing import NamedTuple

import keras

from kerasgan.networks import formats
from kerasgan.networks.classes import classes_of_input
from kerasgan.networks.fields import REAL, Field
from kerasgan.networks.shapes import fits, sample_shape

# What an input is called that is the noise; and what Keras calls inputs that nobody has named.
NOISE = re.compile(r"(z|noise|latent)([_\d].*)?$")
UNNAMED = re.compile(r"(keras_tensor|input_layer|input)(_\d+)?$")
CONDITION = re.compile(r"(condition|c|label)(_?\d+)?$")

Z, X = "z", "x"

# Names that a condition can't have, since they are those of something else that a step is given.
TAKEN = (Z, X, REAL, "noise")


class Wiring(NamedTuple):
    """Who is given what.

    Args:
        conditions: List of `Field`s, what stands beside a sample, in the order of the generator's inputs.
        g_order: Tuple of the names of the generator's inputs in their order: `"z"`, the noise, or a condition.
        d_order: Tuple of those of the discriminator's: `"x"`, the sample, or a condition.
    """

    conditions: list
    g_order: tuple
    d_order: tuple

    @property
    def draws_noise(self):
        """Whether the generator takes noise."""
        return Z in self.g_order


def of(generator, discriminator, noise=True, transforms=()):
    """Returns the `Wiring` of two networks, and what keeps them from being wired, a list of messages.

    Args:
        generator: Keras model.
        discriminator: Keras model.
        noise: Boolean, whether the generator may take noise. Defaults to `True`.
        transforms: List of `transforms.Transform`s, which conditions pass, too, on their way to D. Defaults to none.
    """
    g_inputs, d_inputs = inputs_of(generator), inputs_of(discriminator)
    if not g_inputs:  # it does not show them: then it takes noise alone
        return Wiring([], (Z,), (X,)), []
    z = place_of_noise(g_inputs, d_inputs, sample_of(generator)) if noise else None
    conditions = conditions_of(generator, [number for number in range(len(g_inputs)) if number != z], d_inputs)
    names = iter([field.name for field in conditions])
    g_order = tuple(Z if number == z else next(names) for number in range(len(g_inputs)))
    if not d_inputs:
        return Wiring(conditions, g_order, (X, *(field.name for field in conditions))), []
    data_format = formats.of_sample(generator, discriminator, sample_of(generator) or ())
    seen = functools.partial(beside, transforms=transforms, data_format=data_format)
    d_order, problems = order_of_d(d_inputs, conditions, discriminator, g_inputs, seen)
    return Wiring(count_classes(conditions, discriminator, d_order), g_order, d_order), problems


def inputs_of(model):
    """Returns the symbolic inputs of a model, an empty list where it does not show them."""
    return list(getattr(model, "inputs", None) or [])


def sample_of(generator):
    """Returns the shape of what a generator makes, or `None` where it does not show it."""
    outputs = keras.tree.flatten(getattr(generator, "outputs", None) or [])
    return sample_shape(outputs[0].shape) if outputs else None


def name_of(tensor):
    """Returns the name that somebody has given an input, `None` for one that Keras has made up."""
    return None if UNNAMED.fullmatch(tensor.name) else tensor.name


def place_of_noise(g_inputs, d_inputs, sample):
    """Returns which of G's inputs is the noise, counted from 0, or `None` where all of them are conditions.

    An input that is called `z`, `noise` or `latent` is; else the first one that is not of whole numbers, unless it is
    a condition for all to see: by its name, because D takes it too and G has no other, or because it is an image of the
    size of the sample.
    """
    named = [number for number, tensor in enumerate(g_inputs) if NOISE.fullmatch(name_of(tensor) or "")]
    if named:
        return named[0]
    real = [number for number, tensor in enumerate(g_inputs) if "int" not in str(tensor.dtype)]
    if not real or are_d_s(g_inputs, d_inputs) or is_condition(g_inputs[real[0]], sample):
        return None
    return real[0]


def are_d_s(g_inputs, d_inputs):
    """Tells whether all that G takes is what D takes beside the sample."""
    pairs = zip(g_inputs, d_inputs[1:])
    return len(g_inputs) == len(d_inputs) - 1 and all(
        fits(tuple(ours.shape), tuple(theirs.shape)) and ours.dtype == theirs.dtype for ours, theirs in pairs
    )


def is_condition(tensor, sample):
    """Tells whether an input can only be a condition: it says so, or is an image as large as the sample."""
    shape = sample_shape(tensor.shape)
    an_image = len(shape) == 3 and sample is not None and len(sample) == 3 and shape[:2] != (1, 1)
    return bool(CONDITION.fullmatch(name_of(tensor) or "")) or (an_image and shape[:2] == sample[:2])


def conditions_of(generator, places, d_inputs):
    """Returns a `Field` for each of G's inputs in `places`."""
    found = []
    for number, place in enumerate(places):
        tensor, beside = generator.inputs[place], d_inputs[number + 1] if len(d_inputs) > len(places) else None
        classes = classes_of_input(generator, place)
        field = field_of(tensor, classes)
        name = name_of(tensor) or (beside is not None and name_of(beside)) or made_up(field, number, len(places))
        field.name = f"{name}_condition" if name in TAKEN else name
        found.append(field)
    return found


def field_of(tensor, classes):
    """Returns a `Field` for a symbolic input, not yet named: a class where it is a single whole number."""
    shape, dtype = sample_shape(tensor.shape), keras.backend.standardize_dtype(tensor.dtype)
    single = shape in ((), (1,))
    is_class = single and ("int" in dtype or classes is not None)
    return Field("", shape, dtype, is_class, classes if is_class else None)


def made_up(field, number, count):
    """Returns a name for a condition that nobody has named."""
    name = "label" if field.is_class else "condition"
    return name if count == 1 else f"{name}_{number + 1}"


def order_of_d(d_inputs, conditions, discriminator, g_inputs, seen):
    """Returns the order of D's inputs, by name where both have names, else by place, and a list of messages."""
    names = [field.name for field in conditions]
    told = [name_of(tensor) for tensor in d_inputs]
    beside = [name for name in told if name in names]
    if beside and len(beside) == len(d_inputs) - 1:  # by name: what is left is the sample
        order = tuple(name if name in names else X for name in told)
        return order, shape_problems(d_inputs, order, conditions, discriminator, seen)
    if len(d_inputs) == 1:
        return (X,), []
    if len(d_inputs) != len(conditions) + 1 or clash(told[1:], names, g_inputs):
        return (X,), [mismatch(g_inputs, d_inputs, conditions)]
    order = (X, *names)
    return order, shape_problems(d_inputs, order, conditions, discriminator, seen)


def clash(told, names, g_inputs):
    """Tells whether both networks have named their conditions, and differently."""
    given = [name_of(tensor) for tensor in g_inputs if not NOISE.fullmatch(name_of(tensor) or "")]
    known = [name for name in told if name is not None]
    return len(known) > 1 and all(name is not None for name in given) and bool(set(known) - set(names))


def mismatch(g_inputs, d_inputs, conditions):
    """Returns the message for conditions that the two networks do not share."""
    return (
        f"`generator` and `discriminator` do not take the same conditions. The generator's inputs: {listed(g_inputs)}, "
        f"of which {[field.name for field in conditions] or 'none'} would be conditions. The discriminator's: "
        f"{listed(d_inputs)}, the sample first. Expected one each (z and x), or z and conditions, and x and the same "
        "conditions: give both the same, by the same names, or in the same order."
    )


def listed(tensors):
    """Returns the inputs of a network in words: names and shapes."""
    return ", ".join(f"{name_of(tensor) or 'unnamed'} {tuple(tensor.shape)}" for tensor in tensors)


def shape_problems(d_inputs, order, conditions, discriminator, seen):
    """Checks that D's conditions have the shapes of G's, as the transforms show them: `seen(field)(condition)`."""
    known = {field.name: field for field in conditions}
    return [
        f"`discriminator` ({discriminator.name!r}): its input {name!r} has the shape {tuple(tensor.shape)}, the "
        f"generator's {(None, *known[name].shape)}. Change one of them so that they agree."
        for tensor, name in zip(d_inputs, order)
        if name in known and not _agree(tensor, known[name], seen)
    ]


def _agree(tensor, field, seen):
    shape = sample_shape(tensor.shape)
    if field.is_class:
        return shape in ((), (1,)) or fits((None, *shape), (None, *field.shape))
    shown = seen(field)(keras.KerasTensor((None, *field.shape), dtype=field.dtype))
    return fits((None, *shape), tuple(shown.shape))


def beside(field, transforms, drawn=None, data_format=formats.LAST):
    """Returns the function that makes of a condition what D sees of it; a class stays as it is."""
    if field.is_class:
        return lambda condition: condition
    drawn = [None] * len(transforms) if drawn is None else drawn
    return lambda condition: formats.beside(condition, transforms, drawn, data_format)


def count_classes(conditions, discriminator, d_order):
    """Returns the conditions, those that are classes with the number that both networks can take."""
    for field in conditions:
        if field.name in d_order:
            told = classes_of_input(discriminator, d_order.index(field.name))
            field.is_class = field.is_class or (field.shape in ((), (1,)) and told is not None)
            counts = [count for count in (field.classes, told) if count]
            field.classes = min(counts, default=None) if field.is_class else None
    return conditions


def packed(model, parts):
    """Returns inputs, a list in the order of `model.inputs`, in the structure that the model was made with."""
    structure = getattr(model, "_inputs_struct", None)
    if structure is None:
        return parts[0] if len(parts) == 1 else parts
    return keras.tree.pack_sequence_as(structure, parts)
