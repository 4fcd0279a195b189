"""Generated digits, scored by the package's classifier beside real digits."""

import numpy as np
import pytest

from kerasgan import datasets, metrics
from kerasgan.metrics import digits, features

TWO_SAMPLES = ["frechet_distance", "precision_recall", "density_coverage"]


@pytest.fixture(scope="module")
def real():
    return datasets.load("mnist")


@pytest.fixture(scope="module")
def of_real(real):
    """The scores of the digits that the classifier has not been trained on, their own labels asked for."""
    return digits.scores(real[0][7000:7400], real[1][7000:7400])


@pytest.mark.full
def test_each_figure_is_the_metric_of_the_first_half_of_the_packaged_digits(real, of_real):
    a, fake = (features.extract(part, features.digits()) for part in (real[0][:4000], real[0][7000:7400]))
    for name in TWO_SAMPLES:
        assert of_real[name].value == pytest.approx(metrics.get(name)(a, fake))
        assert (of_real[name].n_real, of_real[name].n_fake, of_real[name].n_baseline) == (4000, 400, (4000, 400))
    probabilities = features.extract(real[0][7000:7400], features.digits("probabilities"))
    assert of_real["inception_score"].value == pytest.approx(metrics.inception_score(probabilities))
    assert of_real["class_balance"].value.counts.sum() == 400


def test_real_digits_score_like_real_digits(of_real):
    frechet, nearness = of_real["frechet_distance"], of_real["precision_recall"]
    assert 0.2 < frechet.value / frechet.real_value < 5  # of 400: it scatters
    assert abs(nearness.value.precision - nearness.real_value.precision) < 0.1
    score = of_real["inception_score"]
    assert abs(score.value.mean - score.real_value.mean) < 1 and score.value.mean > 8  # ten parts of 40: not 10
    assert of_real["class_balance"].value.classes == 10
    assert of_real["label_agreement"].value.accuracy > 0.98


@pytest.mark.full
def test_one_class_alone_is_found_out(real, of_real):
    x, labels = real
    found = digits.scores(x[labels == 3][:400])
    assert "label_agreement" not in found
    assert found["class_balance"].value.counts[3] > 390
    assert found["inception_score"].value.mean < 1.5
    assert found["frechet_distance"].value > 10 * of_real["frechet_distance"].value
    assert found["precision_recall"].value.recall < of_real["precision_recall"].value.recall / 2


@pytest.mark.full
def test_wrong_labels_are_found_out_beside_those_of_digits_never_seen(real):
    x, labels = real[0][7000:7400], real[1][7000:7400].copy()
    labels[::20] = (labels[::20] + 1) % 10
    found = digits.scores(x, labels)["label_agreement"]
    assert found.value.accuracy == pytest.approx(0.95, abs=0.01)
    assert found.real_value.accuracy >= 0.99
    assert (found.n_real, found.n_fake, found.n_baseline) == (1000, 400, (1000,))


@pytest.mark.parametrize(
    "images, labels, told",
    [
        (np.zeros((100, 28, 28), "uint8"), None, "`images`: expected at least 100 digits, (n, 28, 28, 1). Received "
         "shape (100, 28, 28)."),
        (np.zeros((99, 28, 28, 1), "uint8"), None, "`images`: expected at least 100 digits, (n, 28, 28, 1). Received "
         "shape (99, 28, 28, 1)."),
        (np.zeros((100, 28, 28, 1), "float32"), None, "`images`: expected uint8 from 0 to 255. Received float32 from 0 "
         "to 0. Scale them, as `gan.sample` does for a GAN that was trained on uint8 images."),
        (np.zeros((100, 28, 28, 1), "uint8"), np.zeros(99, int), "`labels`: expected one for each of the 100 images. "
         "Received 99."),
        (np.zeros((100, 28, 28, 1), "uint8"), np.full(100, 10), "`labels`: expected digits from 0 to 9. Received 10."),
    ],
)  # fmt: skip
def test_bad_input_is_refused(images, labels, told):
    with pytest.raises(ValueError) as error:
        digits.scores(images, labels)
    assert str(error.value) == told
