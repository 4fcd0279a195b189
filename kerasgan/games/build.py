"""`build_gan`: a compiled GAN of any two Keras models that fit."""

import contextlib
from collections.abc import Sequence

import keras

from kerasgan import builders, checks, networks
from kerasgan import latent as latents
from kerasgan.checks.arguments import told_with_suggestions
from kerasgan.checks.types import Distribution, Identifier
from kerasgan.games.gan import GAN
from kerasgan.networks.learner import set_trainable


def _adam(learning_rate, **options):
    return {"class_name": "Adam", "config": {"learning_rate": learning_rate, **options}}


# "any": Radford, Metz, Chintala, Unsupervised Representation Learning with DCGAN, 2015.
# "200-d normal": our own search, told in docs/normal_200d.md.
DEFAULT_OPTIMIZERS = {
    "any": {"g": _adam(2e-4, beta_1=0.5), "d": _adam(2e-4, beta_1=0.5)},
    "200-d normal": {
        "g": _adam(5e-4, beta_1=0.0, beta_2=0.9999, use_ema=True, ema_momentum=0.998),
        "d": _adam(5e-3, beta_1=0.0, beta_2=0.9999, weight_decay=1.0),
    },
}


@told_with_suggestions(loss_fn="loss", optimizer="g_optimizer", generator_optimizer="g_optimizer")
def build_gan(
    generator: keras.Model | None = None,
    discriminator: keras.Model | None = None,
    *,
    loss: Identifier = "non_saturating",
    g_optimizer: Identifier | None = None,
    d_optimizer: Identifier | None = None,
    d_steps: int = 1,
    latent: Distribution | None = latents.DEFAULT,
    latent_dim: int | tuple[int, ...] | None = None,
    from_logits: bool | None = None,
    transforms: Sequence[Identifier] = (),
    judgements: str = "first",
    terms: Sequence[Identifier] = (),
    reuse_fakes: bool = False,
    pool: int = 0,
    run_eagerly: bool = False,
    jit_compile: bool | str = "auto",
    gradient_accumulation_steps: int = 1,
    name: str = "gan",
) -> GAN:
    """Makes a compiled GAN of any two Keras models that fit; without arguments, of the 200-d normal pair.

    Args:
        generator: Keras model, z to a sample; `[z, c, ...]` with conditions of any kind (a class, a vector, an image,
            several of them), or conditions alone. Defaults to `None`: an MLP that fits the discriminator.
        discriminator: Keras model, a sample, or `[x, c, ...]` with the same conditions, to one logit or one
            probability, or to a map of them. Defaults to `None`: an MLP that fits the generator. It is frozen in the
            combined model and learns in its own update.
        loss: String, config or `kerasgan.losses.LossPair`: `"non_saturating"` (default) or another of `losses.PAIRS`.
        g_optimizer: String, config or `keras.optimizers.Optimizer`. Defaults to `None`: `DEFAULT_OPTIMIZERS` below.
        d_optimizer: The same for the discriminator, and another object.
        d_steps: Integer, D updates per G update. Defaults to `1`.
        latent: String or function, the distribution of z: `"uniform"` on (-1, 1), `"normal"`, or
            `(shape, seed) -> tensor`; `None` says that the generator takes conditions alone. Defaults to `"uniform"`.
        latent_dim: Integer or tuple, the shape of z, needed only for a generator that does not say.
        from_logits: Boolean, whether D ends in a logit or in a probability, needed only where its last activation
            cannot be seen.
        transforms: List of `kerasgan.transforms` (objects, names or configs) that samples pass on their way to D, such
            as `Packing(2)`. Defaults to none.
        judgements: `"first"`, D's first output judges and others are for terms, or `"all"`, all of them judge, such as
            those of several scales. Defaults to `"first"`.
        terms: List of `kerasgan.terms` (objects, names or configs), penalties and cures that the networks minimise
            besides, such as `"gradient_penalty"` or `R1(weight=5, every=16)`. Defaults to none.
        reuse_fakes: Boolean, whether G learns from the samples that D has just judged, in place of new ones, which
            saves XLA a pass of G; see `GAN.compile`. Defaults to `False`.
        pool: Integer, how many generated samples are kept for D to see again; see `GAN.compile`. Defaults to `0`.
        run_eagerly: Boolean, whether to run without compiling. Defaults to `False`.
        jit_compile: Boolean or `"auto"`; see `GAN.compile`.
        gradient_accumulation_steps: Integer, in how many slices each update takes its batch, so that a large one fits
            into memory; see `GAN.compile`. Defaults to `1`.
        name: String. Defaults to `"gan"`.

    Returns:
        A compiled `kerasgan.GAN`.

    Raises:
        ValueError: If the networks or an argument don't fit; before anything is trained.

    Example:

    >>> gan = kerasgan.build_gan()
    >>> gan.generator.output_shape, gan.discriminator.trainable
    ((None, 200), False)
    """
    checks.raise_all(combined_problems(generator, discriminator))
    defaults = DEFAULT_OPTIMIZERS["200-d normal" if generator is discriminator is None else "any"]
    generator = _generator_for(discriminator, latent_dim) if generator is None else generator
    discriminator = _discriminator_for(generator, latent_dim) if discriminator is None else discriminator
    options = {"latent": latent, "latent_dim": latent_dim, "from_logits": from_logits, "name": name}
    options |= {"transforms": transforms, "judgements": judgements}
    with as_it_came_where_it_fails(discriminator):
        gan = GAN(generator, discriminator, **options)
        gan.compile(
            loss=loss,
            g_optimizer=defaults["g"] if g_optimizer is None else g_optimizer,
            d_optimizer=defaults["d"] if d_optimizer is None else d_optimizer,
            d_steps=d_steps,
            terms=terms,
            reuse_fakes=reuse_fakes,
            pool=pool,
            run_eagerly=run_eagerly,
            jit_compile=jit_compile,
            gradient_accumulation_steps=gradient_accumulation_steps,
        )
    return gan


@contextlib.contextmanager
def as_it_came_where_it_fails(model):
    """Within this context an error leaves all layers of a model as trainable as they were."""
    layers = model._flatten_layers() if isinstance(model, keras.Model) else []
    before = [(layer, layer.trainable) for layer in layers]
    try:
        yield
    except Exception:
        set_trainable(before)
        raise


def _generator_for(discriminator, latent_dim):
    shapes = [tuple(tensor.shape[1:]) for tensor in getattr(discriminator, "inputs", None) or []]
    classes = networks.classes_of(discriminator) if len(shapes) > 1 else None
    latent_dim = 200 if latent_dim is None else latent_dim
    shape = shapes[0] if shapes else (200,)
    return builders.build_generator("mlp", output_shape=shape, latent_dim=latent_dim, num_classes=classes)


def _discriminator_for(generator, latent_dim):
    if not isinstance(generator, keras.Model):
        return None
    inputs, sample = networks.generate(generator, latent_dim)
    classes = networks.classes_of(generator) if len(inputs) > 1 else None
    return builders.build_discriminator("mlp", input_shape=networks.sample_shape(sample.shape), num_classes=classes)


def combined_problems(generator, discriminator):
    """Refuses a model of both networks, one behind the other, in the generator's place."""
    inner = [layer for layer in getattr(generator, "layers", []) if isinstance(layer, keras.Model)]
    if discriminator is not None or len(inner) != 2 or generator.output_shape != (None, 1):
        return []
    return [
        f"`generator`: expected the generator alone. Received a model of two, {inner[0].name!r} and {inner[1].name!r}, "
        "that ends in one number. Pass both: `build_gan(generator, discriminator)`; the combined model is made of them."
    ]
