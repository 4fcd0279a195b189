"""Makes the zoo's `digit_classifier` again: the classifier whose features and classes the digit metrics use.

Run it as `python tools/train_digits.py`: about five minutes on two cores. Nothing is chosen by the held-out digits: the
number of epochs is fixed, and the last weights are taken. On another machine the weights differ by rounding and more.
With `--measure` it trains nothing, and writes scores, picture and card of the weights that are there.
"""

import argparse
import json

import keras
import numpy as np
from scipy import ndimage

from kerasgan.plots import figure
from kerasgan.presets import classifier, manifest, shelf
from kerasgan.zoo import classifier_scores, curate

FOLDER = shelf.FOLDER / "digit_classifier"
SEED, BATCH = 0, 100


def build():
    """Returns the untrained network, of images from 0 to 255 to features `(n, 64)` and probabilities `(n, 10)`."""
    images = keras.Input((28, 28, 1), name="images")
    x = keras.layers.Rescaling(1 / 255)(images)
    for filters in (16, 32, 64):
        for strides in (1, 2):
            x = keras.layers.Conv2D(filters, 3, strides=strides, padding="same", use_bias=False)(x)
            x = keras.layers.BatchNormalization(momentum=0.9)(x)
            x = keras.layers.ReLU()(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.2)(x)
    x = keras.layers.Dense(64, "relu", name="features")(x)
    return keras.Model(images, [x, keras.layers.Dense(10, "softmax", name="probabilities")(x)], name="digits")


def warp(image, rng):
    """Returns the digit turned, sheared, scaled and shifted a little at random."""
    angle, shear = rng.uniform(-0.2, 0.2), rng.uniform(-0.2, 0.2)
    stretch = np.diag(rng.uniform(0.88, 1.12, 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[1, shear], [0, 1]]) @ stretch
    centre = np.array([13.5, 13.5])
    offset = centre - matrix @ centre + rng.uniform(-2.5, 2.5, 2)
    return ndimage.affine_transform(image, matrix, offset, order=1)


class Warped(keras.utils.PyDataset):
    """The digits to train on in batches, in a new order and newly warped in each epoch."""

    def __init__(self, x, labels):
        super().__init__()
        self.x, self.labels, self.rng = x, labels, np.random.default_rng(SEED)
        self.on_epoch_begin()

    def __len__(self):
        return len(self.x) // BATCH

    def __getitem__(self, index):
        chosen = self.order[index * BATCH :][:BATCH]
        images = np.stack([warp(image[..., 0], self.rng) for image in self.x[chosen].astype("float32")])
        return images[..., None], self.labels[chosen]

    def on_epoch_begin(self):
        self.order = self.rng.permutation(len(self.x))


def train(epochs):
    """Returns the trained network."""
    keras.utils.set_random_seed(SEED)
    (x, labels), held_out = classifier_scores.split()
    network = build()
    classifier = keras.Model(network.input, network.outputs[1])
    rate = keras.optimizers.schedules.CosineDecay(3e-3, epochs * (len(x) // BATCH), alpha=0.01)
    classifier.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    classifier.fit(Warped(x, labels), epochs=epochs, validation_data=held_out, verbose=2)
    return network


@figure.styled
def draw(labels, images, found):
    """Returns a figure: how often each digit is taken for each other, and the digits that are misread."""
    wrong = np.flatnonzero(labels != found)
    picture, axes = figure.subplots(1, 2, 9.6, 4.4, width_ratios=(1.05, 1))
    confusion = np.zeros((10, 10), int)
    np.add.at(confusion, (labels, found), 1)
    left, right = axes.ravel()
    left.imshow(confusion, cmap="Blues", vmax=confusion.max() * 1.6)
    for (row, column), count in np.ndenumerate(confusion):
        if count:
            left.text(column, row, count, ha="center", va="center", weight="bold" if row != column else "normal")
    left.set(xticks=range(10), yticks=range(10), xlabel="digit that it reads", ylabel="digit that it is")
    left.set_title(f"{len(labels):,} digits held out, {len(wrong)} misread")
    left.grid(False)
    right.axis("off")
    right.set_title("The misread ones: digit, and what it reads")
    for place, index in enumerate(wrong[:12]):
        inset = right.inset_axes(((place % 4) / 4 + 0.02, 0.7 - (place // 4) * 0.34, 0.2, 0.22))
        inset.imshow(images[index, ..., 0], cmap="gray")
        inset.set_title(f"{labels[index]}, read as {found[index]}", fontsize=8, weight="normal", loc="center")
        inset.axis("off")
    return picture


def finish():
    """Writes all that the entry says of its weights, and the zoo's manifest."""
    for folder in (FOLDER, shelf.FOLDER):  # the weights are new, and what loads them asks both manifests
        manifest.write(folder)
    network = classifier.load(FOLDER.name)
    scores = classifier_scores.measure(network)
    images, labels = classifier_scores.split()[1]
    draw(labels, images, classifier_scores.recognise(network, images)).savefig(FOLDER / "samples.png")
    (FOLDER / "scores.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")
    classifier_scores.finish(FOLDER)
    curate.refresh()
    return scores


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--measure", action="store_true", help="train nothing, measure what is there")
    arguments = parser.parse_args()
    if not arguments.measure:
        train(arguments.epochs).save(FOLDER / shelf.CLASSIFIER)
    print(json.dumps(finish()["held_out"], indent=1))
