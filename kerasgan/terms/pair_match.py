"""Pair match: generated samples have the second moments of real ones, all pairs of features together, or triples."""

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config, Tensor
from kerasgan.losses.pair import LossPair
from kerasgan.terms.term import Term


@keras.saving.register_keras_serializable(package="kerasgan")
class PairMatch(Term):
    """Has G make batches in which each pair of features occurs together as it does in real batches.

    Formula, for samples as rows with a 1 in front, of n features:

    ```python
    moments(x) = transpose(x) @ x / batch
    loss = weight * sum((moments(real) - moments(fake)) ** 2)    # degree 2
    same(a, b) = mean((1 + a @ transpose(b)) ** degree)          # any degree, without the 1 in front
    loss = weight * (same(real, real) + same(fake, fake) - 2 * same(real, fake))
    ```

    For one-hot categories the moments are the contingency tables of all pairs of columns, and with the 1 in front the
    shares of all categories. It is the squared maximum mean discrepancy of a kernel of second degree: D finds what is
    wrong with more columns at once, this says in which direction two of them are wrong. Degree 3 compares all triples.

    Args:
        weight: Float. Defaults to `1.0`.
        degree: Integer from 2 on, how many features are compared at once. The loss grows by about one more than the
            number of columns with each degree: divide the weight by that. Defaults to `2`.
        every: Integer, as for any `Term`. Defaults to `1`.
        name: String. Defaults to `"pair_match"`.

    Example:

    >>> gan = kerasgan.build_gan(terms=[kerasgan.terms.PairMatch(0.1)])

    Reference: Li, Swersky, Zemel, Generative Moment Matching Networks, 2015, whose kernel is Gaussian; Park et al.,
    Data Synthesis based on Generative Adversarial Networks, 2018, who match means and deviations of D's features.
    """

    networks = ("generator",)

    def __init__(self, weight: float = 1.0, degree: int = 2, every: int = 1, name: str | None = None) -> None:
        super().__init__(weight, every, name)
        checks.raise_all(checks.positive_integer("degree", degree, least=2))
        self.degree = degree

    def __call__(self, scene):
        """Returns the squared distance of all moments up to the degree."""
        if self.degree == 2:  # the same number, more precise: nothing large is subtracted
            return ops.sum(ops.square(moments(scene.data) - moments(scene.made)))
        real, fake = (ops.cast(samples, keras.config.floatx()) for samples in (scene.data, scene.made))
        return self.same(real, real) + self.same(fake, fake) - 2 * self.same(real, fake)

    def same(self, a: Tensor, b: Tensor) -> Tensor:
        """Returns the mean of the kernel over all pairs of a sample of `a` and one of `b`."""
        return ops.mean((1 + ops.matmul(a, ops.transpose(b))) ** self.degree)

    def problems(self, gan: keras.Model, pair: LossPair, terms: list) -> list[str]:
        """Refuses samples that are no vectors."""
        if len(gan.data_shape) == 1:
            return []
        return [
            f"`terms`: PairMatch compares features of vectors. Received samples of shape {gan.data_shape}. For images "
            "there is `FeatureMatching`."
        ]

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "degree": self.degree}


def moments(samples):
    """Returns the second moments of samples `(batch, n)` and, in their first row and column, the means."""
    samples = ops.cast(samples, keras.config.floatx())
    rows = ops.concatenate([ops.ones_like(samples[:, :1]), samples], axis=1)
    return ops.matmul(ops.transpose(rows), rows) / ops.cast(ops.shape(rows)[0], rows.dtype)
