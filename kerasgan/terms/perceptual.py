"""Perceptual: what G makes should look like the sample that belongs to its condition, to another network."""

from collections.abc import Sequence

import keras
from keras import ops

from kerasgan import checks, networks
from kerasgan.checks.types import Config, Identifier, Tensor
from kerasgan.losses.pair import LossPair
from kerasgan.networks import scaling
from kerasgan.terms.reconstruction import distance, norm_problems
from kerasgan.terms.term import Term


@keras.saving.register_keras_serializable(package="kerasgan")
class Perceptual(Term):
    """Has G make samples whose features, in layers of a network that does not learn, are those of the real ones.

    Formula:

    ```python
    loss = weight * sum(mean(abs(layer(real) - layer(fake))) for layer in layers)     # norm=1
    ```

    Pixels that are moved a little look alike to a network that knows pictures, and differ in every value. Samples are
    compared as they are in the range of G, before any transform or packing.

    Args:
        model: Keras model of samples, such as one of `keras.applications` without its top, or the name of a classifier
            of the zoo: `"digit_classifier"`. It is saved with the GAN and stays as it is.
        layers: List of the names of its layers. Defaults to `None`: its output.
        weight: Float. Defaults to `1.0`.
        norm: `1`, `2` or `"charbonnier"`, as in `Reconstruction`. Defaults to `1`.
        value_range: Pair of floats, what black and white are for `model`. Defaults to `(0, 255)`, as Keras's own
            networks and the zoo's have it; `None` leaves samples in the range of G.
        every: Integer, as for any `Term`. Defaults to `1`, as a term with a model of its own needs it.
        name: String. Defaults to `"perceptual"`.

    Raises:
        ValueError: If an argument is not valid, `model` does not take the samples, or the GAN has no conditions.

    Example:

    >>> term = kerasgan.terms.Perceptual("digit_classifier", layers=["features"], weight=0.1)

    Reference: Johnson, Alahi, Fei-Fei, Perceptual Losses for Real-Time Style Transfer and Super-Resolution, 2016, who
    take the squared distance, `norm=2`.
    """

    networks = ("generator",)
    uses_conditions = True
    companions_learn = False
    serves_several = True  # nothing is written to its model

    def __init__(
        self,
        model: Identifier,
        layers: Sequence[str] | None = None,
        weight: float = 1.0,
        norm: int | str = 1,
        value_range: tuple[float, float] | None = (0.0, 255.0),
        every: int = 1,
        name: str | None = None,
    ) -> None:
        super().__init__(weight, every, name)
        checks.raise_all(norm_problems(norm) + range_problems(value_range))
        self.model = model_of(model)
        checks.raise_all(layer_problems(self.model, layers))
        self.layers = None if layers is None else list(layers)
        self.norm = norm
        self.value_range = value_range and tuple(value_range)
        self.model.trainable = False
        chosen = [self.model.get_layer(layer).output for layer in self.layers or ()] or self.model.outputs
        self._features = keras.Model(self.model.inputs, chosen)

    def companions(self, gan: keras.Model) -> list[keras.Model]:
        """Returns the model, which has nothing to learn, to be saved with the GAN."""
        return [self.model]

    def __call__(self, scene):
        """Returns the sum of the mean distances in all layers."""
        real, fake = (self.features(scene.gan, samples) for samples in (scene.data, scene.made))
        return sum(distance(one, other, self.norm) for one, other in zip(real, fake))

    def features(self, gan: keras.Model, samples: Tensor) -> list[Tensor]:
        """Returns the list of what the layers make of samples in the range of G."""
        values = ops.cast(samples, keras.config.floatx())
        if self.value_range:
            values = scaling.rescaled(values, gan.output_range, self.value_range)
        return keras.tree.flatten(self._features(values, training=False))

    def problems(self, gan: keras.Model, pair: LossPair, terms: list) -> list[str]:
        """Refuses a GAN whose samples have nothing to belong to, and a model that does not take them."""
        found = []
        taken = tuple(self.model.inputs[0].shape)
        if not networks.fits((None, *gan.data_shape), taken):
            found.append(f"`model`: it takes {taken}, and the generator makes {(None, *gan.data_shape)}.")
        if not gan.conditions:
            found.append(
                "`terms`: Perceptual compares a generated sample with the one that belongs to its condition, and this "
                "GAN has none. Give the generator a condition, or leave the term out."
            )
        return found

    def get_config(self) -> Config:
        """Returns what `from_config` needs; the weights of the model are saved beside it."""
        model = keras.saving.serialize_keras_object(self.model)
        own = {"model": model, "layers": self.layers, "norm": self.norm, "value_range": self.value_range}
        return {**super().get_config(), **own}


def model_of(model):
    """Returns the model for a name of the zoo's, a config or a model."""
    if isinstance(model, str):
        from kerasgan.presets import classifier

        return classifier.load(model)
    found = keras.saving.deserialize_keras_object(model) if isinstance(model, dict) else model
    if isinstance(found, keras.Model) and found.built and len(found.inputs or ()) == 1:
        return found
    raise ValueError(
        f"`model`: expected a built Keras model of samples, or the name of a zoo's classifier. Received: {model!r}."
    )


def layer_problems(model, layers):
    """Checks that a model has layers of these names."""
    names = [layer.name for layer in model.layers]
    if layers is None:
        return []
    if isinstance(layers, str) or not layers:
        return [f"`layers`: expected a list of names of layers. Received: {layers!r}."]
    return [problem for layer in layers for problem in checks.one_of("layers", layer, names)]


def range_problems(value_range):
    """Checks that `value_range` is a pair of different numbers, or `None`."""
    pair = isinstance(value_range, (tuple, list)) and len(value_range) == 2
    numbers = pair and not any(checks.finite_number("value_range", end) for end in value_range)
    if value_range is None or numbers and value_range[0] != value_range[1]:
        return []
    return [f"`value_range`: expected a pair of numbers, black and white, or None. Received: {value_range!r}."]
