"""What may stand in a preset, a recipe or a `.keras` file: what is on our list of Keras's, ours, or registered by you.

Nothing is built, called or imported to find out: `config_problems` walks through a config, and judges the object that
each name in it stands for, wherever it stands.
"""

import importlib

import keras

from kerasgan.presets import allowed, limits, resolving

# Where our own classes and functions are registered with Keras. A table, not imports: files lie below all of these.
ROOMS = (
    "builders", "games.adagan", "games.cycle_gan", "games.gan", "latent", "layers", "losses", "tables", "terms",
    "training.optimizers", "training.scheduled_adam", "training.schedules", "transforms",
)  # fmt: skip


def register():
    """Registers everything of ours that a saved GAN can hold, so that Keras finds it by its name."""
    for room in ROOMS:
        importlib.import_module(f"kerasgan.{room}")


def base_of_games():
    """Returns the class that all games have."""
    return importlib.import_module("kerasgan.games.game").Game


def is_game(kind):
    """Tells whether something is a class of games, which a preset can hold."""
    return isinstance(kind, type) and issubclass(kind, base_of_games())


def is_network(kind):
    """Tells whether something is a class of networks: Keras's, or models of your own, but no game."""
    return isinstance(kind, type) and issubclass(kind, keras.Model) and not is_game(kind)


def find(name):
    """Returns the class or function registered under a name, ours or a user's, or `None`."""
    register()
    return resolving.registered(name)


def portable(part):
    """Returns a copy of a config in which optimizers of PyTorch alone have the names that every backend knows.

    How a network was compiled by itself is left out: a game compiles its own way.
    """
    if isinstance(part, list):
        return [portable(value) for value in part]
    if not isinstance(part, dict):
        return part
    part = {key: portable(value) for key, value in part.items() if key != "compile_config"}
    if isinstance(part.get("module"), str) and part["module"].startswith(allowed.TORCH):
        part |= {"module": "keras.optimizers", "registered_name": None}
    return part


def config_problems(config):
    """Returns what a config holds that is not to be loaded from a file, a list of messages, each once.

    Args:
        config: What JSON says: objects as Keras writes them down, in any depth.
    """
    register()
    found = [*limits.problems(config), *walk(config)]
    return list(dict.fromkeys(found))


def walk(part, inside=False):
    """Returns the problems of a part of a config; `inside` says whether it is a part of a network."""
    if isinstance(part, list):
        return [problem for value in part for problem in walk(value, inside)]
    if not isinstance(part, dict):
        return []
    if "class_name" in part:
        return object_problems(part, inside)
    return [problem for key, value in part.items() for problem in value_problems(key, value, inside)]


def value_problems(key, value, inside):
    """Returns the problems of a value by the name that it has."""
    if key == "inbound_nodes":
        return node_problems(value)
    found = limits.value_problems(key, value)
    return found + walk(value, inside)


# === Values that are no classes ===

# How Keras writes tensors, arrays and the like.
NUMBERS = ("__tensor__", "__numpy__")
VALUES = (*NUMBERS, "__keras_tensor__", "__bytes__", "__ellipsis__", "__slice__")


def node_problems(nodes):
    """Checks what a layer of a functional model is called with: tensors, numbers and text, and no functions."""
    if not isinstance(nodes, list):
        return ["`inbound_nodes`: expected a list."]
    found = []
    for node in nodes:
        whole = isinstance(node, dict) and set(node) == {"args", "kwargs"}
        if not whole or "__keras_tensor__" not in {part["class_name"] for part in objects(node)}:
            found.append("`inbound_nodes`: expected objects with `args` and `kwargs`, a tensor among them.")
            continue
        for part in objects(node):
            if part["class_name"] not in VALUES:
                what = part.get("config") if part["class_name"] == "function" else part["class_name"]
                found.append(f"{what}: it stands among the arguments of a layer. Tensors, numbers and text may.")
        found += walk(node, True) if not found else []
    return found


def objects(part):
    """Yields every object of a config, in any depth, whose `class_name` is text; others count as of no name."""
    if isinstance(part, dict):
        if "class_name" in part:
            yield part if isinstance(part["class_name"], str) else {"class_name": repr(part["class_name"])}
        part = list(part.values())
    for value in part if isinstance(part, list) else ():
        yield from objects(value)


def of_values(part, inside):
    """Returns what is wrong with a tensor, an array, a slice or the like."""
    name, config = part["class_name"], part.get("config")
    if name in NUMBERS and not (isinstance(config, dict) and config.get("dtype") in allowed.DTYPES):
        return [f"{name}: expected numbers of one of the types {', '.join(sorted(allowed.DTYPES))}."]
    return walk(config, inside)


# === Classes and functions ===


def object_problems(part, inside=False):
    """Returns what is wrong with one object of a config, and with all in it."""
    if part["class_name"] in VALUES:
        return of_values(part, inside)
    found = meanings(part)
    wrong = naming_problems(part, found) or kind_problems(part, found[0], inside)
    network = inside or bool(found) and is_network(found[0])
    rest = [
        problem
        for key, value in part.items()
        if key not in ("class_name", "module", "registered_name")
        for problem in value_problems(key, value, network or key == "config" and is_layer(found))
    ]
    return wrong + rest


def meanings(part):
    """Returns what the names of an object may stand for; nothing for names that are no text."""
    names = [part[key] for key in ("class_name", "module", "registered_name") if part.get(key) is not None]
    return resolving.meanings(part) if all(isinstance(name, str) for name in names) else []


def is_layer(found):
    """Tells whether an object is a layer or an operation, of Keras or not."""
    return bool(found) and isinstance(found[0], type) and issubclass(found[0], keras.Operation)


def naming_problems(part, found):
    """Returns what is wrong with the names of an object: they stand for nothing, or for what no file may name."""
    label, module = label_of(part), part.get("module")
    if not isinstance(label, str):
        return [f"{label!r}: expected the name of a class."]
    carries = [one for one in found if allowed.is_refused(one)]
    if carries or label.split(".")[-1] in (*allowed.REFUSED, "__lambda__"):
        return [f"{label}: it carries code, or reads other files. Write it as a registered layer of your own."]
    if found and all(allowed.kind_of(one) or resolving.is_registered(one) or is_short(one) for one in found):
        return [] if len({id(one) for one in found}) == 1 else [f"{label}: the name stands for several things."]
    of = f" (of {module})" if module else ""
    if not module or isinstance(module, str) and module.split(".")[0] not in ("keras", "builtins"):
        return [
            f"{label}{of}: it is not registered. Import what defines it, and decorate it there with "
            "`@keras.saving.register_keras_serializable()`."
        ]
    return [f"{label}{of}: it is none of the layers, operations, optimizers, ... of Keras that a file may name."]


def is_short(found):
    """Tells whether an object is one of our terms or transforms, some of which recipes alone name."""
    return isinstance(found, type) and found.__module__.startswith(("kerasgan.terms.", "kerasgan.transforms."))


def label_of(part):
    """Returns what an object is called in messages."""
    if part["class_name"] == "function":
        return part.get("config")
    return part.get("registered_name") or part["class_name"]


def kind_problems(part, found, inside):
    """Returns what is wrong with an object for what it is, and where it stands."""
    label, kind = label_of(part), allowed.kind_of(found)
    as_function = part["class_name"] == "function"
    if as_function != (not isinstance(found, type)):
        return [f"{label}: expected a {'function' if as_function else 'class'}."]
    if as_function and kind not in (None, allowed.ACTIVATION):
        return [f"{label}: expected an activation, or a function that you registered."]
    if kind in (allowed.LAYER, allowed.OPERATION) and not inside:
        return [f"{label}: it stands outside of a network."]
    model = isinstance(found, type) and issubclass(found, keras.Model)
    wrong = []
    if part.get("build_config") and not (inside or model):
        wrong.append(f"{label}: `build_config` outside of a network.")
    if part.get("compile_config") and not model:
        wrong.append(f"{label}: `compile_config` of what is no model.")
    if kind == allowed.LAYER:
        wrong += inner_problems(part.get("config"))
    return wrong + rate_problems(label, found, part.get("config"))


def inner_problems(config):
    """Checks which layers stand inside a layer of Keras: ones that it wraps, and activations."""
    found = []
    for key, value in config.items() if isinstance(config, dict) else ():
        for part in value if isinstance(value, list) else [value]:
            named = isinstance(part, dict) and isinstance(part.get("class_name"), str)
            inner = meanings(part)[:1] if named else []
            if is_layer(inner) and key not in allowed.WRAPPED and inner[0] not in allowed.elementwise():
                found.append(f"{label_of(part)}: it stands as `{key}` of a layer.")
    return found


def rate_problems(label, found, config):
    """Checks that the learning rate of an optimizer is a number or a schedule."""
    if not (isinstance(found, type) and issubclass(found, keras.optimizers.Optimizer)) or not isinstance(config, dict):
        return []
    rate = config.get("learning_rate", 0.0)
    if isinstance(rate, dict) and isinstance(rate.get("class_name"), str):
        schedule = meanings(rate)[:1]
        base = keras.optimizers.schedules.LearningRateSchedule
        if schedule and isinstance(schedule[0], type) and issubclass(schedule[0], base):
            return []
    elif rate is None or isinstance(rate, (int, float)) and not isinstance(rate, bool):
        return []
    return [f"{label}: expected a number or a schedule as `learning_rate`."]
