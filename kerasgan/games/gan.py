"""`GAN`, the classic game of two networks: what D and G are given, what they say and make, and their two moves."""

import types
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from kerasgan import checks, networks
from kerasgan import latent as latents
from kerasgan.checks import identifiers
from kerasgan.checks.arguments import told_with_suggestions
from kerasgan.checks.types import Config, Distribution, Identifier, Shape, Tensor
from kerasgan.games import classic, composition, looking, pooling
from kerasgan.games.game import Game
from kerasgan.games.move import Move
from kerasgan.games.scene import Round
from kerasgan.losses.pair import LossPair
from kerasgan.networks import formats, wiring
from kerasgan.networks.fields import REAL, UNKNOWN, Field
from kerasgan.terms import AuxiliaryClassifier
from kerasgan.transforms import get as get_transform

JUDGEMENTS = ("first", "all")


@keras.saving.register_keras_serializable(package="kerasgan")
class GAN(Game):
    """The combined model G -> D, in which D is frozen for everyone to see and learns all the same.

    `gan(z)` is D(G(z)). `trainable_variables` are the generator's and nothing else, so `summary()` and diagrams show D
    as non-trainable. D's own update takes its gradients for an explicit list of D's variables.

    A condition is whatever stands beside a sample: a class, a vector, an image, or several of them. The two networks'
    inputs are matched by name where both have names, else by order. In the generator an input called `z`, `noise` or
    `latent` is the noise, else the first one, unless that can only be a condition: since it is called so, since D takes
    it too and G has no other, or since it is an image of the size of the sample.

    Args:
        generator: Keras model, z to a sample; `[z, c, ...]` with conditions, or conditions alone. `gan.generator` has
            the weights that learn; `gan.averaged_generator()` those that `gan.sample` uses.
        discriminator: Keras model, a sample, or `[x, c, ...]` with the same conditions, to one logit or one
            probability, or to a map of them, one for each patch. It is frozen here: `discriminator.trainable` becomes
            `False`.
        latent: String or function, the distribution of z: `"normal"`, `"uniform"`, or `(shape, seed) -> tensor`; `None`
            says that the generator takes conditions alone. Defaults to `"uniform"`, as in `build_gan`.
        latent_dim: Integer or tuple, the shape of z, needed only for a generator that does not say. Defaults to `None`.
        from_logits: Boolean, whether D ends in a logit (`True`) or in a probability (`False`). Defaults to `None`: read
            off D's last activation; needed only where that cannot be seen, in a subclassed model for example.
        transforms: List of `kerasgan.transforms` (objects, names or configs) that samples pass, real and generated
            alike, on their way to D, in this order. Defaults to none.
        judgements: `"first"`: D's first output judges, others are for terms, such as the class of the sample; `"all"`:
            all of D's outputs judge, such as those of several scales, and losses are the means over them. Defaults to
            `"first"`.
        pixels: Boolean, whether the data are uint8 images; `fit_gan` finds out by itself. Defaults to `False`.
        name: String. Defaults to `"gan"`.

    Raises:
        ValueError: If the two networks don't make a GAN, with both shapes and the fix, or if `latent` does not draw
            other noise of that shape at each call.

    Example:

    >>> generator = keras.Sequential([keras.Input((8,)), keras.layers.Dense(2)])
    >>> discriminator = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> gan = kerasgan.GAN(generator, discriminator)
    >>> gan.compile(g_optimizer="adam", d_optimizer="adam")
    >>> logs = gan.train_on_batch(np.zeros((4, 2), "float32"))
    >>> sorted(logs)
    ['d_accuracy', 'd_loss', 'g_loss', 'jsd']
    """

    keys = types.MappingProxyType({"generator": "g", "discriminator": "d"})
    takes_terms = True
    scene_class = Round

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        *,
        latent: Distribution | None = latents.DEFAULT,
        latent_dim: int | tuple[int, ...] | None = None,
        from_logits: bool | None = None,
        transforms: Sequence[Identifier] = (),
        judgements: str = "first",
        pixels: bool = False,
        name: str = "gan",
    ) -> None:
        problems = [] if from_logits is None else checks.boolean("from_logits", from_logits)
        checks.raise_all(problems + checks.one_of("judgements", judgements, JUDGEMENTS))
        views = identifiers.several("transforms", transforms, get_transform)
        found = networks.trace(generator, discriminator, latent_dim, views, latent is not None, judgements)
        shape, wired = networks.sample_shape(found.sample.shape), found.wiring
        checks.raise_all(composition.transform_problems(views, shape, wired.conditions, found.data_format))
        checks.raise_all(networks.no_probability(discriminator, from_logits))
        reach = networks.output_range(generator)
        real = Field(REAL, shape, pixels=pixels, reach=reach, ending=networks.last_activation(generator))
        real.data_format = found.data_format
        for field in (real, *wired.conditions):
            field.limits = networks.pixel_range(reach)
        noisy = wired.draws_noise
        super().__init__(
            {"generator": generator, "discriminator": discriminator},
            found.inputs if len(found.inputs) > 1 else found.inputs[0],
            found.verdict,
            latent=latent if noisy else None,
            latent_shape=networks.sample_shape(found.inputs[0].shape) if noisy else None,
            fields=[real, *wired.conditions],
            name=name,
        )
        self._orders = wired.g_order, wired.d_order
        self.judgements = judgements
        self.judged = 1 if judgements == "first" else None
        outputs = len(keras.tree.flatten(found.verdict))
        self.heads = outputs - 1 if judgements == "first" else 0
        self.transforms = views
        self.group = int(np.prod([view.group for view in views], dtype=int))
        self.from_logits = networks.ends_in_logits(discriminator) if from_logits is None else from_logits
        if self.from_logits is None:
            self.from_logits = self._guess_from_logits()

    def _guess_from_logits(self):
        """Looks at what D says of a few samples of G, where its last activation cannot be seen."""
        count, rng = 64 * self.group, np.random.default_rng(0)
        noise = [] if self.latent is None else [latents.draw(self.latent, (count, *self.latent_shape), rng)]
        beside = [np.zeros((count, *(size or 1 for size in field.shape)), field.dtype) for field in self.conditions]
        inputs = [*noise, *beside]
        said = keras.tree.flatten(self(inputs if len(inputs) > 1 else inputs[0], training=False))
        verdicts = np.asarray(ops.convert_to_numpy(said[0]))
        if verdicts.min() <= 0 or verdicts.max() >= 1:
            return True
        raise ValueError(
            f"`discriminator` ({self.discriminator.name!r}): its last activation cannot be seen, and all it says of 64 "
            "samples lies between 0 and 1. Pass `from_logits=False` if it ends in a sigmoid, `from_logits=True` if not."
        )

    @property
    def latent_dim(self) -> int:
        """Integer, the number of noise values per sample, 0 for a generator without noise."""
        return 0 if self.latent_shape is None else int(np.prod(self.latent_shape))

    @property
    def conditional(self) -> bool:
        """Boolean, whether something stands beside a sample."""
        return bool(self.conditions)

    @property
    def num_classes(self) -> int | None:
        """Integer, how many classes both networks take; `None` without classes, or where no layer says so."""
        return None if self.label is None else self.label.classes

    @property
    def g_order(self) -> tuple[str, ...]:
        """Tuple of the names of the generator's inputs in their order: `"z"`, the noise, or a condition."""
        return self._orders[0]

    @property
    def d_takes_conditions(self) -> bool:
        """Boolean, whether D is given the conditions, too."""
        return len(self._orders[1]) > 1

    # === Compiling ===

    @told_with_suggestions(optimizer="g_optimizer", loss_fn="loss")
    def compile(
        self,
        loss: Identifier = "non_saturating",
        g_optimizer: Identifier = "adam",
        d_optimizer: Identifier = "adam",
        d_steps: int = 1,
        terms: Sequence[Identifier] = (),
        reuse_fakes: bool = False,
        pool: int = 0,
        run_eagerly: bool = False,
        jit_compile: bool | str = "auto",
        steps_per_execution: int = 1,
        gradient_accumulation_steps: int = 1,
    ) -> None:
        """Says how the two networks play: loss, optimizers, D updates per G update, penalties and cures.

        As in Keras, it is here that `trainable` counts: layers frozen or thawed later have to wait for another
        `compile`. D, which is frozen as a whole, learns as it came; to freeze layers of it later set
        `discriminator.trainable = True`, freeze them, and compile.

        Compiled anew, it goes on with new optimizers; where the old ones kept averages of weights (`use_ema`), those
        that make samples begin as their averages, so that samples stay as they were.

        Args:
            loss: String, config or `kerasgan.losses.LossPair`. Defaults to `"non_saturating"`.
            g_optimizer: The generator's optimizer: string, config or `keras.optimizers.Optimizer`.
            d_optimizer: The discriminator's, likewise; another object than the generator's. A learning-rate schedule
                counts D's own updates: one that is to end with the run needs `d_steps` times as many as G's.
            d_steps: Integer, D updates per G update, the k of Goodfellow et al. Defaults to `1`.
            terms: List of `kerasgan.terms` (objects, names or configs): what the two networks minimise in addition. A D
                that also tells the class of a sample gets a `terms.AuxiliaryClassifier` where none is given. Defaults
                to none.
            reuse_fakes: Boolean, whether G learns from the samples that D has just judged, its last ones, in place of
                new ones. Where XLA compiles the step (see `jit_compile`), G then runs forward once instead of twice.
                Defaults to `False`: the algorithm of Goodfellow et al. draws new noise.
            pool: Integer, how many generated samples are kept for D to see again: half of those that it is shown are
                then older ones, beside their own conditions; see `layers.SamplePool`. Defaults to `0`, none.
            run_eagerly: Boolean, whether to run without compiling, to debug. Defaults to `False`.
            jit_compile: Boolean or `"auto"`, whether to compile with XLA, on PyTorch with `torch.compile`. Defaults to
                `"auto"`: always on JAX; elsewhere, since compiling takes seconds, in `fit_gan` only and in long runs:
                on TensorFlow from 10,000 steps on, where there is a GPU or no convolution, and from 500 steps on with
                convolutions on a CPU without AVX-512 (on others XLA's are slower); on PyTorch from 2,000 steps on.
            steps_per_execution: Integer, how many steps `fit` runs between callbacks. Defaults to `1`.
            gradient_accumulation_steps: Integer n: each update takes its batch in n slices, one after the other, and
                moves its network once by the mean of their gradients, so that a batch n times as large fits. It is the
                update of the whole batch where samples don't look at each other: BatchNorm, minibatch layers, and
                losses and terms of a whole batch see a slice at a time. Defaults to `1`.

        Raises:
            ValueError: If an argument is not valid, all mistakes in one message.
        """
        steps = [*checks.positive_integer("d_steps", d_steps), *checks.boolean("reuse_fakes", reuse_fakes)]
        steps += pooling.problems(pool, self.fields, gradient_accumulation_steps, terms)
        self.compile_game(
            loss,
            {"generator": ("g_optimizer", g_optimizer), "discriminator": ("d_optimizer", d_optimizer)},
            terms,
            {
                "run_eagerly": run_eagerly,
                "jit_compile": jit_compile,
                "steps_per_execution": steps_per_execution,
                "gradient_accumulation_steps": gradient_accumulation_steps,
            },
            settings={"d_steps": d_steps, "reuse_fakes": reuse_fakes, "pool": pool},
            problems=steps,
        )
        if self.label is not None:
            self.label.may_miss = composition.takes_unknown(self)

    def terms_of(self, terms: list) -> list:
        """Returns the terms, with one that tells the class where D has an output for it and nothing else learns it."""
        told = self.d_takes_conditions or any(term.uses_heads for term in terms)
        return [*terms, AuxiliaryClassifier()] if self.heads and self.label and not told else terms

    def compile_problems(self, pair: LossPair, terms: list) -> list[str]:
        """Returns what is wrong with a loss and terms for this GAN, a list of messages."""
        return composition.compile_problems(self, pair, terms)

    def get_compile_config(self) -> Config:
        """Returns what `compile_from_config` needs, in plain types; empty for a GAN that is not compiled."""
        if not self.compiled:
            return {}
        config = super().get_compile_config()
        halves = config.pop("optimizers")
        return {
            "loss": config.pop("loss"),
            "g_optimizer": halves["generator"],
            "d_optimizer": halves["discriminator"],
            "d_steps": self.d_steps,
            "terms": config.pop("terms"),
            "reuse_fakes": self.reuse_fakes,
            "pool": self.pool,
            **config,
        }

    @property
    def moves(self) -> list[Move]:
        """List of the moves of one step: D as often as `d_steps` says, then G once."""
        told = tuple(self.loss_pair.estimates(0.0))
        d_logs = ("d_loss", "d_accuracy", *told, *self._logs_of_terms("discriminator"), *self._logs_of_transforms())
        d = [
            Move("discriminator", classic.discriminator_loss, d_logs, classic.make_fakes, batch=number, noise=number)
            for number in range(self.d_steps)
        ]
        last, g_logs = self.d_steps - 1, ("g_loss", *self._logs_of_terms("generator"))
        z = last if self.reuse_fakes else self.d_steps
        return [*d, Move("generator", classic.generator_loss, g_logs, batch=last, noise=z)]

    def _logs_of_terms(self, player):
        return [self.log_name(term, player) for term in self.terms if player in term.networks]

    def _logs_of_transforms(self):
        return [name for view in self.transforms for name in view.logs]

    @property
    def log_names(self) -> list[str]:
        """List of the names of what a step logs."""
        logged = [self.log_name(term, player) for term in self.terms for player in term.networks]
        return ["d_loss", "g_loss", "d_accuracy", *self.loss_pair.estimates(0.0), *logged, *self._logs_of_transforms()]

    @property
    def looks_at_real(self) -> bool:
        """Whether D has to judge real samples in G's update, too."""
        return self.loss_pair.uses_real or any(term.uses_real for term in self.terms)

    # === The parts of a move ===

    def generate(self, noise: Tensor | None, conditions: Any = ()) -> Tensor:
        """Returns G(z), or G of z and conditions, a dict of tensors by name, in G's range; in float32 as data are."""
        return ops.cast(self.play("generator", self.g_inputs(noise, dict(conditions))), keras.config.floatx())

    def d_inputs(self, samples: Tensor, conditions: Any = (), way: Any = None) -> Any:
        """Returns what D is given, in its own order: samples as it sees them, and a dict of conditions, tensors.

        `way`, a list of transforms and one of what they drew, says what pictures among the conditions pass, too.
        """
        fields, given = {field.name: field for field in self.conditions}, {wiring.X: samples}
        way = way or (self.transforms, None)
        for name, part in dict(conditions).items():
            given[name] = wiring.beside(fields[name], *way, self.fields[0].data_format)(part)
        return wiring.packed(self.discriminator, [given[name] for name in self._orders[1]])

    def judge(self, samples: Tensor, conditions: Any = (), way: Any = None) -> Tensor:
        """Returns D's logits, `(batch, m)`, all judgements side by side, in float32 under mixed precision too."""
        return networks.joined(self.examine(samples, conditions, way)[0])

    def examine(self, samples: Tensor, conditions: Any = (), way: Any = None) -> tuple[list[Tensor], list[Tensor]]:
        """Returns the list of D's judgements, logits `(batch, m)` each, and the list of D's further outputs."""
        outputs = keras.tree.flatten(self.play("discriminator", self.d_inputs(samples, conditions, way)))
        count = self.judged or len(outputs)
        pairs = zip(outputs[:count], self._to_logits["discriminator"])
        said = [networks.flat(output, to_logits) for output, to_logits in pairs]
        return said, [ops.cast(head, keras.config.floatx()) for head in outputs[count:]]

    def view(self, samples: Tensor, random: dict[str, Tensor], side: str) -> Tensor:
        """Returns samples as D sees them: transformed, by the random numbers that `draws` returned for this side."""
        return formats.seen(samples, *self.way(random, side), self.fields[0].data_format)

    def way(self, random: dict[str, Tensor], side: str) -> tuple[list, list]:
        """Returns the transforms as they are at this step, and what each drew for this side, two lists."""
        transforms = [transform.at(self.optimizer.iterations) for transform in self.transforms]
        return transforms, [random.get(f"{side}_{number}") for number in range(len(transforms))]

    def new_pools(self) -> dict[str, list]:
        """Returns D's pool of generated samples, where it has one."""
        return {"discriminator": [pooling.made(self.pool, self.fields)]} if self.pool else {}

    def pooled(self, scene: Round) -> tuple[Tensor, dict[str, Tensor]]:
        """Returns the generated samples that D is to see, some from its pool, and the conditions beside them."""
        if not self.pool:
            return scene.prepared, scene.conditions
        parts = [scene.prepared, *scene.conditions.values()]
        shown = pooling.exchanged(self, self._pools.of["discriminator"][0], parts, scene.random[pooling.CHANCE])
        return shown[0], dict(zip(scene.conditions, shown[1:]))

    def draws(self, move: Move, batch_size: int) -> dict[str, Tensor]:
        """Returns the random numbers of transforms, terms and pools for one update, a dict of tensors."""
        shapes, found = self._shapes_seen(batch_size)[0], {}
        if self.pool and move.player == "discriminator":
            found[pooling.CHANCE] = pooling.draw(batch_size, self.noise_seed)
        for side in ("real", "fake"):
            for number, (transform, shape) in enumerate(zip(self.transforms, shapes)):
                # A picture that stands beside both is moved once, so both are moved alike.
                drawn = found.get(f"real_{number}") if self._has_pictures else None
                found[f"{side}_{number}"] = transform.draw(shape, self.noise_seed) if drawn is None else drawn
        for term in self.terms:
            if move.player in term.networks:
                found[term.name] = term.draw((batch_size // self.group, *self.view_shape), self.noise_seed)
        if self.label is not None and self.label.may_miss:
            found[UNKNOWN] = keras.random.uniform((batch_size,), seed=self.noise_seed)
        return {who: draw for who, draw in found.items() if draw is not None}

    @property
    def _has_pictures(self):
        return any(len(field.shape) == 3 and not field.is_class for field in self.conditions)

    @property
    def view_shape(self) -> Shape:
        """Tuple, the shape of one sample as D sees it."""
        return self._shapes_seen(self.group)[1][1:]

    def _shapes_seen(self, batch_size):
        return formats.shapes_seen((batch_size, *self.data_shape), self.transforms, self.fields[0].data_format)

    def look(self, given: dict[str, Any], noise: Tensor | None) -> dict[str, Tensor]:
        """Returns what the doctor sees between two steps; see `Game.look`."""
        return looking.look(self, given, noise)

    # === Saving ===

    def get_config(self) -> Config:
        """Returns what `from_config` needs; D is written down as trainable as it came."""
        serialize = keras.saving.serialize_keras_object
        options = {name: getattr(self, name) for name in ("from_logits", "judgements", "pixels")}
        options["transforms"] = [serialize(transform) for transform in self.transforms]
        return {"latent": None, **super().get_config(), "latent_dim": self.latent_shape, **options}
