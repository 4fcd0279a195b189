"""What D says of samples, as logits: one for each sample, a map of them, or several of these."""

import keras
from keras import ops


def flat(output, to_logits=lambda values: values):
    """Returns an output of D as logits `(batch, m)`, in float32 under mixed precision too: m = 1, or a map's size."""
    sizes = [size for size in output.shape[1:] if size != 1]
    shape = (-1, 1) if not sizes else (ops.shape(output)[0], -1)
    return to_logits(ops.cast(ops.reshape(output, shape), keras.config.floatx()))


def joined(said):
    """Returns a list of logits as one tensor `(batch, m)`."""
    return said[0] if len(said) == 1 else ops.concatenate(said, axis=1)


def of_each(said):
    """Returns one logit for each sample, `(batch, 1)`: the mean over a map and over several judgements."""
    return (
        joined(said)
        if len(said) == 1 and said[0].shape[1] == 1
        else ops.mean(ops.stack([ops.mean(part, axis=1, keepdims=True) for part in said]), axis=0)
    )


def mean(function, real, fake):
    """Returns the mean of `function(real, fake)` over all judgements; each is a list of logits, or `None`."""
    count = len(fake)
    values = [function(None if real is None else real[number], fake[number]) for number in range(count)]
    return values[0] if count == 1 else sum(values) / count
