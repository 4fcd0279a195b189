"""The theory, run: an optimal discriminator is p / (p + q), and its loss tells the Jensen-Shannon divergence.

Data are drawn from a density p, and a generator that stands still makes samples of a density q, both known. For fixed
p and q, Goodfellow et al. (Generative Adversarial Networks, 2014) prove that

    D*(x) = p(x) / (p(x) + q(x))                                      the best D can do,
    V(D*) = E_p log D* + E_q log(1 - D*) = -log 4 + 2 JSD(p, q)       the value function there,

so that with q = p a perfect D says 1/2 everywhere, V = -log 4, and the divergence is 0. Here a D is trained, and
compared with both. Run it with `python examples/06_theory.py`; it draws `theory.png`.
"""

import math
import sys

import keras
import numpy as np
from matplotlib.figure import Figure

import kerasgan

P, Q = (0.0, 1.0), (1.5, 0.7)  # mean and standard deviation of the data, and of the generated samples
X = np.linspace(-6, 7, 2601)


def density(x, normal):
    """Returns the density of a normal distribution."""
    mean, std = normal
    return np.exp(-0.5 * ((x - mean) / std) ** 2) / (std * math.sqrt(2 * math.pi))


def jensen_shannon(p, q):
    """Returns JSD(p, q) in nats, by integration over X."""
    middle = (p + q) / 2

    def divergence(a):
        return np.trapezoid(a * np.log(a / middle), X)

    return (divergence(p) + divergence(q)) / 2


def gan_that_makes(normal):
    """Returns a GAN whose G is x = mean + std * z and stands still, so that D alone learns."""
    mean, std = normal
    layer = keras.layers.Dense(1, name="scale_and_shift")
    generator = keras.Sequential([keras.Input((1,)), layer], name="generator")
    layer.set_weights([np.array([[std]], "float32"), np.array([mean], "float32")])
    return kerasgan.build_gan(
        generator,
        kerasgan.build_discriminator("mlp", input_shape=(1,), hidden=(64, 64), activation="tanh"),
        latent="normal",
        g_optimizer=keras.optimizers.SGD(0.0),
        d_optimizer=keras.optimizers.Adam(2e-3),
    )


def trained(normal, steps):
    """Returns the GAN after D has learned to tell P from `normal`, D(x) over X, and the logged `jsd` by step."""
    keras.utils.set_random_seed(0)
    gan = gan_that_makes(normal)

    def data(batch_size, rng):
        return rng.normal(*P, (batch_size, 1))

    # A rate that falls in three stages: a D that keeps jumping is never at its optimum.
    curve, at = [], []
    for stage, rate in enumerate((2e-3, 5e-4, 1e-4)):
        gan.optimizer.d.learning_rate = rate
        history = kerasgan.fit_gan(gan, data, steps=steps, batch_size=1024, epochs=20, verbose=0)
        at += [stage * steps + step for step in history.steps]
        curve += history.history["jsd"]
    logits = keras.ops.convert_to_numpy(gan.discriminator(X[:, None].astype("float32")))[:, 0]
    return gan, 1 / (1 + np.exp(-logits)), (at, curve)


def report(title, d, p, q):
    """Prints what D is and what the theory says, where there is anything to see of p or q."""
    best, seen = p / (p + q), p + q > 0.01
    value = np.trapezoid(p * np.log(d) + q * np.log(1 - d), X)
    theory = -math.log(4) + 2 * jensen_shannon(p, q)
    print(title)
    print(f"  largest |D - p/(p+q)| where p + q > 0.01: {np.abs(d - best)[seen].max():.3f}")
    print(f"  V(D) {value:.4f}; -log 4 + 2 JSD = {theory:.4f}; -log 4 = {-math.log(4):.4f}")


def draw(d, curve, equal, equal_curve, p, q):
    """Draws densities and D above, the logged estimate below; left the two densities, right q = p."""
    figure = Figure(figsize=(10, 6), layout="constrained")
    axes = figure.subplots(2, 2)
    for column, (other, found, (steps, values), title) in enumerate(
        [(q, d, curve, "p = N(0, 1), q = N(1.5, 0.7²)"), (p, equal, equal_curve, "q = p: G makes the data")]
    ):
        upper, lower = axes[:, column]
        upper.fill_between(X, p, color="#0072B2", alpha=0.25, linewidth=0, label="p, the data")
        upper.fill_between(X, other, color="#D55E00", alpha=0.25, linewidth=0, label="q, generated")
        upper.plot(X, p / (p + other), color="black", linewidth=3, alpha=0.25, label="p / (p + q)")
        upper.plot(X, found, color="#009E73", label="D, trained")
        upper.set(title=title, xlim=(-4, 5), ylim=(-0.03, 1.03), xlabel="x")
        upper.legend(frameon=False, fontsize=8, loc="upper right")
        true = jensen_shannon(p, other)
        lower.plot(steps, values, color="#009E73", linewidth=1, label="logged jsd = log 2 - d_loss")
        lower.axhline(true, color="black", linestyle=":", label=f"JSD(p, q) = {true:.4f}, integrated")
        lower.set(xlabel="step", title="Estimate of the Jensen-Shannon divergence")
        lower.legend(frameon=False, fontsize=8, loc="lower right")
    figure.savefig("theory.png", dpi=100)


def main(steps=1500):
    p, q = density(X, P), density(X, Q)
    gan, d, curve = trained(Q, steps)
    report("G makes another density than the data's:", d, p, q)
    _, equal, equal_curve = trained(P, steps)
    report("G makes the data's:", equal, p, p)

    # The logged `jsd` is log 2 - d_loss. No D does better than D*, so on average over fresh samples it is at most the
    # true divergence: it is biased downwards as long as D is not at its optimum, here most visibly at the first steps.
    # What is logged is the loss on samples that D has not learned from yet, drawn afresh for each step. On a fixed set
    # that D sees again and again it would learn the samples by heart, and the bias would be upwards.
    true, late = jensen_shannon(p, q), np.mean(curve[1][-10:])
    print(f"logged jsd, mean of the last sixth: {late:.4f}; integrated: {true:.4f}; bias {late - true:+.4f}")
    draw(d, curve, equal, equal_curve, p, q)
    print("In theory.png: D beside p / (p + q), and the logged estimate beside the divergence")
    return gan


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
