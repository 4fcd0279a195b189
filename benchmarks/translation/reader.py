"""The reader: a classifier of the 2,000 packaged characters; `python -m benchmarks.translation.reader` trains it again.

It is the study's "FCN score": whoever makes serif characters is to make ones that it reads. It has seen the serif face
of each of its characters, those held out from the cells, too, and no sans face: it judges the face and the strokes.
"""

import functools
import pathlib

import keras
import numpy as np
from scipy import ndimage

from kerasgan.datasets import glyphs

FILE = pathlib.Path(__file__).parent / "reader.keras"
SEED, BATCH, EPOCHS = 0, 50, 50
FILTERS, FEATURES = (24, 48, 96), 96


def build(classes):
    """Returns the untrained network, of bytes to features and probabilities."""
    images = keras.Input((32, 32, 1), name="images")
    x = keras.layers.Rescaling(1 / 255)(images)
    for filters in FILTERS:
        for strides in (1, 2):
            x = keras.layers.Conv2D(filters, 3, strides=strides, padding="same", use_bias=False)(x)
            x = keras.layers.BatchNormalization(momentum=0.9)(x)
            x = keras.layers.ReLU()(x)
    x = keras.layers.Dense(FEATURES, use_bias=False)(keras.layers.Flatten()(x))
    x = keras.layers.BatchNormalization(momentum=0.9, name="features")(x)  # a ReLU dies of 2,000 classes
    return keras.Model(images, [x, keras.layers.Dense(classes, "softmax", name="probabilities")(x)], name="reader")


def spoilt(image, rng):
    """Returns a character turned, sheared, scaled and shifted a little, and of other contrast.

    None is blurred: who has learned to forgive grey strokes can't tell them from black ones.
    """
    turn = np.eye(2) + rng.uniform(-0.08, 0.08, (2, 2))
    centre = np.full(2, 15.5)
    # Cubic, since linear interpolation between two pixels is a blur.
    image = ndimage.affine_transform(image, turn, centre - turn @ centre + rng.uniform(-1.5, 1.5, 2), order=3)
    return np.clip(image * rng.uniform(0.8, 1.2), 0, 255)


class Spoilt(keras.utils.PyDataset):
    """The characters in batches, in a new order and newly spoilt in each epoch."""

    def __init__(self, x):
        super().__init__()
        self.x, self.rng = x.astype("float32"), np.random.default_rng(SEED)
        self.on_epoch_end()

    def __len__(self):
        return max(1, len(self.x) // BATCH)

    def __getitem__(self, index):
        rows = self.order[index * BATCH :][:BATCH]
        return np.stack([spoilt(self.x[row], self.rng) for row in rows])[..., None].astype("float32"), rows

    def on_epoch_end(self):
        self.order = self.rng.permutation(len(self.x))


def train(x, epochs=EPOCHS, verbose=2):
    """Returns the trained network, of characters `(n, 32, 32)`, each a class."""
    keras.utils.set_random_seed(SEED)
    network = build(len(x))
    classifier = keras.Model(network.input, network.outputs[1])
    rate = keras.optimizers.schedules.CosineDecay(2e-3, epochs * max(1, len(x) // BATCH), alpha=0.01)
    classifier.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    classifier.fit(Spoilt(x), epochs=epochs, verbose=verbose)
    return network


@functools.cache
def load():
    """Returns the reader, a function of bytes `(n, 32, 32, 1)` to features and probabilities."""
    return keras.models.load_model(FILE, compile=False)


def accuracy(network, images, classes):
    """Returns the share of characters that are read as the class that they are."""
    return float((network.predict(images, batch_size=250, verbose=0)[1].argmax(axis=1) == classes).mean())


def main():
    """Trains the reader and writes it beside this file."""
    found = glyphs.read()
    network = train(found["serif"])
    network.save(FILE)
    classes = np.arange(len(found["serif"]))
    for face in glyphs.FACES:
        print(face, f"{accuracy(network, found[face][..., None], classes):.4f} of {len(classes):,} read rightly")
    rng = np.random.default_rng(1)
    anew = np.stack([spoilt(image, rng) for image in found["serif"].astype("float32")])[..., None]
    print("serif, newly spoilt", f"{accuracy(network, anew, classes):.4f}")


if __name__ == "__main__":
    main()
