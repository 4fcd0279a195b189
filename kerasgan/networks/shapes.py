"""Shapes of samples and batches, and which kind of layers a model has."""


def sample_shape(network_shape):
    """Returns the shape of one sample: `network_shape` without the batch axis."""
    return tuple(network_shape[1:])


def fits(made, taken):
    """Tells whether two shapes agree, `None` standing for any size."""
    return len(made) == len(taken) and all(None in (a, b) or a == b for a, b in zip(made[1:], taken[1:]))


def convolves(model):
    """Tells whether `model` has convolutions: they decide what is fast on which device."""
    return any("Conv" in type(layer).__name__ for layer in model._flatten_layers())
