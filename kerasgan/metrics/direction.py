"""Which way is better: lower or higher, for each figure of each metric."""

import numpy as np

# By metric and by the name of the part; "" is a metric that returns one number. What is best somewhere in between, such
# as a standard deviation or the share of nearest training neighbours, is not here.
DIRECTIONS = {
    "class_balance": {"classes": "max", "kl": "min", "chi_square": "min"},
    "classifier_test": {"worse": "min"},
    "density_coverage": {"coverage": "max"},
    "frechet_distance": {"": "min"},
    "inception_score": {"mean": "max"},
    "kernel_distance": {"": "min", "mean": "min"},
    "kolmogorov_smirnov": {"": "min"},
    "label_agreement": {"accuracy": "max"},
    "mode_coverage": {"modes": "max", "high_quality": "max", "reverse_kl": "min"},
    "moment_error": {"mean": "min", "covariance": "min"},
    "normal_fit": {"mean_error": "min", "ks": "min", "off_diagonal": "min"},
    "precision_recall": {"precision": "max", "recall": "max"},
    "sliced_wasserstein": {"": "min"},
    "table_shape": {"": "max"},
    "table_trend": {"": "max"},
    "table_utility": {"auc": "max", "f1": "max", "rmse": "min"},
}

# The parts of metrics that return a plain tuple.
PARTS = {"kernel_distance": ("mean", "std")}


def of(metric, part=""):
    """Returns `"min"` where lower is better, `"max"` where higher is, `None` where that can't be said.

    Args:
        metric: String, the name of a metric.
        part: String, the name of a figure of it. Defaults to `""`, for a metric that returns one number.

    Example:

    >>> of("frechet_distance"), of("precision_recall", "recall"), of("normal_fit", "std")
    ('min', 'max', None)
    """
    return DIRECTIONS.get(metric, {}).get(part)


def figures(metric, result):
    """Returns what a metric returned as a dict of part: float; arrays of one figure per feature by their mean.

    Args:
        metric: String, the metric's name.
        result: Number, array, dict, named or plain tuple.

    Example:

    >>> figures("kernel_distance", (0.5, 0.25))
    {'mean': 0.5, 'std': 0.25}
    """
    if isinstance(result, tuple):
        names = getattr(result, "_fields", None) or PARTS.get(metric) or [str(number) for number in range(len(result))]
        result = dict(zip(names, result))
    if isinstance(result, dict):
        return {str(name): float(value) for name, value in result.items() if np.ndim(value) == 0}
    return {"": float(np.mean(result))}
