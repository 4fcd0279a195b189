"""The metrics by name."""

from collections.abc import Callable

from kerasgan import checks
from kerasgan.metrics.class_balance import class_balance
from kerasgan.metrics.classifier_test import classifier_test
from kerasgan.metrics.density_coverage import density_coverage
from kerasgan.metrics.frechet_distance import frechet_distance
from kerasgan.metrics.inception_score import inception_score
from kerasgan.metrics.kernel_distance import kernel_distance
from kerasgan.metrics.kolmogorov_smirnov import kolmogorov_smirnov
from kerasgan.metrics.label_agreement import label_agreement
from kerasgan.metrics.mode_coverage import mode_coverage
from kerasgan.metrics.moment_error import moment_error
from kerasgan.metrics.nearest_record import nearest_record
from kerasgan.metrics.nearest_training import nearest_training
from kerasgan.metrics.normal_fit import normal_fit
from kerasgan.metrics.precision_recall import precision_recall
from kerasgan.metrics.sliced_wasserstein import sliced_wasserstein
from kerasgan.metrics.table_shape import table_shape
from kerasgan.metrics.table_trend import table_trend
from kerasgan.metrics.table_utility import table_utility

METRICS = {
    metric.__name__: metric
    for metric in (
        class_balance,
        classifier_test,
        density_coverage,
        frechet_distance,
        inception_score,
        kernel_distance,
        kolmogorov_smirnov,
        label_agreement,
        mode_coverage,
        moment_error,
        nearest_record,
        nearest_training,
        normal_fit,
        precision_recall,
        sliced_wasserstein,
        table_shape,
        table_trend,
        table_utility,
    )
}


def names() -> list[str]:
    """Returns the names of the metrics, sorted."""
    return sorted(METRICS)


def get(metric: str | Callable) -> Callable:
    """Returns the metric of a name; a function is returned as it is.

    Raises:
        ValueError: If the name is not known.
    """
    if callable(metric):
        return metric
    checks.raise_all(checks.one_of("metric", metric, METRICS))
    return METRICS[metric]
