"""What may stand in a preset or a recipe: nothing that is neither Keras's, nor ours, nor registered by the user."""

import importlib

import keras

# Where our own classes and functions are registered with Keras. A table, not imports: files lie below all of these.
ROOMS = (
    "builders", "games.adagan", "games.gan", "latent", "layers", "losses", "terms", "training.optimizers", "transforms",
)  # fmt: skip


def register():
    """Registers everything of ours that a saved GAN can hold, so that Keras finds it by its name."""
    for room in ROOMS:
        importlib.import_module(f"kerasgan.{room}")


def is_game(kind):
    """Tells whether something is a class of games, which a preset can hold."""
    return isinstance(kind, type) and issubclass(kind, importlib.import_module("kerasgan.games.game").Game)


def find(name):
    """Returns the class or function registered under a name, ours or a user's, or `None`."""
    register()
    return keras.saving.get_registered_object(name)


# Layers that carry code, or read other files than their own.
REFUSED = (
    "FlaxLayer", "Hashing", "IntegerLookup", "JaxLayer", "Lambda", "StringLookup", "TFSMLayer", "TextVectorization",
    "TorchModuleWrapper", "__lambda__",
)  # fmt: skip


def config_problems(part):
    """Returns what a config holds that is neither Keras's, nor kerasgan's, nor registered here."""
    if isinstance(part, list):
        return [problem for value in part for problem in config_problems(value)]
    if not isinstance(part, dict):
        return []
    found = [problem for value in part.values() for problem in config_problems(value)]
    return found + (object_problems(part) if "class_name" in part else [])


def object_problems(part):
    """Returns what is wrong with one object of a config."""
    name, module, full_name = (part.get(key) for key in ("class_name", "module", "registered_name"))
    if name in REFUSED:
        return [f"{name}: it carries code, or reads other files. Write it as a registered layer of your own."]
    if module is None or str(module).split(".")[0] in ("keras", "builtins"):
        return []
    if not isinstance(full_name or name, str):
        return [f"{full_name or name!r}: expected the name of a class."]
    if find(full_name or name) is not None:
        return []
    return [
        f"{full_name or name} (of {module}): it is not registered. Import what defines it, and decorate it there with "
        "`@keras.saving.register_keras_serializable()`."
    ]
