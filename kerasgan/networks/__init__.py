"""What has to be known of any two Keras models before they play against each other.

G and D may come from anywhere: our builders, a book, a paper's code. The files of this room read off their shapes, what
values G can produce, whether D ends in a logit or in a probability and who learns, and change nothing about them.
"""

from kerasgan.networks.classes import classes_of
from kerasgan.networks.ends import (
    ends_in_logits,
    features,
    features_problems,
    last_activation,
    last_features,
    last_operation,
    linear_ends,
    logits_of_probabilities,
    no_probability,
    output_range,
)
from kerasgan.networks.hastening import hasten
from kerasgan.networks.learner import Learner, set_trainable, thaw, thawed
from kerasgan.networks.logits import flat, joined
from kerasgan.networks.scaling import pixel_range
from kerasgan.networks.shapes import convolves, fits, sample_shape
from kerasgan.networks.tracing import generate, nothing_to_learn, trace

__all__ = [
    "Learner",
    "classes_of",
    "convolves",
    "ends_in_logits",
    "features",
    "features_problems",
    "fits",
    "flat",
    "generate",
    "hasten",
    "joined",
    "last_activation",
    "last_features",
    "last_operation",
    "linear_ends",
    "logits_of_probabilities",
    "no_probability",
    "nothing_to_learn",
    "output_range",
    "pixel_range",
    "sample_shape",
    "set_trainable",
    "thaw",
    "thawed",
    "trace",
]
