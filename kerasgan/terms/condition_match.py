"""Condition match: a generated row has the category that its condition asks for."""

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config
from kerasgan.losses.pair import LossPair
from kerasgan.terms.term import Term

# Below this a share is none: the logarithm stays finite, and its slope, too.
LEAST = 1e-30


@keras.saving.register_keras_serializable(package="kerasgan")
class ConditionMatch(Term):
    """Has G make samples in which the categories are those that the condition, a mask of them, asks for.

    Formula:

    ```python
    loss = weight * mean(-sum(condition * log(fake[:, start:])))
    ```

    A condition is 1 for the category of one column and 0 elsewhere, or 0 everywhere where nothing is asked for. The
    last numbers of a sample are shares of categories, in the same places.

    Args:
        weight: Float. Defaults to `1.0`.
        start: Integer, which number of a sample is the share of the first category. Defaults to `0`.
        every: Integer, as for any `Term`. Defaults to `1`.
        name: String. Defaults to `"condition_match"`.

    Example:

    >>> z, c, x = keras.Input((2,), name="z"), keras.Input((3,), name="condition"), keras.Input((3,))
    >>> g = keras.Model([z, c], keras.layers.Dense(3, "softmax")(keras.layers.Concatenate()([z, c])))
    >>> d = keras.Model([x, c], keras.layers.Dense(1)(keras.layers.Concatenate()([x, c])))
    >>> gan = kerasgan.build_gan(g, d, terms=["condition_match"])

    Reference: Xu et al., Modeling Tabular data using Conditional GAN, 2019, section 4.3. There the cross-entropy is
    that of the logits; here it is that of the sample as it was drawn, Gumbel noise included.
    """

    networks = ("generator",)
    uses_conditions = True

    def __init__(self, weight: float = 1.0, start: int = 0, every: int = 1, name: str | None = None) -> None:
        super().__init__(weight, every, name)
        checks.raise_all(checks.positive_integer("start", start, least=0))
        self.start = start

    def __call__(self, scene):
        """Returns the mean cross-entropy of what is asked for."""
        (asked,) = scene.conditions.values()
        shares = ops.log(ops.maximum(ops.cast(scene.made[:, self.start :], keras.config.floatx()), LEAST))
        return ops.mean(-ops.sum(asked * shares, axis=-1))

    def problems(self, gan: keras.Model, pair: LossPair, terms: list) -> list[str]:
        """Refuses a GAN whose condition is no mask of its categories."""
        shapes = [field.shape for field in gan.conditions]
        if len(gan.data_shape) == 1 and shapes == [(gan.data_shape[0] - self.start,)]:
            return []
        return [
            "`terms`: ConditionMatch needs one condition, a vector with a place for each of the last "
            f"{gan.data_shape[0] - self.start} numbers of a sample. Received conditions of shape {shapes or 'none'}."
        ]

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "start": self.start}
