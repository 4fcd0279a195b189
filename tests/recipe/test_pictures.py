"""`kerasgan train pictures`: the recipe that follows what there is."""

import re

import pytest
from PIL import Image

from kerasgan import recipe as recipes
from kerasgan.recipe import pictures, setting


@pytest.fixture
def folder(tmp_path, rng):
    for name in ("cats/1", "cats/2", "dogs/1", "dogs/2", "dogs/3"):
        path = tmp_path / "mine" / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 256, (20, 16, 3), "uint8")).save(path)
    return tmp_path / "mine"


def test_networks_and_length_follow_the_number_and_the_size():
    recipe = recipes.load("pictures")
    few, many = pictures.sized(recipe, 300, 64), pictures.sized(recipe, 10_000, 128)
    assert few["training"] == {"steps": 2000, "batch_size": 32, "seed": 0}
    assert many["training"] == {"steps": 12_500, "batch_size": 32, "seed": 0}
    assert few["gan"]["transforms"] == ["diff_augment"] and "transforms" not in many["gan"]
    assert [one["gan"]["terms"][0]["config"]["weight"] for one in (few, many)] == [0.2, 0.8]
    assert (few["generator"]["output_shape"], many["generator"]["output_shape"]) == ([64, 64, 3], [128, 128, 3])
    assert (few["generator"]["latent_dim"], many["generator"]["latent_dim"]) == (64, 128)
    assert pictures.sized(recipe, 10**6, 64)["training"]["steps"] == 20_000
    assert all(recipes.problems(one) == [] for one in (few, many))


@pytest.mark.parametrize("size, classes", [(16, False), (24, True)])
def test_the_fitted_recipe_can_be_built_and_has_the_data_it_needs(folder, size, classes):
    recipe = recipes.changed(pictures.fitted(recipes.load("pictures"), folder, size, classes), data=folder)
    gan, data = recipes.build(recipe), recipes.load_data(recipe)
    assert gan.data_shape == (size, size, 3) and gan.num_classes == (2 if classes else None)
    assert len(data.names) == 5 and (data.labels is not None) == classes
    assert recipe["training"]["batch_size"] == 2


def test_it_is_the_same_each_time_so_that_a_run_goes_on(folder):
    assert pictures.fitted(recipes.load("pictures"), folder) == pictures.fitted(recipes.load("pictures"), folder)


def test_other_recipes_stay_as_they_are_and_take_no_size():
    recipe = recipes.load("ring_8")
    assert pictures.fitted(recipe) is recipe
    with pytest.raises(ValueError) as error:
        pictures.fitted(recipe, size=64, classes=True)
    assert str(error.value) == (
        "2 problems:\n"
        "  1. `size`: only for the recipe 'pictures' as it comes with kerasgan. In others `--set` changes any value.\n"
        "  2. `classes`: only for the recipe 'pictures' as it comes with kerasgan. In others `--set` changes any value."
    )


@pytest.mark.parametrize("place, value", [("training.steps", "77"), ("gan.terms", "[]"), ("data.options.path", "mine")])
def test_a_changed_copy_is_taken_as_it_is_and_takes_no_size(folder, place, value):
    copied = setting.with_settings(recipes.load("pictures"), [f"{place}={value}"])
    assert pictures.fitted(copied, folder) == copied
    for given in ({"size": 32}, {"classes": True}):
        with pytest.raises(ValueError, match=f"`{next(iter(given))}`: only for the recipe 'pictures' as it comes"):
            pictures.fitted(copied, folder, **given)


@pytest.mark.parametrize("size", [0, 7, -1])
def test_pictures_have_eight_pixels_at_least(size):
    with pytest.raises(ValueError, match=f"`size`: expected a whole number of at least 8. Received: {size}."):
        pictures.fitted(recipes.load("pictures"), size=size)


def test_without_data_the_recipe_asks_for_it():
    (message,) = recipes.missing_data(pictures.fitted(recipes.load("pictures")))
    assert message.endswith("trains on a folder or a zip of images of yours. Pass its path, `--data PATH`.")
    for given in ({"size": 32}, {"classes": True}):  # which nothing can be fitted to
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            pictures.fitted(recipes.load("pictures"), **given)


def test_one_picture_is_none(folder):
    for path in list(folder.rglob("*.png"))[1:]:
        path.unlink()
    with pytest.raises(ValueError, match="`data`: expected two pictures at least. Received 1 in"):
        pictures.fitted(recipes.load("pictures"), folder)
