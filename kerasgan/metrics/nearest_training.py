"""Whether a generator copies its training samples."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from kerasgan.metrics import arrays, neighbours


class NearestTraining(NamedTuple):
    """Distances to the nearest training sample, of fakes and of held-out real samples."""

    closer: float
    copies: float
    fake_median: float
    real_median: float
    fake_distances: np.ndarray
    real_distances: np.ndarray


def nearest_training(real: ArrayLike, fake: ArrayLike, *, training: ArrayLike) -> NearestTraining:
    """Returns how much closer to the training samples the fakes are than real samples that were held out.

    Formula, with the Euclidean distances to the nearest training sample, over all pairs of a fake and a real one:

    ```python
    closer = mean(distance_of_fake < distance_of_real)   # ties count half
    copies = mean(distance_of_fake == 0)
    ```

    Args:
        real: Array `(n, d)` of real samples that the generator was not trained on.
        fake: Array `(m, d)` of generated samples.
        training: Array `(t, d)`, what the generator was trained on.

    Returns:
        Tuple:

        - `closer`: float, 0.5 where fakes are as far as new real samples; towards 1 the generator copies, towards 0 its
          samples are further from the data than real ones are;
        - `copies`: float, the share of fakes that are exactly a training sample;
        - `fake_median`, `real_median`: floats, the medians of the distances;
        - `fake_distances`, `real_distances`: float arrays `(m,)` and `(n,)`.

    Raises:
        ValueError: If an array is not `(n, d)`, empty or not finite, or the widths differ.

    Example:

    >>> training = np.array([[0.0], [10.0]])
    >>> nearest_training(np.array([[1.0], [8.0]]), np.array([[0.0], [10.0]]), training=training).closer
    1.0

    Reference: Meehan et al., A Non-Parametric Test to Detect Data-Copying in Generative Models, 2020: the share is the
    statistic of their test (Mann and Whitney's U), over the whole space instead of cell by cell.
    """
    real, fake, training = arrays.features(real=real, fake=fake, training=training)
    a, b = (np.sqrt(neighbours.kth_distances(samples, training, 1)) for samples in (real, fake))
    copies, middle = float(np.mean(b == 0)), (float(np.median(b)), float(np.median(a)))
    return NearestTraining(_smaller(b, a), copies, *middle, b, a)


def _smaller(a, b):
    """The share of pairs in which `a` is smaller than `b`; ties count half."""
    ordered = np.sort(b)
    below, up_to = (np.searchsorted(ordered, a, side=side) for side in ("left", "right"))
    return float(1 - (below + up_to).mean() / (2 * len(b)))
