"""Features of images, for metrics: raw values, or what a network makes of them."""

from collections.abc import Callable

import keras
import numpy as np
from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.presets import classifier


def extract(images: ArrayLike, model: str | Callable | keras.Model = "raw", batch_size: int = 128) -> np.ndarray:
    """Returns features `(n, d)` of samples, a batch at a time.

    Formula:

    ```python
    features = model(images).reshape(len(images), -1)
    ```

    Args:
        images: Array `(n, ...)`, in the units that `model` expects: scaling is the model's part.
        model: Keras model or any function of a batch `(b, ...)` that returns `(b, ...)`; or `"raw"`, the values
            themselves. Defaults to `"raw"`.
        batch_size: Integer, samples at a time. Defaults to `128`.

    Returns:
        NumPy array `(n, d)`, in the type that `model` returns.

    Raises:
        ValueError: If there is no sample, `model` can't be called, or returns another number of rows.

    Example:

    >>> extract(np.zeros((5, 28, 28, 1))).shape
    (5, 784)

    Source: a matter of use; FID's features are `features.inception()`.
    """
    images = np.asarray(images)
    problems = checks.positive_integer("batch_size", batch_size)
    if images.ndim < 2 or not len(images):
        problems.append(f"`images`: expected an array (n, ...) of samples. Received shape {images.shape}.")
    if not callable(model) and not (isinstance(model, str) and model == "raw"):
        problems.append(f"`model`: expected 'raw', a Keras model or a function of a batch. Received: {model!r}.")
    checks.raise_all(problems)
    if isinstance(model, str):
        return images.reshape(len(images), -1)
    call = model.predict_on_batch if isinstance(model, keras.Model) else model
    return np.concatenate([_batch(call, images[i : i + batch_size]) for i in range(0, len(images), batch_size)])


def inception(weights: str | None = "imagenet") -> keras.Model:
    """Returns the function from images to InceptionV3's 2048 pooled features, those of the FID.

    Formula, with the pixels from 0 to 255:

    ```python
    features = inception_v3(resize(images, (299, 299)) / 127.5 - 1)   # grey is copied to three channels
    ```

    Args:
        weights: What `keras.applications.InceptionV3` takes. Defaults to `"imagenet"`: Keras fetches 84 MB, once.

    Returns:
        Keras model of uint8 images `(n, height, width, 1 or 3)` to `(n, 2048)`; pass it to `extract`.

    Raises:
        RuntimeError: If the weights can't be fetched.

    Reference: Heusel et al., GANs Trained by a Two Time-Scale Update Rule, 2017. Papers use the TensorFlow weights of
    2015; those of Keras are others, so that values compare among themselves, not with papers.
    """
    try:
        network = keras.applications.InceptionV3(include_top=False, weights=weights, pooling="avg")
    except Exception as error:  # what a failed download raises depends on the backend's and Python's version
        raise RuntimeError(
            f"InceptionV3's weights {weights!r} can't be had: {error} Fetch them once where there is a network (Keras "
            "keeps them in ~/.keras/models), pass the path of a file as `weights`, or use other features, such as "
            "'raw' or a classifier of your own data."
        ) from error
    return _Inception(network)


def digits(output: str = "features") -> keras.Model:
    """Returns the package's classifier of handwritten digits, whose features the metrics of MNIST use.

    Formula, with the pixels from 0 to 255:

    ```python
    features = relu(dense(network(images / 255)))
    probabilities = softmax(dense(features))
    ```

    Args:
        output: `"features"`, or `"probabilities"` of the digits 0 to 9. Defaults to `"features"`.

    Returns:
        Keras model of images `(n, 28, 28, 1)` from 0 to 255, white on black, to `(n, 64)` features from 0 up, or to
        `(n, 10)` probabilities; pass it to `extract`, or to `metrics.compare` as `features`.

    Raises:
        ValueError: If there is no such output.
        PresetError: If the classifier's folder in the zoo is missing or was changed.

    Example:

    >>> features = kerasgan.metrics.features
    >>> digits, labels = kerasgan.datasets.load("mnist")
    >>> features.extract(digits[-100:], features.digits()).shape
    (100, 64)
    >>> probabilities = features.extract(digits[-100:], features.digits("probabilities"))
    >>> int(sum(probabilities.argmax(axis=1) == labels[-100:]))  # of digits that it has never seen
    98

    Source: ours, the zoo's `digit_classifier`; its card and `docs/digit_classifier.md` say how good it is. A classifier
    of MNIST in place of Inception is common use for MNIST; values of other classifiers don't compare with ours.
    """
    return classifier.load("digit_classifier", output)


class _Inception:
    """Resizes and scales images, then calls the network."""

    def __init__(self, network):
        self.network = network

    def __call__(self, images):
        checks.raise_all(_image_problems(images))
        colour = np.repeat(images, 3, axis=-1) if images.shape[-1] == 1 else images
        pixels = keras.ops.convert_to_tensor(colour, "float32")
        resized = keras.ops.image.resize(pixels, (299, 299), "bilinear", data_format="channels_last")
        return self.network(resized / 127.5 - 1.0, training=False)


def _image_problems(images):
    if images.ndim != 4 or images.shape[-1] not in (1, 3):
        fix = " The channels come last: `np.moveaxis(images, 1, -1)`." if images.shape[1:2] in ((1,), (3,)) else ""
        return [f"`images`: expected (n, height, width, 1 or 3). Received shape {images.shape}.{fix}"]
    if images.dtype != np.uint8:
        low, high = images.min(), images.max()
        return [f"`images`: expected uint8 from 0 to 255. Received {images.dtype} from {low:g} to {high:g}."]
    return []


def _batch(call, batch):
    found = keras.ops.convert_to_numpy(call(batch))
    if found.ndim < 1 or len(found) != len(batch):
        raise ValueError(f"`model`: expected {len(batch)} rows for a batch of {len(batch)}. Received {found.shape}.")
    return found.reshape(len(found), -1)
