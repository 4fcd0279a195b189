"""Several processes on PyTorch, by `torch.distributed`; read it beside `replicas_tensorflow.py` and `replicas_jax.py`.

Each process has a copy of both networks and a part of each batch; gradients and logs are averaged over all.
"""

import contextlib

import keras
import torch
import torch.distributed as group

# Whether several processes can share a batch.
TAKES_PROCESSES = True


def devices(game):
    """Returns how many devices share a batch."""
    return processes()[1]


def divided(game):
    """Returns how many parts of a batch the step itself has to put together: one for each process."""
    return processes()[1]


def processes():
    """Returns the number of this process and how many there are."""
    if not (group.is_available() and group.is_initialized()):
        return 0, 1
    return group.get_rank(), group.get_world_size()


def placer():
    """Returns a function: the rows of this process, a NumPy array, and the axis of its batch, to a tensor."""
    return lambda rows, axis: keras.ops.convert_to_tensor(rows)


def mine(game, values, axis=0):
    """Returns the part of this process of a tensor for the whole batch."""
    index, count = processes()
    size = values.shape[axis] // count
    return values.narrow(axis, index * size, size)


def cut(values, count):
    """Returns a tensor in `count` slices, `(count, samples / count, ...)`."""
    return keras.ops.reshape(values, (count, -1, *values.shape[1:]))


def mean(game, values):
    """Returns the means over all processes of a list of tensors, `None` where there is none; in one exchange."""
    count = processes()[1]
    found = [value for value in values if value is not None and value.is_floating_point()]
    if count == 1 or not found:
        return values
    flat = torch.cat([value.detach().reshape(-1).to(torch.float32) for value in found])
    group.all_reduce(flat)
    parts = iter(torch.split(flat / count, [value.numel() for value in found]))
    known = {id(value): next(parts).reshape(value.shape).to(value.dtype) for value in found}
    return [known.get(id(value), value) for value in values]


def apart():
    """Tells whether a layer that runs now sees one part of a batch, and other processes the rest."""
    return processes()[1] > 1


def total(values):
    """Returns the sum over all processes of a tensor of each; gradients flow through it."""
    return _Total.apply(values)


class _Total(torch.autograd.Function):
    """The sum over all processes; what one process adds moves the loss of each, so gradients are summed likewise."""

    @staticmethod
    def forward(context, values):
        values = values.clone(memory_format=torch.contiguous_format)
        group.all_reduce(values)
        return values

    @staticmethod
    def backward(context, gradients):
        return _Total.apply(gradients)


def keep(game, variables, values):
    """Writes what a network wrote in an update, where it wrote something; moving statistics are averaged."""
    for variable, value in zip(variables, mean(game, values)):
        if value is not None:
            variable.assign(value)


def gathered(number):
    """Returns an integer of each process, in order."""
    found = [None] * processes()[1]
    group.all_gather_object(found, int(number))
    return found


def start(game):
    """Gives all processes the state of the first, as PyTorch's `DistributedDataParallel` does."""
    if processes()[1] > 1:
        for variable in game.state:
            group.broadcast(variable.value.data, src=0)


@contextlib.contextmanager
def alone():
    """Within this context a process does something by itself: nothing to do."""
    yield


def ending_others():
    """Returns a scope in which an error ends the others, too: nothing to do, since a process that exits does that."""
    return contextlib.nullcontext()
