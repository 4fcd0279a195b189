"""D's and G's optimizers, seen and saved as one."""

import keras

from kerasgan import checks


@keras.saving.register_keras_serializable(package="kerasgan")
class AdversarialOptimizer(keras.optimizers.Optimizer):
    """Two optimizers that Keras takes for one, so that it trains, saves and restores both.

    Keras's trainers, its files and its callbacks know of a single `model.optimizer`. This one holds the generator's as
    `.g` and the discriminator's as `.d`; its `variables` are those of both. It computes nothing itself.

    `learning_rate` and `iterations` are the generator's. Setting `learning_rate`, as Keras's schedulers do, scales the
    discriminator's by the same factor and so keeps their ratio, also through 0.

    Args:
        g: `keras.optimizers.Optimizer` of the generator.
        d: `keras.optimizers.Optimizer` of the discriminator.
        name: String. Defaults to `"adversarial"`.
    """

    def __init__(self, g, d, name="adversarial"):
        super().__init__(learning_rate=lambda: g.learning_rate, name=name)
        self.g = g
        self.d = d
        self._ratio = 1.0  # of D's learning rate to G's, when G's was last above 0

    def build(self, variables):
        """Does nothing: `build_for` builds both halves, each on its own network."""

    def build_for(self, g_variables, d_variables):
        """Creates the state of both halves, so that weights saved earlier find their place."""
        self.g.build(g_variables)
        self.d.build(d_variables)
        self.built = True

    @property
    def optimizers(self):
        """Both, the generator's first: where Keras's `SwapEMAWeights` looks for averages."""
        return [self.g, self.d]

    @property
    def variables(self):
        return [*self.g.variables, *self.d.variables]

    @property
    def iterations(self):
        return self.g.iterations

    @property
    def learning_rate(self):
        return self.g.learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        g, d = (float(keras.ops.convert_to_numpy(half.learning_rate)) for half in self.optimizers)
        self._ratio = d / g if g else self._ratio
        self.g.learning_rate = value
        self.d.learning_rate = float(value) * self._ratio

    def apply(self, grads, trainable_variables=None):
        raise NotImplementedError("An adversarial step calls `.g.apply` and `.d.apply`: there is no update of both.")

    def finalize_variable_values(self, var_list):
        """Keeps the raw weights: `gan.sample` reads the averages, and training can go on from where it was."""

    def save_own_variables(self, store):
        """Keeps nothing of its own: Keras's savers visit `.g` and `.d`."""

    def load_own_variables(self, store):
        """The counterpart of `save_own_variables`."""

    def get_config(self):
        serialize = keras.optimizers.serialize
        return {"g": serialize(self.g), "d": serialize(self.d), "name": self.name}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        halves = {key: keras.optimizers.deserialize(config[key], custom_objects) for key in ("g", "d")}
        return cls(**halves, name=config["name"])


def pair(g_optimizer, d_optimizer):
    """Returns the `AdversarialOptimizer` of two optimizers given by name, config or object.

    Args:
        g_optimizer: The generator's: string, dict or `keras.optimizers.Optimizer`.
        d_optimizer: The discriminator's, likewise, and another object.

    Returns:
        An `AdversarialOptimizer`, not yet built.

    Raises:
        ValueError: If one is unknown, if both are the same object, or if one is already in use.
    """
    problems, halves = [], []
    for argument, identifier in (("g_optimizer", g_optimizer), ("d_optimizer", d_optimizer)):
        try:
            halves.append(keras.optimizers.get(identifier))
        except ValueError:
            problems.append(checks.unknown(argument, identifier, names()))
    checks.raise_all(problems)
    checks.raise_all(_shared(*halves))
    halves = [_loss_scaled(half) for half in halves]
    return AdversarialOptimizer(*halves)


def names():
    """Returns the names of Keras's optimizers, in lower case."""
    kinds = [value for value in vars(keras.optimizers).values() if isinstance(value, type)]
    abstract = ("optimizer", "multioptimizer", "lossscaleoptimizer")
    found = {kind.__name__.lower() for kind in kinds if issubclass(kind, keras.optimizers.Optimizer)}
    return sorted(found.difference(abstract))


def _shared(g, d):
    if g is d:
        return [
            "`g_optimizer` and `d_optimizer` are one and the same object: an optimizer keeps a state for each weight, "
            "so each network needs its own. Create two."
        ]
    return [
        f"`{argument}` is already in use: it was built for the weights of another model. Create a new one, for example "
        f"with `keras.optimizers.{type(optimizer).__name__}.from_config(optimizer.get_config())`."
        for argument, optimizer in (("g_optimizer", g), ("d_optimizer", d))
        if optimizer.built
    ]


def _loss_scaled(optimizer):
    """Wraps `optimizer` as Keras's own `compile` does under the `mixed_float16` policy."""
    scaled = isinstance(optimizer, keras.optimizers.LossScaleOptimizer)
    if keras.mixed_precision.dtype_policy().name != "mixed_float16" or scaled:
        return optimizer
    return keras.optimizers.LossScaleOptimizer(optimizer)
