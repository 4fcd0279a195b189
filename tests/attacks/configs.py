"""Hostile configs: objects that no file may name, and the places in which they stand. Payloads are harmless markers."""

import copy

MARKER = "@marker@"  # becomes a path that must not be there afterwards


def function(module, name):
    return {"module": module, "class_name": "function", "config": name, "registered_name": name}


def layer(module, name, config=None, **more):
    return {"module": module, "class_name": name, "config": {"name": "bad", **(config or {})}, **more}


TENSOR = {"class_name": "__keras_tensor__", "config": {"shape": [None, 3], "dtype": "float32"}}
CODE = {"class_name": "__lambda__", "config": {"value": "eA=="}}
START = {"batch_shape": [None, 3], "name": "z"}
GALLERY = function("keras.visualization", "plot_image_gallery")

# What may be named: functions and classes that do something, by each way to name them.
OBJECTS = {
    "gallery": GALLERY,
    "savedmodel": function("keras.layers", "TFSMLayer"),
    "epsilon": function("keras.config", "set_epsilon"),
    "floatx": function("keras.config", "set_floatx"),
    "epochs": function("keras.config", "set_max_epochs"),
    "backend": function("keras.config", "set_backend"),
    "seed": function("keras.utils", "set_random_seed"),
    "unsafe": function("keras.config", "enable_unsafe_deserialization"),
    "filtering": function("keras.config", "disable_traceback_filtering"),
    "download": function("keras.utils", "get_file"),
    "data": function("keras.datasets.mnist", "load_data"),
    "system": function("os", "system"),
    "exec": function("builtins", "exec"),
    "editor": layer("keras.saving", "KerasFileEditor", {"filepath": MARKER}),
    "iterator": layer("keras.src.legacy.preprocessing.image", "DirectoryIterator", {"directory": MARKER}),
    "logger": layer("keras.callbacks", "CSVLogger", {"filename": MARKER}),
    "lambda": layer("keras.layers", "Lambda", {"function": GALLERY}),
    "dotted": layer("keras", "layers.Lambda", {"function": GALLERY}),
    "bytecode": layer("keras.layers", "Lambda", {"function": CODE}),
    "lookup": layer("keras.src.layers.preprocessing.index_lookup", "IndexLookup", {"vocabulary": MARKER}),
    "strings": layer("keras.layers", "StringLookup", {"vocabulary": "http://127.0.0.1:9/x"}),
    "torch": layer("keras.layers", "TorchModuleWrapper", {"module": "eA=="}),
    "flax": layer("keras.layers", "FlaxLayer", {}),
    "switch": layer("keras.src.ops.core", "Switch", {"index": 0, "branches": [GALLERY]}),
    "loop": layer("keras.src.ops.core", "WhileLoop", {"cond": GALLERY, "body": GALLERY, "maximum_iterations": None}),
    "map": layer("keras.src.ops.core", "Map", {"f": GALLERY}),
    "typespec": {"class_name": "__typespec__", "module": "os", "registered_name": "x", "config": []},
    "mismatch": layer("keras.layers", "Dense", {"units": 3}, registered_name="os.system"),
    "legacy": {"class_name": "Lambda", "config": {"function": "x"}},
    "path": layer("keras.layers", "Dense", {"units": 3, "name": "../../x"}),
    "nul": layer("keras.layers", "Dense", {"units": 3, "name": "a\0b"}),
    "long": layer("keras.layers", "Dense", {"units": 3, "name": "n" * 300}),
    "wide": layer("keras.layers", "Dense", {"units": 2 * 10**9}),
    "repeat": layer("keras.layers", "RepeatVector", {"n": 2 * 10**7}),
    "pad": layer("keras.layers", "ZeroPadding1D", {"padding": 10**12}),
    "tower": layer("keras", "Sequential", {"name": "tower", "layers": [layer("keras.layers", "Identity")] * 8000}),
    "model": layer("keras", "Model", {"layers": [], "input_layers": [], "output_layers": []}),
    "array": {"class_name": "__numpy__", "config": {"value": [1], "dtype": "V2000000000"}},
    "int8": layer("keras.layers", "Dense", {"units": 3, "dtype": "int8_from_float32"}),
}  # fmt: skip


def called_with(argument):
    """A functional network from `z` of 3 to 4 values, its layer called with something besides a tensor."""

    def tensor(name):
        return {**TENSOR, "config": {**TENSOR["config"], "keras_history": [name, 0, 0]}}

    layers = [
        {
            **layer("keras.layers", "InputLayer", {"batch_shape": [None, 3], "name": "z"}),
            "name": "z",
            "inbound_nodes": [],
        },
        {
            **layer("keras.src.ops.core", "Switch", {"name": "s"}),
            "name": "s",
            "inbound_nodes": [{"args": [0, [argument], tensor("z")], "kwargs": {}}],
        },
    ]
    config = {"name": "generator", "layers": layers, "input_layers": [["z", 0, 0]], "output_layers": [["s", 0, 0]]}
    return {"module": "keras.src.models.functional", "class_name": "Functional", "config": config}


def adam(rate):
    return {"module": "keras.optimizers", "class_name": "Adam", "config": {"learning_rate": rate, "name": "adam"}}


def in_generator(config, bad):
    config["gan"]["generator"]["config"]["layers"].append(bad)


def as_argument(config, bad):
    config["gan"]["generator"] = called_with(bad)


def as_activation(config, bad):
    config["gan"]["generator"]["config"]["layers"][1]["config"]["activation"] = bad


def as_companion(config, bad):
    term = {"module": "kerasgan.terms", "class_name": "ModeRegularization", "config": {"encoder": bad}}
    config["compile"]["terms"] = [{**term, "registered_name": "kerasgan>ModeRegularization"}]


def as_rate(config, bad):
    config["compile"]["g_optimizer"] = adam(bad)


def as_latent(config, bad):
    config["gan"]["latent"] = bad


def as_loss(config, bad):
    config["compile"]["loss"] = bad


PLACES = [in_generator, as_argument, as_activation, as_companion, as_rate, as_latent, as_loss]


def presets(config, marker):
    """Yields (name, config) of a preset for each object at each place."""
    for name, bad in OBJECTS.items():
        for place in PLACES:
            changed = copy.deepcopy(config)
            place(changed, filled(bad, marker))
            yield f"{name}-{place.__name__}", changed


def recipes(recipe, marker):
    """Yields (name, recipe) likewise."""
    for name, bad in OBJECTS.items():
        values = {"latent": bad, "loss": bad, "terms": [bad], "transforms": [bad]}
        for key, value in {**values, "g_optimizer": adam(bad), "d_optimizer": bad}.items():
            changed = copy.deepcopy(recipe)
            changed["gan"][key] = filled(value, marker)
            yield f"{name}-{key}", changed


def once(found):
    """Of what `presets` or `recipes` yields each object at one place, and each place with one object."""
    seen = set()
    for name, changed in found:
        if not set(name.split("-", 1)) <= seen:
            seen |= set(name.split("-", 1))
            yield name, changed


def filled(bad, marker):
    """A copy of an object with the marker's path in it."""
    if isinstance(bad, dict):
        return {key: filled(value, marker) for key, value in bad.items()}
    if isinstance(bad, list):
        return [filled(value, marker) for value in bad]
    return str(marker) if bad == MARKER else bad
