"""`kerasgan train pictures --data FOLDER`: the recipe for your own pictures, by how many and how large they are."""

import copy

from kerasgan import checks
from kerasgan import recipe as recipes

NAME = "pictures"

# Below so many pictures D would learn them by heart: it sees them shifted, recoloured and with holes.
FEW = 5_000

# How many passes over the pictures, and how many steps at least and at most.
PASSES, LEAST, MOST = 40, 2_000, 20_000

# The weight of R1 at 64x64 pixels; it grows with their number (Karras et al., 2020).
R1 = 0.2

BATCH = 32

ONLY = f"`{{}}`: only for the recipe {NAME!r} as it comes with kerasgan. In others `--set` changes any value."


def fitted(recipe, path=None, size=None, classes=False):
    """Returns the recipe `pictures`, as it comes with the package, for some pictures; any other recipe as it is.

    A changed copy is another recipe: what it says is meant.

    Args:
        recipe: Dict, as `kerasgan.recipe.load` returns it.
        path: Path of a folder or a zip of images. Defaults to `None`, still to be given.
        size: Integer, how many pixels wide and high. Defaults to `None`, 64.
        classes: Boolean, whether the folders side by side in it are classes. Defaults to `False`.

    Raises:
        ValueError: If an argument is not valid, there are no pictures, or no classes where they are asked for.
    """
    given = [name for name, value in {"size": size, "classes": classes or None}.items() if value is not None]
    if recipe != recipes.load(NAME):
        checks.raise_all([ONLY.format(name) for name in given])
        return recipe
    checks.raise_all(checks.positive_integer("size", size, optional=True, least=8))
    if path is None:
        checks.raise_all(recipes.missing_data(recipe) if given else [])
        return recipe
    count, names = looked_at(path, classes)
    return sized(with_classes(recipe, names), count, size or 64)


def looked_at(path, classes):
    """Returns how many pictures there are, and the names of their classes, `None` where those are not wanted."""
    from kerasgan.datasets import image_classes, image_files

    files = image_files.of(path).names
    checks.raise_all(
        [] if len(files) > 1 else [f"`data`: expected two pictures at least. Received {len(files)} in {str(path)!r}."]
    )
    return len(files), image_classes.classes(files, True)[0] if classes else None


def sized(recipe, count, size):
    """Returns the recipe for `count` pictures of `size` x `size` pixels."""
    recipe = copy.deepcopy(recipe)
    batch = max(1, min(BATCH, count // 2))
    recipe["training"].update(batch_size=batch, steps=min(MOST, max(LEAST, PASSES * count // batch)))
    recipe["watch"] = {"every": max(1, recipe["training"]["steps"] // 20)}
    recipe["data"]["options"]["size"] = size
    recipe["generator"].update(output_shape=[size, size, 3], latent_dim=64 if size < 96 else 128)
    recipe["discriminator"]["input_shape"] = [size, size, 3]
    weight = float(f"{R1 * (size / 64) ** 2:.3g}")
    recipe["gan"]["terms"] = [{"class_name": "r1", "config": {"weight": weight, "every": 8}}]
    if count < FEW:
        recipe["gan"]["transforms"] = ["diff_augment"]
    return recipe


def with_classes(recipe, names):
    """Returns the recipe for classes of these names; without any, labels are left out."""
    recipe = copy.deepcopy(recipe)
    recipe["data"]["options"]["labels"] = names is not None
    for network in ("generator", "discriminator") if names else ():
        recipe[network].update(num_classes=len(names), condition="projection")
    return recipe
