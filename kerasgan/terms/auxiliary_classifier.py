"""The auxiliary classifier of ACGAN: D also tells the class."""

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config
from kerasgan.losses.pair import LossPair
from kerasgan.terms.term import Term


@keras.saving.register_keras_serializable(package="kerasgan")
class AuxiliaryClassifier(Term):
    """Has D tell the class of each sample, and G make samples whose class D can tell.

    Formula:

    ```python
    d_loss = weight * 0.5 * (cross_entropy(label, D(real)) + cross_entropy(label, D(fake)))
    g_loss = weight * cross_entropy(label, D(fake))
    ```

    It learns from D's first output after the logit, `(batch, classes)`, without softmax: a discriminator with
    `condition="auxiliary"`. A GAN of such a D has this term by itself.

    Labels of -1 stand for classes that are not known: the mean over real samples leaves these out, and G is asked for a
    class drawn in their place. So few labels serve many samples.

    Args:
        weight: Float. Defaults to `1.0`.
        fake: Boolean, whether D's classes learn from generated samples, too, as in the paper. Without, the
            poor samples of an early G teach D no wrong classes; the mean is then that over real samples. Defaults to
            `True`.
        every: Integer, as for any `Term`. Defaults to `1`.
        name: String. Defaults to `"class_loss"`, logged as `d_class_loss` and `g_class_loss`.

    Example:

    >>> d = kerasgan.build_discriminator("mlp", (4,), num_classes=3, condition="auxiliary")
    >>> g = kerasgan.build_generator("mlp", (4,), 2, num_classes=3)
    >>> gan = kerasgan.build_gan(g, d, terms=[kerasgan.terms.AuxiliaryClassifier(0.5)])
    >>> sorted(gan.train_on_batch(np.zeros((2, 4), "float32"), np.array([0, 2])))
    ['d_accuracy', 'd_class_loss', 'd_loss', 'g_class_loss', 'g_loss', 'jsd']

    Reference: Odena, Olah, Shlens, Conditional Image Synthesis with Auxiliary Classifier GANs, 2016. The half keeps the
    ratio to our `d_loss`, the mean over both halves of the batch. Few labels: Odena, Semi-Supervised Learning with
    Generative Adversarial Networks, 2016, whose D has fake as one more class.
    """

    networks = ("discriminator", "generator")
    uses_heads = True
    takes_unknown = True

    def __init__(self, weight: float = 1.0, fake: bool = True, every: int = 1, name: str | None = None) -> None:
        super().__init__(weight, every, name or "class_loss")
        checks.raise_all(checks.boolean("fake", fake))
        self.fake = fake

    def __call__(self, scene):
        """Returns the cross-entropy of the classes."""
        if scene.network == "generator":
            return cross_entropy(scene.asked, scene.fake_heads[0])
        of_real = cross_entropy(scene.labels, scene.real_heads[0])
        return 0.5 * (of_real + cross_entropy(scene.asked, scene.fake_heads[0])) if self.fake else of_real

    def problems(self, gan: keras.Model, pair: LossPair, terms: list) -> list[str]:
        """Refuses a GAN without labels and a D without the output."""
        found = []
        if gan.label is None:
            found.append(
                "`terms`: an AuxiliaryClassifier needs a GAN with labels. Build the generator with `num_classes=`."
            )
        if not gan.heads:
            found.append(
                "`terms`: an AuxiliaryClassifier needs a D with a second output, the logits of the classes. Build it "
                "with `num_classes=` and `condition='auxiliary'`."
            )
        return found

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "fake": self.fake}


def cross_entropy(labels, logits):
    """Returns the mean cross-entropy of integer labels and logits `(batch, classes)`, over labels that are not -1."""
    labels = ops.reshape(labels, (-1,))
    of_each = ops.sparse_categorical_crossentropy(ops.maximum(labels, 0), logits, from_logits=True)
    known = ops.cast(labels >= 0, of_each.dtype)
    return ops.sum(of_each * known) / ops.maximum(ops.sum(known), 1)
