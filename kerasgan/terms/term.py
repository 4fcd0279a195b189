"""What all terms share: `Term`, the way to add something to the loss of D or of G."""

import re
from typing import Any, Self

import keras

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor
from kerasgan.losses.pair import LossPair
from kerasgan.training import schedules

NETWORKS = ("discriminator", "generator")


class Term:
    """Something that D or G minimises in addition to the adversarial loss: a penalty, a cure, an idea of your own.

    Formula:

    ```python
    loss = adversarial_loss + weight * term(scene)
    ```

    A term of your own is a subclass with a `__call__`; set `networks` to say whose loss it joins. All hooks have
    defaults that do nothing. `keras.saving.register_keras_serializable()` makes it survive saving.

    Args:
        weight: Float of at least 0, what the value is multiplied by; or a schedule, such as
            `kerasgan.schedules.Cosine`, by the number of steps so far. Defaults to `1.0`.
        every: Integer k, for lazy application: computed on every k-th update of its network only, and then multiplied
            by k, so that the mean over k updates is the same. Defaults to `1`, each update.
        name: String, under which the logs and the history have the weighted value; where the term joins both losses,
            with `d_` and `g_` in front. Defaults to `None`, the class's own.

    Raises:
        ValueError: If an argument is not valid.

    Example:

    >>> class Small(kerasgan.terms.Term):
    ...     "Keeps generated samples near zero."
    ...     networks = ("generator",)
    ...     def __call__(self, scene):
    ...         return ops.mean(ops.square(scene.fake))
    >>> gan = kerasgan.build_gan(terms=[Small(weight=0.1)])
    >>> sorted(gan.train_on_batch(np.zeros((8, 200), "float32")))
    ['d_accuracy', 'd_loss', 'g_loss', 'jsd', 'small']

    Reference for `every`: Karras et al., Analyzing and Improving the Image Quality of StyleGAN, 2020, appendix B.
    """

    networks: tuple[str, ...] = ("discriminator",)
    uses_real = False  # whether G's update has to have D judge real samples for this term
    uses_heads = False  # whether this term learns from D's outputs behind the logit
    takes_unknown = False  # whether this term leaves out samples whose class is -1, not known
    uses_conditions = False  # whether this term teaches G what its conditions mean
    companions_learn = True  # whether models that this term brings along learn, or stay as they are
    serves_several = False  # whether several GANs may have one object of this term in spite of its companions

    def __init__(self, weight: float = 1.0, every: int = 1, name: str | None = None) -> None:
        self.weight, wrong = checks.tried(schedules.get, "weight", weight, 0)
        checks.raise_all([*wrong, *checks.positive_integer("every", every)])
        self.every = every
        self.name = name or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", type(self).__name__).lower()

    def __call__(self, scene):
        """Returns the value, a scalar tensor.

        Args:
            scene: A `kerasgan.games.scene.Round`: the samples, D's outputs, and the means to ask D more.
        """
        raise NotImplementedError(f"{type(self).__name__} has to say in `__call__(self, scene)` what its value is.")

    def draw(self, shape: Shape, seed: Any) -> Tensor | None:
        """Returns the random numbers of one update, a tensor that the scene then has as `drawn`, or `None`.

        They are drawn before the step, so that it is the same function of the same numbers on every backend. Its first
        axis is that of the samples, by which it is shared out among devices and slices of a batch.

        Args:
            shape: Tuple, that of the samples as D sees them, batch axis first.
            seed: `keras.random.SeedGenerator`, the GAN's, which checkpoints hold.
        """
        return None  # a body of words alone is more than TensorFlow's AutoGraph can read

    def companions(self, gan: keras.Model) -> list[keras.Model]:
        """Returns Keras models that this term brings along, a list: they learn in the updates of its `networks`.

        With `companions_learn = False` they stay as they are.

        A companion is asked by `scene.play(model, inputs)`. It is saved with the GAN, and like D it is frozen for
        everyone else. A term with companions writes them into its config, for example by
        `keras.saving.serialize_keras_object`.

        Args:
            gan: The `GAN` that is compiled, not yet with this term.
        """
        return []

    def imagine(self, scene: Any) -> list[tuple[Any, Tensor]]:
        """Returns what D should be while G learns: pairs (variable, tensor), differentiable by G; none by default."""
        return []

    def after_update(self, network: str, variables: list) -> None:
        """Does something with the `variables` that an update of `network` has just moved."""
        return None

    def problems(self, gan: keras.Model, pair: LossPair, terms: list) -> list[str]:
        """Returns what speaks against this term in a GAN with this loss pair and these terms, a list of messages."""
        return []

    def log_name(self, key: str) -> str:
        """Returns the name of this term's value in the logs of a player's update, `"d"` or `"g"`."""
        return self.name if len(self.networks) == 1 else f"{key}_{self.name}"

    def get_config(self) -> Config:
        """Returns what `from_config` needs, in plain types; a subclass adds its own arguments."""
        return {"weight": schedules.serialize(self.weight), "every": self.every, "name": self.name}

    @classmethod
    def from_config(cls, config: Config) -> Self:
        """Returns the term that `get_config` described."""
        return cls(**config)

    def __repr__(self):
        shown = {name: getattr(self, name, value) for name, value in self.get_config().items()}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in shown.items())})"
