"""Ready-made generators and discriminators: one architecture, one file.

An architecture is a module with two functions, `generator` and `discriminator`, whose options are their keyword
arguments, and a third, `problems`, that checks those options. To add one, write the file and name it in
`ARCHITECTURES`.
"""

import inspect
from typing import Any

import keras

from kerasgan import checks
from kerasgan.builders import blocks, conditions, dcgan, mlp, resnet
from kerasgan.checks.types import Shape
from kerasgan.layers import normalization as normalizations

ARCHITECTURES = {"dcgan": dcgan, "mlp": mlp, "resnet": resnet}


def build_generator(
    arch: str = "mlp",
    output_shape: Shape = (200,),
    latent_dim: int | None = 200,
    num_classes: int | None = None,
    **options: Any,
) -> keras.Model:
    """Builds a generator G: noise z in, one sample out.

    Args:
        arch: String, the architecture. `"mlp"`: dense layers, samples of any shape; `"dcgan"`: transposed convolutions,
            images from 8x8 pixels on, square or not; `"resnet"`: residual blocks, images likewise. Defaults to `"mlp"`.
        output_shape: Tuple of integers, the shape of one sample. Defaults to `(200,)`.
        latent_dim: Integer, the number of noise values per sample. Defaults to `200`.
        num_classes: Integer, or `None` for no conditions. With classes G takes `[z, label]`, the label an integer.
            Defaults to `None`.
        **options: For all architectures:
            `activation` (default `"relu"`; `"leaky_relu"` has slope 0.2),
            `output_activation` (default `"tanh"` for images, linear for vectors),
            `normalization` (`"batch"`, `"layer"` or `None`; before each activation but the last; default `"batch"`, for
            `"mlp"` `None`),
            `synchronized` (default `False`; `True`: batch normalisation is over the batch of all devices and processes
            together, see `layers.SynchronizedBatchNormalization`),
            `condition` (how the label enters, default `"one_hot"`; see `build_discriminator`: the same for both),
            `name`.
            For `"mlp"`: `hidden` (tuple of layer widths, default `(256,)`).
            For `"dcgan"`: `filters` (tuple, the filters of each layer but the last, first that at z; or the integer at
            the image's side, doubled with each halving; default 64, or 32 for images halved more than three times,
            which is until their shorter side is 4 to 7), `kernel_size` (default `4`), `spectral_normalization` (default
            `False`).
            For `"resnet"`: `filters` (likewise, one for each block), `spectral_normalization` (default `False`); with
            `condition="projection"` the label enters by conditional batch normalisation alone, where it is `"batch"`.

    Returns:
        A built `keras.Sequential` (a functional `keras.Model` with classes): `(batch, latent_dim)` to
        `(batch, *output_shape)`.

    Raises:
        ValueError: If a size, the architecture or an option is not valid; all mistakes in one message.

    Example:

    >>> kerasgan.build_generator("mlp", output_shape=(2,), latent_dim=8, hidden=(32, 32)).output_shape
    (None, 2)
    """
    sizes = checks.positive_integer("latent_dim", latent_dim)
    build = _builder("generator", arch, {"output_shape": output_shape}, num_classes, options, sizes)
    return build(tuple(output_shape), latent_dim, num_classes, **options)


def build_discriminator(
    arch: str = "mlp", input_shape: Shape = (200,), num_classes: int | None = None, **options: Any
) -> keras.Model:
    """Builds a discriminator D: one sample in, one logit out, high where D takes the sample for real.

    Args:
        arch: String, the architecture. `"mlp"`: dense layers, samples of any shape; `"dcgan"`: strided convolutions,
            images from 8x8 pixels on, square or not; `"resnet"`: residual blocks, images likewise. Defaults to `"mlp"`.
        input_shape: Tuple of integers, the shape of one sample. Defaults to `(200,)`.
        num_classes: Integer, or `None` for no conditions. With classes D takes `[x, label]`, the label an integer.
            Defaults to `None`.
        **options: For all architectures:
            `activation` (default `"relu"`, for `"dcgan"` `"leaky_relu"`, slope 0.2),
            `output_activation` (default `None`, a logit; `"sigmoid"` for a probability),
            `normalization` (`"batch"`, `"layer"` or `None`; before each activation, but not the first of `"dcgan"`
            and `"resnet"`; default `None`, for `"dcgan"` `"batch"`),
            `synchronized` (default `False`; `True`: batch normalisation is over the batch of all devices and processes
            together, see `layers.SynchronizedBatchNormalization`),
            `condition` (how the label enters: `"one_hot"`, the default, joins it to the sample, as channels of an
            image; `"embedding"` joins a learned code; `"projection"` adds the product of features and label to the
            logit; with `"auxiliary"` D takes x alone and has the outputs `[logit, class_logits]`),
            `minibatch` (how D compares the samples of a batch before its logit, against mode collapse:
            `"discrimination"`, `"std_dev"` or `None`, the default; see `kerasgan.layers`),
            `name`.
            For `"mlp"`: `hidden` (tuple of layer widths, default `(256,)`), `dropout` (default `0`).
            For `"dcgan"`: `filters` (tuple, the filters of each layer, first that at the image; or the integer there,
            doubled with each halving; default 64, or 32 for images halved more than three times, which is until their
            shorter side is 4 to 7), `kernel_size` (default `4`), `spectral_normalization` (default `False`; choose
            `normalization=None` beside it, whose scale would undo it).
            For `"resnet"`: `filters` (likewise, one for each block), `spectral_normalization` (default `True`).

    Returns:
        A built `keras.Sequential` (a functional `keras.Model` with classes): `(batch, *input_shape)` to `(batch, 1)`.

    Raises:
        ValueError: If a size, the architecture or an option is not valid; all mistakes in one message.

    Example:

    >>> kerasgan.build_discriminator("mlp", input_shape=(28, 28, 1), hidden=(128,)).output_shape
    (None, 1)
    """
    build = _builder("discriminator", arch, {"input_shape": input_shape}, num_classes, options)
    return build(tuple(input_shape), num_classes, **options)


def _builder(network, arch, shapes, num_classes, options, others=()):
    """Returns the function that builds `network`, once nothing about the arguments is wrong."""
    ((argument, shape),) = shapes.items()
    misshapen = checks.shape(argument, shape)
    problems = [*misshapen, *others, *checks.positive_integer("num_classes", num_classes, optional=True, least=2)]
    unknown = checks.one_of("arch", arch, ARCHITECTURES)
    if unknown:
        checks.raise_all([*problems, *unknown])
    build = getattr(ARCHITECTURES[arch], network)
    parameters = inspect.signature(build).parameters
    known = [name for name, parameter in parameters.items() if parameter.kind is parameter.KEYWORD_ONLY]
    problems += checks.no_unknown(f"The {arch!r} {network}", options, known)
    problems += ARCHITECTURES[arch].problems(argument, None if misshapen else shape, options)
    normalization = options.get("normalization", parameters["normalization"].default)
    problems += blocks.problems(options)
    problems += normalizations.synchronization_problems(options.get("synchronized", False), normalization)
    checks.raise_all([*problems, *conditions.problems(options, num_classes)])
    return build
