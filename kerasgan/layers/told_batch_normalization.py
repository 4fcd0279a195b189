"""What batch normalisations share whose scale and shift somebody else decides: a class, or a code."""

from collections.abc import Sequence
from typing import Any

from keras import layers

from kerasgan import checks
from kerasgan.checks.types import Config
from kerasgan.layers.synchronized_batch_normalization import SynchronizedBatchNormalization


class ToldBatchNormalization(layers.Layer):
    """Base of the batch normalisations that are told scale and shift; a subclass has the rest.

    Args:
        problems: List of messages about the subclass's own arguments.
        momentum: Float, of the moving averages.
        epsilon: Float.
        synchronized: Boolean, whether the batch is that of all replicas together.
        **options: As for any Keras layer.
    """

    data_format = "channels_last"

    def __init__(
        self, problems: Sequence[str], momentum: float, epsilon: float, synchronized: bool, **options: Any
    ) -> None:
        super().__init__(**options)
        checks.raise_all([*problems, *checks.boolean("synchronized", synchronized)])
        self.momentum = momentum
        self.epsilon = epsilon
        self.synchronized = synchronized
        figures = {"momentum": momentum, "epsilon": epsilon, "dtype": self.dtype_policy}
        normalize = SynchronizedBatchNormalization if synchronized else layers.BatchNormalization
        self.normalization = normalize(center=False, scale=False, name="normalization", **figures)

    def get_config(self) -> Config:
        """Returns what `from_config` needs; a subclass adds its own argument."""
        own = {name: getattr(self, name) for name in ("momentum", "epsilon", "synchronized")}
        return {**super().get_config(), **own}
