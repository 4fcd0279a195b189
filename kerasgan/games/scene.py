"""What happens in one move: `Scene`, what every game has; `Round`, what losses and terms see of a classic one."""

from collections.abc import Callable
from typing import Any, Self

import keras

from kerasgan import networks
from kerasgan.checks.types import Tensor
from kerasgan.games.move import Move
from kerasgan.networks import formats
from kerasgan.networks.fields import REAL, UNKNOWN
from kerasgan.training.backend import engine
from kerasgan.training.step import aside


class Scene:
    """One move of one player: what the step is given, and the means to ask the networks.

    Args:
        game: A compiled `Game`.
        move: A `Move`.
        given: Dict of tensors by the names of the game's fields, as the networks take them.
        noise: Tensor `(batch, *latent_shape)`, or `None` for a game without noise.
        random: Dict of what moves, transforms and terms drew. Defaults to `None`, nothing.
        due: Dict of whether a lazy term is due, by name, or `None`: all are.

    Attributes:
        network: String, the name of the player that learns.
        conditions: Dict of tensors, what stands beside the samples, by name.
        prepared: What the move's `prepare` returned, without gradients.
        drawn: Tensor, what the term's own `draw` returned, or `None`.
    """

    def __init__(
        self,
        game: keras.Model,
        move: Move,
        given: dict[str, Any],
        noise: Tensor | None = None,
        random: dict[str, Tensor] | None = None,
        due: Tensor | None = None,
    ) -> None:
        self.game = game
        self.network = move.player
        self.given = given
        self.noise = noise
        self.due = due
        self.random = random or {}
        drawn = (random or {}).get(UNKNOWN)
        self.conditions = {field.name: field.known(given[field.name], drawn) for field in game.conditions}
        self.prepared = self.drawn = None

    @property
    def data(self) -> Tensor:
        """Tensor, real samples as they are in the data, scaled but not transformed or packed."""
        return self.given[REAL]

    @property
    def labels(self) -> Tensor | None:
        """Integer tensor `(batch,)`, the classes of the real samples where these stand beside them, else `None`.

        It is -1 where a class is not known, in a game that takes such.
        """
        label = self.game.label
        return None if label is None else self.given[label.name]

    @property
    def asked(self) -> Tensor | None:
        """Integer tensor `(batch,)`, the classes that G was asked for: those of the real samples, or drawn ones."""
        label = self.game.label
        return None if label is None else self.conditions[label.name]

    def __getitem__(self, name):
        """Returns what the step is given by the name of a field."""
        return self.given[name]

    def of(self, term: Any) -> Self:
        """Returns the scene with what `term` drew."""
        self.drawn = self.random.get(term.name)
        return self

    def play(self, model: keras.Model, inputs: Any) -> Tensor:
        """Returns what a companion of a term makes of `inputs`, in training mode; what it writes is kept."""
        return model(inputs, training=self.game._training)

    def gradient(self, function: Callable, values: Any) -> Any:
        """Returns the gradient of the sum of `function(values)` by `values`, which can be differentiated again.

        Args:
            function: Function of what `values` is, to a tensor.
            values: Tensor, or a list of tensors.

        Returns:
            What `values` is, of the same shapes.
        """
        return engine.gradient(function, values)


class Round(Scene):
    """A move of the classic game: the samples, what D says of them, and the means to ask D more.

    Samples are as D sees them: scaled, transformed, packed. In G's update, not in D's, gradients flow into `fake`.

    Attributes:
        way: The transforms of real samples and what they drew, two lists; of generated ones too where pictures stand
            beside both.
        real: Tensor, real samples.
        made: Tensor, generated samples as they are, in the range of G, beside `data`.
        fake: Tensor, generated samples.
        real_logits: Tensor `(batch, 1)`, D's logits on `real`, `(batch, m)` where it judges by a map or by several
            outputs; in G's update `None` unless a term or the loss `uses_real`.
        fake_logits: The same on `fake`.
        real_heads: List of D's further outputs on `real`.
        fake_heads: List of D's further outputs on `fake`.
    """

    def __init__(self, game, move, given, noise=None, random=None, due=None):
        super().__init__(game, move, given, noise, random, due)
        self.way = game.way(self.random, "real")
        self.real = game.view(self.data, self.random, "real")
        self.made = self.fake = self.real_said = self.fake_said = self.beside_fake = None
        self.real_heads, self.fake_heads = [], []

    @property
    def gan(self):
        """The `GAN`."""
        return self.game

    @property
    def real_logits(self):
        """Tensor, D's logits on real samples; see the class."""
        return None if self.real_said is None else networks.joined(self.real_said)

    @property
    def fake_logits(self):
        """Tensor, D's logits on generated samples."""
        return None if self.fake_said is None else networks.joined(self.fake_said)

    def show_fake(self, fake, conditions=None):
        """Takes the generated samples, in the range of G, and the conditions beside them, where those are others."""
        self.made, self.beside_fake = fake, self.conditions if conditions is None else conditions
        self.fake = self.view(fake)

    def judge_real(self):
        """Has D look at the real samples, which its moving statistics then have seen."""
        self.real_said, self.real_heads = self.game.examine(self.real, self.conditions, self.way)

    def judge_fake(self):
        """Has D look at the generated samples, likewise."""
        self.fake_said, self.fake_heads = self.game.examine(self.fake, self.beside_fake, self.way)

    # === What a term can ask ===

    def judge(self, samples, conditions=None, then=None):
        """Returns D's logits `(batch, m)` on any samples of the shape of `real`; nothing that D writes is kept.

        Beside them are the step's conditions, unless others are given, as the transforms leave them; behind those,
        `then`, a pair of a transform and what it drew, does to both what it does.
        """
        transforms, drawn = self.way
        if then is not None:
            samples = formats.seen(samples, then[:1], then[1:], self.game.fields[0].data_format)
            transforms, drawn = [*transforms, then[0]], [*drawn, then[1]]
        with aside(self.game):
            return self.game.judge(samples, self.conditions if conditions is None else conditions, (transforms, drawn))

    def generate(self, noise):
        """Returns what G makes of any noise, in the shape and range of `data`; nothing that G writes is kept."""
        with aside(self.game):
            return self.game.generate(noise, self.conditions)

    def view(self, samples):
        """Returns samples in the shape and range of `data` as D sees them: transformed as `fake` was, and packed."""
        return self.game.view(samples, self.random, "fake")

    def features(self, samples, layer=None):
        """Returns what a layer of D makes of samples, by default the last before the logit; nothing written is kept."""
        model = networks.features(self.game.discriminator, layer)
        with aside(self.game):
            return model(self.game.d_inputs(samples, self.conditions, self.way), training=self.game._training)
