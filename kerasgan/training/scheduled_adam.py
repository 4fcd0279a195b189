"""Adam whose memory grows while training: its beta_2, and the half-life of its averages of weights."""

from typing import Any, Self

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config
from kerasgan.training import schedules


@keras.saving.register_keras_serializable(package="kerasgan")
class ScheduledAdam(keras.optimizers.Adam):
    """Keras's Adam, in which `beta_2` and the averages' half-life may be schedules, as the learning rate may.

    Formula:

    ```python
    beta_2 = schedule(iterations)
    ema_momentum = 0.5 ** (1 / ema_half_life(iterations))
    ```

    The correction of the bias is Adam's, by the current `beta_2`. `iterations` counts this optimizer's own updates.

    Args:
        learning_rate: Float or schedule. Defaults to `0.001`.
        beta_1: Float. Defaults to `0.9`.
        beta_2: Float or schedule. Defaults to `0.999`.
        ema_half_life: Float or schedule: after how many updates half of what an average holds is from later ones; with
            it `use_ema` is `True`. `0` is no memory. Defaults to `None`: averages as Keras's arguments say.
        **options: As for `keras.optimizers.Adam`.

    Raises:
        ValueError: If `beta_2` or `ema_half_life` is neither a number nor a schedule.

    Example:

    >>> Cosine = kerasgan.schedules.Cosine
    >>> adam = kerasgan.ScheduledAdam(2e-4, 0.0, Cosine(0.9, 0.99, 1000), ema_half_life=Cosine(0, 500, 1000))
    >>> gan = kerasgan.build_gan(g_optimizer=adam)

    Reference: Huang et al., The GAN is dead; long live the GAN!, 2024, whose code counts images in place of updates.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: Any = 0.999,
        ema_half_life: Any = None,
        **options: Any,
    ) -> None:
        beta_2, wrong = checks.tried(schedules.get, "beta_2", beta_2, 0, 1)
        half_life, unknown = None, []
        if ema_half_life is not None:
            half_life, unknown = checks.tried(schedules.get, "ema_half_life", ema_half_life, 0)
        checks.raise_all([*wrong, *unknown])
        if isinstance(learning_rate, dict):
            learning_rate = schedules.get("learning_rate", learning_rate)
        if half_life is not None:
            options["use_ema"] = True
        super().__init__(learning_rate, beta_1, beta_2, **options)
        self.ema_half_life = half_life

    @property
    def beta_2(self) -> Any:
        """Number, or the current value of the schedule."""
        return schedules.at(self._beta_2, self.iterations)

    @beta_2.setter
    def beta_2(self, value):
        self._beta_2 = value

    @property
    def ema_momentum(self) -> Any:
        """Number, or what the half-life currently makes of it."""
        if self.ema_half_life is None:
            return self._ema_momentum
        half_life = ops.cast(schedules.at(self.ema_half_life, self.iterations), keras.config.floatx())
        return ops.power(0.5, 1.0 / ops.maximum(half_life, 1e-8))

    @ema_momentum.setter
    def ema_momentum(self, value):
        self._ema_momentum = value

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        own = {"beta_2": schedules.serialize(self._beta_2), "ema_half_life": schedules.serialize(self.ema_half_life)}
        config = {**super().get_config(), **own}
        if self.use_ema:
            config["ema_momentum"] = self._ema_momentum
        return config

    @classmethod
    def from_config(cls, config: Config, custom_objects: dict[str, Any] | None = None) -> Self:
        """Returns the optimizer that `get_config` described; schedules may have their short names."""
        with keras.saving.custom_object_scope(custom_objects or {}):
            return cls(**config)
