"""The optimizers of all players, seen and saved as one."""

import re

import keras

from kerasgan import checks
from kerasgan.training.scheduled_adam import ScheduledAdam

# Our own, by the names that recipes have for them.
OURS = {"scheduled_adam": ScheduledAdam}


@keras.saving.register_keras_serializable(package="kerasgan")
class AdversarialOptimizer(keras.optimizers.Optimizer):
    """Several optimizers that Keras takes for one, so that it trains, saves and restores all of them.

    Keras's trainers, its files and its callbacks know of a single `model.optimizer`. This one holds each player's under
    a key of its own, such as the generator's as `.g` and the discriminator's as `.d`; its `variables` are those of all.
    It computes nothing itself.

    `learning_rate` and `iterations` are those of the first, the generator's. Setting `learning_rate`, as Keras's
    schedulers do, scales the others' by the same factor and so keeps their ratios, also through 0.

    Args:
        name: String. Defaults to `"adversarial"`.
        **parts: `keras.optimizers.Optimizer` of each player by its key, the leading player's first.
    """

    def __init__(self, name="adversarial", **parts):
        first = next(iter(parts.values()))
        super().__init__(learning_rate=lambda: first.learning_rate, name=name)
        self.keys = tuple(parts)
        for key, optimizer in parts.items():
            setattr(self, key, optimizer)  # by this name Keras writes its state into files
            if re.fullmatch(rf"{type(optimizer).__name__}(_\d+)?", optimizer.name, re.IGNORECASE):
                optimizer.name = key  # not one that a user chose: by this name TensorBoard shows its learning rate
        self._ratios = [1.0] * len(parts)  # of learning rates to that of the first, when that was last above 0

    def of(self, key):
        """Returns the optimizer of a player, by its key."""
        return getattr(self, key)

    def build(self, variables):
        """Does nothing: `build_for` builds each on its own networks."""

    def build_for(self, variables):
        """Creates the state of all, so that weights saved earlier find their place; a dict of lists by key."""
        for key, own in variables.items():
            self.of(key).build(own)
        self.built = True

    @property
    def optimizers(self):
        """All of them, the first player's first: where Keras's `SwapEMAWeights` looks for averages."""
        return [self.of(key) for key in self.keys]

    @property
    def variables(self):
        return [variable for optimizer in self.optimizers for variable in optimizer.variables]

    @property
    def iterations(self):
        return self.optimizers[0].iterations

    @property
    def learning_rate(self):
        return self.optimizers[0].learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        rates = [float(keras.ops.convert_to_numpy(part.learning_rate)) for part in self.optimizers]
        self._ratios = [rate / rates[0] for rate in rates] if rates[0] else self._ratios
        for part, ratio in zip(self.optimizers, self._ratios):
            part.learning_rate = float(value) * ratio

    def apply(self, grads, trainable_variables=None):
        raise NotImplementedError("An adversarial step calls each player's own optimizer: there is no update of all.")

    def finalize_variable_values(self, var_list):
        """Keeps the raw weights: `gan.sample` reads the averages, and training can go on from where it was."""

    def save_own_variables(self, store):
        """Keeps nothing of its own: Keras's savers visit each of them."""

    def load_own_variables(self, store):
        """The counterpart of `save_own_variables`."""

    def get_config(self):
        parts = {key: keras.optimizers.serialize(self.of(key)) for key in self.keys}
        return {**parts, "name": self.name}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        parts = {key: part for key, part in config.items() if key != "name"}
        return cls(
            config["name"], **{key: keras.optimizers.deserialize(part, custom_objects) for key, part in parts.items()}
        )


def joined(given, keys):
    """Returns the `AdversarialOptimizer` of the players' optimizers, given by name, config or object.

    Args:
        given: Dict by player, of identifiers, or of pairs of the argument's name in messages and an identifier; or one
            string or config for all players.
        keys: Dict of the players' keys by their names, in order.

    Returns:
        An `AdversarialOptimizer`, not yet built.

    Raises:
        ValueError: If one is missing or unknown, if two are the same object, or if one is already in use.
    """
    if isinstance(given, str) or (isinstance(given, dict) and "class_name" in given):
        given = dict.fromkeys(keys, given)
    checks.raise_all(_not_for_all(given, keys))
    named = {
        player: part if isinstance(part, tuple) else (f"optimizers[{player!r}]", part) for player, part in given.items()
    }
    problems, parts = [], {}
    for player, (argument, identifier) in named.items():
        try:
            parts[player] = argument, get(identifier)
        except ValueError:
            problems.append(checks.unknown(argument, identifier, names()))
    checks.raise_all(problems)
    checks.raise_all(_shared(parts.values()))
    return AdversarialOptimizer(**{keys[player]: _loss_scaled(parts[player][1]) for player in keys})


def get(identifier):
    """Returns the optimizer for a name, a config or an object: one of ours, or as Keras finds it."""
    found = {"class_name": identifier} if isinstance(identifier, str) else identifier
    if isinstance(found, dict) and set(found) <= {"class_name", "config"}:
        kinds = {**OURS, **{kind.__name__: kind for kind in OURS.values()}}
        if found.get("class_name") in kinds:
            return kinds[found["class_name"]].from_config(found.get("config") or {})
    return keras.optimizers.get(identifier)


def _not_for_all(given, keys):
    if not isinstance(given, dict):
        return [f"`optimizers`: expected a dict by player, {list(keys)}, or one name for all. Received: {given!r}."]
    found = checks.no_unknown("`optimizers`", given, keys)
    return found + [f"`optimizers`: expected one for the player {player!r}." for player in keys if player not in given]


def names():
    """Returns the names of Keras's optimizers, in lower case."""
    kinds = [value for value in vars(keras.optimizers).values() if isinstance(value, type)]
    abstract = ("optimizer", "multioptimizer", "lossscaleoptimizer")
    found = {kind.__name__.lower() for kind in kinds if issubclass(kind, keras.optimizers.Optimizer)}
    return sorted(found.difference(abstract).union(OURS))


def _shared(parts):
    """Checks a list of (argument, optimizer): each has to be an object of its own, and new."""
    parts = list(parts)
    if len({id(optimizer) for _, optimizer in parts}) < len(parts):
        same = [argument for argument, one in parts if sum(one is other for _, other in parts) > 1]
        return [
            f"{' and '.join(f'`{argument}`' for argument in same)} are one and the same object: an optimizer keeps a "
            f"state for each weight, so each network needs its own. Create {'two' if len(same) == 2 else 'several'}."
        ]
    return [
        f"`{argument}` is already in use: it was built for the weights of another model. Create a new one, for example "
        f"with `keras.optimizers.{type(optimizer).__name__}.from_config(optimizer.get_config())`."
        for argument, optimizer in parts
        if optimizer.built
    ]


def _loss_scaled(optimizer):
    """Wraps `optimizer` as Keras's own `compile` does under the `mixed_float16` policy."""
    scaled = isinstance(optimizer, keras.optimizers.LossScaleOptimizer)
    if keras.mixed_precision.dtype_policy().name != "mixed_float16" or scaled:
        return optimizer
    return keras.optimizers.LossScaleOptimizer(optimizer)
