"""`.keras` files that our commands open: a zip, looked at and checked like a preset before Keras sees it."""

import contextlib
import io
import zipfile

import keras

from kerasgan.checks import arrays, files
from kerasgan.errors import PresetError
from kerasgan.presets import contents, hdf5, manifest, trial
from kerasgan.presets.folder import UNREADABLE, first_line

CONFIG, METADATA, NUMBERS = "config.json", "metadata.json", "model.weights.h5"


def load(path, expected=None, **options):
    """Returns the model in a `.keras` file, once it is known to be harmless.

    Args:
        path: `pathlib.Path`.
        expected: A class that the model has to be of. Defaults to `None`, any.
        **options: For `keras.models.load_model`.

    Raises:
        ValueError: If it is another model.
        PresetError: If it is damaged, or holds what is not loaded from a file.
    """
    config = checked(path)
    found = next(iter(contents.meanings(config)), None)
    if expected and not (isinstance(found, type) and issubclass(found, expected)):
        raise ValueError(f"{path}: expected a `kerasgan.{expected.__name__}`. Received a {config['class_name']}.")
    with reading(path):
        return keras.models.load_model(path, safe_mode=True, **options)


@contextlib.contextmanager
def reading(path):
    """Within this context what goes wrong with a file becomes one error that names it."""
    try:
        yield
    except PresetError as error:
        raise error if str(error).startswith(str(path)) else PresetError(f"{path}: {error}") from None
    except UNREADABLE as error:
        raise PresetError(f"{path} cannot be loaded: {first_line(error)}") from error


def checked(path):
    """Returns the config of a `.keras` file, once all in the file is known to be harmless.

    Raises:
        PresetError: If it is not.
    """
    with reading(path), files.opened(path) as file, zipfile.ZipFile(file) as archive:
        refuse_members(archive, file.seek(0, 2))
        config = manifest.parse(archive.read(CONFIG).decode("utf-8"))
        if not isinstance(config, dict) or "class_name" not in config:
            raise PresetError(f"{CONFIG}: expected a model. {manifest.RESTORE}")
        found = contents.config_problems(config)
        if found:
            raise PresetError("it holds what is not loaded from a file:" + "".join(f"\n  {one}" for one in found))
        held = hdf5.count(io.BytesIO(archive.read(NUMBERS)))
        for network in networks_in(config):
            trial.compare(network, held, str(path))
    return config


def networks_in(config):
    """Returns the configs of all networks in the config of a file: of a game its parts, else itself."""
    part = config["config"] if contents.is_game(contents.meanings(config)[0]) else config
    return trial.networks_in([part, config.get("compile_config")])


def refuse_members(archive, size):
    """Raises where a zip holds other files than Keras writes, the same one twice, or more than fits into its size."""
    members = archive.infolist()
    names = sorted(member.filename for member in members)
    if names != sorted((CONFIG, METADATA, NUMBERS)):
        raise PresetError(f"expected {CONFIG}, {METADATA} and {NUMBERS} in it. Received: {', '.join(names)[:300]}.")
    sizes = {member.filename: member.file_size for member in members}
    if max(sizes[CONFIG], sizes[METADATA]) > 4 * files.MOST_TEXT or sizes[NUMBERS] > arrays.MOST_EXPANSION * size:
        raise PresetError(f"it would unpack to {sum(sizes.values()):,} bytes, far more than it has.")
