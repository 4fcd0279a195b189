"""Ready-made generators and discriminators: one architecture, one file.

An architecture is a module with functions `generator` and `discriminator`, or one of them, whose options are their
keyword arguments, and a third, `problems`, that checks those options. To add one, write the file and name it in
`ARCHITECTURES`. Those with `FROM_PICTURES` are for image to image: a picture in the place of noise and class.
"""

import inspect
from typing import Any

import keras

from kerasgan import checks
from kerasgan.builders import (
    blocks,
    conditions,
    dcgan,
    mlp,
    patch,
    pictures,
    r3gan,
    resnet,
    stylegan2,
    translator,
    unet,
    upscale,
)  # fmt: skip
from kerasgan.checks.types import Shape
from kerasgan.layers import normalization as normalizations

ARCHITECTURES = {
    "dcgan": dcgan,
    "mlp": mlp,
    "patch": patch,
    "r3gan": r3gan,
    "resnet": resnet,
    "stylegan2": stylegan2,
    "translator": translator,
    "unet": unet,
    "upscale": upscale,
}

# Of a generator that starts from noise, where nothing else is asked for.
SHAPE, LATENT = (200,), 200


def build_generator(
    arch: str = "mlp",
    output_shape: Shape | None = None,
    latent_dim: int | None = None,
    num_classes: int | None = None,
    **options: Any,
) -> keras.Model:
    """Builds a generator G: noise z in, one sample out; or a picture in, another one out.

    Args:
        arch: String, the architecture. From noise: `"mlp"`: dense layers, samples of any shape; `"dcgan"`: transposed
            convolutions, images from 8x8 pixels on, square or not; `"resnet"`: residual blocks, images likewise;
            `"r3gan"`: R3GAN's, without normalisation, images likewise; `"stylegan2"`: StyleGAN2's, likewise. From a
            picture: `"unet"`, Pix2Pix's, from 16x16 pixels on; `"translator"`, CycleGAN's; `"upscale"`, which makes it
            larger. Defaults to `"mlp"`.
        output_shape: Tuple of integers, the shape of one sample. Defaults to `None`: `(200,)`, and where G starts from
            a picture that of the picture.
        latent_dim: Integer, the number of noise values per sample. Defaults to `None`: 200, and no noise where G starts
            from a picture.
        num_classes: Integer, or `None` for no conditions. With classes G takes `[z, label]`, the label an integer.
            Defaults to `None`.
        **options: For all architectures:
            `activation` (default `"relu"`, for `"stylegan2"` `"leaky_relu"`, which has slope 0.2),
            `output_activation` (default `"tanh"` for images, linear for vectors and `"stylegan2"`),
            `normalization` (`"batch"`, `"layer"`, for images `"instance"`, or `None`; before each activation but the
            last; default `"batch"`, for `"translator"` `"instance"`, for `"mlp"` and `"upscale"` `None`; not for
            `"r3gan"` and `"stylegan2"`, which have none; a map of one pixel has no `"instance"`, which leaves nothing),
            `synchronized` (default `False`; `True`: batch normalisation is over the batch of all devices and processes
            together, see `layers.SynchronizedBatchNormalization`; not for `"r3gan"`),
            `condition` (how the label enters, default `"one_hot"`; see `build_discriminator`: the same for both),
            `name`.
            For `"unet"`, `"translator"` and `"upscale"`, which take no classes: `input_shape` (the shape of the
            picture, `None` for a height or width that may be any; or a dict of such shapes by name where G is given
            several pictures of one size, such as a picture and a mask).
            For `"unet"`: `filters` (tuple, one for each halving, first that at the picture; or the integer there,
            doubled up to eight times; default 64), `kernel_size` (default `4`), `dropout` (of the innermost three
            doublings while training, default `0.5`), `skips` (default `True`; `False` makes it an encoder-decoder).
            For `"translator"`: `filters` (default 64), `blocks` (default 6, from 256 pixels on 9).
            For `"upscale"`: `scale` (`2`, the default, or `4`), `filters` (default 64), `blocks` (default 4).
            For `"mlp"`: `hidden` (tuple of layer widths, default `(256,)`).
            For `"dcgan"`: `filters` (tuple, the filters of each layer but the last, first that at z; or the integer at
            the image's side, doubled with each halving; default 64, or 32 for images halved more than three times,
            which is until their shorter side is 4 to 7), `kernel_size` (default `4`), `spectral_normalization` (default
            `False`), `attention` (the height of a map behind which `layers.SelfAttention` stands, or a tuple of such;
            default none; an error names those that there are).
            For `"r3gan"`, whose `activation` is `"leaky_relu"` by default: `filters` (the width of all stages, default
            64; or a tuple, the width of each, first that at z), `blocks` (in each stage, default 2), `group_width` (the
            channels of a group in the convolutions 3x3, default 16; a divisor of twice the filters).
            For `"resnet"`: `filters` (likewise, one for each block), `spectral_normalization` (default `False`),
            `attention` (likewise); with `condition="projection"` the label enters by conditional batch normalisation
            alone, where it is `"batch"`; `hierarchical` (default `False`; `True`, as in BigGAN: z is in equal parts,
            one for the first map and one for each block, whose batch normalisation it scales together with an embedding
            of the class that all blocks share), `shared_embedding` (the numbers of that embedding, default 64).
            For `"stylegan2"`: `filters` (likewise, one for each doubling; default half as many), `style_dim` (the
            length of w; default `None`, that of z), `mapping_layers` (default `8`; short trainings want `2`, since the
            w that eight layers make are nearly alike at first), `style_mixing` (the chance that a sample in training
            follows two styles; default `0.9`, `0` for never), `noise` (default `True`, noise in each layer: random in
            training, one picture outside of it, see `layers.NoiseInjection`; drawings, in which nothing is random,
            want none).

    Returns:
        A built `keras.Sequential` (a functional `keras.Model` with classes): `(batch, latent_dim)` to
        `(batch, *output_shape)`. `"stylegan2"` is a functional `keras.Model` with the models `mapping`, from z to w,
        and `synthesis`, from one w for each layer to the sample, and the average `mean_w`. From pictures a functional
        `keras.Model` of an input called `condition`, or as the dict says, behind `z` where `latent_dim` is given.

    Raises:
        ValueError: If a size, the architecture or an option is not valid; all mistakes in one message.

    Example:

    >>> kerasgan.build_generator("mlp", output_shape=(2,), latent_dim=8, hidden=(32, 32)).output_shape
    (None, 2)
    >>> kerasgan.build_generator("unet", input_shape=(32, 32, 3), output_shape=(32, 32, 1), filters=8).output_shape
    (None, 32, 32, 1)
    """
    from_pictures = starts_from_pictures(arch)
    sizes = checks.positive_integer("latent_dim", latent_dim, optional=True)
    if output_shape is None:
        output_shape = _made_of(arch, options) if from_pictures else SHAPE
    build = _builder("generator", arch, {"output_shape": output_shape}, num_classes, options, sizes)
    if from_pictures:
        return build(tuple(output_shape), latent_dim, **options)
    return build(tuple(output_shape), LATENT if latent_dim is None else latent_dim, num_classes, **options)


def build_discriminator(
    arch: str = "mlp", input_shape: Shape = (200,), num_classes: int | None = None, **options: Any
) -> keras.Model:
    """Builds a discriminator D: one sample in, one logit out, high where D takes the sample for real.

    Args:
        arch: String, the architecture. `"mlp"`: dense layers, samples of any shape; `"dcgan"`: strided convolutions,
            images from 8x8 pixels on, square or not; `"resnet"`: residual blocks, images likewise; `"r3gan"`: R3GAN's,
            without normalisation, images likewise; `"stylegan2"`: StyleGAN2's, likewise; `"patch"`: Pix2Pix's, a logit
            for each patch of a picture. Defaults to `"mlp"`.
        input_shape: Tuple of integers, the shape of one sample. Defaults to `(200,)`.
        num_classes: Integer, or `None` for no conditions. With classes D takes `[x, label]`, the label an integer.
            Defaults to `None`.
        **options: For all architectures, `condition` and `minibatch` not for `"patch"`:
            `activation` (default `"relu"`, for `"dcgan"`, `"patch"`, `"r3gan"` and `"stylegan2"` `"leaky_relu"`, slope
            0.2),
            `output_activation` (default `None`, a logit; `"sigmoid"` for a probability),
            `normalization` (`"batch"`, `"layer"`, for images `"instance"`, or `None`; before each activation, but not
            the first of `"dcgan"`, `"patch"` and `"resnet"`; default `None`, for `"dcgan"` and `"patch"` `"batch"`; not
            for `"r3gan"` and `"stylegan2"`, which have none),
            `synchronized` (default `False`; `True`: batch normalisation is over the batch of all devices and processes
            together, see `layers.SynchronizedBatchNormalization`; not for `"r3gan"`),
            `condition` (how the label enters: `"one_hot"`, the default, joins it to the sample, as channels of an
            image; `"embedding"` joins a learned code; `"projection"` adds the product of features and label to the
            logit; with `"auxiliary"` D takes x alone and has the outputs `[logit, class_logits]`),
            `minibatch` (how D compares the samples of a batch before its logit, against mode collapse:
            `"discrimination"`, `"std_dev"`, the default for `"stylegan2"`, or `None`, elsewhere the default; see
            `kerasgan.layers`),
            `name`.
            For `"patch"`, which takes no classes: `condition_shape` (the shape of the picture that stands beside the
            sample, of its size or a whole part of it, or a dict of shapes by name; default `None`: D sees the sample
            alone), `receptive_field` (how many pixels a logit sees: `1`, `16`, `34` or `70`, the default), `scales`
            (how many discriminators judge it, each at half the size of the one before; default `1`; give `build_gan`
            then `judgements="all"`), `filters` (default 64), `spectral_normalization` (default `False`).
            For `"mlp"`: `hidden` (tuple of layer widths, default `(256,)`), `dropout` (default `0`).
            For `"dcgan"`: `filters` (tuple, the filters of each layer, first that at the image; or the integer there,
            doubled with each halving; default 64, or 32 for images halved more than three times, which is until their
            shorter side is 4 to 7), `kernel_size` (default `4`), `spectral_normalization` (default `False`; choose
            `normalization=None` beside it, whose scale would undo it), `attention` (the height of a map behind which
            `layers.SelfAttention` stands, or a tuple of such; default none).
            For `"r3gan"`: `filters` (the width of all stages, default 64; or a tuple, the width of each, first that at
            the image), `blocks` (in each stage, default 2), `group_width` (default 16; as in the generator).
            For `"resnet"`: `filters` (likewise, one for each block), `spectral_normalization` (default `True`),
            `attention` (likewise).
            For `"stylegan2"`: `filters` (likewise; default half as many).

    Returns:
        A built `keras.Sequential` (a functional `keras.Model` with classes): `(batch, *input_shape)` to `(batch, 1)`.
        `"patch"` is a functional `keras.Model` of `x`, or of `[x, condition]`, to a map `(batch, height, width, 1)`.

    Raises:
        ValueError: If a size, the architecture or an option is not valid; all mistakes in one message.

    Example:

    >>> kerasgan.build_discriminator("mlp", input_shape=(28, 28, 1), hidden=(128,)).output_shape
    (None, 1)
    """
    build = _builder("discriminator", arch, {"input_shape": input_shape}, num_classes, options)
    beside = () if starts_from_pictures(arch) else (num_classes,)
    return build(tuple(input_shape), *beside, **options)


def starts_from_pictures(arch: str) -> bool:
    """Tells whether an architecture is one from image to image."""
    return isinstance(arch, str) and hasattr(ARCHITECTURES.get(arch), "FROM_PICTURES")


def _made_of(arch, options):
    """Returns the shape that a generator makes of a picture, `None` where that can't be said."""
    if "input_shape" not in options or pictures.several_problems("", options["input_shape"]):
        return None
    return ARCHITECTURES[arch].output_shape_of(options) if hasattr(ARCHITECTURES[arch], "output_shape_of") else None


def _builder(network, arch, shapes, num_classes, options, others=()):
    """Returns the function that builds `network`, once nothing about the arguments is wrong."""
    ((argument, shape),) = shapes.items()
    from_pictures = starts_from_pictures(arch)
    misshapen = (pictures.shape_problems if from_pictures else checks.shape)(argument, shape)
    unsaid = from_pictures and shape is None  # what the input is to be is missing, and is told
    problems = [*(() if unsaid else misshapen), *others]
    problems += checks.positive_integer("num_classes", num_classes, optional=True, least=2)
    known = [name for name, module in ARCHITECTURES.items() if hasattr(module, network)]
    unknown = checks.one_of("arch", arch, known)
    if unknown:
        checks.raise_all([*problems, *unknown])
    build = getattr(ARCHITECTURES[arch], network)
    parameters = inspect.signature(build).parameters
    known = [name for name, parameter in parameters.items() if parameter.kind is parameter.KEYWORD_ONLY]
    problems += checks.no_unknown(f"The {arch!r} {network}", options, known)
    problems += ARCHITECTURES[arch].problems(argument, None if misshapen else shape, options)
    problems += blocks.problems(options)
    if "normalization" in parameters:
        normalization = options.get("normalization", parameters["normalization"].default)
        problems += normalizations.synchronization_problems(options.get("synchronized", False), normalization)
    if from_pictures and num_classes is not None:
        problems.append(f"`num_classes`: {arch!r} takes pictures and no classes. Leave it out.")
    checks.raise_all([*problems, *conditions.problems(options, num_classes)])
    return build
