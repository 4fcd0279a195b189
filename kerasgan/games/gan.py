"""`GAN`, a Keras model of two networks: what compiling, training, sampling and saving mean for it."""

import contextlib
import inspect
import types

import keras
import numpy as np
from keras import ops

from kerasgan import checks, losses, networks
from kerasgan import latent as latents
from kerasgan.checks import identifiers
from kerasgan.games import composition
from kerasgan.networks import scaling
from kerasgan.terms import AuxiliaryClassifier
from kerasgan.terms import get as get_term
from kerasgan.training import optimizers, preflight, step, team
from kerasgan.training.sources.values import as_numpy
from kerasgan.transforms import get as get_transform

# `torch.compile` takes 5 to 20 seconds and makes the steps of the benchmarks 1.7 times as fast.
STEPS_WORTH_COMPILING = 2000


@keras.saving.register_keras_serializable(package="kerasgan")
class GAN(keras.Model):
    """The combined model G -> D, in which D is frozen for everyone to see and learns all the same.

    `gan(z)` is D(G(z)). `trainable_variables` are the generator's and nothing else, so `summary()` and diagrams show D
    as non-trainable. D's own update takes its gradients for an explicit list of D's variables.

    Args:
        generator: Keras model, z to a sample; `[z, label]` for a conditional GAN.
        discriminator: Keras model, a sample to one logit or one probability; `[x, label]` for a conditional GAN, or x
            alone where it has more outputs than the logit, such as the class of the sample. It is frozen here:
            `discriminator.trainable` becomes `False`.
        latent: String or function, the distribution of z: `"normal"`, `"uniform"`, or `(shape, seed) -> tensor`.
            Defaults to `"normal"`.
        latent_dim: Integer or tuple, the shape of z, needed only for a generator that does not say. Defaults to `None`.
        from_logits: Boolean, whether D ends in a logit (`True`) or in a probability (`False`). Defaults to `None`: read
            off D's last activation; needed only where that cannot be seen, in a subclassed model for example.
        transforms: List of `kerasgan.transforms` (objects, names or configs) that samples pass, real and generated
            alike, on their way to D, in this order. Defaults to none.
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

    def __init__(
        self,
        generator,
        discriminator,
        *,
        latent="normal",
        latent_dim=None,
        from_logits=None,
        transforms=(),
        pixels=False,
        name="gan",
    ):
        checks.raise_all([] if from_logits is None else checks.boolean("from_logits", from_logits))
        views = [get_transform(transform) for transform in identifiers.several("transforms", transforms)]
        inputs, sample, verdict = networks.trace(generator, discriminator, latent_dim, views)
        shape = networks.sample_shape(sample.shape)
        checks.raise_all(composition.transform_problems(views, shape, len(inputs) > 1))
        checks.raise_all(networks.no_probability(discriminator, from_logits))
        super().__init__(inputs=inputs if len(inputs) > 1 else inputs[0], outputs=verdict, name=name)
        self.generator = generator
        self.discriminator = discriminator
        self.latent = latents.get(latent)
        self.latent_shape = networks.sample_shape(inputs[0].shape)
        checks.raise_all(latents.problems(self.latent, self.latent_shape))
        self.data_shape = shape
        self.conditional = len(inputs) > 1
        self.num_classes = networks.shared_classes(generator, discriminator) if self.conditional else None
        self.d_takes_labels = networks.takes_labels(discriminator, self.conditional)
        self.heads = len(keras.tree.flatten(verdict)) - 1
        self.transforms = views
        self.group = int(np.prod([view.group for view in views], dtype=int))
        self.terms = []
        self.pixels = pixels
        self.noise_seed = keras.random.SeedGenerator()
        self._in_step = types.SimpleNamespace(draw=None, batch_size=None, seed=None)  # real samples drawn in the step
        self._choose_players()
        self.from_logits = networks.ends_in_logits(discriminator) if from_logits is None else from_logits
        if self.from_logits is None:
            self.from_logits = self._guess_from_logits()

    def _choose_players(self):
        """Writes down what of each network learns; freezes D, and what terms bring along, for everyone to see."""
        self.players = {net: networks.Player(getattr(self, net)) for net in ("generator", "discriminator")}
        by_term = [(term, term.companions(self)) for term in self.terms]
        models = {id(model): model for _, models in by_term for model in models}
        helpers = {key: networks.Player(model) for key, model in models.items()}
        self._helpers = types.SimpleNamespace(all=list(helpers.values()), of={})
        for net in self.players:
            ids = {id(model) for term, models in by_term if net in term.networks for model in models}
            self._helpers.of[net] = [player for key, player in helpers.items() if key in ids]
        for model in (self.discriminator, *models.values()):
            model.trainable = False

    def side(self, network):
        """Returns the `Player`s that learn in the updates of `network`: itself, then companions from terms."""
        return [self.players[network], *self._helpers.of[network]]

    def kept_by_companions(self, network):
        """Returns the variables that the companions of `network` write to by themselves."""
        return [variable for player in self._helpers.of[network] for variable in player.kept]

    @property
    def companions(self):
        """List of the Keras models that terms have brought along, such as an encoder; saved with the GAN."""
        helpers = getattr(self, "_helpers", None)
        return [player.network for player in helpers.all] if helpers else []

    @property
    def variables(self):
        """All variables, those of companions included, as ones that are not trainable, like D's."""
        return [*super().variables, *(variable for model in self.companions for variable in model.variables)]

    def _guess_from_logits(self):
        """Looks at what D says of a few samples of G, where its last activation cannot be seen."""
        count = 64 * self.group
        z = latents.draw(self.latent, (count, *self.latent_shape), np.random.default_rng(0))
        inputs = [z, np.zeros(count, "int32")] if self.conditional else z
        verdicts = np.asarray(ops.convert_to_numpy(keras.tree.flatten(self(inputs, training=False))[0]))
        if verdicts.min() <= 0 or verdicts.max() >= 1:
            return True
        raise ValueError(
            f"`discriminator` ({self.discriminator.name!r}): its last activation cannot be seen, and all it says of 64 "
            "samples lies between 0 and 1. Pass `from_logits=False` if it ends in a sigmoid, `from_logits=True` if not."
        )

    @property
    def latent_dim(self):
        """Integer, the number of noise values per sample."""
        return int(np.prod(self.latent_shape))

    @property
    def output_range(self):
        """Pair of floats, the values that the last activation of the generator can reach."""
        return networks.output_range(self.generator)

    # === Compiling ===

    def compile(
        self,
        loss="non_saturating",
        g_optimizer="adam",
        d_optimizer="adam",
        d_steps=1,
        terms=(),
        reuse_fakes=False,
        run_eagerly=False,
        jit_compile="auto",
        steps_per_execution=1,
        gradient_accumulation_steps=1,
    ):
        """Says how the two networks play: loss, optimizers, D updates per G update, penalties and cures.

        As in Keras, it is here that `trainable` counts: layers frozen or thawed later have to wait for another
        `compile`. D, which is frozen as a whole, learns as it came; to freeze layers of it later set
        `discriminator.trainable = True`, freeze them, and compile.

        Args:
            loss: String, config or `kerasgan.losses.LossPair`. Defaults to `"non_saturating"`.
            g_optimizer: The generator's optimizer: string, config or `keras.optimizers.Optimizer`.
            d_optimizer: The discriminator's, likewise; another object than the generator's. A learning-rate schedule
                counts D's own updates: one that is to end with the run needs `d_steps` times as many as G's.
            d_steps: Integer, D updates per G update, the k of Goodfellow et al. Defaults to `1`.
            terms: List of `kerasgan.terms` (objects, names or configs): what the two networks minimise besides. A D
                that also tells the class of a sample gets a `terms.AuxiliaryClassifier` where none is given. Defaults
                to none.
            reuse_fakes: Boolean, whether G learns from the samples that D has just judged, its last ones, in place of
                new ones. Where XLA compiles the step (see `jit_compile`), G then runs forward once instead of twice.
                Defaults to `False`: the algorithm of Goodfellow et al. draws new noise.
            run_eagerly: Boolean, whether to run without compiling, to debug. Defaults to `False`.
            jit_compile: Boolean or `"auto"`, whether to compile with XLA, on PyTorch with `torch.compile`. Defaults to
                `"auto"`: always on JAX; on TensorFlow where there is a GPU or no convolution, since XLA's convolutions
                are slow on a CPU; on PyTorch, where it takes some ten seconds, in `fit_gan` from 2,000 steps on.
            steps_per_execution: Integer, how many steps `fit` runs between callbacks. Defaults to `1`.
            gradient_accumulation_steps: Integer n: each update takes its batch in n slices, one after the other, and
                moves its network once by the mean of their gradients, so that a batch n times as large fits. It is the
                update of the whole batch where samples don't look at each other: BatchNorm, minibatch layers, and
                losses and terms of a whole batch see a slice at a time. Defaults to `1`.

        Raises:
            ValueError: If an argument is not valid, all mistakes in one message.
        """
        checks.raise_all(
            [
                *checks.positive_integer("d_steps", d_steps),
                *checks.positive_integer("steps_per_execution", steps_per_execution),
                *checks.positive_integer("gradient_accumulation_steps", gradient_accumulation_steps),
                *checks.boolean("reuse_fakes", reuse_fakes),
                *checks.boolean("run_eagerly", run_eagerly),
                *([] if jit_compile == "auto" else checks.boolean("jit_compile", jit_compile, " or 'auto'")),
                *networks.nothing_left_to_learn(self.generator, self.discriminator),
            ]
        )
        found = [get_term(term) for term in identifiers.several("terms", terms)]
        if self.heads and self.conditional and not self.d_takes_labels and not any(t.uses_heads for t in found):
            found.append(AuxiliaryClassifier())
        pair = losses.get(loss)
        checks.raise_all(composition.compile_problems(self, pair, found))
        optimizer = optimizers.pair(g_optimizer, d_optimizer)
        self.loss_pair = pair
        self.d_steps = d_steps
        self.reuse_fakes = reuse_fakes
        self.gradient_accumulation_steps = gradient_accumulation_steps
        self.terms = found
        self._choose_players()
        learned = [[v for player in self.side(net) for v in player.learned] for net in ("generator", "discriminator")]
        optimizer.build_for(*learned)
        self._epoch = types.SimpleNamespace(means=[keras.metrics.Mean(name=name) for name in self.log_names])
        self._many_steps = None
        self.expected_steps = 0  # of the run that is about to begin, where known
        super().compile(
            optimizer=optimizer,
            run_eagerly=run_eagerly,
            jit_compile=jit_compile if step.backend.KERAS_COMPILES else False,
            steps_per_execution=steps_per_execution,
            auto_scale_loss=False,  # `optimizers.pair` has done it, for each of the two
        )
        self._compile_arguments = {
            "run_eagerly": run_eagerly,
            "jit_compile": jit_compile,
            "steps_per_execution": steps_per_execution,
            "gradient_accumulation_steps": gradient_accumulation_steps,
        }

    def get_compile_config(self):
        """Returns what `compile_from_config` needs, in plain types; empty for a GAN that is not compiled."""
        if not self.compiled:
            return {}
        with networks.thawed(self._helpers.all):
            terms = [keras.saving.serialize_keras_object(term) for term in self.terms]
        return {
            "loss": losses.serialize(self.loss_pair),
            "g_optimizer": keras.optimizers.serialize(self.optimizer.g),
            "d_optimizer": keras.optimizers.serialize(self.optimizer.d),
            "d_steps": self.d_steps,
            "terms": terms,
            "reuse_fakes": self.reuse_fakes,
            **self._compile_arguments,
        }

    def compile_from_config(self, config):
        """Compiles as `get_compile_config` says; both optimizers are then ready to take their saved state."""
        self.compile(**config)

    @property
    def compiles_steps(self):
        """Whether a traced step is compiled as well: where asked for, and in runs so long that it pays."""
        wanted = self._compile_arguments["jit_compile"]
        return self.expected_steps >= STEPS_WORTH_COMPILING if wanted == "auto" else wanted

    def _resolve_auto_jit_compile(self):
        if keras.backend.backend() != "tensorflow":
            return super()._resolve_auto_jit_compile()
        return _xla_pays(self)

    @property
    def metrics(self):
        """The epoch's means of what a step logs."""
        return self._epoch.means if self.compiled else []

    @property
    def log_names(self):
        """List of the names of what a step logs."""
        logged = [term.log_name(network) for term in self.terms for network in term.networks]
        return ["d_loss", "g_loss", "d_accuracy", *self.loss_pair.estimates(0.0), *logged]

    @property
    def noises(self):
        """Integer, how many z a step takes: one for each update, or none of its own for G, which reuses D's last."""
        return self.d_steps if self.reuse_fakes else self.d_steps + 1

    @property
    def looks_at_real(self):
        """Whether D has to judge real samples in G's update, too."""
        return self.loss_pair.uses_real or any(term.uses_real for term in self.terms)

    # === The parts of a step ===

    @property
    def state(self):
        """List of all variables that a step can change: both networks', companions', the noise's, both optimizers'."""
        models = [self.generator, self.discriminator, *self.companions]
        networks = [variable for model in models for variable in model.variables]
        seeds = [seed.state for seed in (self.noise_seed, self._in_step.seed) if seed is not None]
        return [*networks, *seeds, *self.optimizer.variables]

    @contextlib.contextmanager
    def in_play(self, training=True):
        """Within this context D is trainable again and gives logits, and both networks run in training mode.

        A frozen D would normalise by its moving statistics, whatever `training` says, and so judge G's samples by
        another measure than in its own update: BatchNorm uses batch statistics in both.
        """
        with (
            networks.thawed([self.players["discriminator"], *self._helpers.all]),
            networks.linear_end(self.discriminator, self.from_logits) as to_logits,
        ):
            self._to_logits, self._training = to_logits, training
            yield

    def generate(self, noise, labels=None):
        """Returns G(z), in the networks' range."""
        return self.generator([noise, labels] if self.conditional else noise, training=self._training)

    def judge(self, samples, labels=None):
        """Returns D's logits, `(batch, 1)`, in float32 under mixed precision too."""
        return self.examine(samples, labels)[0]

    def examine(self, samples, labels=None):
        """Returns D's logits as `judge` does, and the list of D's further outputs."""
        taken = [samples, labels] if self.d_takes_labels and self.conditional else samples
        first, *heads = keras.tree.flatten(self.discriminator(taken, training=self._training))
        logits = self._to_logits(ops.cast(ops.reshape(first, (-1, 1)), keras.config.floatx()))
        return logits, [ops.cast(head, keras.config.floatx()) for head in heads]

    def view(self, samples, random, side):
        """Returns samples as D sees them: transformed, by the random numbers that `draws` returned for this side."""
        for number, transform in enumerate(self.transforms):
            samples = transform(samples, random.get(f"{side}_{number}"))
        return samples

    def draws(self, network, batch_size):
        """Returns the random numbers of transforms and terms for one update, a dict of tensors."""
        found = {}
        for side in ("real", "fake"):
            shape = (batch_size, *self.data_shape)
            for number, transform in enumerate(self.transforms):
                found[f"{side}_{number}"] = transform.draw(shape, self.noise_seed)
                shape = transform.shape_of(shape)
        for term in self.terms:
            if network in term.networks:
                found[term.name] = term.draw((batch_size // self.group, *self.view_shape), self.noise_seed)
        return {who: draw for who, draw in found.items() if draw is not None}

    @property
    def view_shape(self):
        """Tuple, the shape of one sample as D sees it."""
        shape = (self.group, *self.data_shape)
        for transform in self.transforms:
            shape = transform.shape_of(shape)
        return tuple(shape[1:])

    def draw_noise(self, batch_size):
        """Returns fresh noise `(batch_size, *latent_shape)`, the next of the GAN's own sequence."""
        noise = self.latent((batch_size, *self.latent_shape), seed=self.noise_seed)
        return ops.cast(noise, keras.config.floatx())

    def draw_in_step(self, draw, batch_size, seed=None):
        """Lets the step draw real samples by a function `(batch_size, seed) -> tensor`; `None` as `draw` ends that."""
        if draw is None and self._in_step.draw is None:
            return
        self._many_steps = None  # a compiled step has the function and its seed inside
        generator = None if draw is None else keras.random.SeedGenerator(seed)
        self._in_step = types.SimpleNamespace(draw=draw, batch_size=batch_size, seed=generator)

    def draw_real(self):
        """Returns real samples drawn in the step, a batch for each D update."""
        batches = [self._in_step.draw(self._in_step.batch_size, self._in_step.seed) for _ in range(self.d_steps)]
        return ops.stack(batches) if self.d_steps > 1 else batches[0]

    def batch_size_of(self, real):
        """Returns the batch size of what one step is given: `(batch, *shape)`, `(d_steps, batch, *shape)` or `None`."""
        if real is None:
            return self._in_step.batch_size
        axis = len(real.shape) - len(self.data_shape) - 1
        return real.shape[axis] or ops.shape(real)[axis]

    def batch_of(self, update, real, labels):
        """Returns the real samples (in G's range) and labels for one update, counted from 0; G's sees D's last."""
        if len(real.shape) > len(self.data_shape) + 1:
            number = min(update, self.d_steps - 1)
            real, labels = real[number], None if labels is None else labels[number]
        return scaling.to_network(real, self.output_range), labels

    def unpack(self, data):
        """Returns `(real, labels)` of what Keras's `fit` hands to `train_step`."""
        real, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        checks.raise_all(preflight.group_problems(self, real.shape[0]))
        self.pixels = self.pixels or keras.backend.standardize_dtype(real.dtype) == "uint8"
        return real, labels

    # === Training ===

    def fit(self, x=None, y=None, batch_size=None, *arguments, **options):
        """Trains as any Keras model does; see `keras.Model.fit`. Labels and batches of an array are checked first.

        In several processes each trains on its part of each batch, `batch_size` is that of all together, and only the
        first writes files; see `docs/scaling.md`.

        Raises:
            ValueError: If an array `x` comes with labels that don't fit this GAN, or without those that it needs, if
                its batches, the last one too, make no whole packs and slices, or no equal parts for several processes.
            ProcessesDifferError: If several processes train together that were not given the same.
            ProcessLostError: If one of them ends.
        """
        problems = preflight.array_label_problems(self, x, y)
        if not options.get("validation_split"):  # then Keras decides how long the last batch is
            problems += preflight.array_batch_problems(self, x, 32 if batch_size is None else batch_size)
        checks.raise_all(problems)
        self.pixels = self.pixels or getattr(x, "dtype", None) == np.uint8  # callbacks may look before the first step
        if not team.among_processes():
            return super().fit(x, y, batch_size, *arguments, **options)
        from kerasgan.training import shared_fit

        given = inspect.signature(super().fit).bind(x, y, batch_size, *arguments, **options).arguments
        return shared_fit.fit(self, super().fit, given)

    def make_train_function(self, force=False):
        """Makes what `fit` calls: with `steps_per_execution`, a compiled loop on each backend.

        Keras has that loop on TensorFlow; on JAX it calls one step after the other, and on PyTorch it refuses.
        """
        if self.steps_per_execution == 1 or step.backend.loop_for_fit is None:
            super().make_train_function(force)
        elif self.train_function is None or force:
            self.train_function = step.backend.loop_for_fit(self)

    def train_step(self, *arguments):
        """One adversarial step, as Keras's `fit` calls it on each backend."""
        return step.backend.train_step(self, *arguments)

    def test_step(self, *arguments):
        """The losses of held-out data without an update, as Keras's `evaluate` and `validation_data` call it."""
        return step.backend.test_step(self, *arguments)

    def train_on_batch(self, x, y=None, *, noise=None, return_dict=True):
        """Carries out one whole adversarial step: `d_steps` updates of D, then one of G.

        Args:
            x: Array of real samples, `(batch, *shape)`: each D update sees the same. Or `(d_steps, batch, *shape)`: one
                batch for each D update. uint8 images are scaled to the range of G.
            y: Integer array of labels beside `x`, for a conditional GAN. Defaults to `None`.
            noise: Array `(d_steps + 1, batch, *latent_shape)`, the z of each update, G's last (with `reuse_fakes` one
                less); to compare steps. Defaults to `None`, fresh noise.
            return_dict: Boolean, as in Keras: `False` gives the values as a list. Defaults to `True`.

        Returns:
            Dict of floats: `d_loss`, `g_loss`, `d_accuracy`, and `jsd` where the loss allows it.

        Raises:
            ValueError: If the shape of `x`, `y` or `noise` does not fit.
        """
        batch = self.as_batch(x, y, noise)
        logs = self.train_on_batches({name: value[None] for name, value in batch.items()})
        logs = {name: float(ops.convert_to_numpy(value)[0]) for name, value in logs.items()}
        return logs if return_dict else list(logs.values())

    def train_on_batches(self, batches):
        """Carries out several adversarial steps in one compiled call.

        Args:
            batches: Dict of arrays whose first axis counts the steps: `real`, and `labels` and `noise` where used, each
                row as `train_on_batch` takes it.

        Returns:
            Dict of tensors `(steps,)`, the logs of each step; on JAX and on a GPU they may still be on their way.
        """
        if self._many_steps is None:
            self._many_steps = step.backend.many_steps(self)
        logs = self._many_steps(batches)
        return {name: logs[name] for name in self.log_names}

    def as_batch(self, x, y=None, noise=None):
        """Returns the checked dict of arrays for one step; see `train_on_batch`."""
        batch = {"real": ops.convert_to_numpy(x) if not isinstance(x, np.ndarray) else x}
        self.pixels = self.pixels or batch["real"].dtype == np.uint8
        if y is not None:
            batch["labels"] = as_numpy(y, "labels")
        if noise is not None:
            batch["noise"] = np.asarray(ops.convert_to_numpy(noise), keras.config.floatx())
        checks.raise_all(preflight.batch_problems(self, **batch))
        return batch | ({} if y is None else {"labels": batch["labels"].astype("int32")})

    def reseed(self, seed):
        """Restarts the random numbers of the noise and of layers such as `Dropout` from one integer."""
        seeds = [variable for variable in self.variables if variable.name == "seed_generator_state"]
        # Drawn, not counted up: PyTorch adds the two numbers of a state, so neighbouring seeds would share their noise.
        drawn = np.random.SeedSequence(seed).generate_state(len(seeds) + 1) % 2**31
        for variable, start in zip(seeds, drawn):
            variable.assign(np.array([start, 0], variable.dtype))
        step.backend.reseed(int(drawn[-1]))

    # === Using ===

    def sample(self, n, labels=None, seed=None, batch_size=256):
        """Generates samples, by the averaged weights where the generator's optimizer keeps an average (`use_ema`).

        Args:
            n: Integer, how many.
            labels: Integer or integer array `(n,)`, the classes to make, for a conditional GAN. Defaults to `None`.
            seed: Integer; the same seed gives the same samples, on every backend to float32 accuracy. Defaults to
                `None`, other samples each time.
            batch_size: Integer, how many to make at a time. Defaults to `256`.

        Returns:
            NumPy array `(n, *shape)` in the units of the data: uint8 from 0 to 255 for a GAN trained on uint8 images.

        Raises:
            ValueError: If `n` or `batch_size` is not positive, or `labels` are no classes of the GAN.

        Example:

        >>> kerasgan.build_gan().sample(3, seed=0).shape
        (3, 200)
        """
        sizes = [*checks.positive_integer("n", n), *checks.positive_integer("batch_size", batch_size)]
        checks.raise_all([*sizes, *preflight.label_problems(self, labels, (n,))])
        noise = latents.draw(self.latent, (n, *self.latent_shape), np.random.default_rng(seed))
        return self.decode(noise, labels, batch_size)

    def decode(self, noise, labels=None, batch_size=256):
        """Turns noise of your own into samples, as `sample` does with noise that it draws.

        Args:
            noise: Array `(n, *latent_shape)`.
            labels: Integer or integer array `(n,)`, for a conditional GAN. Defaults to `None`.
            batch_size: Integer, how many to make at a time. Defaults to `256`.

        Returns:
            NumPy array `(n, *shape)` in the units of the data, as of `sample`.

        Raises:
            ValueError: If the shape of `noise` or `labels` does not fit.

        Example:

        >>> kerasgan.build_gan().decode(np.zeros((3, 200))).shape
        (3, 200)
        """
        noise = np.asarray(noise, keras.config.floatx())
        n = len(noise) if noise.ndim else 0
        problems = preflight.label_problems(self, labels, (n,))
        if not n or noise.shape[1:] != self.latent_shape:
            problems.append(
                f"`noise`: expected shape (n, {', '.join(map(str, self.latent_shape))}). Received: {noise.shape}."
            )
        checks.raise_all(problems)
        inputs = [noise] if labels is None else [noise, np.broadcast_to(as_numpy(labels).astype("int32"), (n,))]
        rows = [slice(start, start + batch_size) for start in range(0, n, batch_size)]
        samples = np.concatenate([self._generate_once([part[row] for part in inputs]) for row in rows])
        return scaling.to_data(samples, self.output_range) if self.pixels else samples

    def _generate_once(self, inputs):
        tensors = [ops.convert_to_tensor(part) for part in inputs]
        with step.backend.no_gradients(), keras.StatelessScope(self._averages(), initialize_variables=False):
            made = self.generator(tensors if self.conditional else tensors[0], training=False)
        return np.asarray(ops.convert_to_numpy(ops.cast(made, keras.config.floatx())))

    def _averages(self):
        """Returns (variable, average) for each weight of G of which its optimizer keeps an average."""
        optimizer = self.optimizer.g if self.compiled else None
        optimizer = getattr(optimizer, "inner_optimizer", optimizer)
        if not getattr(optimizer, "use_ema", False) or not int(ops.convert_to_numpy(optimizer.iterations)):
            return []
        averages = zip(self.players["generator"].learned, optimizer._model_variables_moving_average)
        return [(variable, average.value) for variable, average in averages if average is not None]

    # === Saving ===

    def get_config(self):
        """Returns what `from_config` needs; D is written down as trainable as it came."""
        serialize = keras.saving.serialize_keras_object
        with self.players["discriminator"].thawed():
            parts = {"generator": serialize(self.generator), "discriminator": serialize(self.discriminator)}
        options = {name: getattr(self, name) for name in ("from_logits", "pixels", "name")}
        options["transforms"] = [serialize(transform) for transform in self.transforms]
        return {**parts, "latent": latents.serialize(self.latent), "latent_dim": self.latent_shape, **options}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """Returns the GAN that `get_config` described, not yet compiled."""
        config = dict(config)
        for part in ("generator", "discriminator"):
            config[part] = keras.saving.deserialize_keras_object(config[part], custom_objects=custom_objects)
        return cls(**config)

    # === Presets ===

    @classmethod
    def from_preset(cls, preset):
        """Returns a trained GAN, ready to sample and to train further.

        Args:
            preset: String or path: a name of the zoo (`kerasgan.zoo.names()`), a folder that `save_to_preset` wrote, or
                `"hf://user/repository"` on the Hugging Face hub.

        Returns:
            A `GAN`. Both optimizers start afresh.

        Raises:
            ValueError: If there is no such preset.
            PresetError: If it is damaged, incomplete, or needs a newer kerasgan.

        Example:

        >>> kerasgan.GAN.from_preset("normal_200d").sample(2, seed=0).shape
        (2, 200)
        """
        from kerasgan.presets import loading

        return loading.load(preset)

    def save_to_preset(self, folder, **parts):
        """Saves the GAN as a folder of small files: configuration, weights, pictures and a card, without any code.

        Args:
            folder: Path of a folder: a new or an empty one, or a preset, which is replaced.
            **parts: Dicts that go into files of these names and onto the card: `recipe`, `scores`, `about`.

        Raises:
            ValueError: If the folder can't be written to or holds something else, or a layer can't be saved.

        Example:

        >>> kerasgan.build_gan().save_to_preset("my_gan")
        """
        from kerasgan.presets import saving

        saving.save(self, folder, **parts)

    def upload_preset(self, uri, *, private=False, **parts):
        """Saves the GAN as a preset in a repository of the Hugging Face hub; needs the extra `hub`.

        Args:
            uri: String, `"hf://user/repository"`; the repository is made where there is none.
            private: Boolean, whether a new repository is for you alone. Defaults to `False`.
            **parts: As in `save_to_preset`.

        Returns:
            String, the address of the commit.

        Raises:
            ValueError: If `uri` is none.
            ImportError: If `huggingface_hub` is not installed.
            OSError: If the hub refuses.
        """
        from kerasgan.presets import saving

        return saving.upload(self, uri, private=private, **parts)


def _xla_pays(gan):
    """Tells whether XLA is worth it on TensorFlow: on a GPU, or where nothing convolves."""
    import tensorflow as tf

    if gan.distribute_strategy.num_replicas_in_sync > 1:
        return False
    if tf.config.list_physical_devices("GPU"):
        return True
    return not networks.convolves(gan)
