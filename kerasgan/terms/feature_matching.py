"""Feature matching: G's samples should excite D's features as real ones do."""

import keras
from keras import ops

from kerasgan import networks
from kerasgan.checks.types import Config
from kerasgan.losses.pair import LossPair
from kerasgan.terms.term import Term


@keras.saving.register_keras_serializable(package="kerasgan")
class FeatureMatching(Term):
    """Has G match the mean of D's features on real samples.

    Formula:

    ```python
    loss = weight * mean((mean(f(real)) - mean(f(fake))) ** 2)   # inner means over the batch, outer over the features
    ```

    In the paper it is all that G minimises: `loss=losses.LossPair(losses.discriminator_cross_entropy,
    losses.no_generator, name="features_only")`.

    Args:
        weight: Float. Defaults to `1.0`.
        layer: String, the layer of D whose outputs are f. Defaults to `None`, what the logit is made of.
        every: Integer, as for any `Term`. Defaults to `1`.
        name: String. Defaults to `"feature_matching"`.

    Example:

    >>> gan = kerasgan.build_gan(terms=[kerasgan.terms.FeatureMatching(layer="hidden_1")])

    Reference: Salimans et al., Improved Techniques for Training GANs, 2016, section 3.1. The paper writes the squared
    norm; its code, and ours, takes the mean over the features.
    """

    networks = ("generator",)

    def __init__(self, weight: float = 1.0, layer: str | None = None, every: int = 1, name: str | None = None) -> None:
        super().__init__(weight, every, name)
        self.layer = layer

    def __call__(self, scene):
        """Returns the mean squared difference of the two means."""
        real, fake = (ops.mean(scene.features(side, self.layer), axis=0) for side in (scene.real, scene.fake))
        return ops.mean(ops.square(ops.cast(real, keras.config.floatx()) - ops.cast(fake, keras.config.floatx())))

    def problems(self, gan: keras.Model, pair: LossPair, terms: list) -> list[str]:
        """Refuses a D without such a layer."""
        return networks.features_problems(gan.discriminator, self.layer)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "layer": self.layer}
