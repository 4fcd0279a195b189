"""Truncation: z nearer to its mean, for samples that are more typical and less different."""

import numpy as np

from kerasgan import checks
from kerasgan.checks.types import Distribution
from kerasgan.latent import distributions


def truncated(z: np.ndarray, truncation: float, distribution: Distribution) -> np.ndarray:
    """Returns z moved towards the mean of its distribution; numbers of one-hot codes stay as they are.

    Formula:

    ```python
    z = mean + truncation * (z - mean)
    ```

    Args:
        z: Array `(n, *latent_shape)`.
        truncation: Float from 0, where all are the mean, to 1, where all stay.
        distribution: `"normal"` or `"uniform"`, both with a mean of 0, or any other that a GAN has as `latent`.

    Returns:
        NumPy array of the shape and type of `z`.

    Raises:
        ValueError: If `truncation` is out of range.

    Example:

    >>> kerasgan.latent.truncated(np.array([[1.0, -0.5]]), 0.5, "normal").tolist()
    [[0.5, -0.25]]

    Source: Karras, Laine, Aila, A Style-Based Generator Architecture for Generative Adversarial Networks, 2019, who
    shrink w; `gan.sample(truncation=)` does so where a generator has one. Brock, Donahue, Simonyan, Large Scale GAN
    Training for High Fidelity Natural Image Synthesis, 2019, draw the numbers of z again that are too large instead.
    """
    checks.raise_all(problems(truncation))
    z = np.asarray(z)
    known = distributions.support(distributions.get(distribution), z.shape[1:])
    return (z + (truncation - 1) * known.free * (z - known.mean)).astype(z.dtype)


def problems(truncation):
    """Checks that `truncation` is a number from 0 to 1."""
    if not checks.finite_number("truncation", truncation, at_least=0) and truncation <= 1:
        return []
    return [
        f"`truncation`: expected a number from 0 (each sample the mean one) to 1 (as it was drawn). Received: "
        f"{truncation!r}."
    ]
