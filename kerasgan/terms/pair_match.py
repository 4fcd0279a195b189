"""Pair match: generated samples have the second moments of real ones, all pairs of features together."""

import keras
from keras import ops

from kerasgan.losses.pair import LossPair
from kerasgan.terms.term import Term


@keras.saving.register_keras_serializable(package="kerasgan")
class PairMatch(Term):
    """Has G make batches in which each pair of features occurs together as it does in real batches.

    Formula, for samples as rows with a 1 in front, of n features:

    ```python
    moments(x) = transpose(x) @ x / batch
    loss = weight * sum((moments(real) - moments(fake)) ** 2)
    ```

    For one-hot categories the moments are the contingency tables of all pairs of columns, and with the 1 in front the
    shares of all categories. It is the squared maximum mean discrepancy of a kernel of second degree: D finds what is
    wrong with more than two columns at once, this says in which direction two of them are wrong.

    Args:
        weight: Float. Defaults to `1.0`.
        every: Integer, as for any `Term`. Defaults to `1`.
        name: String. Defaults to `"pair_match"`.

    Example:

    >>> gan = kerasgan.build_gan(terms=[kerasgan.terms.PairMatch(0.1)])

    Reference: Li, Swersky, Zemel, Generative Moment Matching Networks, 2015, whose kernel is Gaussian; Park et al.,
    Data Synthesis based on Generative Adversarial Networks, 2018, who match means and deviations of D's features.
    """

    networks = ("generator",)

    def __call__(self, scene):
        """Returns the squared distance of the two matrices of second moments."""
        return ops.sum(ops.square(moments(scene.data) - moments(scene.made)))

    def problems(self, gan: keras.Model, pair: LossPair, terms: list) -> list[str]:
        """Refuses samples that are no vectors."""
        if len(gan.data_shape) == 1:
            return []
        return [
            f"`terms`: PairMatch compares features of vectors. Received samples of shape {gan.data_shape}. For images "
            "there is `FeatureMatching`."
        ]


def moments(samples):
    """Returns the second moments of samples `(batch, n)` and, in their first row and column, the means."""
    samples = ops.cast(samples, keras.config.floatx())
    rows = ops.concatenate([ops.ones_like(samples[:, :1]), samples], axis=1)
    return ops.matmul(ops.transpose(rows), rows) / ops.cast(ops.shape(rows)[0], rows.dtype)
