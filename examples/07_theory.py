# %% [markdown]
# # The theory, run
#
# What the papers prove about GANs can be checked with a GAN small enough to integrate. Each section has the formula,
# and then the same by training.

# %%
import math
import os

import keras
import numpy as np
from matplotlib import rc_context

import kerasgan
from kerasgan.plots.figure import Figure

steps = 4 if os.getenv("KERASGAN_TINY") else 1500

# %% [markdown]
# ## The best discriminator
#
# Data are drawn from a density $p$, a generator that stands still makes samples of a density $q$. D plays for the value
#
# $$
# V(D) = \mathbb{E}_{x \sim p}[\log D(x)] + \mathbb{E}_{x \sim q}[\log(1 - D(x))]
# $$
#
# Goodfellow et al. (Generative Adversarial Networks, 2014) take the derivative at each $x$ of
# $p \log D + q \log(1 - D)$, which is zero at
#
# $$
# D^*(x) = \frac{p(x)}{p(x) + q(x)}, \qquad V(D^*) = -\log 4 + 2\,\mathrm{JSD}(p, q)
# $$
#
# with the Jensen-Shannon divergence
#
# $$
# \mathrm{JSD}(p, q) = \tfrac{1}{2}\,\mathrm{KL}\left(p \parallel \tfrac{p + q}{2}\right)
#   + \tfrac{1}{2}\,\mathrm{KL}\left(q \parallel \tfrac{p + q}{2}\right)
# $$
#
# With $q = p$ a perfect D says $\tfrac{1}{2}$ everywhere. Two normal densities, and D trained to tell them apart:

# %%
P, Q = (0.0, 1.0), (1.5, 0.7)  # mean and standard deviation of the data, and of the generated samples
X = np.linspace(-6, 7, 2601)


def density(normal):
    """Returns the density of a normal distribution over X."""
    mean, std = normal
    return np.exp(-0.5 * ((X - mean) / std) ** 2) / (std * math.sqrt(2 * math.pi))


def jensen_shannon(p, q):
    """Returns JSD(p, q) in nats, by integration over X."""
    middle = (p + q) / 2
    return sum(np.trapezoid(a * np.log(a / middle), X) for a in (p, q)) / 2


def gan_that_makes(normal):
    """Returns a GAN whose G is x = mean + std * z and stands still, so that D alone learns."""
    mean, std = normal
    layer = keras.layers.Dense(1, name="scale_and_shift")
    generator = keras.Sequential([keras.Input((1,)), layer], name="generator")
    layer.set_weights([np.array([[std]], "float32"), np.array([mean], "float32")])
    discriminator = kerasgan.build_discriminator("mlp", input_shape=(1,), hidden=(64, 64), activation="tanh")
    return kerasgan.build_gan(
        generator, discriminator, latent="normal", g_optimizer=keras.optimizers.SGD(0.0), d_optimizer="adam"
    )


def data(batch_size, rng):
    """Draws from p."""
    return rng.normal(*P, (batch_size, 1))


def trained(normal):
    """Returns D(x) over X after D has learned to tell P from `normal`, and the logged `jsd` by step."""
    keras.utils.set_random_seed(0)
    gan, curve = gan_that_makes(normal), []
    for stage, rate in enumerate((2e-3, 5e-4, 1e-4)):  # a D that keeps jumping is never at its optimum
        gan.optimizer.d.learning_rate = rate
        options = {"batch_size": 1024, "epochs": 20, "verbose": 0, "doctor": False}
        history = kerasgan.fit_gan(gan, data, steps=steps, **options)
        curve += [(stage * steps + step, jsd) for step, jsd in zip(history.steps, history.history["jsd"])]
    logits = keras.ops.convert_to_numpy(gan.discriminator(X[:, None].astype("float32")))[:, 0]
    return 1 / (1 + np.exp(-logits)), np.array(curve)


p, q = density(P), density(Q)
d, curve = trained(Q)
equal, equal_curve = trained(P)
for title, found, other in (("another density", d, q), ("the data's", equal, p)):
    seen = p + other > 0.01
    value = np.trapezoid(p * np.log(found) + other * np.log(1 - found), X)
    theory = -math.log(4) + 2 * jensen_shannon(p, other)
    print(f"G makes {title}: largest |D - D*| {np.abs(found - p / (p + other))[seen].max():.3f}, ", end="")
    print(f"V(D) {value:.4f}, -log 4 + 2 JSD {theory:.4f}")

# %% [markdown]
# The logged `jsd` is $\log 2$ minus D's loss. No D does better than $D^*$, so over fresh samples it is at most the true
# divergence: it is biased downwards as long as D has not learned enough. On a fixed set that D sees again and again it
# would learn the samples by heart, and the bias would be upwards.

# %%
with rc_context({"font.size": 8}):
    figure = Figure(figsize=(9, 5), layout="constrained")
    for column, (other, found, points, title) in enumerate(
        [(q, d, curve, "p = N(0, 1), q = N(1.5, 0.7²)"), (p, equal, equal_curve, "q = p: G makes the data")]
    ):
        upper, lower = figure.add_subplot(2, 2, column + 1), figure.add_subplot(2, 2, column + 3)
        upper.fill_between(X, p, color="#0072B2", alpha=0.25, label="p, the data")
        upper.fill_between(X, other, color="#D55E00", alpha=0.25, label="q, generated")
        upper.plot(X, p / (p + other), color="black", linewidth=3, alpha=0.25, label="p / (p + q)")
        upper.plot(X, found, color="#009E73", label="D, trained")
        upper.set(title=title, xlim=(-4, 5), ylim=(-0.03, 1.03), xlabel="x")
        lower.plot(*points.T, color="#009E73", linewidth=1, label="logged jsd")
        lower.axhline(jensen_shannon(p, other), color="black", linestyle=":", label="JSD(p, q), integrated")
        lower.set(xlabel="step")
        for axes, place in ((upper, "upper right"), (lower, "lower right")):
            axes.legend(frameon=False, loc=place)
    figure.savefig("theory.png", dpi=80)
figure

# %% [markdown]
# ## Saturation
#
# In the minimax game G minimises $\log(1 - D(G(z)))$, in the non-saturating one $-\log D(G(z))$. With D's logit $a$ and
# $D = \sigma(a)$ their slopes are
#
# $$
# \frac{\partial}{\partial a} \log(1 - \sigma(a)) = -\sigma(a), \qquad
# \frac{\partial}{\partial a} \big(-\log \sigma(a)\big) = \sigma(a) - 1
# $$
#
# Where D is sure that a sample is generated, $a \to -\infty$, the first goes to 0 and the second to -1: the minimax G
# stops learning just where it has most to learn. Both by the package's own losses:

# %%
logits = np.array([-10.0, -5.0, -2.0, 0.0, 2.0], "float32")
print("logit           " + "".join(f"{a:10.1f}" for a in logits))
for name in ("minimax", "non_saturating"):
    pair, step = kerasgan.losses.get(name), 1e-2
    slopes = [(pair.generator(None, a + step) - pair.generator(None, a - step)) / (2 * step) for a in logits[:, None]]
    print(f"{name:16}" + "".join(f"{float(slope):10.5f}" for slope in slopes))

# %% [markdown]
# And the divergence itself saturates. Where $p$ and $q$ do not overlap, $\mathrm{JSD} = \log 2 \approx 0.6931$ however
# far they are apart, so that it says nothing of the way to go (Arjovsky, Chintala and Bottou, Wasserstein GAN, 2017).
# The Wasserstein distance of the same two densities is their distance.

# %%
for distance in (0.0, 0.5, 2.0, 4.0, 5.0):
    print(f"distance {distance}: JSD {jensen_shannon(density((0, 0.3)), density((distance, 0.3))):.4f}")

# %% [markdown]
# ## Mode collapse
#
# For the D of the moment the best G puts all its samples where D is highest: $\max_G \min_D$ is not $\min_G \max_D$.
# Nothing in G's loss asks for variety. Eight modes on a ring, and a G that learns ten times as fast as D; then the same
# pair with equal rates and a penalty on D's slope.


# %%
def ring(**options):
    """Returns a GAN trained on eight modes, and how many of them it has found."""
    keras.utils.set_random_seed(1)
    networks = [kerasgan.build_generator("mlp", (2,), 4, hidden=(64, 64)), kerasgan.build_discriminator("mlp", (2,))]
    gan = kerasgan.build_gan(*networks, latent="normal", **options)
    modes = kerasgan.datasets.load("ring_8")
    doctor = kerasgan.callbacks.Doctor(every=50, verbose=False)  # of its own accord it looks less often
    kerasgan.fit_gan(gan, modes, steps=2 * steps, batch_size=128, seed=0, verbose=0, doctor=doctor)
    coverage = kerasgan.metrics.mode_coverage(gan.sample(2500, seed=0), modes.centers, modes.std)
    print(f"{coverage.modes} of 8 modes; the doctor: {[finding.name for finding in doctor.findings] or 'nothing'}")
    return kerasgan.plots.plot_decision_surface(gan, modes(500, np.random.default_rng(0)))


fast, slow = keras.optimizers.Adam(5e-3, beta_1=0.5), keras.optimizers.Adam(5e-4, beta_1=0.5)
ring(g_optimizer=fast, d_optimizer=slow)

# %% [markdown]
# The doctor calls it oscillation: G sits on one mode at a time, and leaps to the next as soon as D has caught up. Now
# equal rates without momentum, an average of G's weights, and the penalty:

# %%
even = [keras.optimizers.Adam(1e-3, beta_1=0.0, use_ema=True) for _ in range(2)]
ring(g_optimizer=even[0], d_optimizer=even[1], terms=[kerasgan.terms.ZeroCenteredPenalty(1.0)])
