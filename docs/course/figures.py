"""Draws the figures of the course: `python docs/course/figures.py`, some two minutes on two cores."""

import pathlib

import keras
import numpy as np
from keras import layers
from matplotlib.figure import Figure

import kerasgan

OUT = pathlib.Path(__file__).parents[1] / "images" / "course"
REAL, OURS, THEIRS, OTHER = "#0072B2", "#009E73", "#D55E00", "#CC79A7"


def save(figure, name):
    figure.savefig(OUT / f"{name}.png", dpi=110)


def frozen_loop(generator, discriminator, optimizer, real, noise, steps):
    """The books' loop as it runs under Keras 3: D is frozen before its step is traced, and never learns."""
    discriminator.compile(optimizer(), "binary_crossentropy")
    discriminator.trainable = False
    combined = keras.Sequential([keras.Input(generator.input_shape[1:]), generator, discriminator])
    combined.compile(optimizer(), "binary_crossentropy")
    for _ in range(steps):
        x, z = real(), noise()
        discriminator.train_on_batch(x, np.ones((len(x), 1)))
        discriminator.train_on_batch(generator.predict_on_batch(z), np.zeros((len(z), 1)))
        combined.train_on_batch(z, np.ones((len(z), 1)))


def normal_200d():
    data, rng = kerasgan.datasets.load("normal_200d"), np.random.default_rng(0)

    def sgd():
        return keras.optimizers.SGD(5e-4, momentum=0.9, nesterov=True)

    def network(outputs):
        return keras.Sequential([keras.Input((200,)), layers.Dense(256, "relu"), layers.Dense(outputs, "sigmoid")])

    frozen = network(200)
    frozen_loop(frozen, network(1), sgd, lambda: data(128, rng), lambda: rng.uniform(-1, 1, (128, 200)), 500)
    book = kerasgan.build_gan(g_optimizer=sgd(), d_optimizer=sgd())
    kerasgan.fit_gan(book, data, steps=500, batch_size=128, seed=0, verbose=0)
    ours = kerasgan.build_gan(
        g_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.0, use_ema=True),
        d_optimizer=keras.optimizers.Adam(5e-3, beta_1=0.0, weight_decay=1.0),
    )
    kerasgan.fit_gan(ours, data, steps=2000, batch_size=128, seed=0, verbose=0)

    figure = Figure(figsize=(8, 3.6), layout="constrained")
    axes, bins = figure.subplots(), np.linspace(-4, 4, 161)
    axes.hist(data(2000, rng).ravel(), bins, density=True, color=REAL, alpha=0.25, label="real: N(0, 1)")
    made = {
        "book's loop, Keras 3": (frozen.predict(rng.uniform(-1, 1, (2000, 200)), verbose=0), THEIRS),
        "book's training, D learns": (book.sample(2000, seed=0), OTHER),
        "kerasgan": (ours.sample(2000, seed=0), OURS),
    }
    for name, (values, color) in made.items():
        label = f"{name}: std {values.std(axis=0).mean():.2f}"
        axes.hist(values.ravel(), bins, density=True, histtype="step", color=color, linewidth=1.8, label=label)
    axes.set(xlabel="value", ylabel="density", xlim=(-4, 4))
    axes.legend(frameon=False)
    save(figure, "normal_200d")


def gaussian_2d():
    data = kerasgan.datasets.load("gaussian_2d")
    angle = np.linspace(0, 2 * np.pi, 200)
    ellipse = 2 * np.stack([np.cos(angle), np.sin(angle)], axis=1) @ data.A + data.mean
    clouds = {
        "real": (data(1500, np.random.default_rng(0)), REAL),
        "the chapter's settings": (kerasgan.zoo.load("gaussian_2d_seed").sample(1500, seed=0), THEIRS),
        "kerasgan": (kerasgan.zoo.load("gaussian_2d").sample(1500, seed=0), OURS),
    }
    figure = Figure(figsize=(9, 3.8), layout="constrained")
    for axes, (name, (points, color)) in zip(figure.subplots(1, 3, sharex=True, sharey=True), clouds.items()):
        axes.scatter(*points.T, s=3, color=color, alpha=0.4, linewidths=0)
        axes.plot(*ellipse.T, color="black", linewidth=1)
        axes.set(title=name, xlabel="$x_1$", xlim=(-2.5, 4.5), ylim=(-5.5, 9.5))
    figure.axes[0].set_ylabel("$x_2$")
    save(figure, "gaussian_2d")


def theory():
    logits, x = np.linspace(-8, 4, 200), np.linspace(-4, 5, 400)
    p = np.exp(-0.5 * x**2) / np.sqrt(2 * np.pi)
    q = np.exp(-0.5 * ((x - 1.5) / 0.7) ** 2) / (0.7 * np.sqrt(2 * np.pi))
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(logits, -np.logaddexp(0, logits), color=THEIRS, label=r"minimax: $\log(1 - \sigma(l))$")
    left.plot(logits, np.logaddexp(0, -logits), color=OURS, label=r"non-saturating: $-\log \sigma(l)$")
    left.set(xlabel="logit $l$ of a generated sample", title="what G minimises")
    left.legend(frameon=False)
    right.fill_between(x, p, color=REAL, alpha=0.25, linewidth=0, label="$p_{data}$")
    right.fill_between(x, q, color=THEIRS, alpha=0.25, linewidth=0, label="$p_g$")
    right.plot(x, p / (p + q), color=OURS, label="$D^* = p_{data} / (p_{data} + p_g)$")
    right.axhline(0.5, color="black", linewidth=0.8, linestyle=":")
    right.set(xlabel="$x$", title="the best D", ylim=(0, 1.35))
    right.legend(frameon=False, loc="upper center", ncols=3, fontsize=9)
    save(figure, "theory")


def tiled(images, rows):
    """Returns the images side by side as one picture."""
    columns = len(images) // rows
    height, width = images.shape[1:3]
    grid = images.reshape(rows, columns, height, width, -1).swapaxes(1, 2)
    return grid.reshape(rows * height, columns * width, -1)


def grids(name, rows, width, **pictures):
    tiles = [tiled(images, rows).squeeze() for images in pictures.values()]
    height = width * tiles[0].shape[0] / sum(tile.shape[1] for tile in tiles)
    figure = Figure(figsize=(width, height + 0.3 * (len(tiles) > 1)), layout="constrained")
    for axes, title, tile in zip(np.atleast_1d(figure.subplots(1, len(tiles))), pictures, tiles):
        axes.imshow(tile, cmap="gray", vmin=0, vmax=255)
        axes.set_title(title if len(tiles) > 1 else "")
        axes.set_axis_off()
    save(figure, name)


def mnist_mlp_tanh():
    digits, rng = kerasgan.datasets.load("mnist", labels=False), np.random.default_rng(0)
    g = [keras.Input((100,))]
    for units in (256, 512, 1024):
        g += [layers.Dense(units), layers.LeakyReLU(negative_slope=0.2), layers.BatchNormalization(momentum=0.8)]
    d = [keras.Input((28, 28, 1)), layers.Flatten()]
    for units in (512, 256):
        d += [layers.Dense(units), layers.LeakyReLU(negative_slope=0.2)]
    generator = keras.Sequential([*g, layers.Dense(784, "tanh"), layers.Reshape((28, 28, 1))])
    frozen_loop(
        generator,
        keras.Sequential([*d, layers.Dense(1, "sigmoid")]),
        lambda: keras.optimizers.Adam(2e-4, beta_1=0.5),
        lambda: digits[rng.integers(0, 8000, 32)] / 127.5 - 1,
        lambda: rng.normal(size=(32, 100)),
        1000,
    )
    made = generator.predict(rng.normal(size=(36, 100)), verbose=0)
    zoo = kerasgan.zoo.load("mnist_mlp_tanh").sample(36, seed=0)
    pictures = {"the loop of then, Keras 3": (made + 1) * 127.5, "kerasgan, mnist_mlp_tanh": zoo, "real": digits[:36]}
    grids("mnist_mlp_tanh", 6, 9, **pictures)


def mnist_dcgan():
    grids(
        "mnist_dcgan",
        6,
        7,
        **{name: kerasgan.zoo.load(name).sample(36, seed=0) for name in ("mnist_mlp", "mnist_dcgan")},
    )


def mnist_cgan():
    gan = kerasgan.zoo.load("mnist_cgan")
    rows = [gan.sample(16, labels=[digit] * 16, seed=0) for digit in range(10)]
    grids("mnist_cgan", 10, 7, digits=np.concatenate(rows))


def heads_dcgan():
    grids("heads_dcgan", 4, 6, heads=kerasgan.zoo.load("heads_dcgan").sample(24, seed=0))


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(0)
    for draw in (normal_200d, gaussian_2d, theory, mnist_mlp_tanh, mnist_dcgan, mnist_cgan, heads_dcgan):
        draw()
