"""InfoGAN: part of z is a code that can be read off the sample."""

import math

import keras
from keras import ops

from kerasgan.latent import Codes
from kerasgan.losses.pair import LossPair
from kerasgan.terms.term import Term


@keras.saving.register_keras_serializable(package="kerasgan")
class MutualInformation(Term):
    """Has D's second output Q tell the codes in z from the sample, and G make samples from which it can.

    Formula:

    ```python
    loss = weight * mean(-log q(codes | fake))
    -log q = sum(cross_entropy(category, Q)) + sum(0.5 * (code - Q) ** 2)    # Gaussians of variance 1
    ```

    It is, up to the codes' entropy, minus a lower bound of the mutual information of codes and samples; so the codes
    come to mean something, without labels. `latent=kerasgan.latent.Codes(...)` says which parts of z they are, and D
    has a second output of `codes.code_size` numbers: `build_discriminator(..., num_classes=codes.code_size,
    condition="auxiliary")`.

    Args:
        weight: Float, the paper's lambda. Defaults to `1.0`.
        every: Integer, as for any `Term`. Defaults to `1`.
        name: String. Defaults to `"code_loss"`, logged as `d_code_loss` and `g_code_loss`.

    Example:

    >>> codes = kerasgan.latent.Codes(noise=6, categorical=(10,), continuous=2)
    >>> d = kerasgan.build_discriminator("mlp", (4,), num_classes=codes.code_size, condition="auxiliary")
    >>> g = kerasgan.build_generator("mlp", (4,), codes.size)
    >>> gan = kerasgan.build_gan(g, d, latent=codes, terms=["mutual_information"])

    Reference: Chen et al., InfoGAN: Interpretable Representation Learning by Information Maximizing GANs, 2016, with
    the fixed variance of its code.
    """

    networks = ("discriminator", "generator")
    uses_heads = True

    def __init__(self, weight: float = 1.0, every: int = 1, name: str | None = None) -> None:
        super().__init__(weight, every, name or "code_loss")

    def __call__(self, scene):
        """Returns the mean of -log q, without the Gaussians' constant."""
        codes, said = scene.gan.latent.split(scene.noise), scene.gan.latent.split_codes(scene.fake_heads[0])
        *categories, continuous = zip(codes, said)
        found = [ops.mean(ops.categorical_crossentropy(code, logits, from_logits=True)) for code, logits in categories]
        code, mean = continuous
        return sum(found, 0.5 * ops.mean(ops.sum(ops.square(code - mean), axis=-1)))

    def problems(self, gan: keras.Model, pair: LossPair, terms: list) -> list[str]:
        """Refuses a z without codes and a D that does not tell them."""
        if not isinstance(gan.latent, Codes):
            return ["`terms`: MutualInformation needs codes in z. Pass `latent=kerasgan.latent.Codes(...)`."]
        if gan.group > 1:
            return [
                f"`terms`: MutualInformation tells the codes of each sample, and D sees packs of {gan.group}. Leave "
                "`Packing` out."
            ]
        width = gan.latent.code_size
        heads = keras.tree.flatten(gan.outputs)[1:]
        if heads and math.prod(heads[0].shape[1:]) == width:
            return []
        return [
            f"`discriminator`: MutualInformation needs a second output of {width} numbers, one for each category and "
            f"continuous code. Received: {[tuple(head.shape) for head in heads] or 'none'}."
        ]
