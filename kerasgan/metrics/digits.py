"""Generated digits, scored: the metrics of MNIST in one call, each beside its value for real digits."""

import functools

import numpy as np
from numpy.typing import ArrayLike

from kerasgan import checks, datasets
from kerasgan.metrics import arrays, features
from kerasgan.metrics.class_balance import class_balance
from kerasgan.metrics.compare import Comparison, compare
from kerasgan.metrics.density_coverage import density_coverage
from kerasgan.metrics.frechet_distance import frechet_distance
from kerasgan.metrics.inception_score import inception_score
from kerasgan.metrics.label_agreement import label_agreement
from kerasgan.metrics.precision_recall import precision_recall

SHAPE, CLASSES, LEAST = (28, 28, 1), 10, 100
HELD_OUT = 1000  # the last digits of the data set, on which the classifier has not been trained


def scores(images: ArrayLike, labels: ArrayLike | None = None) -> dict[str, Comparison]:
    """Returns what the package's classifier of digits says of generated digits, each figure beside that of real ones.

    The packaged digits are cut in two halves of 4,000. Generated digits are compared with the first; the value for real
    digits is that of the second half, as many of it as there are generated ones. So score at least 4,000 digits: of
    fewer, both values are of smaller samples, which makes the Fréchet distance larger.

    Args:
        images: uint8 array `(n, 28, 28, 1)` from 0 to 255, white on black, such as `gan.sample(4000)`; `n` of at least
            100.
        labels: Integer array `(n,)` from 0 to 9, the classes asked for, of a conditional GAN. Defaults to `None`.

    Returns:
        Dict of name: `Comparison`, whose `value` is that of `images` and whose `real_value` is that of real digits:

        - `frechet_distance`, `precision_recall` and `density_coverage` of the classifier's 64 features;
        - `class_balance` and `inception_score` of the classes that it recognises;
        - with `labels`, `label_agreement`; beside it that of the 1,000 digits that the classifier has never seen.

    Raises:
        ValueError: If `images` or `labels` are not as above.

    Example:

    >>> noise = np.random.default_rng(0).integers(0, 256, (100, 28, 28, 1), "uint8")
    >>> found = kerasgan.metrics.digits.scores(noise)
    >>> found["frechet_distance"].value > 10 * found["frechet_distance"].real_value
    True
    >>> found["precision_recall"].value.precision, found["class_balance"].value.classes < 10
    (0.0, True)

    Source: the metrics', each in its own file. `docs/digit_classifier.md` has values of real and of spoilt digits.
    """
    images = np.asarray(images)
    checks.raise_all(_image_problems(images) + _class_problems(labels, len(images) if images.ndim else 0))
    (real, other), (p, q), true = _of_real()
    vectors = real, features.extract(images, _network("features")), other
    guesses = p, features.extract(images, _network("probabilities")), q
    two = (frechet_distance, precision_recall, density_coverage)
    found = {metric.__name__: compare(metric, *vectors[:2], held_out=other) for metric in two}
    found["inception_score"] = _of_one(inception_score, *guesses)
    found["class_balance"] = _of_one(class_balance, *[p.argmax(axis=1) for p in guesses], wanted=CLASSES)
    if labels is not None:
        found["label_agreement"] = _agreement(labels, guesses[1], true[-HELD_OUT:], q[-HELD_OUT:])
    return found


@functools.cache
def _network(output):
    return features.digits(output)


@functools.cache
def _of_real():
    """Returns the halves of the packaged digits' features, of their probabilities, and all labels; once per process."""
    x, labels = datasets.load("mnist")
    described = [features.extract(x, _network(output)) for output in ("features", "probabilities")]
    return *[np.split(values, 2) for values in described], labels


def _of_one(metric, real, fake, other, **options):
    return compare(metric, real, fake, held_out=other[: len(fake)], **options)


def _agreement(asked, found, true, found_of_real):
    value = label_agreement(asked, found.argmax(axis=1))
    real_value = label_agreement(true, found_of_real.argmax(axis=1))
    return Comparison(value, real_value, len(true), len(found), (len(true),))


def _image_problems(images):
    if images.ndim != 4 or images.shape[1:] != SHAPE or len(images) < LEAST:
        return [f"`images`: expected at least {LEAST} digits, (n, 28, 28, 1). Received shape {images.shape}."]
    if images.dtype != np.uint8:
        return [
            f"`images`: expected uint8 from 0 to 255. Received {images.dtype} from {images.min():g} to "
            f"{images.max():g}. Scale them, as `gan.sample` does for a GAN that was trained on uint8 images."
        ]
    return []


def _class_problems(labels, n):
    if labels is None:
        return []
    found = arrays.label_problems(labels=labels)
    if not found and len(labels) != n:
        found.append(f"`labels`: expected one for each of the {n} images. Received {len(labels)}.")
    if not found and np.max(labels) >= CLASSES:
        found.append(f"`labels`: expected digits from 0 to 9. Received {np.max(labels)}.")
    return found
