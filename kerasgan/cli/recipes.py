"""`kerasgan recipes`."""


def recipes():
    """List the recipes that come with kerasgan."""
    from rich.console import Console

    from kerasgan import recipe

    for name in recipe.names():
        Console(highlight=False).print(f"[bold]{name}[/]  {recipe.load(name).get('description', '')}")
