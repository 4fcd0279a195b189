"""The zoo's classifiers: what they promise, and what happens to files that were changed."""

import re
import shutil

import keras
import numpy as np
import pytest
from helpers import zoo_of

from kerasgan import metrics, zoo
from kerasgan.cli import tables
from kerasgan.errors import PresetError
from kerasgan.presets import cards, classifier, shelf
from kerasgan.zoo import classifier_scores, curate

NAMES = zoo.classifiers()


def test_the_judge_of_digits_is_there_and_is_no_gan():
    assert NAMES == ["digit_classifier"]
    assert not set(NAMES) & set(zoo.names())


@pytest.mark.parametrize("name", NAMES)
def test_every_check_of_a_classifier_passes(name):
    found = list(curate.verify([name]))
    assert [check.check for check in found] == ["files", "card", "loads", "scores", "weights"]
    assert all(check.passed for check in found), found


@pytest.mark.parametrize("name", NAMES)
def test_it_is_small_and_without_code(name):
    folder = shelf.FOLDER / name
    assert {path.suffix for path in folder.iterdir()} == {".keras", ".json", ".md", ".png", ".txt"}
    assert (folder / shelf.CLASSIFIER).stat().st_size < 400_000


def test_it_reads_held_out_digits_as_its_card_says():
    images, labels = classifier_scores.split()[1]
    right = (zoo.load_classifier().predict(images, verbose=0).argmax(axis=1) == labels).mean()

    told = cards.part(shelf.FOLDER / "digit_classifier", "scores")["held_out"]
    assert right >= 0.985  # the bar for a judge of conditional digits
    assert abs(right - told["accuracy"]) <= classifier_scores.SCORE_TOLERANCE
    assert f"| {told['accuracy']:.1%} |" in zoo.card("digit_classifier").text


def test_the_scores_are_those_of_counting_by_hand():
    found = classifier_scores.accuracy(np.array([0, 0, 1, 1, 1]), np.array([0, 1, 1, 1, 1]))

    assert (found["accuracy"], found["samples"], found["per_class"]) == (0.8, 5, [0.5, 1.0])
    assert found["low"] < 0.8 < found["high"]


def test_features_are_the_layer_before_the_probabilities():
    images = classifier_scores.split()[1][0][:5]
    features, probabilities = (zoo.load_classifier(output=name) for name in classifier.OUTPUTS)

    assert isinstance(features, keras.Model)
    assert features.predict(images, verbose=0).shape == (5, 64)
    np.testing.assert_allclose(probabilities.predict(images, verbose=0).sum(axis=1), 1, atol=1e-5)
    same = metrics.features.digits()
    np.testing.assert_array_equal(same.predict(images, verbose=0), features.predict(images, verbose=0))


def test_all_mistakes_are_told_at_once():
    with pytest.raises(ValueError) as error:
        zoo.load_classifier("digitclassifier", "feature")
    assert str(error.value) == (
        "2 problems:\n"
        "  1. `name`: expected one of 'digit_classifier'. Received: 'digitclassifier'. Did you mean 'digit_classifier'?"
        "\n"
        "  2. `output`: expected one of 'features', 'probabilities'. Received: 'feature'. Did you mean 'features'?"
    )


def test_loading_it_as_a_gan_says_what_loads_it():
    with pytest.raises(ValueError) as error:
        zoo.load("digit_classifier")
    assert str(error.value) == (
        "`name`: 'digit_classifier' is a classifier, no GAN. `kerasgan.zoo.load_classifier('digit_classifier')` loads "
        "it."
    )


def test_the_list_and_the_gallery_have_its_accuracy(capsys):
    tables.show(tables.of_zoo())

    assert "held-out digits:" in " ".join(capsys.readouterr().out.split())
    assert "[digit_classifier](digit_classifier/README.md)" in (shelf.FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A zoo of the classifier alone, in a folder of its own."""
    return zoo_of("digit_classifier", tmp_path / "zoo", monkeypatch)


def test_weights_that_were_changed_are_not_loaded(copy):
    with open(copy / shelf.CLASSIFIER, "r+b") as file:
        file.seek(1000)
        file.write(b"changed")

    with pytest.raises(PresetError, match=re.escape("classifier.keras: its content was changed")):
        zoo.load_classifier()


def test_a_zoo_without_a_classifier_says_so(copy):
    shutil.rmtree(copy)

    with pytest.raises(PresetError) as error:
        metrics.features.digits()
    assert str(error.value) == (
        f"{copy} is missing. Get the folder again from where it came from. Or pass a classifier of your own as "
        "`features`, or 'raw'."
    )
