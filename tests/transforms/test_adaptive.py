"""Adaptive augmentation: how its probability moves, that it is saved, and that turned pictures do not leak."""

import json

import keras
import numpy as np
import pytest
from helpers import image_gan, value, values

import kerasgan
from kerasgan import transforms


def tensor(array):
    return keras.ops.convert_to_tensor(np.asarray(array, "float32"))


@pytest.fixture
def images(rng):
    return rng.uniform(-1, 1, (4, 6, 6, 2)).astype("float32")


# === What is done to pictures ===


def test_pictures_are_turned_by_quarters(images):
    turns = transforms.QuarterTurns()
    found = value(turns(tensor(images), tensor([0.1, 0.3, 0.6, 0.9])))
    for number, (image, turned) in enumerate(zip(images, found)):
        np.testing.assert_array_equal(turned, np.rot90(image, number))
    wide = value(turns(tensor(images[:, :4]), tensor([0.1, 0.3, 0.6, 0.9])))
    np.testing.assert_array_equal(wide[1], images[1, :4])
    np.testing.assert_array_equal(wide[2], np.rot90(images[2, :4], 2))


def test_pictures_are_seen_in_a_mirror(images):
    found = value(transforms.Flip()(tensor(images), tensor([0.1, 0.9, 0.4, 0.6])))
    for turned, image, yes in zip(found, images, (True, False, True, False)):
        np.testing.assert_array_equal(turned, image[:, ::-1] if yes else image)


@pytest.mark.parametrize("probability", [0.0, 0.3, 1.0])
def test_each_transform_is_applied_to_a_part_by_itself(probability):
    adaptive = transforms.Adaptive(["flip", "quarter_turns"], probability=probability, most=1.0)
    x = np.tile(np.arange(9.0, dtype="float32").reshape(1, 3, 3, 1), (4000, 1, 1, 1))
    random = adaptive.draw(x.shape, keras.random.SeedGenerator(1))
    assert tuple(random.shape) == (4000, 4)
    made = value(adaptive(tensor(x), random))
    same = (made == x).all((1, 2, 3)).mean()
    # A flip changes half of those that it is applied to, a turn three quarters; no two of them undo each other.
    assert same == pytest.approx((1 - 0.5 * probability) * (1 - 0.75 * probability), abs=0.03)
    np.testing.assert_array_equal(value(adaptive(tensor(x))), x)


def test_what_is_inside_follows_its_schedule(images, rng, tmp_path):
    """Nothing at step 0, everything from step 2 on; it is trained, saved and loaded."""
    rising = transforms.DiffAugment("color", probability=kerasgan.schedules.Linear(0.0, 1.0, steps=2))
    adaptive = transforms.Adaptive([rising], probability=1.0, most=1.0, target=None)
    random, x = adaptive.draw(images.shape, keras.random.SeedGenerator(0)), tensor(images)
    changed = [(value(adaptive.at(step)(x, random)) != images).any((1, 2, 3)).mean() for step in (0, 2)]
    assert changed == [0.0, 1.0]
    gan = image_gan(transforms=[adaptive])
    gan.train_on_batch(rng.uniform(-1, 1, (4, 8, 8, 1)).astype("float32"))
    gan.save(tmp_path / "gan.keras")
    assert repr(keras.models.load_model(tmp_path / "gan.keras").transforms) == repr(gan.transforms)


# === How the probability moves ===


def by_hand(signs, target, step, every, most, start=0.0):
    """The paper's rule: after each `every` updates a move by the mean sign."""
    p, found = start, []
    for number in range(len(signs)):
        if number and number % every == 0:
            p = float(np.clip(p + np.sign(np.mean(signs[number - every : number]) - target) * step, 0, most))
        found.append(p)
    return found


def test_the_probability_follows_the_signs_of_d_on_real_samples():
    adaptive = transforms.Adaptive(target=0.5, images=80, every=2, most=0.25)
    adaptive.companions()
    verdicts = [[1, 1, 1, 1]] * 6 + [[1, -1, -1, 1]] * 6
    found = [float(value(adaptive.heed(tensor(v)[:, None], tensor(4))["augmentation"])) for v in verdicts]
    assert found == pytest.approx(by_hand(np.mean(np.sign(verdicts), 1), 0.5, 0.1, 2, 0.25))
    assert max(found) == 0.25 and found[-1] < 0.1


def test_it_is_logged_saved_and_resumed_to_the_bit(tmp_path, rng):
    def made():
        keras.utils.set_random_seed(4)
        return image_gan(transforms=[transforms.Adaptive(target=-0.9, images=200, every=2)])

    x = rng.uniform(-1, 1, (16, 8, 8, 1)).astype("float32")
    options = {"batch_size": 4, "verbose": 0, "seed": 5, "steps_per_execution": 1}
    whole = made()
    history = kerasgan.fit_gan(whole, x, steps=12, **options).history["augmentation"]
    assert history[0] == 0 and max(history) > 0 and whole.log_names[-1] == "augmentation"
    kerasgan.fit_gan(made(), x, steps=5, checkpoint=tmp_path / "kept", **options)
    parts = made()
    assert (
        kerasgan.fit_gan(parts, x, steps=12, checkpoint=tmp_path / "kept", **options).history["augmentation"] == history
    )
    for ours, theirs in zip(values(parts.state), values(whole.state)):
        np.testing.assert_array_equal(ours, theirs)
    whole.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    np.testing.assert_array_equal(values(again.companions[0].variables), values(whole.companions[0].variables))
    whole.save_to_preset(tmp_path / "preset")
    assert value(kerasgan.GAN.from_preset(tmp_path / "preset").companions[0].probability) == 0
    whole.compile(g_optimizer="sgd", d_optimizer="sgd")
    assert value(whole.companions[0].probability) == value(again.companions[0].probability)


@pytest.mark.parametrize("d_steps, slices", [(2, 1), (1, 2)])
def test_it_counts_every_update_of_d_and_all_slices_of_a_batch(d_steps, slices, rng):
    gan = image_gan(transforms=[transforms.Adaptive("flip", target=-1.0, images=100, every=1)])
    gan.compile(d_steps=d_steps, gradient_accumulation_steps=slices, run_eagerly=True)
    gan.discriminator.layers[-1].bias.assign([100.0])  # D takes all for real
    for _ in range(2):
        gan.train_on_batch(rng.uniform(-1, 1, (4, 8, 8, 1)).astype("float32"))
    moves = 2 * d_steps - 1
    assert value(gan.companions[0].probability) == pytest.approx(0.04 * moves, rel=1e-5)


# === No leaks ===


def upright(rng, count):
    """Pictures that are light above and dark below, more or less."""
    light = rng.uniform(0.4, 1.0, (count, 1, 1, 1))
    rows = np.array([1, 1, 1, -1, -1, -1]).reshape(1, 6, 1, 1)
    return (rows * light + rng.normal(0, 0.05, (count, 6, 6, 1))).astype("float32")


@pytest.mark.full
def test_a_generator_under_heavy_augmentation_makes_upright_pictures(rng):
    turned = transforms.Adaptive("quarter_turns", target=None, probability=0.7)
    g = kerasgan.build_generator("mlp", (6, 6, 1), 4, hidden=(64,), output_activation=None)
    d = kerasgan.build_discriminator("mlp", (6, 6, 1), hidden=(64,), activation="leaky_relu")
    adam = [keras.optimizers.Adam(2e-3, 0.0, 0.99) for _ in range(2)]
    options = {"g_optimizer": adam[0], "d_optimizer": adam[1], "transforms": [turned], "terms": ["r1"]}
    gan = kerasgan.build_gan(g, d, latent="normal", **options)
    kerasgan.fit_gan(gan, upright(rng, 2000), steps=1500, batch_size=64, verbose=0, seed=0)
    made = gan.sample(500, seed=0)
    assert value(gan.companions[0].probability) == pytest.approx(0.7)
    above, below = made[:, :3].mean((1, 2, 3)), made[:, 3:].mean((1, 2, 3))
    assert (above - below > 0.4).mean() > 0.97


# === What cannot work ===


def test_a_recipe_may_name_it_and_its_transforms():
    config = {"class_name": "adaptive", "config": {"transforms": ["flip", {"class_name": "DiffAugment"}], "images": 9}}
    adaptive = transforms.get(config)
    assert [type(one).__name__ for one in adaptive.transforms] == ["Flip", "DiffAugment"] and adaptive.images == 9
    again = transforms.get(json.loads(json.dumps(keras.saving.serialize_keras_object(adaptive))))
    assert repr(again) == repr(adaptive)


@pytest.mark.parametrize(
    "make, message",
    [
        (
            lambda: kerasgan.build_gan(transforms=["adaptive"]),
            "`transforms`: Adaptive with Flip, QuarterTurns, DiffAugment, DiffAugment is for images, (height, width, "
            "channels). Received samples of shape (200,). Leave it out, or give it a transform of your own for such "
            "samples.",
        ),
        (
            lambda: transforms.Adaptive(transforms.Packing(2)),
            "`transforms`: Adaptive changes some samples and leaves others, which Packing does not allow. Put it "
            "beside Adaptive into the list of the GAN.",
        ),
        (lambda: transforms.Adaptive([]), "`transforms`: expected at least one. Received none."),
        (
            lambda: transforms.Adaptive("flipp"),
            "`transforms`: expected one of 'diff_augment', 'flip', 'instance_noise', 'quarter_turns'. Received: "
            "'flipp'. Did you mean 'flip'?",
        ),
        (lambda: transforms.Adaptive(target=2), "`target`: expected a number from -1 to 1. Received: 2."),
        (lambda: transforms.Adaptive(most=-1), "`most`: expected a number from 0 to 1. Received: -1."),
        (
            lambda: transforms.Adaptive(probability=0.9),
            "`probability`: expected at most `most`, 0.8. Received: 0.9. Lower it, or raise `most`.",
        ),
        (lambda: transforms.Adaptive(images=0), "`images`: expected a whole number of at least 1. Received: 0."),
        (
            lambda: image_gan(transforms=["adaptive"]).compile(loss="wasserstein"),
            "`transforms`: Adaptive follows how many real samples D takes for real, and with 'wasserstein' D's outputs "
            "mean something only beside one another. Choose another loss, such as 'non_saturating' or 'hinge', or pass "
            "`target=None`, which keeps `probability` as it is.",
        ),
        (
            lambda: image_gan(transforms=["adaptive", "adaptive"]),
            "`transforms`: two of them log 'augmentation'. Put what they hold into one.",
        ),
    ],
)
def test_what_cannot_work_is_refused(make, message):
    with pytest.raises(ValueError) as error:
        make()
    assert str(error.value) == message


def test_its_probability_is_that_of_one_gan():
    adaptive = transforms.Adaptive()
    gan = image_gan(transforms=[adaptive])
    gan.compile()  # once more, with the same
    with pytest.raises(ValueError) as error:
        image_gan(transforms=[adaptive])
    assert str(error.value) == (
        "`transforms`: this Adaptive is in use in another GAN, whose state it holds. Create a new one, for example "
        "with `Adaptive.from_config(one.get_config())`, or pass its name."
    )
    image_gan(transforms=[transforms.Adaptive.from_config(adaptive.get_config())])
    flip = transforms.Flip()  # which keeps nothing
    assert image_gan(transforms=[flip]).transforms == image_gan(transforms=[flip]).transforms
