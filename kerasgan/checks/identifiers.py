"""An object for a name, a config, or an object: what the `get` of terms and that of transforms share."""

import inspect

import keras

from kerasgan import checks


def find(argument, identifier, known, base):
    """Returns the object that `identifier` stands for.

    Args:
        argument: String, what it is called in messages.
        identifier: A name among `known` or the name of one of its classes, for one with its defaults; a dict
            `{"class_name": name, "config": arguments}`, as in a recipe or as Keras saves a registered class; or an
            object.
        known: Dict of classes by name.
        base: The class that all such objects have.

    Returns:
        An instance of `base`.

    Raises:
        ValueError: If the name or an argument is not known, one that is needed is missing, or it is none.
    """
    found = {"class_name": identifier} if isinstance(identifier, str) else identifier
    if isinstance(found, dict):
        found = from_config(argument, found, known)
    if isinstance(found, base):
        return found
    raise ValueError(f"{checks.unknown(argument, identifier, known)} {hint(identifier, base)}")


def several(argument, given, get):
    """Returns the list of the objects for a list of identifiers, each by `get`, for `None` an empty one.

    Raises:
        ValueError: If `given` is no list or tuple, or any is not known.
    """
    if given is None or isinstance(given, (list, tuple)):
        found = [checks.tried(get, identifier) for identifier in given or []]
        checks.raise_all([problem for _, problems in found for problem in problems])
        return [one for one, _ in found]
    raise ValueError(f"`{argument}`: expected a list. Received: {given!r}. Put it into brackets, [{given!r}].")


def class_of(argument, name, known):
    """Returns the class of a name, `"gradient_penalty"` or `"GradientPenalty"` alike."""
    named = {**{kind.__name__: kind for kind in known.values()}, **known}
    if not isinstance(name, str) or name not in named:
        checks.raise_all([checks.unknown(argument, name, known)])
    return named[name]


def from_config(argument, config, known):
    """Returns the object of a config: one of ours where it has no more than a name and arguments, else by Keras."""
    if not set(config) <= {"class_name", "config"}:
        return keras.saving.deserialize_keras_object(config)
    name, arguments = config.get("class_name"), config.get("config") or {}
    kind = class_of(argument, name, known)
    parameters = inspect.signature(kind).parameters
    unknown = checks.no_unknown(f"`{argument}`: {name!r}", arguments, parameters)
    checks.raise_all(unknown + missing(argument, kind, arguments, parameters))
    return kind(**arguments)


def missing(argument, kind, given, parameters):
    """Checks that a class is given all arguments that have no default."""
    return [
        f"`{argument}`: {kind.__name__} needs `{name}`. Pass an object of it, {kind.__name__}({name}=...), or a config "
        f"with {name!r} in it."
        for name, parameter in parameters.items()
        if parameter.default is parameter.empty and name not in given
    ]


def hint(identifier, base):
    """Returns what to do with something that is no object, name or config."""
    if isinstance(identifier, type) and issubclass(identifier, base):
        return f"That is the class: pass an object of it, {identifier.__name__}(...)."
    return f"One of your own is an object of a subclass of {base.__name__}; see docs/extending.md."
