"""Weight clipping: the first way to limit the slope of a critic."""

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config
from kerasgan.losses.pair import LossPair
from kerasgan.terms.slope import SlopePenalty
from kerasgan.terms.term import Term


@keras.saving.register_keras_serializable(package="kerasgan")
class WeightClipping(Term):
    """Clips each weight of D into [-limit, limit] after each of its updates.

    Formula:

    ```python
    weight = clip(weight, -limit, limit)
    ```

    D's slope is then bounded, by a number that depends on its layers. It adds nothing to a loss and logs nothing.
    Keras's `kernel_constraint` does the same for single layers; this is for all that D learns, in a D from anywhere.

    Args:
        limit: Float above 0. Defaults to `0.01`.
        name: String. Defaults to `"weight_clipping"`.

    Raises:
        ValueError: If `limit` is not positive.

    Example:

    >>> gan = kerasgan.build_gan(loss="wasserstein", terms=["weight_clipping"], d_steps=5)

    Reference: Arjovsky, Chintala, Bottou, Wasserstein GAN, 2017, with RMSprop at 5e-5 and five updates of D per G's.
    """

    networks = ()

    def __init__(self, limit: float = 0.01, name: str | None = None) -> None:
        super().__init__(name=name)
        if checks.finite_number("limit", limit, at_least=0) or not limit:
            raise ValueError(f"`limit`: expected a number above 0. Received: {limit!r}.")
        self.limit = limit

    def after_update(self, network: str, variables: list) -> None:
        """Clips what D's update has moved."""
        if network == "discriminator":
            for variable in variables:
                variable.assign(ops.clip(variable.value, -self.limit, self.limit))

    def problems(self, gan: keras.Model, pair: LossPair, terms: list) -> list[str]:
        """Refuses a second limit on the slope beside this one."""
        return [
            f"`terms`: WeightClipping and {type(term).__name__} both limit D's slope, by rules that contradict each "
            "other. Leave one of them out."
            for term in terms
            if isinstance(term, SlopePenalty)
        ]

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {"limit": self.limit, "name": self.name}
