"""A batch in slices, one after the other: gradient accumulation within one update."""

import keras
from keras import ops


def mean(function, batch, count, cut, added):
    """Returns what `function(batch)` does, as the mean over slices, of which one at a time is in memory.

    It is what the whole batch gives where the value is a mean over independent samples. What a slice writes begins, in
    each slice, from the same values.

    Args:
        function: Function of what `batch` is, to a nest of tensors.
        batch: Nest of tensors whose first axis is that of the samples; parts may be `None`.
        count: Integer, how many slices. With one, `function` is called as it is.
        cut: Function `(tensor, count)`: the tensor as `(count, samples / count, ...)`.
        added: Function `(function of a number, count)`: the sum of what the function returns for 0 to `count - 1`.

    Returns:
        What `function` returns. Floating-point numbers are means, whole ones, such as seeds, those of the last slice.
    """
    if count == 1:
        return function(batch)
    slices = each(lambda tensor: cut(tensor, count), batch)

    def of_slice(number):
        return each(ops.stop_gradient, function(each(lambda tensor: tensor[number], slices)))

    return each(lambda value: value / count if is_floating(value) else value, added(of_slice, count))


def each(function, nest):
    """Returns a nest with `function` of each of its tensors; `None` stays."""
    return keras.tree.map_structure(lambda tensor: None if tensor is None else function(tensor), nest)


def plus(total, found):
    """Returns the sum of two tensors; of whole numbers the second, and `None` of two `None`."""
    return total + found if found is not None and is_floating(found) else found


def is_floating(tensor):
    """Tells whether a tensor is of floating-point numbers."""
    return keras.backend.is_float_dtype(keras.backend.standardize_dtype(tensor.dtype))


def problems(argument, size, count, fix=None):
    """Returns the message for a batch of `size` samples that does not make `count` slices, a list; `fix` ends it."""
    if size % count == 0:
        return []
    return [
        f"`{argument}`: expected a batch divisible by {count}, for the slices of `gradient_accumulation_steps`. "
        f"Received {size} samples{fix or f'. Choose for example {max(count, round(size / count) * count)}.'}"
    ]
