"""Prints the tables of `docs/digit_classifier.md`: what the digit metrics say of real, unseen and spoilt digits.

Run it as `python tools/score_digits.py`, after `tools/train_digits.py`.
"""

import numpy as np
from scipy import ndimage

import kerasgan
from kerasgan.metrics import digits, features, frechet_distance

TRAIN, REPEATS = 7000, 5


def spoilt(x, labels, rng):
    """Yields `(what was done, images, labels)` of 4,000 digits."""
    yield "nothing", x, labels
    for sigma in (8, 16, 32, 64):
        noisy = np.clip(x + rng.normal(0, sigma, x.shape), 0, 255).astype("uint8")
        yield f"noise, sigma {sigma} of 255", noisy, labels
    for sigma in (0.5, 1.0, 1.5):
        yield f"blur, sigma {sigma} pixels", ndimage.gaussian_filter(x, (0, sigma, sigma, 0)), labels
    wrong = rng.random(len(x)) < 0.05
    yield "5 % of the labels wrong", x, np.where(wrong, (labels + rng.integers(1, 10, len(x))) % 10, labels)
    yield "5 % are noise", np.where(wrong[:, None, None, None], rng.integers(0, 256, x.shape, "uint8"), x), labels
    yield "no ones (7s in their place)", *replaced(x, labels, labels == 1, labels == 7, rng)
    few = rng.integers(0, 100, len(x))
    yield "100 digits, each 40 times", x[few], labels[few]
    yield "noise alone", rng.integers(0, 256, x.shape, "uint8"), labels


def replaced(x, labels, old, new, rng):
    """Returns the digits and labels with random `new` ones in the place of the `old`."""
    rows = np.arange(len(x))
    rows[old] = rng.choice(np.flatnonzero(new), old.sum())
    return x[rows], labels[rows]


def print_spoilt(x, labels, rng):
    for name, images, asked in spoilt(x[4000:], labels[4000:], rng):
        found = {key: comparison.value for key, comparison in digits.scores(images, asked).items()}
        near, dense, agreement = (found[k] for k in ("precision_recall", "density_coverage", "label_agreement"))
        figures = [found["frechet_distance"], *near, *dense, found["inception_score"].mean, found["class_balance"].kl]
        print("|", name, "|", " | ".join(f"{figure:.3f}" for figure in (*figures, agreement.accuracy)), "|", flush=True)


def print_distances(x, rng):
    """Prints Fréchet distances by sample size: trained on against trained on, and held out against trained on."""
    seen, unseen = features.extract(x[:TRAIN], features.digits()), features.extract(x[TRAIN:], features.digits())
    for n in (250, 500, 1000, 2000, 3500):
        both, mixed = [], []
        for _ in range(REPEATS):
            order = rng.permutation(TRAIN)
            both.append(frechet_distance(seen[order[:n]], seen[order[n : 2 * n]]))
            if n <= len(unseen):
                mixed.append(frechet_distance(seen[order[:n]], unseen[rng.permutation(len(unseen))[:n]]))
        print("|", n, "|", " | ".join(f"{np.mean(v):.3f} ± {np.std(v):.3f}" if v else "" for v in (both, mixed)), "|")
    large = frechet_distance(seen, unseen)
    alike = [frechet_distance(seen[o[1000:]], seen[o[:1000]]) for o in (rng.permutation(TRAIN) for _ in range(REPEATS))]
    print(f"7,000 against the 1,000 held out: {large:.3f}; 6,000 against other 1,000 trained on: {np.mean(alike):.3f}")


if __name__ == "__main__":
    x, labels = kerasgan.datasets.load("mnist")
    rng = np.random.default_rng(0)
    print_distances(x, rng)
    print_spoilt(x, labels, rng)
