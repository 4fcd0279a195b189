"""Weights of samples, which Keras's `fit` takes and no GAN does: refused by whatever way they come."""

# What Keras calls them.
NAMES = ("sample_weight", "class_weight")


def problems(given):
    """Refuses weights among arguments, a dict by name: no loss of a GAN is that of one sample."""
    return [
        f"`{name}`: a GAN takes no weights, since D's losses are of a batch of real and generated samples. Leave them "
        "out, and let a sample that is to count more come more often: `x[rng.choice(len(x), size=len(x), "
        "p=weights / weights.sum())]`."
        for name in NAMES
        if given.get(name) is not None
    ]
