"""What a shell completes: names of recipes, of the zoo, of backends."""

BACKENDS = ("tensorflow", "jax", "torch")


def recipes(incomplete: str):
    """Returns the names of recipes that begin so."""
    from kerasgan import recipe

    return [name for name in recipe.names() if name.startswith(incomplete)]


def trained(incomplete: str):
    """Returns the names of the zoo that begin so; folders are the shell's own affair."""
    from kerasgan.presets import shelf

    return [name for name in shelf.names() if name.startswith(incomplete)]


def backends(incomplete: str):
    """Returns the names of backends that begin so."""
    return [name for name in BACKENDS if name.startswith(incomplete)]
