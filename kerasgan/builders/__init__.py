"""Ready-made generators and discriminators: one architecture, one file.

An architecture is a module with two functions, `generator` and `discriminator`; its options are their keyword
arguments. To add one, write the file and name it in `ARCHITECTURES`.
"""

import inspect

from kerasgan import checks
from kerasgan.builders import mlp

ARCHITECTURES = {"mlp": mlp}


def build_generator(arch="mlp", output_shape=(200,), latent_dim=200, num_classes=None, **options):
    """Builds a generator G: noise z in, one sample out.

    Args:
        arch: String, the architecture. `"mlp"`: dense layers. Defaults to `"mlp"`.
        output_shape: Tuple of integers, the shape of one sample. Defaults to `(200,)`.
        latent_dim: Integer, the number of noise values per sample. Defaults to `200`.
        num_classes: Integer, or `None` for no conditions. With classes G takes `[z, label]`. Defaults to `None`.
        **options: What the architecture takes, for `"mlp"`: `hidden` (tuple of layer widths, default `(256,)`),
            `activation` (default `"relu"`), `output_activation` (default linear for vectors, `"tanh"` for images),
            `name`.

    Returns:
        A built `keras.Sequential` (a functional `keras.Model` with classes): `(batch, latent_dim)` to
        `(batch, *output_shape)`.

    Raises:
        ValueError: If a size, the architecture or an option is not valid; all mistakes in one message.

    Example:

    >>> kerasgan.build_generator("mlp", output_shape=(2,), latent_dim=8, hidden=(32, 32)).output_shape
    (None, 2)
    """
    problems = [*checks.shape("output_shape", output_shape), *checks.positive_integer("latent_dim", latent_dim)]
    build = _builder("generator", arch, num_classes, options, problems)
    return build(tuple(output_shape), latent_dim, num_classes, **options)


def build_discriminator(arch="mlp", input_shape=(200,), num_classes=None, **options):
    """Builds a discriminator D: one sample in, one logit out, high where D takes the sample for real.

    Args:
        arch: String, the architecture. `"mlp"`: dense layers. Defaults to `"mlp"`.
        input_shape: Tuple of integers, the shape of one sample. Defaults to `(200,)`.
        num_classes: Integer, or `None` for no conditions. With classes D takes `[x, label]`. Defaults to `None`.
        **options: What the architecture takes, for `"mlp"`: `hidden` (tuple of layer widths, default `(256,)`),
            `activation` (default `"relu"`), `dropout` (default `0`), `output_activation` (default `None`, a logit;
            `"sigmoid"` for a probability), `name`.

    Returns:
        A built `keras.Sequential` (a functional `keras.Model` with classes): `(batch, *input_shape)` to `(batch, 1)`.

    Raises:
        ValueError: If a size, the architecture or an option is not valid; all mistakes in one message.

    Example:

    >>> kerasgan.build_discriminator("mlp", input_shape=(28, 28, 1), hidden=(128,)).output_shape
    (None, 1)
    """
    build = _builder("discriminator", arch, num_classes, options, checks.shape("input_shape", input_shape))
    return build(tuple(input_shape), num_classes, **options)


def _builder(network, arch, num_classes, options, problems):
    """Returns the function that builds `network`, once nothing about the arguments is wrong."""
    problems = [*problems, *checks.positive_integer("num_classes", num_classes, optional=True)]
    unknown = checks.one_of("arch", arch, ARCHITECTURES)
    if unknown:
        checks.raise_all([*problems, *unknown])
    build = getattr(ARCHITECTURES[arch], network)
    parameters = inspect.signature(build).parameters.values()
    known = [parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY]
    problems += checks.no_unknown(f"The {arch!r} {network}", options, known)
    problems += [p for size in _widths(options.get("hidden", ())) for p in checks.positive_integer("hidden", size)]
    checks.raise_all(problems)
    return build


def _widths(hidden):
    return hidden if isinstance(hidden, (tuple, list)) else (hidden,)
