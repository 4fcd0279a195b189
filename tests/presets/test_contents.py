"""What may stand in a file: what is on the list, by the object that a name stands for; all else is refused by name."""

import inspect
import json
import re
import sys
import zipfile

import keras
import pytest

import kerasgan
from kerasgan.presets import allowed, contents, resolving, shelf

LISTS = (
    allowed.LAYERS, allowed.INITIALIZERS, allowed.ACTIVATIONS, allowed.CONSTRAINTS, allowed.REGULARIZERS,
    allowed.OPTIMIZERS, allowed.SCHEDULES, allowed.LOSSES, allowed.POLICIES, *allowed.OPERATIONS.values(),
    "Sequential Functional",
)  # fmt: skip
LISTED = {name for names in LISTS for name in names.split()}


def public():
    """Yields (module, name, object) for every class and function that Keras exports, by every path to it."""
    rooms, seen = [("keras", keras)], set()
    while rooms:
        path, room = rooms.pop()
        for name, found in vars(room).items():
            if name.startswith("_") or name in ("src", "legacy"):
                continue
            if inspect.ismodule(found) and found.__name__.startswith("keras.") and found not in seen:
                seen.add(found)
                rooms.append((f"{path}.{name}", found))
            elif callable(found):
                yield path, name, found


def dense(**changes):
    """The config of a layer inside of a network."""
    part = {"module": "keras.layers", "class_name": "Dense", "config": {"name": "d", "units": 3}}
    return {**part, "registered_name": None, **changes}


def network(*layers):
    start = {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [None, 3], "name": "i"}}
    return {
        "module": "keras",
        "class_name": "Sequential",
        "config": {"name": "net", "layers": [start, *layers]},
        "registered_name": None,
    }


def called_with(argument):
    """A functional network, one layer of which is called with something besides its tensor."""
    tensor = {"class_name": "__keras_tensor__", "config": {"shape": [None, 3], "keras_history": ["i", 0, 0]}}
    layer = {**dense(), "name": "d", "inbound_nodes": [{"args": [tensor, argument], "kwargs": {}}]}
    config = {"name": "f", "layers": [layer], "input_layers": [["i", 0, 0]], "output_layers": [["d", 0, 0]]}
    return {"module": "keras.src.models.functional", "class_name": "Functional", "config": config}


def function(module, name):
    return {"module": module, "class_name": "function", "config": name, "registered_name": name}


# === The list ===


def test_what_is_on_the_list_is_there():
    rooms = {
        keras.layers: allowed.LAYERS, keras.initializers: allowed.INITIALIZERS, keras.losses: allowed.LOSSES,
        keras.activations: allowed.ACTIVATIONS, keras.constraints: allowed.CONSTRAINTS,
        keras.regularizers: allowed.REGULARIZERS, keras.optimizers: allowed.OPTIMIZERS,
        keras.optimizers.schedules: allowed.SCHEDULES, keras.dtype_policies: allowed.POLICIES,
        **{sys.modules[f"keras.src.ops.{room}"]: names for room, names in allowed.OPERATIONS.items()},
    }  # fmt: skip
    assert [name for room, names in rooms.items() for name in names.split() if not hasattr(room, name)] == []


def test_of_all_that_keras_exports_a_file_may_name_the_list_and_nothing_else():
    everything = list(public())
    assert len(everything) > 1000
    for module, name, found in everything:
        for part in (dense(module=module, class_name=name, config={}), function(module, name)):
            refused = contents.config_problems(network(part))
            on_list = bool({name, getattr(found, "__name__", name)} & LISTED) and allowed.kind_of(found) is not None
            as_what_it_is = (part["class_name"] == "function") == (not isinstance(found, type))
            assert bool(refused) != (on_list and as_what_it_is), (module, name, refused)


def test_the_same_by_a_dotted_name_of_a_class():
    for module, name, found in public():
        path = f"{module}.{name}".removeprefix("keras.")
        refused = contents.config_problems(network(dense(module="keras", class_name=path, config={})))
        assert bool(refused) != (allowed.kind_of(found) is not None and isinstance(found, type)), path


def test_of_all_operations_of_keras_those_on_the_list_and_no_others():
    for place, module in list(sys.modules.items()):
        if place.startswith("keras.src.") and module is not None:
            for name, found in list(vars(module).items()):
                if isinstance(found, type) and issubclass(found, keras.Operation):
                    refused = contents.config_problems(network(dense(module=place, class_name=name, config={})))
                    assert bool(refused) != (allowed.kind_of(found) is not None), (place, name)


@pytest.mark.parametrize("name", ["Switch", "Cond", "Map", "Scan", "AssociativeScan", "VectorizedMap", "ForiLoop"])
def test_control_flow_is_refused_by_name(name):
    assert contents.config_problems(network(dense(module="keras.src.ops.core", class_name=name))) == [
        f"{name} (of keras.src.ops.core): it is none of the layers, operations, optimizers, ... of Keras that a file "
        "may name."
    ]


def test_no_short_name_stands_for_what_is_refused():
    assert not {name.lower() for name in allowed.REFUSED} & set(allowed.by_name())


def test_nothing_is_imported_because_a_config_names_it():
    before = set(sys.modules)
    for module in ("keras.src.datasets.boston_housing_nothing", "keras.src.nothing", "antigravity", "this"):
        assert contents.config_problems(network(dense(module=module, class_name="Dense"))) != []
    assert {"antigravity", "this"} & (set(sys.modules) - before) == set()


# === Where it stands ===


@pytest.mark.parametrize("name", [" plot_model", "plot_model"])
def test_no_function_stands_among_the_arguments_of_a_layer(name):
    assert contents.config_problems(called_with([function("keras.utils", name)])) == [
        f"{name}: it stands among the arguments of a layer. Tensors, numbers and text may."
    ]
    assert contents.config_problems(called_with([1.0, "x", None, {"class_name": "__ellipsis__", "config": {}}])) == []


def test_a_layer_that_is_called_without_a_tensor_would_compute_while_it_loads():
    for nodes in ([{}], [[]], [{"args": [], "kwargs": {}}], [[["i", 0, 0, {}]]], "x"):
        config = called_with(1)
        config["config"]["layers"][0]["inbound_nodes"] = nodes
        assert contents.config_problems(config)[0].startswith("`inbound_nodes`: expected "), nodes


def test_layers_stand_in_networks_alone():
    assert contents.config_problems({"latent": dense()}) == ["Dense: it stands outside of a network."]
    assert contents.config_problems({"latent": dense(build_config={"input_shape": [None, 9]})}) == [
        "Dense: it stands outside of a network."
    ]
    rate = {**adam(0.1), "build_config": {"input_shape": [None, 9]}}
    assert contents.config_problems(rate) == ["Adam: `build_config` outside of a network."]


def adam(rate):
    return {"module": "keras.optimizers", "class_name": "Adam", "config": {"learning_rate": rate, "name": "adam"}}


def test_a_learning_rate_is_a_number_or_a_schedule():
    decay = {"class_name": "CosineDecay", "module": "keras.optimizers.schedules", "config": {"decay_steps": 3}}
    for rate in (0.1, 1, None, decay, {"class_name": "CosineDecay", "config": {}}):
        assert contents.config_problems({"g_optimizer": adam(rate)}) == []
    for rate in ("x", True, [1], {}, function("keras.activations", "relu"), network(dense())):
        assert contents.config_problems({"g_optimizer": adam(rate)})[0] == (
            "Adam: expected a number or a schedule as `learning_rate`."
        )


def test_functions_are_activations_or_registered():
    assert contents.config_problems(network(dense(config={"activation": function("keras.activations", "relu")}))) == []
    assert contents.config_problems(network(dense(config={"activation": function("builtins", "relu")}))) == []
    for module, name in (
        ("keras.losses", "mean_squared_error"), ("builtins", "mean_squared_error"), ("builtins", "exec"),
        ("keras.layers", "TFSMLayer"), ("keras.config", "set_floatx"), ("keras.visualization", "plot_image_gallery"),
    ):  # fmt: skip
        assert contents.config_problems(network(dense(config={"activation": function(module, name)}))) != []


@pytest.mark.parametrize("base", [keras.layers.Lambda, keras.layers.StringLookup, keras.layers.TFSMLayer])
def test_a_class_made_from_a_refused_one_is_refused_though_it_is_registered(base):
    kind = keras.saving.register_keras_serializable("tests")(type("Made", (base,), {}))
    try:
        part = dense(module="tests", class_name="Made", registered_name="tests>Made")
        assert contents.config_problems(network(part)) == [
            "tests>Made: it carries code, or reads other files. Write it as a registered layer of your own."
        ]
    finally:
        keras.saving.get_custom_objects().pop("tests>Made")
    assert resolving.is_registered(kind) is False


# === How much ===


@pytest.mark.parametrize("name", ["a/b", "..", "\0", "x" * 300, 0, ["x"], "a\\b", "a\nb"])
def test_names_that_lead_somewhere_are_refused(name):
    (found,) = contents.config_problems(network(dense(config={"name": name})))
    assert found.startswith("`name`: expected ")


def test_layers_are_counted():
    assert contents.config_problems(network(*[dense()] * 99)) == []
    assert contents.config_problems(network(*[dense()] * 100)) == [
        "It has 101 layers in `Sequential` models; expected at most 100 in one. Functional models may have more."
    ]
    assert contents.config_problems({"layers": [dense()] * 501})[0] == "It has 501 layers; expected at most 500."


def test_layers_of_a_functional_model_stand_in_order():
    inputs = keras.Input((3,), name="i")
    outputs = inputs
    for number in range(30):
        outputs = keras.layers.Identity(name=f"layer_{number}")(outputs)
    config = json.loads(json.dumps(keras.saving.serialize_keras_object(keras.Model(inputs, outputs))))
    assert contents.config_problems(config) == []
    config["config"]["layers"].reverse()
    assert contents.config_problems(config) == [
        "The layers of a functional model stand in no order: expected each behind those that it needs."
    ]


def test_loops_and_types_have_bounds():
    (found,) = contents.config_problems({"d_steps": 10**6})
    assert found == "`d_steps`: expected at most 1,000. Received: 1,000,000."
    assert contents.config_problems(network(dense(config={"dtype": "int8_from_float32"}))) != []
    numbers = {"class_name": "__numpy__", "config": {"value": [1], "dtype": "V1000000000"}}
    assert "expected numbers of one of the types" in contents.config_problems(called_with(numbers))[0]


# === What has to load ===


@pytest.mark.parametrize("name", kerasgan.zoo.names())
def test_every_entry_of_the_zoo_passes(name):
    for file in ("config.json", "recipe.json"):
        assert contents.config_problems(json.loads((shelf.FOLDER / name / file).read_text())) == []


def test_so_do_the_classifier_and_every_recipe():
    with zipfile.ZipFile(shelf.FOLDER / "digit_classifier" / "classifier.keras") as file:
        assert contents.config_problems(json.loads(file.read("config.json"))) == []
    for name in kerasgan.recipe.names():
        assert contents.config_problems(kerasgan.recipe.load(name)) == []


def test_the_label_of_what_is_no_name_is_shown():
    for part in ({"class_name": 3}, {"class_name": ["x"], "config": {}}, {"class_name": {}}, {"class_name": None}):
        assert re.search("expected the name of a class", contents.config_problems(part)[0])
