"""Orthogonal regularisation: the filters of a network don't repeat each other."""

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config
from kerasgan.terms.term import NETWORKS, Term


@keras.saving.register_keras_serializable(package="kerasgan")
class OrthogonalRegularization(Term):
    """Penalises the products of different filters of each kernel, and leaves their lengths alone.

    Formula:

    ```python
    W = reshape(kernel, (-1, filters))
    loss = weight * sum(0.5 * sum((transpose(W) @ W * (1 - identity)) ** 2) for each kernel)
    ```

    G then also takes z from a narrower distribution than it has learned from: the truncation trick. Embeddings are
    left out. Begin with `keras.initializers.Orthogonal`, whose filters have such products of zero.

    Args:
        weight: Float or schedule. Defaults to `1e-4`.
        network: String, whose kernels: `"generator"` or `"discriminator"`. Defaults to `"generator"`.
        every: Integer, as for any `Term`. Defaults to `1`.
        name: String. Defaults to `"orthogonal_regularization"`.

    Raises:
        ValueError: If an argument is not valid.

    Example:

    >>> gan = kerasgan.build_gan(terms=["orthogonal_regularization"])

    Reference: Brock, Donahue, Simonyan, Large Scale GAN Training for High Fidelity Natural Image Synthesis, 2019, whose
    code has half of the formula printed there, as here. Filters are the last axis of a kernel, those of a transposed
    convolution its inputs.
    """

    def __init__(
        self, weight: float = 1e-4, network: str = "generator", every: int = 1, name: str | None = None
    ) -> None:
        super().__init__(weight, every, name)
        checks.raise_all(checks.one_of("network", network, NETWORKS))
        self.networks = (network,)

    def __call__(self, scene):
        """Returns the sum over all kernels."""
        learned = scene.gan.players[scene.network].learned
        kernels = [variable for variable in learned if len(variable.shape) > 1 and "kernel" in variable.name]
        return sum((overlap(kernel) for kernel in kernels), ops.zeros((), keras.config.floatx()))

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        config = super().get_config()
        return {"weight": config["weight"], "network": self.networks[0], "every": self.every, "name": self.name}


def overlap(kernel):
    """Returns half the sum of the squared products of different filters."""
    filters = ops.reshape(ops.cast(kernel, keras.config.floatx()), (-1, kernel.shape[-1]))
    products = ops.matmul(ops.transpose(filters), filters)
    return 0.5 * ops.sum(ops.square(products * (1.0 - ops.eye(kernel.shape[-1]))))
