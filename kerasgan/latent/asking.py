"""What the tools of the latent space ask of a GAN, checked."""

import numpy as np

from kerasgan.latent import distributions


def problems(gan):
    """Checks that a GAN has a generator of noise, and makes samples of one kind."""
    kind = type(gan).__name__
    if getattr(gan, "generator", None) is None:
        return [f"`gan`: expected a GAN with a network `generator`. Received: {kind}, which has none of that name."]
    if hasattr(gan, "table"):
        return ["`gan`: not for a GAN of tables. Ask for rows, `gan.sample(n, where={column: value})`."]
    if gan.latent is None:
        return ["`gan`: its generator takes conditions alone and no noise, so there is no latent space to search."]
    return []


def size(gan):
    """Returns how many numbers of z can be moved: all but those of one-hot codes."""
    free = distributions.support(gan.latent, gan.latent_shape).free
    return int(np.sum(np.broadcast_to(free, gan.latent_shape)))


def draw(gan, n, rng):
    """Returns `n` z of a GAN, an array."""
    return distributions.draw(gan.latent, (n, *gan.latent_shape), rng)


def noise_problems(argument, gan, noise):
    """Checks that z of the user's own are finite, and of the GAN's shape; `noise` is an array."""
    wanted = ", ".join(map(str, gan.latent_shape))
    if noise.ndim < 1 or not len(noise) or noise.shape[1:] != gan.latent_shape:
        single = f" Pass `{argument}[None]` for a single one." if noise.shape == gan.latent_shape else ""
        return [f"`{argument}`: expected z of shape (n, {wanted}). Received: {noise.shape}.{single}"]
    if noise.dtype.kind not in "iuf" or not np.isfinite(noise).all():
        return [f"`{argument}`: expected finite numbers. Received NaN, infinite values, or no numbers."]
    return []
