"""Features: raw, of any Keras model or function, of InceptionV3 (a stand-in here), of the classifier of digits."""

import keras
import numpy as np
import pytest

from kerasgan import datasets
from kerasgan.metrics import features


@pytest.fixture
def images(rng):
    return rng.integers(0, 256, (7, 4, 4, 1)).astype("uint8")


def test_raw_values_are_flattened_and_keep_their_type(images):
    found = features.extract(images)
    np.testing.assert_array_equal(found, images.reshape(7, 16))
    assert found.dtype == np.uint8


@pytest.mark.parametrize("batch_size", [1, 3, 7, 100])
def test_a_function_sees_batches_in_order(images, batch_size):
    sizes = []

    def model(batch):
        sizes.append(len(batch))
        return batch.sum(axis=1)

    found = features.extract(images, model, batch_size)
    np.testing.assert_array_equal(found, images.sum(axis=1).reshape(7, 4))
    assert sum(sizes) == 7 and max(sizes) == min(batch_size, 7)


def test_a_keras_model_runs_without_training(rng):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dropout(0.9), keras.layers.Dense(3)])
    samples = rng.normal(size=(7, 4)).astype("float32")
    kernel, bias = model.get_weights()
    np.testing.assert_allclose(features.extract(samples, model, 3), samples @ kernel + bias, rtol=1e-5, atol=1e-6)


def test_tensors_become_arrays_and_maps_are_flattened(images):
    found = features.extract(images, lambda x: keras.ops.convert_to_tensor(x, "float32") / 2, 3)
    np.testing.assert_allclose(found, images.reshape(7, 16) / 2)
    assert isinstance(found, np.ndarray)


@pytest.mark.parametrize(
    "given, told",
    [
        ((np.zeros(3),), "`images`: expected an array (n, ...) of samples. Received shape (3,)."),
        ((np.zeros((0, 3)),), "`images`: expected an array (n, ...) of samples. Received shape (0, 3)."),
        (
            (np.zeros((2, 3)), "inception"),
            "`model`: expected 'raw', a Keras model or a function of a batch. Received: 'inception'.",
        ),
        (
            (np.zeros((2, 3)), lambda x: x[:1]),
            "`model`: expected 2 rows for a batch of 2. Received (1, 3).",
        ),
        (
            (np.zeros(3), None, 0),
            "3 problems:\n  1. `batch_size`: expected a whole number of at least 1. Received: 0.\n"
            "  2. `images`: expected an array (n, ...) of samples. Received shape (3,).\n"
            "  3. `model`: expected 'raw', a Keras model or a function of a batch. Received: None.",
        ),
    ],
)
def test_bad_input_is_refused(given, told):
    with pytest.raises(ValueError) as error:
        features.extract(*given)
    assert str(error.value) == told


# === Inception ===


@pytest.fixture
def stand_in(monkeypatch):
    """What Keras would build, without the network: the mean of each channel."""
    asked = {}

    def build(**options):
        asked.update(options)
        inputs = keras.Input((None, None, 3))
        return keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(inputs))

    monkeypatch.setattr(keras.applications, "InceptionV3", build)
    return asked


def test_inception_is_pooled_without_its_head(stand_in):
    features.inception()
    assert stand_in == {"include_top": False, "weights": "imagenet", "pooling": "avg"}


@pytest.mark.parametrize("channels", [1, 3])
def test_inception_sees_299_pixels_from_minus_1_to_1_in_three_channels(stand_in, channels):
    images = np.stack([np.zeros((8, 8, channels)), np.full((8, 8, channels), 255)]).astype("uint8")
    network = features.inception()
    seen = []
    network.network, pooled = lambda x, training: seen.append(x.shape) or pooled(x), network.network
    found = features.extract(images, network)
    assert tuple(seen[0]) == (2, 299, 299, 3)
    np.testing.assert_allclose(found, [[-1] * 3, [1] * 3], atol=1e-6)


@pytest.mark.parametrize(
    "images, told",
    [
        (np.zeros((2, 8, 8, 1), "float32"), "expected uint8 from 0 to 255. Received float32 from 0 to 0."),
        (np.zeros((2, 8, 8, 4), "uint8"), "expected (n, height, width, 1 or 3). Received shape (2, 8, 8, 4)."),
        (np.zeros((2, 8), "uint8"), "expected (n, height, width, 1 or 3). Received shape (2, 8)."),
    ],
)
def test_inception_wants_images_of_bytes(stand_in, images, told):
    with pytest.raises(ValueError) as error:
        features.extract(images, features.inception())
    assert str(error.value) == f"`images`: {told}"


def test_without_a_network_it_says_what_to_do(monkeypatch):
    def fail(**options):
        raise OSError("URL fetch failure: no route to host.")

    monkeypatch.setattr(keras.applications, "InceptionV3", fail)
    with pytest.raises(RuntimeError) as error:
        features.inception()
    assert str(error.value) == (
        "InceptionV3's weights 'imagenet' can't be had: URL fetch failure: no route to host. Fetch them once where "
        "there is a network (Keras keeps them in ~/.keras/models), pass the path of a file as `weights`, or use other "
        "features, such as 'raw' or a classifier of your own data."
    )


# === Digits ===


@pytest.fixture(scope="module")
def held_out():
    """The digits that the classifier has not been trained on; see `tools/train_digits.py`."""
    x, labels = datasets.load("mnist")
    return x[7000:], labels[7000:]


def test_it_recognises_99_of_100_digits_that_it_never_saw(held_out):
    images, labels = held_out
    probabilities = features.extract(images, features.digits("probabilities"))
    assert probabilities.shape == (1000, 10)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    assert np.mean(probabilities.argmax(axis=1) == labels) >= 0.99


def test_probabilities_are_what_numpy_makes_of_the_features(held_out):
    network = features.digits("probabilities")
    kernel, bias = network.get_layer("probabilities").get_weights()
    found = features.extract(held_out[0][:50], features.digits())
    assert found.shape == (50, 64) and found.min() >= 0
    logits = np.exp(found @ kernel + bias)
    probabilities = features.extract(held_out[0][:50], network)
    np.testing.assert_allclose(probabilities, logits / logits.sum(axis=1, keepdims=True), atol=1e-5)


def test_features_do_not_depend_on_the_other_digits_of_a_batch(held_out):
    images = held_out[0][:6]
    together = features.extract(images, features.digits())
    np.testing.assert_allclose(
        features.extract(images, features.digits(), batch_size=1), together, rtol=1e-4, atol=1e-5
    )


def test_outputs_are_called_by_name():
    with pytest.raises(ValueError) as error:
        features.digits("feature")
    assert str(error.value) == (
        "`output`: expected one of 'features', 'probabilities'. Received: 'feature'. Did you mean 'features'?"
    )
