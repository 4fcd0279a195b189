"""Mode regularisation: an encoder leads G back to the data, so that no mode is out of its reach."""

import math

import keras
from keras import layers, ops

from kerasgan import checks
from kerasgan.checks.types import Config
from kerasgan.losses.pair import LossPair
from kerasgan.terms.term import Term

ENCODER_UNITS = 256


@keras.saving.register_keras_serializable(package="kerasgan")
class ModeRegularization(Term):
    """Has G rebuild real samples from what an encoder E makes of them, and D take these for real.

    Formula:

    ```python
    again = G(E(real))
    loss = weight * (distance * mean((real - again) ** 2) + reward * g_loss(D(again)))   # minimised by G and E
    ```

    Real samples of a mode that G never makes give G no gradient by D alone; here each of them has a z, and D draws what
    G makes of it towards that mode. `g_loss` is the GAN's own loss of G, -log D(again) by default.

    E learns in G's updates, by G's optimizer, and is saved with the GAN: `gan.companions`. It sees samples before any
    transform, D sees `again` behind them. In a conditional GAN G gets the label of the sample, E does not.

    Args:
        encoder: Built Keras model, a sample to a z: `(batch, *shape)` to `(batch, *latent_shape)`; or the config of
            one. Defaults to `None`: one hidden layer of 256 relu units.
        distance: Float, the paper's lambda 1. Defaults to `0.2`.
        reward: Float, the paper's lambda 2. Defaults to `0.4`.
        weight: Float, of both together. Defaults to `1.0`.
        name: String. Defaults to `"mode_regularization"`.

    Raises:
        ValueError: If an argument is not valid, or at compiling if the encoder does not fit.

    Example:

    >>> gan = kerasgan.build_gan(terms=["mode_regularization"])
    >>> gan.companions[0].input_shape, gan.companions[0].output_shape
    ((None, 200), (None, 200))

    Reference: Che, Li, Jacob, Bengio, Li, Mode Regularized Generative Adversarial Networks, 2016, the regulariser in
    its losses T_G and T_E. They print `+ reward * log D(again)`, which minimised would drive G away from the modes;
    what the paper says of it, and G's update in its MDGAN, raise log D, and so do we. The mean over a sample's values
    takes the place of the squared length, so that `distance` means the same for all sizes: for the sum, multiply it by
    their number. Manifold and diffusion training, with a second D, is a game of its own: docs/extending.md writes it.
    """

    networks = ("generator",)

    def __init__(
        self,
        encoder: keras.Model | None = None,
        distance: float = 0.2,
        reward: float = 0.4,
        weight: float = 1.0,
        name: str | None = None,
    ) -> None:
        super().__init__(weight, name=name)
        problems = checks.finite_number("distance", distance, at_least=0)
        checks.raise_all([*problems, *checks.finite_number("reward", reward, at_least=0)])
        self.encoder = keras.saving.deserialize_keras_object(encoder) if isinstance(encoder, dict) else encoder
        self.distance = distance
        self.reward = reward

    def companions(self, gan: keras.Model) -> list[keras.Model]:
        """Returns the encoder, made to fit where none was given."""
        if self.encoder is None:
            self.encoder = encoder_for(gan.data_shape, gan.latent_shape)
        return [self.encoder]

    def __call__(self, scene):
        """Returns what rebuilding costs, and what D says of it."""
        again = scene.generate(scene.play(self.encoder, scene.data))
        away = ops.mean(ops.square(scene.data - again))
        verdict = scene.gan.loss_pair.generator(scene.real_logits, scene.judge(scene.view(again)))
        return self.distance * ops.cast(away, keras.config.floatx()) + self.reward * verdict

    def problems(self, gan: keras.Model, pair: LossPair, terms: list) -> list[str]:
        """Refuses a G without z, and an encoder that does not lead from a sample to one."""
        if gan.latent_shape is None:
            return ["`terms`: ModeRegularization leads samples back to their z, and this generator has none."]
        if self.encoder is None:
            return []
        wanted = (None, *gan.data_shape), (None, *gan.latent_shape)
        found = tuple(getattr(self.encoder, name, None) for name in ("input_shape", "output_shape"))
        if found == wanted:
            return []
        return [
            f"`encoder`: expected a Keras model from a sample to a z, {wanted[0]} to {wanted[1]}. Received: "
            f"{self.encoder!r}, from {found[0]} to {found[1]}."
        ]

    def get_config(self) -> Config:
        """Returns what `from_config` needs, the encoder without its weights, which are saved with the GAN."""
        encoder = None if self.encoder is None else keras.saving.serialize_keras_object(self.encoder)
        return {
            "encoder": encoder,
            "distance": self.distance,
            "reward": self.reward,
            "weight": super().get_config()["weight"],
            "name": self.name,
        }


def encoder_for(data_shape, latent_shape):
    """Returns an encoder of one hidden layer."""
    stack = [
        keras.Input(data_shape, name="x"),
        layers.Flatten(name="flatten"),
        layers.Dense(ENCODER_UNITS, activation="relu", name="hidden"),
        layers.Dense(math.prod(latent_shape), name="code"),
        layers.Reshape(latent_shape, name="z"),
    ]
    return keras.Sequential(stack, name="encoder")
