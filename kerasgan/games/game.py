"""`Game`: players, what they are given, and their moves; what compiling, training and saving mean for any of them."""

import contextlib
import types
from collections.abc import Iterator, Sequence
from typing import Any

import keras

from kerasgan import checks, losses, networks
from kerasgan import latent as latents
from kerasgan.checks import identifiers
from kerasgan.checks.types import Config, Distribution, Identifier, Shape, Tensor
from kerasgan.games import composition
from kerasgan.games.given import Given
from kerasgan.games.move import Move
from kerasgan.games.player import Player
from kerasgan.games.sampling import Sampling
from kerasgan.games.saving import Saving
from kerasgan.games.scene import Scene
from kerasgan.games.training import Training
from kerasgan.losses.pair import LossPair
from kerasgan.networks.fields import samples_of
from kerasgan.terms import get as get_term
from kerasgan.training import averages, optimizers, step
from kerasgan.training.backend import engine
from kerasgan.training.steps import steps

# What every game's `compile` takes that has to do with how a step is carried out.
ENGINE = ("run_eagerly", "jit_compile", "steps_per_execution", "gradient_accumulation_steps")


class Game(Given, Sampling, Training, Saving, keras.Model):
    """Any adversarial game: named players, what they are given, and a list of moves that make one step.

    A subclass hands its networks to `__init__`, by the player that they belong to, and returns its moves in `moves`,
    a list of `Move`s. Everything else is written once, here: `compile`, `fit` and `fit_gan`, metrics, the state of all
    optimizers in files and checkpoints, `trainable` for everyone to see, devices, processes, slices of a batch, looks
    of the doctor. `docs/extending.md` writes two games.

    The game is a functional Keras model, from `inputs` to `outputs`: what its diagram shows. The first player's
    networks are its trainable ones, those of all others are frozen for everyone to see, and learn all the same.

    Args:
        players: Dict of players by name, the first one leads: `learning_rate` and `iterations` are its optimizer's.
            Each is a dict of built Keras models by name, or one model, which then has the player's name. Every network
            is an attribute of its name.
        inputs: `keras.Input`, or a list of them.
        outputs: Symbolic outputs, what the networks make of the inputs.
        latent: String or function, the distribution of z: `"normal"`, `"uniform"`, `(shape, seed) -> tensor`, or `None`
            for a game without noise. Defaults to `None`.
        latent_shape: Tuple, the shape of z. Defaults to `None`, that of the first input of the network `generator`.
        fields: List of `networks.fields.Field`, what a step is given: samples first, then what stands beside them.
            Defaults to `None`: real samples as the network `generator` makes them.
        judges: Tuple of the names of the networks whose outputs are verdicts, logits or probabilities. Defaults to
            `None`, those of all players but the first.
        from_logits: Boolean, whether the judges end in logits. Defaults to `None`, read off their last activations.
        name: String. Defaults to `"game"`.

    Raises:
        ValueError: If a network is no built Keras model or has nothing to learn, or `latent` does not draw noise.

    Example:

    >>> class Plain(kerasgan.Game):
    ...     "The classic game, written by hand."
    ...     def __init__(self, generator, discriminator, **options):
    ...         z = keras.Input(generator.input_shape[1:])
    ...         players = {"generator": generator, "discriminator": discriminator}
    ...         super().__init__(players, z, discriminator(generator(z)), latent="normal", **options)
    ...     @property
    ...     def moves(self):
    ...         Move = kerasgan.games.Move
    ...         return [Move("discriminator", Plain.d_loss, ("d_loss",)), Move("generator", Plain.g_loss, ("g_loss",))]
    ...     def d_loss(self, scene):
    ...         fake = self.ask("discriminator", self.play("generator", scene.noise))
    ...         loss = self.loss_pair.discriminator(self.ask("discriminator", scene["real"]), fake)
    ...         return loss, {"d_loss": loss}
    ...     def g_loss(self, scene):
    ...         fake = self.ask("discriminator", self.play("generator", scene.noise))
    ...         loss = self.loss_pair.generator(None, fake)
    ...         return loss, {"g_loss": loss}
    >>> game = Plain(kerasgan.build_generator("mlp", (2,), 4), kerasgan.build_discriminator("mlp", (2,)))
    >>> game.compile()
    >>> sorted(game.train_on_batch(np.zeros((8, 2), "float32")))
    ['d_loss', 'g_loss']
    """

    keys = types.MappingProxyType({})  # what the optimizers of players are called, where not by the players' names
    takes_terms = False  # whether the moves add up `terms`
    group = 1  # how many samples are judged as one
    scene_class = Scene  # what a move is given; a subclass of `Game` may have one of its own
    judged = None  # how many of a judge's outputs are judgements, `None` for all
    transforms = ()
    translates = ()  # two sets of samples between which `translate(samples, to=)` leads, the first one from the second
    unpaired = False  # whether the fields are sets of data that are independent of each other

    def __init__(
        self,
        players: dict[str, Any],
        inputs: Any,
        outputs: Any,
        *,
        latent: Distribution | None = None,
        latent_shape: Shape | None = None,
        fields: list | None = None,
        judges: Sequence[str] | None = None,
        from_logits: bool | None = None,
        name: str = "game",
    ) -> None:
        parts = {player: part if isinstance(part, dict) else {player: part} for player, part in players.items()}
        reads_generator = fields is None or (latent is not None and latent_shape is None)
        checks.raise_all(composition.player_problems(parts, reads_generator))
        super().__init__(inputs=inputs, outputs=outputs, name=name)
        checks.raise_all(composition.name_problems(self, parts))
        for part in parts.values():
            for network, model in part.items():
                setattr(self, network, model)
        self._parts = {player: tuple(part) for player, part in parts.items()}
        self.latent = self.latent_shape = None
        if latent is not None:
            self.latent = latents.get(latent)
            self.latent_shape = tuple(latent_shape or networks.sample_shape(self.generator.inputs[0].shape))
            checks.raise_all(latents.problems(self.latent, self.latent_shape))
        self.fields = [samples_of(self.generator)] if fields is None else list(fields)
        others = [network for player in list(self._parts)[1:] for network in self._parts[player]]
        self.judges = tuple(others if judges is None else judges)
        self.from_logits = from_logits
        self.terms, self._programs = [], types.SimpleNamespace(found={}, watched=False)  # see `program`
        self.noise_seed = keras.random.SeedGenerator()
        self._pools = types.SimpleNamespace(of={})  # of generated samples, lists of `layers.SamplePool` by player
        self._in_step = types.SimpleNamespace(draw=None, batch_size=None, seed=None)  # real samples drawn in the step
        self._choose_players()

    # === The players ===

    @property
    def networks(self) -> dict[str, keras.Model]:
        """Dict of the Keras models of all players by name."""
        return {network: getattr(self, network) for part in self._parts.values() for network in part}

    def _choose_players(self):
        """Writes down what of each network learns; freezes all but the first player, and what terms bring along."""
        parts = {player: {name: getattr(self, name) for name in part} for player, part in self._parts.items()}
        self.players = {player: Player(player, self.keys.get(player, player), part) for player, part in parts.items()}
        brought = [(term.networks, term.companions(self), term.companions_learn) for term in self.terms]
        brought += [(("discriminator",), view.companions(), False) for view in self.transforms]
        brought += [((player,), pools, False) for player, pools in self._pools.of.items()]
        models = {id(model): model for _, models, _ in brought for model in models}
        learns = {id(model): learns for _, models, learns in brought for model in models}
        helpers = {key: networks.Learner(model, learns[key]) for key, model in models.items()}
        self._helpers = types.SimpleNamespace(all=list(helpers.values()), of={})
        for player in self.players:
            ids = {id(model) for players, models, _ in brought if player in players for model in models}
            self._helpers.of[player] = [learner for key, learner in helpers.items() if key in ids]
        for player in list(self.players.values())[1:]:
            player.freeze()
        for model in models.values():
            model.trainable = False

    @property
    def makers(self) -> list:
        """List of the `Player`s that make something: those whose networks are not all judges."""
        return [player for name, player in self.players.items() if not set(self._parts[name]) <= set(self.judges)]

    def learner_of(self, network: str) -> Any:
        """Returns the `Learner` of a network, by its name."""
        learners = [learner for player in self.players.values() for learner in player.learners]
        return next(learner for learner in learners if learner.network is getattr(self, network))

    def side(self, player: str) -> list:
        """Returns the `Learner`s that move in the updates of a player: its own, then companions from terms."""
        return [*self.players[player].learners, *self._helpers.of[player]]

    def kept_by_companions(self, player: str) -> list:
        """Returns the variables that the companions of a player write to by themselves."""
        return [variable for learner in self._helpers.of[player] for variable in learner.kept]

    @property
    def companions(self) -> list[keras.Model]:
        """List of what is not in the picture and saved with the game: models that terms brought along, and pools."""
        helpers = getattr(self, "_helpers", None)
        return [learner.network for learner in helpers.all] if helpers else []

    @property
    def variables(self) -> list:
        """All variables, those of companions included, as ones that are not trainable, like D's."""
        return [*super().variables, *(variable for model in self.companions for variable in model.variables)]

    def optimizer_of(self, player: str) -> keras.optimizers.Optimizer:
        """Returns the optimizer of a player."""
        return self.optimizer.of(self.players[player].key)

    # === What a step is given ===

    @property
    def moves(self) -> list[Move]:
        """List of the `Move`s of one step, in order; a subclass says which."""
        raise NotImplementedError(f"{type(self).__name__} has to say in the property `moves` what a step is.")

    @property
    def batches(self) -> int:
        """Integer, how many batches of real samples a step takes."""
        return 1 + max(move.batch for move in self.moves)

    @property
    def noises(self) -> int:
        """Integer, how many z a step takes, one for each number in its moves."""
        return 0 if self.latent is None else 1 + max(move.noise for move in self.moves)

    @property
    def conditions(self) -> list:
        """List of the fields beside the samples."""
        return self.fields[1:]

    @property
    def label(self) -> Any:
        """The `Field` of the class where a class is all that stands beside a sample, else `None`."""
        return self.fields[1] if len(self.fields) == 2 and self.fields[1].is_class else None

    @property
    def data_shape(self) -> Shape:
        """Tuple, the shape of one sample, without the batch axis."""
        return self.fields[0].shape

    def scene(
        self,
        move: Move,
        given: dict[str, Any],
        noise: Tensor | None,
        random: dict[str, Tensor] | None,
        due: Tensor | None,
    ) -> Scene:
        """Returns the scene of a move, of the class `scene_class`."""
        return self.scene_class(self, move, given, noise, random, due)

    def draws(self, move: Move, batch_size: int) -> dict[str, Tensor]:
        """Returns the random numbers of one move besides its z, a dict of tensors by name; none by default."""
        return {}

    # === Asking the networks ===

    @contextlib.contextmanager
    def in_play(self, training: bool = True) -> Iterator[None]:
        """Within this context all networks are trainable again, judges give logits, and all run in training mode.

        A frozen D would normalise by its moving statistics, whatever `training` says, and so judge G's samples by
        another measure than in its own update: BatchNorm uses batch statistics in both.
        """
        frozen = [learner for player in list(self.players.values())[1:] for learner in player.learners]
        with contextlib.ExitStack() as stack:
            stack.enter_context(networks.thawed([*frozen, *self._helpers.all]))
            ends = [networks.linear_ends(getattr(self, judge), self.from_logits, self.judged) for judge in self.judges]
            self._to_logits = {judge: stack.enter_context(end) for judge, end in zip(self.judges, ends)}
            self._training = training
            yield

    def play(self, network: str, inputs: Any) -> Tensor:
        """Returns what a network, by its name, makes of inputs, in training mode."""
        return getattr(self, network)(inputs, training=self._training)

    def ask(self, judge: str, inputs: Any) -> Tensor:
        """Returns the logits `(batch, m)` of a judge, by its name: its verdicts, in float32."""
        outputs = keras.tree.flatten(self.play(judge, inputs))
        pairs = zip(outputs, self._to_logits[judge])
        return networks.joined([networks.flat(output, to_logits) for output, to_logits in pairs])

    def look(self, given: dict[str, Any], noise: Tensor | None) -> dict[str, Tensor]:
        """Returns what the doctor sees between two steps, a dict of tensors; a subclass may show more.

        Args:
            given: Dict of arrays of one batch, by the names of the fields.
            noise: Array `(batch, *latent_shape)`, or `None`.

        Returns:
            Dict of scalars: losses and whatever else is logged; and where there are any `real` and `fake` samples,
            `real_logits` and `fake_logits` `(batch, 1)`, `wrong_logits` beside other conditions, `settled` samples.
        """
        return step.losses_of(self, given)

    def compile(
        self,
        loss: Identifier = "non_saturating",
        optimizers: Identifier | dict[str, Identifier] = "adam",
        terms: Sequence[Identifier] = (),
        **engine_options: Any,
    ) -> None:
        """Says how the players play: loss, optimizers, and how a step is carried out.

        As in Keras, it is here that `trainable` counts: layers frozen or thawed later wait for another `compile`.
        Compiled anew, what makes samples begins with its averaged weights, where old optimizers kept some (`use_ema`).

        Args:
            loss: String, config or `kerasgan.losses.LossPair`, which moves find as `loss_pair`. Defaults to
                `"non_saturating"`.
            optimizers: Dict of optimizers by player: strings, configs or `keras.optimizers.Optimizer`; or one string or
                config for all. Defaults to `"adam"`.
            terms: List of `kerasgan.terms`, for games whose moves add them up. Defaults to none.
            **engine_options: `run_eagerly`, `jit_compile`, `steps_per_execution`, `gradient_accumulation_steps`, as
                `GAN.compile` takes them.

        Raises:
            ValueError: If an argument is not valid, all mistakes in one message.
        """
        checks.raise_all(checks.no_unknown("`compile`", engine_options, ENGINE))
        self.compile_game(loss, optimizers, terms, engine_options)

    def compile_game(
        self,
        loss: Identifier,
        optimizers_given: Any,
        terms: Sequence[Identifier],
        engine_options: dict[str, Any],
        settings: dict[str, Any] | None = None,
        problems: Sequence[str] = (),
    ) -> None:
        """Compiles; `settings` are what else the game is to remember, `problems` what is wrong with them."""
        chosen = dict(zip(ENGINE, (False, "auto", 1, 1))) | engine_options
        listed, no_terms = checks.tried(identifiers.several, "terms", terms, get_term)
        pair, no_pair = checks.tried(losses.get, loss)
        keys = {player.name: player.key for player in self.players.values()}
        optimizer, no_optimizer = checks.tried(optimizers.joined, optimizers_given, keys)
        wrong = [*problems, *composition.engine_problems(chosen), *composition.frozen_problems(self)]
        checks.raise_all([*wrong, *no_pair, *no_optimizer, *no_terms])
        found = self.terms_of(listed)
        checks.raise_all(self.compile_problems(pair, found) or composition.claimed(self, found))
        averages.take(self._averages())  # they would be lost with the optimizer that keeps them
        slices = {"gradient_accumulation_steps": chosen["gradient_accumulation_steps"]}
        for name, value in {"loss_pair": pair, "terms": found, **slices, **(settings or {})}.items():
            setattr(self, name, value)
        self._pools = types.SimpleNamespace(of=self.new_pools())
        self._choose_players()
        sides = {p.key: self.side(p.name) for p in self.players.values()}
        optimizer.build_for({key: [v for one in side for v in one.learned] for key, side in sides.items()})
        self._epoch = types.SimpleNamespace(means=[keras.metrics.Mean(name=name) for name in self.log_names])
        self._many_steps = None
        self.expected_steps = 0  # of the run that is about to begin, where known
        super().compile(
            optimizer=optimizer,
            run_eagerly=chosen["run_eagerly"],
            jit_compile=chosen["jit_compile"] if steps.KERAS_COMPILES else False,
            steps_per_execution=chosen["steps_per_execution"],
            auto_scale_loss=False,  # `optimizers.joined` has done it, for each of them
        )
        self._compile_arguments = chosen

    def new_pools(self) -> dict[str, list]:
        """Returns the pools of generated samples that a game has, lists of `layers.SamplePool` by player."""
        return {}

    def terms_of(self, terms: list) -> list:
        """Returns the terms of a game that was given `terms`; a subclass may have some of its own."""
        return terms

    def compile_problems(self, pair: LossPair, terms: list) -> list[str]:
        """Returns what is wrong with a loss and terms for this game, a list of messages."""
        return composition.game_problems(self, pair, terms)

    def get_compile_config(self) -> Config:
        """Returns what `compile_from_config` needs, in plain types; empty for a game that is not compiled."""
        if not self.compiled:
            return {}
        with networks.thawed(self._helpers.all):
            terms = [keras.saving.serialize_keras_object(term) for term in self.terms]
        halves = {name: keras.optimizers.serialize(self.optimizer_of(name)) for name in self.players}
        loss = losses.serialize(self.loss_pair)
        return {"loss": loss, "optimizers": halves, "terms": terms, **self._compile_arguments}

    def compile_from_config(self, config: Config) -> None:
        """Compiles as `get_compile_config` says; all optimizers are then ready to take their saved state."""
        self.compile(**config)

    def _resolve_auto_jit_compile(self):
        return engine.compiling_pays(self, super()._resolve_auto_jit_compile)

    @property
    def metrics(self) -> list:
        """The epoch's means of what a step logs."""
        return self._epoch.means if self.compiled else []

    @property
    def log_names(self) -> list[str]:
        """List of the names of what a step logs."""
        return list(dict.fromkeys(name for move in self.moves for name in move.logs))

    @property
    def loss_names(self) -> list[str]:
        """List of the names of the losses in the logs: the first of what each move logs."""
        return list(dict.fromkeys(move.logs[0] for move in self.moves if move.logs))

    def log_name(self, term: Any, player: str) -> str:
        """Returns the name of a term's value in the logs of a player's update."""
        return term.log_name(self.players[player].key)

    @property
    def state(self) -> list:
        """List of all variables that a step can change: all networks', companions', the noise's, all optimizers'."""
        variables = [variable for model in [*self.networks.values(), *self.companions] for variable in model.variables]
        seeds = [seed.state for seed in (self.noise_seed, self._in_step.seed) if seed is not None]
        return [*variables, *seeds, *self.optimizer.variables]
