"""Figures that say how close generated samples are to real ones: one metric, one file, pure functions of arrays."""

# All are imported at once: a function that has its file's name would be hidden by its module if that came later.
from kerasgan.metrics import digits, features, paired, stacked_digits
from kerasgan.metrics.class_balance import class_balance
from kerasgan.metrics.classifier_test import classifier_test
from kerasgan.metrics.compare import compare
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
from kerasgan.metrics.registry import METRICS, get, names
from kerasgan.metrics.sliced_wasserstein import sliced_wasserstein
from kerasgan.metrics.streaming import Streaming
from kerasgan.metrics.table_shape import table_shape
from kerasgan.metrics.table_trend import table_trend
from kerasgan.metrics.table_utility import table_utility

__all__ = [
    "METRICS",
    "Streaming",
    "class_balance",
    "classifier_test",
    "compare",
    "density_coverage",
    "digits",
    "features",
    "frechet_distance",
    "get",
    "inception_score",
    "kernel_distance",
    "kolmogorov_smirnov",
    "label_agreement",
    "mode_coverage",
    "moment_error",
    "names",
    "nearest_record",
    "nearest_training",
    "normal_fit",
    "paired",
    "precision_recall",
    "sliced_wasserstein",
    "stacked_digits",
    "table_shape",
    "table_trend",
    "table_utility",
]
