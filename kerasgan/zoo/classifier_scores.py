"""The zoo's classifiers: networks whose features and classes the metrics use; each an entry with a card of its own.

| file | what it holds |
|---|---|
| `classifier.keras` | the network, with its weights |
| `scores.json` | its accuracy on digits that it has seen, and on ones that it has not |
| `about.json` | what else is known |
| `samples.png` | what it confuses, and each held-out digit that it misreads |
| `README.md` | the card, generated from the other files |
| `manifest.json` | size and SHA-256 of each |
"""

import keras
import numpy as np

from kerasgan import datasets
from kerasgan.metrics import label_agreement
from kerasgan.metrics.digits import HELD_OUT
from kerasgan.presets import cards, classifier, manifest, shelf
from kerasgan.recipe import facts

SCORE_TOLERANCE = 0.002  # two digits of a thousand: what rounding may turn on another machine


def split():
    """Returns `(images, labels)` to train on and to hold out: the first 7,000 and the last 1,000 packaged digits."""
    images, labels = datasets.load("mnist")
    return (images[:-HELD_OUT], labels[:-HELD_OUT]), (images[-HELD_OUT:], labels[-HELD_OUT:])


def measure(network):
    """Returns the scores of a classifier of digits, on those that it was trained on and on those held out."""
    groups = dict(zip(("trained_on", "held_out"), split()))
    return {
        **{name: accuracy(labels, recognise(network, images)) for name, (images, labels) in groups.items()},
        "measured": {"backend": keras.backend.backend(), "versions": facts.versions(), "machine": facts.machine()},
    }


def recognise(network, images):
    """Returns the class of each image."""
    return network.predict(images, batch_size=250, verbose=0).argmax(axis=1)


def accuracy(labels, found):
    """Returns how many are recognised, with its confidence interval, and by class."""
    agreement = label_agreement(labels, found)
    return {
        "accuracy": round(agreement.accuracy, 4),
        "low": round(agreement.low, 4),
        "high": round(agreement.high, 4),
        "samples": len(labels),
        "per_class": np.round(agreement.per_class, 4).tolist(),
    }


def finish(folder):
    """Writes the card and the manifest of an entry from its other files."""
    (folder / "README.md").write_text(cards.classifier_card(folder, folder.name), encoding="utf-8")
    manifest.write(folder)


# === Verifying ===


def loads(name):
    """Checks that a classifier loads, and gives probabilities."""
    outputs = classifier.load(name)(np.zeros((1, 28, 28, 1), "float32"))
    total = float(keras.ops.sum(outputs))
    return abs(total - 1) < 1e-5, f"probabilities add up to {total:.6f}"


def scores_come_again(name):
    """Checks that a classifier reads the held-out digits as well as its card says."""
    told = cards.part(shelf.folder_of(name), "scores")["held_out"]
    images, labels = split()[1]
    found = accuracy(labels, recognise(classifier.load(name), images))["accuracy"]
    return abs(found - told["accuracy"]) <= SCORE_TOLERANCE, f"{found:.1%} of {len(labels):,} held-out digits"
