"""`CycleGAN`: two generators that translate between two sets of unpaired samples, and two discriminators."""

import types
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import ArrayLike

from kerasgan import checks, networks
from kerasgan.checks.types import Config, Identifier, Tensor
from kerasgan.games import asking, pooling
from kerasgan.games.game import Game
from kerasgan.games.move import Move
from kerasgan.games.route import Route
from kerasgan.losses.pair import LossPair
from kerasgan.networks import fields, scaling
from kerasgan.terms.reconstruction import distance
from kerasgan.training.sources.values import as_numpy


@keras.saving.register_keras_serializable(package="kerasgan")
class CycleGAN(Game):
    """Two games at once, without pairs: what is translated there and back again should be what it was.

    Formula:

    ```python
    g_loss = adversarial(d_b(a_to_b(a))) + adversarial(d_a(b_to_a(b)))
    cycle = weight * (mean(abs(b_to_a(a_to_b(a)) - a)) + mean(abs(a_to_b(b_to_a(b)) - b)))
    identity = identity * weight * (mean(abs(b_to_a(a) - a)) + mean(abs(a_to_b(b) - b)))
    d_loss = loss(d_a(a), d_a(b_to_a(b))) + loss(d_b(b), d_b(a_to_b(a)))
    ```

    Both generators are one player, both discriminators the other. `fit_gan(cycle, (a, b), ...)` takes two sets of any
    kind of data and of different length; an epoch is a pass over the longer one.

    Args:
        a_to_b: Keras model from samples of set a to samples of set b.
        b_to_a: Keras model from samples of set b to samples of set a.
        d_a: Keras model, samples of set a to a logit or a map of logits.
        d_b: Likewise of set b.
        weight: Float, the paper's lambda, of both cycles. Defaults to `10.0`.
        identity: Float, the share of `weight` with which a generator is to leave alone what is of its target already;
            `0` leaves that out. Defaults to `0.5`.
        pool: Integer, how many translations of either kind are kept for the discriminators to see again, half of those
            that they are shown being older ones; `0` keeps none. Defaults to `50`, the paper's.
        from_logits: Boolean, whether the discriminators end in logits. Defaults to `None`, read off.
        name: String. Defaults to `"cycle_gan"`.

    Raises:
        ValueError: If the networks don't fit each other, with all shapes.

    Example:

    >>> nets = [keras.Sequential([keras.Input((4,)), keras.layers.Dense(size)]) for size in (4, 4, 1, 1)]
    >>> cycle = kerasgan.build_cycle_gan(*nets)
    >>> a, b = np.zeros((64, 4), "float32"), np.ones((48, 4), "float32")
    >>> history = kerasgan.fit_gan(cycle, (a, b), steps=2, batch_size=8, verbose=0)
    >>> cycle.translate(a[:3], to="b").shape
    (3, 4)

    Reference: Zhu, Park, Isola, Efros, Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks,
    2017.
    """

    keys = types.MappingProxyType({"generators": "g", "discriminators": "d"})
    translates = ("b", "a")
    unpaired = True

    def __init__(
        self,
        a_to_b: keras.Model,
        b_to_a: keras.Model,
        d_a: keras.Model,
        d_b: keras.Model,
        *,
        weight: float = 10.0,
        identity: float = 0.5,
        pool: int = 50,
        from_logits: bool | None = None,
        name: str = "cycle_gan",
    ) -> None:
        numbers = {"weight": weight, "identity": identity}
        found = [p for name, value in numbers.items() for p in checks.finite_number(name, value, at_least=0)]
        checks.raise_all([*found, *checks.positive_integer("pool", pool, least=0)])
        checks.raise_all(_misfits(a_to_b, b_to_a, d_a, d_b))
        _tell_apart({"a_to_b": a_to_b, "b_to_a": b_to_a, "d_a": d_a, "d_b": d_b})
        a, b = (keras.Input(network.inputs[0].shape[1:], name=name) for name, network in (("a", a_to_b), ("b", b_to_a)))
        super().__init__(
            {"generators": {"a_to_b": a_to_b, "b_to_a": b_to_a}, "discriminators": {"d_a": d_a, "d_b": d_b}},
            [a, b],
            [d_b(a_to_b(a)), d_a(b_to_a(b))],
            fields=[fields.samples_of(b_to_a, "a"), fields.samples_of(a_to_b, "b")],
            from_logits=from_logits,
            name=name,
        )
        self.weight, self.identity, self.pool = weight, identity, pool

    @property
    def moves(self) -> list[Move]:
        """List of the two moves: both discriminators, then both generators."""
        d_logs, g_logs = ("d_loss", "d_accuracy"), ("g_loss", "cycle", *(["identity"] if self.identity else []))
        d = Move("discriminators", CycleGAN.d_loss, d_logs, prepare=CycleGAN.translated)
        return [d, Move("generators", CycleGAN.g_loss, g_logs)]

    def translated(self, scene: Any) -> tuple[Tensor, Tensor]:
        """Returns what both generators make of the samples: b of a, a of b."""
        return self.play("a_to_b", scene["a"]), self.play("b_to_a", scene["b"])

    def new_pools(self) -> dict[str, list]:
        """Returns the pools of translations to b and to a."""
        if not self.pool:
            return {}
        return {"discriminators": [pooling.made(self.pool, [field]) for field in self.fields[::-1]]}

    def draws(self, move: Move, batch_size: int) -> dict[str, Tensor]:
        """Returns the random numbers of the pools."""
        drawn = self.pool and move.player == "discriminators"
        return {f"{pooling.CHANCE}_{to}": pooling.draw(batch_size, self.noise_seed) for to in "ba"} if drawn else {}

    def pooled(self, scene: Any) -> list[Tensor]:
        """Returns the translations to b and to a that the discriminators are to see, some from the pools."""
        pools = self._pools.of.get("discriminators")
        if not pools:
            return scene.prepared
        chances = [scene.random[f"{pooling.CHANCE}_{to}"] for to in "ba"]
        given = zip(pools, scene.prepared, chances)
        return [pooling.exchanged(self, pool, [made], chance)[0] for pool, made, chance in given]

    def d_loss(self, scene: Any) -> tuple[Tensor, dict[str, Tensor]]:
        """Returns the sum of both discriminators' losses, and how often they are right."""
        made_b, made_a = self.pooled(scene)
        pairs = [("d_a", scene["a"], made_a), ("d_b", scene["b"], made_b)]
        said = [(self.ask(judge, real), self.ask(judge, fake)) for judge, real, fake in pairs]
        loss = sum(self.loss_pair.discriminator(*pair) for pair in said)
        return loss, {"d_loss": loss, "d_accuracy": sum(self.loss_pair.accuracy(*pair) for pair in said) / 2}

    def g_loss(self, scene: Any) -> tuple[Tensor, dict[str, Tensor]]:
        """Returns what both generators minimise: to be taken for real, to come back, to leave alone what is right."""
        a, b = scene["a"], scene["b"]
        made_b, made_a = self.translated(scene)
        real = (self.ask("d_b", b), self.ask("d_a", a)) if self.loss_pair.uses_real else (None, None)
        loss = self.loss_pair.generator(real[0], self.ask("d_b", made_b))
        loss += self.loss_pair.generator(real[1], self.ask("d_a", made_a))
        cycle = self.weight * (distance(self.play("b_to_a", made_b), a) + distance(self.play("a_to_b", made_a), b))
        logs = {"g_loss": loss, "cycle": cycle}
        if self.identity:
            left = distance(self.play("b_to_a", a), a) + distance(self.play("a_to_b", b), b)
            logs["identity"] = self.identity * self.weight * left
        return sum(logs.values()), logs

    def compile_game(
        self,
        loss: Identifier,
        optimizers: dict[str, Any],
        terms: Sequence[Identifier],
        engine_options: dict[str, Any],
        settings: dict[str, Any] | None = None,
        problems: Sequence[str] = (),
    ) -> None:
        """Compiles; see `Game.compile_game`."""
        slices = engine_options.get("gradient_accumulation_steps", 1)
        found = [*problems, *pooling.problems(self.pool, self.fields[:1], slices)]
        super().compile_game(loss, optimizers, terms, engine_options, settings, found)

    def compile_problems(self, pair: LossPair, terms: list) -> list[str]:
        """Returns what is wrong with a loss and terms for this game, a list of messages."""
        found = super().compile_problems(pair, terms)
        alike = networks.fits((None, *self.fields[0].shape), (None, *self.fields[1].shape))
        return found if alike or not self.identity else [*found, NO_IDENTITY]

    def translate(self, samples: ArrayLike, to: str = "b", batch_size: int = 32) -> np.ndarray:
        """Translates samples of one set into the other, by the averaged weights where optimizers keep some (`use_ema`).

        Args:
            samples: Array `(n, *shape)` in the units of its data: uint8 for a game trained on uint8 images.
            to: `"b"` for samples of set a, `"a"` for those of set b. Defaults to `"b"`.
            batch_size: Integer, how many at a time. Defaults to `32`.

        Returns:
            NumPy array `(n, *shape)` in the units of the other set's data.

        Raises:
            ValueError: If `samples`, `to` or `batch_size` does not fit.
        """
        checks.raise_all(
            [*checks.one_of("to", to, self.translates), *checks.positive_integer("batch_size", batch_size)]
        )
        _, source, target = self.way(to)
        samples = as_numpy(samples, "samples")
        checks.raise_all(
            source.problems(samples, samples.shape[:1], "samples") or asking.none_given("samples", len(samples))
        )
        made = self.translated_values(samples, to, batch_size)
        return scaling.to_data(made, target.reach) if target.pixels else made

    def way(self, to: str) -> tuple[keras.Model, fields.Field, fields.Field]:
        """Returns the network that translates to set `"a"` or `"b"`, and the fields of what it takes and makes."""
        a, b = self.fields
        return {"a": (self.b_to_a, b, a), "b": (self.a_to_b, a, b)}[to]

    def translated_values(self, samples: np.ndarray, to: str, batch_size: int = 32) -> np.ndarray:
        """Returns what `translate` does before it becomes pixels: in the range of the network, a NumPy array."""
        program = self.program(_translated, to)
        return self.in_batches(lambda rows: program(ops.convert_to_tensor(samples[rows])), len(samples), batch_size)

    def route(self, to: str | None = None) -> Route:
        """Returns the `Route` from samples of one set to those of the other, for `export`; by default to b."""
        return Route.of_translation(self, *self.way(to or "b"))

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        options = {name: getattr(self, name) for name in ("weight", "identity", "pool", "from_logits")}
        return {**super().get_config(), **options}


NO_IDENTITY = "`identity`: expected 0, since samples of the two sets have different shapes. Pass `identity=0`."


def _translated(game, to, samples):
    network, source, _ = game.way(to)
    return network(source.to_network(samples), training=False)


def _tell_apart(given):
    """Renames networks of which two have one name, as two of one builder have: Keras wants each once in a picture."""
    if len({model.name for model in given.values()}) < len(given):
        for name, model in given.items():
            model.name = name


def _misfits(a_to_b, b_to_a, d_a, d_b):
    """Returns the messages for networks that can't play: each has to take what another one makes."""
    given = {"a_to_b": a_to_b, "b_to_a": b_to_a, "d_a": d_a, "d_b": d_b}
    found = [
        f"`{name}`: expected a built Keras model with one input and one output. Received: {model!r}."
        for name, model in given.items()
        if not isinstance(model, keras.Model) or len(getattr(model, "inputs", None) or []) != 1
    ]
    if found:
        return found
    return [
        f"`{maker}` makes {tuple(made)}, and `{taker}` takes {tuple(taken)}. Change one of them so that they agree."
        for maker, taker in (("a_to_b", "b_to_a"), ("b_to_a", "a_to_b"), ("a_to_b", "d_b"), ("b_to_a", "d_a"))
        if not networks.fits(made := given[maker].outputs[0].shape, taken := given[taker].inputs[0].shape)
    ]


def build_cycle_gan(
    a_to_b: keras.Model,
    b_to_a: keras.Model,
    d_a: keras.Model,
    d_b: keras.Model,
    *,
    loss: Identifier = "least_squares",
    g_optimizer: Identifier | None = None,
    d_optimizer: Identifier | None = None,
    weight: float = 10.0,
    identity: float = 0.5,
    pool: int = 50,
    from_logits: bool | None = None,
    name: str = "cycle_gan",
    **engine_options: Any,
) -> CycleGAN:
    """Makes a compiled `CycleGAN` of two generators and two discriminators.

    Args:
        a_to_b: Keras model from samples of set a to samples of set b.
        b_to_a: Keras model from samples of set b to samples of set a.
        d_a: Keras model, samples of set a to a logit or a map of logits.
        d_b: Likewise of set b.
        loss: String, config or `kerasgan.losses.LossPair`. Defaults to `"least_squares"`, the paper's.
        g_optimizer: Both generators' optimizer. Defaults to `None`: Adam, 2e-4, beta_1 0.5, the paper's.
        d_optimizer: Both discriminators', likewise.
        weight: Float, of the cycles. Defaults to `10.0`.
        identity: Float, the share of `weight` for the identity. Defaults to `0.5`.
        pool: Integer, how many translations are kept for the discriminators to see again. Defaults to `50`.
        from_logits: Boolean, whether the discriminators end in logits. Defaults to `None`, read off.
        name: String. Defaults to `"cycle_gan"`.
        **engine_options: `run_eagerly`, `jit_compile`, `gradient_accumulation_steps`; see `GAN.compile`.

    Returns:
        A compiled `CycleGAN`.

    Raises:
        ValueError: If the networks or an argument don't fit; before anything is trained.

    Example:

    >>> nets = [keras.Sequential([keras.Input((4,)), keras.layers.Dense(size)]) for size in (4, 4, 1, 1)]
    >>> kerasgan.build_cycle_gan(*nets, identity=0).log_names
    ['d_loss', 'd_accuracy', 'g_loss', 'cycle']
    """
    cycle = CycleGAN(
        a_to_b, b_to_a, d_a, d_b, weight=weight, identity=identity, pool=pool, from_logits=from_logits, name=name
    )
    g, d = (
        {"class_name": "Adam", "config": {"learning_rate": 2e-4, "beta_1": 0.5}} if given is None else given
        for given in (g_optimizer, d_optimizer)
    )
    named = {"generators": ("g_optimizer", g), "discriminators": ("d_optimizer", d)}
    cycle.compile(loss, named, **engine_options)
    return cycle
