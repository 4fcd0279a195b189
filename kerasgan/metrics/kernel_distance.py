"""The kernel distance of two sets of features."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.metrics import arrays

# Elements of the largest temporary matrix: 8 MB.
BLOCK = 2**20


class KernelDistance(NamedTuple):
    """The kernel distance over subsets: its mean and standard deviation."""

    mean: float
    std: float


def kernel_distance(
    real: ArrayLike, fake: ArrayLike, *, subsets: int | None = None, subset_size: int = 1000, seed: int = 2020
) -> float | KernelDistance:
    """Returns the kernel distance, the unbiased squared maximum mean discrepancy; of Inception features, the KID.

    Formula, with the kernel k, over all pairs but those of a sample with itself:

    ```python
    k = lambda x, y: (sum(x * y) / d + 1) ** 3
    distance = mean(k(real, other_real)) + mean(k(fake, other_fake)) - 2 * mean(k(real, fake))
    ```

    Args:
        real: Array `(n, d)`, `n` of at least 2.
        fake: Array `(m, d)`.
        subsets: Integer, of how many random subsets to take the mean, 100 in most papers. Defaults to `None`, all
            samples at once.
        subset_size: Integer, samples of each kind in a subset. Defaults to `1000`.
        seed: Integer, of the subsets. Defaults to `2020`.

    Returns:
        Float; around 0 for samples of one distribution, and then below 0 as often as above. With `subsets`, a tuple
        `(mean, std)` over the subsets.

    Raises:
        ValueError: If an array is not `(n, d)`, has fewer than 2 samples or is not finite, the widths differ, or a
            subset is larger than a sample.

    Example:

    >>> kernel_distance(np.array([[0.0], [0.0]]), np.array([[1.0], [1.0]]))
    7.0

    Reference: Bińkowski et al., Demystifying MMD GANs, 2018. The subsets are drawn as torch-fidelity draws them, whose
    first input is our `real`.
    """
    options = _problems(real, fake, subsets, subset_size) + checks.seed(seed)
    real, fake = arrays.features(real=real, fake=fake, least=2, problems=options)
    if subsets is None:
        return _unbiased(real, fake)
    rng = np.random.RandomState(seed)
    draws = ([x[rng.choice(len(x), subset_size, replace=False)] for x in (real, fake)] for _ in range(subsets))
    values = [_unbiased(*pair) for pair in draws]
    return KernelDistance(float(np.mean(values)), float(np.std(values)))


def _problems(real, fake, subsets, size):
    problems = checks.positive_integer("subsets", subsets, optional=True)
    wrong = checks.positive_integer("subset_size", size)
    smallest = min(np.shape(x)[0] if np.ndim(x) else 0 for x in (real, fake))
    if not wrong and subsets is not None and not 2 <= size <= smallest:
        wrong = [f"`subset_size`: expected from 2 to {smallest}, the smaller sample. Received: {size}."]
    return problems + wrong


def _unbiased(real, fake):
    n, m = len(real), len(fake)
    among_real = (_sum(real, real) - np.sum(_kernel(np.einsum("ij,ij->i", real, real), real))) / (n * (n - 1))
    among_fake = (_sum(fake, fake) - np.sum(_kernel(np.einsum("ij,ij->i", fake, fake), fake))) / (m * (m - 1))
    return float(among_real + among_fake - 2 * _sum(real, fake) / (n * m))


def _sum(a, b):
    step = max(1, BLOCK // len(b))
    return sum(np.sum(_kernel(a[i : i + step] @ b.T, b)) for i in range(0, len(a), step))


def _kernel(products, samples):
    shifted = products / samples.shape[1] + 1
    return shifted * shifted * shifted
