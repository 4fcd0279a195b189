"""How much a config may ask for, counted before anything is built: layers, names, loops, types of numbers."""

from kerasgan.presets import allowed

# Layers and operations in all networks of one file.
MOST_LAYERS = 500

# Layers of one `Sequential`, whose loading takes Keras time with their square; of several the squares add up.
MOST_SEQUENTIAL = 100

# Layers that are called with what later ones make: few, where one is shared. Keras tries them again and again.
MOST_LATER = 20

# Bytes of a name of a layer or a network: it becomes a part of paths.
MOST_NAME = 200

# What Python repeats one by one; `unroll` repeats for each step of a sequence.
LOOPS = {
    "d_steps": 1_000,
    "gradient_accumulation_steps": 100_000,
    "power_iterations": 100,
    "steps_per_execution": 100_000,
}


def problems(config):
    """Returns what of a whole config is too much, a list of messages."""
    sizes = list(networks(config))
    layers, squares = sum(size for size, _ in sizes), sum(size**2 for size, in_a_row in sizes if in_a_row)
    if layers > MOST_LAYERS:
        return [f"It has {layers:,} layers; expected at most {MOST_LAYERS:,}."]
    if squares > MOST_SEQUENTIAL**2:
        return [
            f"It has {layers:,} layers in `Sequential` models; expected at most {MOST_SEQUENTIAL} in one. Functional "
            "models may have more."
        ]
    if sum(map(later, graphs(config))) > MOST_LATER:
        return ["The layers of a functional model stand in no order: expected each behind those that it needs."]
    return []


def graphs(part):
    """Yields the list of layers of each functional model in a config, inner ones too."""
    if isinstance(part, dict):
        if isinstance(part.get("layers"), list) and "input_layers" in part:
            yield part["layers"]
        part = list(part.values())
    for value in part if isinstance(part, list) else ():
        yield from graphs(value)


def later(layers):
    """Returns how many layers of a functional model are called with what later ones make."""
    places = {layer["name"]: place for place, layer in enumerate(layers) if is_named(layer)}
    calls = [(place, name) for place, layer in enumerate(layers) if is_named(layer) for name in histories(layer)]
    return sum(places.get(name, 0) > place for place, name in calls)


def is_named(layer):
    """Tells whether a value is a layer with a name."""
    return isinstance(layer, dict) and isinstance(layer.get("name"), str)


def histories(part):
    """Yields the names of the layers that a node of a functional model is called with."""
    part = part.get("inbound_nodes") if isinstance(part, dict) and "inbound_nodes" in part else part
    if isinstance(part, dict):
        found = part.get("keras_history")
        if isinstance(found, list) and found and isinstance(found[0], str):
            yield found[0]
        part = list(part.values())
    for value in part if isinstance(part, list) else ():
        yield from histories(value)


def networks(part):
    """Yields (how many layers, whether they are a `Sequential`) for each network in a config, inner ones too."""
    if isinstance(part, dict):
        if isinstance(part.get("layers"), list):
            yield len(part["layers"]), "input_layers" not in part
        part = list(part.values())
    for value in part if isinstance(part, list) else ():
        yield from networks(value)


def value_problems(key, value):
    """Returns what is wrong with one value of a config, by its key."""
    if key == "name":
        return name_problems(value)
    if key == "dtype" and isinstance(value, str) and value not in allowed.DTYPES and value != "string":
        return [f"`dtype`: expected a type of numbers. Received: {value[:50]!r}."]
    if key == "unroll" and value:
        return ["`unroll`: expected false: a loop that is written out has no bounds."]
    if key in LOOPS and isinstance(value, (int, float)) and value > LOOPS[key]:
        return [f"`{key}`: expected at most {LOOPS[key]:,}. Received: {value:,}."]
    return []


def name_problems(name):
    """Checks that the name of a layer, a network or the like can be a part of a path and leads nowhere."""
    if name is None:
        return []
    if not isinstance(name, str):
        return [f"`name`: expected text. Received: {name!r}."[:200]]
    if len(name.encode("utf-8", "replace")) > MOST_NAME:
        return [f"`name`: expected at most {MOST_NAME} bytes. Received {name[:20]!r} and more."]
    if not name.isprintable() or {*name} & {*"/\\"} or name in (".", ".."):
        return [f"`name`: expected a name without '/' and the like. Received: {name!r}."]
    return []
