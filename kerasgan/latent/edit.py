"""`edit`: samples moved along a direction of the latent space."""

from typing import Any

import keras
import numpy as np
from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.latent import asking, distributions, styles
from kerasgan.latent.directions import Direction, Directions

SEVERAL = "`direction`: expected one direction. Received several, a `Directions`. Take one of them: `directions[0]`."


def edit(
    gan: keras.Model,
    z: ArrayLike,
    direction: Direction | ArrayLike,
    strength: float | ArrayLike = 3.0,
    labels: Any = None,
    condition: Any = None,
    batch_size: int = 256,
) -> np.ndarray:
    """Generates samples of z that are moved along a direction.

    Formula:

    ```python
    samples = G(z + strength * spread * vector)        # uniform z are kept from -1 to 1
    ```

    Args:
        gan: A `kerasgan.GAN`.
        z: Array `(n, *latent_shape)`.
        direction: A `Direction`, such as `latent.directions(gan)[0]`; or an array of the shape of one z, of any length,
            whose spread is taken to be 1.
        strength: Float, how far, in standard deviations of z along the direction; 3 is the end of what G was trained
            on. Or array `(m,)`: each sample is moved by each. Defaults to `3.0`.
        labels: Integer or integer array `(n,)`, for a conditional GAN. Defaults to `None`.
        condition: What else stands beside the samples, as in `gan.sample`. Defaults to `None`.
        batch_size: Integer, how many to make at a time. Defaults to `256`.

    Returns:
        NumPy array `(n, *shape)` in the units of the data; `(n, m, *shape)` where `strength` is an array.

    Raises:
        ValueError: If an argument does not fit.

    Example:

    >>> gan = kerasgan.build_gan(kerasgan.build_generator("mlp", (2,), latent_dim=8))
    >>> z = np.zeros((4, 8))
    >>> kerasgan.latent.edit(gan, z, kerasgan.latent.directions(gan, k=1)[0], [-3, 0, 3]).shape
    (4, 3, 2)
    """
    several = isinstance(direction, Directions)
    checks.raise_all([*asking.problems(gan), *([SEVERAL] if several else [])])
    if not isinstance(direction, Direction):
        direction = Direction(np.asarray(direction), 0.0, 1.0, "z")
    z, amounts = np.asarray(z), np.asarray(strength)
    sizes = checks.positive_integer("batch_size", batch_size)
    checks.raise_all([*sizes, *asking.noise_problems("z", gan, z), *problems(gan, direction, amounts)])
    n, count = len(z), max(1, amounts.size)
    given = {name: np.repeat(values, count, axis=0) for name, values in gan.beside(n, labels, condition).items()}
    z = np.repeat(z, count, axis=0).astype(keras.config.floatx())
    shifts = np.multiply.outer(np.tile(amounts.ravel(), n), direction.spread * direction.vector)
    samples = gan.in_units(moved(gan, z, given, shifts, direction.space, batch_size))
    return samples if amounts.ndim == 0 else samples.reshape(n, count, *samples.shape[1:])


def moved(gan, z, given, shifts, space, batch_size):
    """Returns the samples of z, or of its w, with `shifts` added, in the range of G."""
    if space == "w":
        w = styles.ws(gan, z, given, len(z), batch_size)
        shifts = shifts if w.ndim == 2 else shifts[:, None]
        return styles.samples(gan, (w + shifts).astype(w.dtype), batch_size)
    z = distributions.support(gan.latent, gan.latent_shape).clip((z + shifts).astype(z.dtype))
    return gan.generated(z, given, len(z), batch_size)


def problems(gan, direction, amounts):
    """Checks a direction, and how far to go."""
    vector, found = np.asarray(direction.vector), []
    wanted = gan.latent_shape
    if direction.space == "w":
        if not styles.has_styles(gan.generator):
            return ["`direction`: it is one of w, and this generator has none. Take `latent.directions` of this GAN."]
        wanted = (gan.generator.mapping.outputs[0].shape[-1],)
    if vector.shape != wanted:
        found.append(f"`direction`: expected shape {wanted}, that of one {direction.space}. Received: {vector.shape}.")
    elif vector.dtype.kind not in "iuf" or not np.isfinite(vector).all():
        found.append("`direction`: expected finite numbers. Received NaN, infinite values, or no numbers.")
    if amounts.dtype.kind not in "iuf" or amounts.ndim > 1 or not amounts.size or not np.isfinite(amounts).all():
        found.append(f"`strength`: expected a finite number, or an array (m,) of such. Received: {amounts!r}.")
    return found
