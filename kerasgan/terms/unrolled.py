"""Unrolled GAN: G plays against the D that is still to come."""

from typing import Any

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config, Tensor
from kerasgan.losses.pair import LossPair
from kerasgan.networks import logits
from kerasgan.terms.term import Term
from kerasgan.training.step import aside

RULES = ("adam", "sgd")
MOST_STEPS = 100


@keras.saving.register_keras_serializable(package="kerasgan")
class Unrolled(Term):
    """Shows G the D of `steps` updates later, and lets G's gradient flow through these updates.

    Formula:

    ```python
    d[k + 1] = d[k] - rate * gradient(d_loss, d[k])      # k = 0 ... steps - 1, on the current batch
    g_loss = loss(G, D with d[steps])
    ```

    A G that puts all on one mode sees D's answer in its own gradient, and so has reason not to. The D that is kept
    takes its one plain step, as ever. Adds nothing to a loss and logs nothing.

    Args:
        steps: Integer, how many updates to look ahead. Defaults to `5`.
        rule: String, how the imagined D moves: `"sgd"`, or `"adam"` from no memory. Defaults to `"sgd"`.
        learning_rate: Float, of the imagined updates. Defaults to `None`, that of D's optimizer.
        name: String. Defaults to `"unrolled"`.

    Raises:
        ValueError: If an argument is not valid.

    Example:

    >>> gan = kerasgan.build_gan(terms=[kerasgan.terms.Unrolled(steps=2)])

    Reference: Metz et al., Unrolled Generative Adversarial Networks, 2016. Its code unrolls Adam with the memory of D's
    optimizer; ours begins without one. The imagined updates minimise D's loss without its terms.
    """

    networks = ()

    def __init__(
        self, steps: int = 5, rule: str = "sgd", learning_rate: float | None = None, name: str | None = None
    ) -> None:
        super().__init__(name=name)
        problems = [*checks.positive_integer("steps", steps), *checks.one_of("rule", rule, RULES)]
        if learning_rate is not None:
            problems += checks.finite_number("learning_rate", learning_rate, at_least=0)
        if not problems and steps > MOST_STEPS:
            problems.append(f"`steps`: expected at most {MOST_STEPS}, each is written out. Received: {steps:,}.")
        checks.raise_all(problems)
        self.steps = steps
        self.rule = rule
        self.learning_rate = learning_rate

    def imagine(self, scene: Any) -> list[tuple[Any, Tensor]]:
        """Returns D's weights and what they are after the imagined updates."""
        gan = scene.gan
        learned = gan.players["discriminator"].learned
        rate = gan.optimizer_of("discriminator").learning_rate if self.learning_rate is None else self.learning_rate
        values, memory = [ops.convert_to_tensor(variable.value) for variable in learned], None
        for count in range(1, self.steps + 1):
            slopes = scene.gradient(lambda weights: d_loss(scene, zip(learned, weights)), values)
            moves, memory = self.moves(slopes, memory, count)
            values = [value - rate * move for value, move in zip(values, moves)]
        return list(zip(learned, values))

    def moves(self, slopes: list, memory: Any, count: int) -> tuple:
        """Returns by what, times the learning rate, each weight is lowered, and the memory of the rule."""
        return (slopes, None) if self.rule == "sgd" else adam(slopes, memory, count)

    def problems(self, gan: keras.Model, pair: LossPair, terms: list) -> list[str]:
        """Refuses half precision, in which gradients of gradients vanish."""
        layers = [layer for network in gan.networks.values() for layer in network._flatten_layers()]
        used = {keras.mixed_precision.dtype_policy().compute_dtype, *(layer.compute_dtype for layer in layers)}
        if "float16" not in used:
            return []
        return [
            "`terms`: Unrolled does not work under the 'mixed_float16' policy: the loss is scaled, and the imagined "
            "updates would not be. Use 'float32' or 'mixed_bfloat16'."
        ]

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {name: getattr(self, name) for name in ("steps", "rule", "learning_rate", "name")}


def d_loss(scene, values):
    """Returns D's loss on the samples of `scene`, a scalar, if its weights were `values`."""
    with aside(scene.gan, values):
        real, fake = (scene.gan.examine(side, scene.conditions, scene.way)[0] for side in (scene.real, scene.fake))
        return logits.mean(scene.gan.loss_pair.discriminator, real, fake)


def adam(slopes, memory, count, beta_1=0.5, beta_2=0.999, epsilon=1e-4):
    """Returns Adam's moves and its memory; `epsilon` keeps the root differentiable where a slope is 0."""
    first, second = memory or ([0.0] * len(slopes), [0.0] * len(slopes))
    first = [beta_1 * old + (1 - beta_1) * slope for old, slope in zip(first, slopes)]
    second = [beta_2 * old + (1 - beta_2) * ops.square(slope) for old, slope in zip(second, slopes)]
    scale = 1.0 / (1.0 - beta_1**count)
    root = 1.0 / (1.0 - beta_2**count)
    moves = [scale * m / (ops.sqrt(root * v + epsilon**2) + epsilon) for m, v in zip(first, second)]
    return moves, (first, second)
