"""How near inversion comes to digits that the generator has never seen."""

import keras
import numpy as np

import kerasgan
from benchmarks.latent import attributes
from kerasgan import latent

# The last digits of the data set, which the classifier has not seen either.
HELD_OUT = 1000

STEPS, DIGITS = 1000, 24

RANDOM = 64  # z that the best is taken of


def trained(path, steps=STEPS):
    """Returns the networks of the zoo's `mnist_dcgan`, trained on all digits but those held out, once."""
    if path.is_file():
        return keras.models.load_model(path)
    generator = kerasgan.build_generator("dcgan", (28, 28, 1), 32, filters=(192, 96, 64))
    discriminator = kerasgan.build_discriminator("dcgan", (28, 28, 1), filters=(32, 64, 128), normalization=None)
    rates = [keras.optimizers.schedules.CosineDecay(rate, steps) for rate in (0.002, 0.001)]
    gan = kerasgan.build_gan(
        generator,
        discriminator,
        latent="normal",
        terms=[kerasgan.terms.R1(weight=0.05, every=8)],
        g_optimizer=keras.optimizers.Adam(rates[0], beta_1=0.0, beta_2=0.99, use_ema=True, ema_momentum=0.995),
        d_optimizer=keras.optimizers.Adam(rates[1], beta_1=0.0, beta_2=0.99),
    )
    kerasgan.fit_gan(gan, digits()[0], steps=steps, batch_size=64, seed=0, doctor=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    gan.save(path)
    return gan


def digits():
    """Returns the digits to train on, and those that are held out."""
    x, _ = kerasgan.datasets.load("mnist")
    return x[:-HELD_OUT], x[-HELD_OUT:]


def study(gan, count=DIGITS, **options):
    """Returns the errors of digits held out by each way of coming near them, a dict of arrays, and the pictures."""
    seen, unseen = digits()
    wanted = unseen[:count]
    z, error = latent.invert(gan, wanted, **options)
    own = gan.sample(count, seed=9)
    near = nearest(wanted, seen)
    drawn = gan.sample(RANDOM, seed=8)
    random = drawn[distances(wanted, drawn).argmin(axis=1)]
    made = gan.decode(z)
    errors = {
        "inverted": error,
        "nearest of 7,000 training digits": apart(wanted, near),
        f"nearest of {RANDOM} random z": apart(wanted, random),
        "a random z": apart(wanted, gan.sample(count, seed=7)),
        "samples of the generator itself, inverted": latent.invert(gan, own, **options).error,
    }
    pictures = {"held out": wanted, "inverted": made, "training": near, "random z": random}
    truth = attributes.classes(wanted)
    same = {name: float(np.mean(attributes.classes(x) == truth)) for name, x in pictures.items() if name != "held out"}
    return errors, pictures, same


def apart(x, other):
    """Returns the mean squared difference of pictures, black being -1 and white 1, an array."""
    return np.mean(((x.astype("float64") - other) / 127.5) ** 2, axis=(1, 2, 3))


def distances(x, others):
    """Returns the squared distance of each picture from each other, `(n, m)`."""
    a, b = (pictures.reshape(len(pictures), -1).astype("float64") for pictures in (x, others))
    return np.sum(a**2, axis=1)[:, None] - 2 * a @ b.T + np.sum(b**2, axis=1)


def nearest(x, others):
    """Returns the nearest of others to each picture."""
    return others[distances(x, others).argmin(axis=1)]
