"""Confidence intervals of shares."""

import numpy as np


def wilson(successes, total, z=1.959963984540054):
    """Returns `(low, high)`, the 95 % interval of a share: Wilson, Probable inference, 1927. It never leaves 0 to 1."""
    share = successes / total
    middle = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    half = z / (1 + z**2 / total) * np.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    return float(max(0.0, middle - half)), float(min(1.0, middle + half))
