"""Makes `kerasgan/metrics/digits.keras` again: the classifier whose features and classes the digit metrics use.

Run it as `python tools/train_digits.py`: about five minutes on two cores. Nothing is chosen by the held-out digits: the
number of epochs is fixed, and the last weights are taken. On another machine the weights differ by rounding and more.
`docs/digit_classifier.md` has the figures of the file that is there.
"""

import argparse
import pathlib

import keras
import numpy as np
from scipy import ndimage

import kerasgan

FILE = pathlib.Path(__file__).parent.parent / "kerasgan" / "metrics" / "digits.keras"
SEED, TRAIN, BATCH = 0, 7000, 100


def split():
    """Returns `(x, labels)` to train on and to hold out: the first 7,000 and the last 1,000 of the packaged digits.

    `datasets.load("mnist")` gives them in a mixed order that never changes.
    """
    x, labels = kerasgan.datasets.load("mnist")
    return (x[:TRAIN], labels[:TRAIN]), (x[TRAIN:], labels[TRAIN:])


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
    (x, labels), held_out = split()
    network = build()
    classifier = keras.Model(network.input, network.outputs[1])
    rate = keras.optimizers.schedules.CosineDecay(3e-3, epochs * (len(x) // BATCH), alpha=0.01)
    classifier.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    classifier.fit(Warped(x, labels), epochs=epochs, validation_data=held_out, verbose=2)
    return network


def report(network):
    """Prints the accuracy on both parts, and which classes of the held-out digits are recognised."""
    for name, (x, labels) in zip(("trained on", "held out"), split()):
        found = network.predict(x, verbose=0)[1].argmax(axis=1)
        agreement = kerasgan.metrics.label_agreement(labels, found)
        print(f"{name}: {agreement.accuracy:.4f} ({agreement.low:.4f} to {agreement.high:.4f}) of {len(x)}")
        print({int(c): f"{share:.3f}" for c, share in zip(agreement.classes, agreement.per_class)})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--out", type=pathlib.Path, default=FILE)
    arguments = parser.parse_args()
    network = train(arguments.epochs)
    report(network)
    network.save(arguments.out)
    print(f"{arguments.out}: {arguments.out.stat().st_size / 1e3:.0f} kB, {network.count_params():,} weights")
