"""What has to be known of any two Keras models before they play against each other.

G and D may come from anywhere: our builders, a book, a paper's code. The files of this room read off their shapes, what
values G can produce, whether D ends in a logit or in a probability and who learns, and change nothing about them.
"""

from kerasgan.networks.classes import classes_of, shared_classes
from kerasgan.networks.ends import (
    ends_in_logits,
    features,
    features_problems,
    last_activation,
    last_features,
    last_operation,
    linear_end,
    logits_of_probabilities,
    no_probability,
    output_range,
)
from kerasgan.networks.player import Player, set_trainable, thaw, thawed
from kerasgan.networks.shapes import convolves, fits, sample_shape
from kerasgan.networks.tracing import generate, nothing_left_to_learn, takes_labels, trace

__all__ = [
    "Player",
    "classes_of",
    "convolves",
    "ends_in_logits",
    "features",
    "features_problems",
    "fits",
    "generate",
    "last_activation",
    "last_features",
    "last_operation",
    "linear_end",
    "logits_of_probabilities",
    "no_probability",
    "nothing_left_to_learn",
    "output_range",
    "sample_shape",
    "set_trainable",
    "shared_classes",
    "takes_labels",
    "thaw",
    "thawed",
    "trace",
]
