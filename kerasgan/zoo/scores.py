"""Scores of a trained GAN: its figures over several sampling seeds, beside those of real samples."""

import keras
import numpy as np

from kerasgan import checks, metrics
from kerasgan import recipe as recipes
from kerasgan.presets import cards, manifest
from kerasgan.recipe import facts, kinds
from kerasgan.recipe.kinds import images

SEEDS = (0, 1, 2)

# Seeds of a second measurement, for `kerasgan zoo verify`: other samples than those that the card is about.
OTHER_SEEDS = (100, 101, 102)

# The figures that say most, by the kind of data: what a list has room for.
HEADLINES = {
    "digits": ("frechet_distance", "label_agreement", "rarest_digit"),
    "digit_pairs": ("frechet_distance", "read_alike", "ssim"),
    "gaussian": ("largest_mean_error", "largest_covariance_error"),
    "images": ("frechet_thumbnails",),
    "mixture": ("pacgan_modes", "pacgan_high_quality", "pacgan_reverse_kl"),
    "pairs": ("frechet_distance", "l1", "ssim"),
    "table": ("table_shape", "table_trend", "utility_auc"),
    "unpaired": ("frechet_to_b", "frechet_to_a"),
    "normal": ("sliced_wasserstein", "classifier_worse_half", "network_accuracy"),
}


def measure(gan, recipe, seeds=SEEDS, tell=lambda text: None):
    """Measures a GAN on the data of its recipe, once for each seed.

    Args:
        gan: A `kerasgan.GAN`.
        recipe: Dict, as `kerasgan.recipe.load` returns it.
        seeds: Integers, of the samples and of the real samples beside them. Defaults to `(0, 1, 2)`.
        tell: Function of a text, told what is being done. Defaults to none.

    Returns:
        Dict, what `scores.json` has: for each of `"figures"` the mean over the seeds and their standard deviation,
        of generated samples and of as many real ones, and how many samples those are; and with what it was measured.

    Raises:
        ValueError: If the data can't be loaded.
    """
    checks.raise_all(recipes.missing_data(recipe))
    name, data = recipe["data"]["name"], recipes.load_data(recipe)
    kind = kinds.of(name, data)
    rounds = []
    for number, seed in enumerate(seeds, 1):
        tell(f"Measuring, sampling seed {number} of {len(seeds)}.")
        rounds.append(figures_of(gan, name, data, kind, seed))
    figures = {figure: summary([found[figure] for found in rounds]) for figure in rounds[0]}
    return {
        "format": manifest.FORMAT,
        "seeds": list(seeds),
        "headline": [figure for figure in HEADLINES[kinds.name_of(name, data)] if figure in figures],
        "figures": figures,
        "measured": {"backend": keras.backend.backend(), "versions": facts.versions(), "machine": facts.machine()},
    }


def figures_of(gan, name, data, kind, seed):
    """Returns `(generated, real, title, samples)` by name, for one seed."""
    samples, figures = kind.figures(gan, seed)
    further = FURTHER.get(kinds.name_of(name, data), lambda gan, data, seed: {})
    return {**{name: (*figure, samples) for name, figure in figures.items()}, **further(gan, data, seed)}


def summary(rounds):
    """Returns the mean and the standard deviation of one figure over the seeds, generated and real."""
    generated, real = (np.array([found[column] for found in rounds], "float64") for column in (0, 1))
    _, _, title, samples = rounds[0]
    return {
        "title": title,
        "generated": digits(generated.mean()),
        "spread": digits(spread(generated)),
        "real": digits(real.mean()),
        "real_spread": digits(spread(real)),
        "samples": samples,
    }


def spread(values):
    """Returns the standard deviation over the seeds; 0 for one seed, and where a value is infinite."""
    return values.std(ddof=1) if len(values) > 1 and np.isfinite(values).all() else 0.0


def digits(value):
    """Returns a float with five digits that count; `None`, which JSON has, for what is infinite."""
    return float(f"{value:.5g}") if np.isfinite(value) else None


# === What the kinds leave out: the protocols of papers, and of the zoo's own bars ===


def of_normal(gan, data, seed):
    """Two classifier two-sample tests, by the nearest neighbours and by a trained network."""
    n, rng = 10_000, np.random.default_rng(seed)
    real, other = data(n, rng), data(n, rng)
    made, reference = (metrics.classifier_test(real, x, seed=seed) for x in (gan.sample(n, seed=seed), other))
    title = "held-out accuracy of a nearest-neighbour classifier that tells generated from real, ideal 0.5"
    worse = "accuracy of nearest neighbours on real or generated samples alone (the farther from 0.5), ideal as real"
    return {
        "classifier_accuracy": (made.accuracy, reference.accuracy, title, n),
        "classifier_worse_half": (made.worse, reference.worse, worse, n),
        **of_network(gan, data, seed),
    }


def of_network(gan, data, seed):
    """The accuracy of a network that was trained to tell generated from real, on samples that it has not seen."""
    n, rng = 40_000, np.random.default_rng(seed)
    real, other = data(n, rng), data(n, rng)
    made, reference = (told_apart(real, x, seed) for x in (gan.sample(n, seed=seed, batch_size=10_000), other))
    title = "held-out accuracy of a dense network trained to tell generated from real, ideal 0.5"
    return {"network_accuracy": (made, reference, title, n)}


def told_apart(real, fake, seed, epochs=5):
    """Returns the share of the second halves that a network tells apart after training on the first ones."""
    half, width = len(real) // 2, real.shape[1]
    kernels = [keras.initializers.GlorotUniform(seed=seed + number) for number in range(2)]
    network = keras.Sequential(
        [
            keras.Input((width,)),
            keras.layers.Dense(256, "relu", kernel_initializer=kernels[0]),
            keras.layers.Dense(1, kernel_initializer=kernels[1]),
        ]
    )
    network.compile(keras.optimizers.Adam(1e-3), keras.losses.BinaryCrossentropy(from_logits=True))
    x, labels = np.concatenate([real[:half], fake[:half]]), np.repeat([[1.0], [0.0]], half, axis=0)
    order = np.random.default_rng(seed).permutation(2 * half)
    network.fit(x[order], labels[order], epochs=epochs, batch_size=256, shuffle=False, verbose=0)
    logits = [network.predict(part[half:], batch_size=1000, verbose=0) for part in (real, fake)]
    return float(np.mean(np.concatenate([logits[0] > 0, logits[1] <= 0])))


def of_gaussian(gan, data, seed):
    """The largest errors of the mean and of the covariance, on so many samples that their own error is small."""
    n = 200_000
    real = data(n, np.random.default_rng(seed))
    errors = [moment_errors(data, samples) for samples in (gan.sample(n, seed=seed, batch_size=10_000), real)]
    titles = {
        "largest_mean_error": "largest error of a mean, ideal 0",
        "largest_covariance_error": "largest error of an entry of the covariance, ideal 0",
    }
    return {name: (errors[0][name], errors[1][name], title, n) for name, title in titles.items()}


def moment_errors(data, samples):
    """Returns the largest errors of samples of a normal distribution whose mean and covariance are known."""
    samples = samples.astype("float64")
    return {
        "largest_mean_error": float(np.abs(samples.mean(axis=0) - data.mean).max()),
        "largest_covariance_error": float(np.abs(np.cov(samples, rowvar=False) - data.covariance).max()),
    }


def of_mixture(gan, data, seed):
    """PacGAN's protocol: 2,500 samples."""
    n = 2500
    groups = (gan.sample(n, seed=seed), data(n, np.random.default_rng(seed)))
    made, reference = (metrics.mode_coverage(samples, data.centers, data.std) for samples in groups)
    titles = {
        "modes": "modes captured (PacGAN's protocol)",
        "high_quality": "share within 3 standard deviations of a mode (PacGAN's protocol), ideal 0.9889",
        "reverse_kl": "KL of the modes from uniform (PacGAN's protocol), ideal 0",
    }
    return {
        f"pacgan_{name}": (getattr(made, name), getattr(reference, name), title, n) for name, title in titles.items()
    }


def of_digits(gan, data, seed):
    """The shares of the rarest and of the most common digit, as the classifier sees them."""
    n = 5000
    network = metrics.features.digits("probabilities")
    real = data[0] if isinstance(data, tuple) else data
    rows = np.random.default_rng(seed).permutation(len(real))[:n]
    labels = np.arange(n) % 10 if gan.label else None
    groups = (gan.sample(n, labels, seed=seed), real[rows])
    made, reference = (shares(metrics.features.extract(x, network)) for x in groups)
    return {
        "rarest_digit": (made.min(), reference.min(), "share of the rarest of the ten digits, ideal 0.1", n),
        "commonest_digit": (made.max(), reference.max(), "share of the most common digit, ideal 0.1", n),
    }


def of_images(gan, data, seed):
    """How many thumbnails of generated images lie among those of real ones, and the other way round."""
    groups = images.Images(data).groups(gan, seed)
    real, other, fake = (metrics.features.extract(x, images.small) for x in (groups.real, groups.other, groups.fake))
    made, reference = metrics.precision_recall(real, fake), metrics.precision_recall(real, other)
    titles = {
        "precision_thumbnails": "precision, share of generated thumbnails among real ones",
        "recall_thumbnails": "recall, share of real thumbnails among generated ones",
    }
    found = zip(titles.items(), made, reference)
    return {name: (ours, theirs, title, len(fake)) for (name, title), ours, theirs in found}


def shares(probabilities):
    """Returns the share of each class among what a classifier recognises."""
    return np.bincount(probabilities.argmax(axis=1), minlength=probabilities.shape[1]) / len(probabilities)


FURTHER = {
    "digits": of_digits,
    "gaussian": of_gaussian,
    "images": of_images,
    "mixture": of_mixture,
    "normal": of_normal,
}


# === Again ===


def differences(old, new):
    """Returns which figures of `new` are not what `old` says, within the spread over the seeds; a list of messages.

    Two means of three seeds may differ by four times their standard error, or by 2 % where the spread is smaller.
    """
    found = []
    for name, before in old["figures"].items():
        after = new["figures"].get(name)
        if after is None:
            found.append(f"{name} could not be measured")
        elif not agree(before, after):
            found.append(
                f"{name} is {cards.number(after['generated'])}, the card says {cards.number(before['generated'])}"
            )
    return found


def agree(before, after):
    """Tells whether two measurements of a figure agree; an infinite one does with another only."""
    if None in (before["generated"], after["generated"]):
        return before["generated"] is after["generated"]
    return abs(after["generated"] - before["generated"]) <= tolerance(before, after)


def tolerance(before, after):
    """Returns how far two measurements of a figure may lie apart."""
    error = 4 * max(before["spread"], after["spread"]) * (2 / 3) ** 0.5
    return error + 0.02 * max(abs(before["generated"]), abs(before["real"]))
