"""LeCam: D's verdicts on real and on generated samples don't run away from each other; for few data."""

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config
from kerasgan.layers import DecayingMean
from kerasgan.terms.term import Term


@keras.saving.register_keras_serializable(package="kerasgan")
class LeCam(Term):
    """Draws D's verdicts on samples of one kind towards what it has said of the other kind, on average.

    Formula:

    ```python
    loss = weight * (mean((D(real) - alpha_fake) ** 2) + mean((D(fake) - alpha_real) ** 2))
    # alpha_real, alpha_fake: moving averages of mean(D(real)) and mean(D(fake)), saved with the GAN
    ```

    With few samples D learns them by heart, and its verdicts drift apart; this holds them together.

    Args:
        weight: Float or schedule. Defaults to `0.3`, the authors' for CIFAR-10 with the hinge loss.
        decay: Float from 0 to below 1, of the moving averages. Defaults to `0.99`.
        name: String. Defaults to `"lecam"`.

    Raises:
        ValueError: If an argument is not valid.

    Example:

    >>> gan = kerasgan.build_gan(loss="hinge", terms=["lecam"])

    Reference: Tseng, Jiang, Liu, Yang, Yang, Regularizing Generative Adversarial Networks under Limited Data, 2021. Its
    code counts only verdicts on the far side of the average; ours is the paper's formula.
    """

    companions_learn = False

    def __init__(self, weight: float = 0.3, decay: float = 0.99, name: str | None = None) -> None:
        super().__init__(weight, name=name or "lecam")
        checks.raise_all(checks.within("decay", decay, 0, 1, below=True))
        self.decay = decay
        self.averages = None

    def companions(self, gan: keras.Model) -> list[keras.Model]:
        """Returns what keeps the two averages."""
        if self.averages is None:
            averages = DecayingMean(2, self.decay, name="averages")
            self.averages = keras.Sequential([keras.Input(batch_shape=(2,)), averages], name=f"{self.name}_averages")
        return [self.averages]

    def __call__(self, scene):
        """Returns how far D's verdicts are from the averages of the other kind, squared."""
        real, fake = scene.real_logits, scene.fake_logits
        means = ops.stack([ops.mean(real), ops.mean(fake)])
        alpha_real, alpha_fake = ops.unstack(scene.play(self.averages, means), 2)
        return ops.mean(ops.square(real - alpha_fake)) + ops.mean(ops.square(fake - alpha_real))

    def get_config(self) -> Config:
        """Returns what `from_config` needs; the averages are saved with the GAN."""
        config = super().get_config()
        return {"weight": config["weight"], "decay": self.decay, "name": self.name}
