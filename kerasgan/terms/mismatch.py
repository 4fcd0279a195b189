"""Mismatch: a real sample beside the condition of another one counts as generated."""

import keras
from keras import ops

from kerasgan.losses.pair import LossPair
from kerasgan.terms.term import Term


@keras.saving.register_keras_serializable(package="kerasgan")
class Mismatch(Term):
    """Teaches D that a good sample beside a wrong condition is wrong, so that G has to heed what it is asked for.

    Formula, where `others` are the conditions of the real samples, each moved on by one place in the batch:

    ```python
    loss = weight * discriminator_loss(D(real, conditions), D(real, others))
    ```

    It serves any loss pair and any condition: classes, vectors, pictures. Without it D may judge samples by their looks
    alone for a long time. Batches are in random order, so `others` are the conditions of samples drawn at random; where
    they happen to be the sample's own, a right pair counts as wrong, with k equally frequent classes one in k. Each
    device and each slice of a batch moves on its own part.

    Args:
        weight: Float or schedule; the larger, the more G heeds its condition and the less it varies. Defaults to `0.1`.
        every: Integer, as for any `Term`. Defaults to `1`.
        name: String. Defaults to `"mismatch"`.

    Example:

    >>> d = kerasgan.build_discriminator("mlp", (4,), num_classes=3)
    >>> g = kerasgan.build_generator("mlp", (4,), 2, num_classes=3)
    >>> gan = kerasgan.build_gan(g, d, terms=["mismatch"])

    Reference: Reed, Akata, Yan, Logeswaran, Schiele, Lee, Generative Adversarial Text to Image Synthesis, 2016, section
    4.2 (GAN-CLS). There wrong pairs and generated samples share the half of D's loss that says "fake"; here the wrong
    pairs have a loss of their own beside right ones, so that pairs of losses that compare the two fit as well; the
    paper's share comes near a weight of 0.5, with which our digits became worse.
    """

    def __init__(self, weight: float = 0.1, every: int = 1, name: str | None = None) -> None:
        super().__init__(weight, every, name)

    def __call__(self, scene):
        """Returns D's loss on right pairs as real and wrong pairs as generated ones."""
        if scene.real.shape[0] == 1:
            raise ValueError(
                "`batch_size`: Mismatch needs two samples or more in a batch, in each slice and on each device: of one "
                "alone there is no other's condition. Received 1. Pass a larger `batch_size`, or leave the term out."
            )
        others = {name: ops.roll(condition, 1, axis=0) for name, condition in scene.conditions.items()}
        return scene.gan.loss_pair.discriminator(scene.real_logits, scene.judge(scene.real, others))

    def problems(self, gan: keras.Model, pair: LossPair, terms: list) -> list[str]:
        """Refuses a GAN whose D sees no condition."""
        if gan.conditions and gan.d_takes_conditions:
            return []
        return [
            "`terms`: Mismatch needs a D that sees conditions beside the samples. Build both networks with "
            "`num_classes=`, or with a condition; D not with `condition='auxiliary'`."
        ]
