"""Packing and DiffAugment against NumPy; and the way of samples to D."""

import keras
import numpy as np
import pytest
from helpers import image_gan, moved, values

import kerasgan
from kerasgan import transforms


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor)


# === Packing ===


def test_packs_of_vectors_are_neighbours_joined(rng):
    x = rng.normal(size=(6, 4)).astype("float32")
    np.testing.assert_array_equal(numpy(transforms.Packing(3)(x)), x.reshape(2, 12))


def test_packs_of_images_are_neighbours_joined_along_the_channels(rng):
    x = rng.normal(size=(4, 5, 3, 2)).astype("float32")
    expected = np.stack([np.concatenate([x[0], x[1]], axis=-1), np.concatenate([x[2], x[3]], axis=-1)])
    pack = transforms.Packing(2)
    np.testing.assert_array_equal(numpy(pack(x)), expected)
    assert pack.packed((5, 3, 2)) == (5, 3, 4) and pack.shape_of((4, 5, 3, 2)) == (2, 5, 3, 4)


@pytest.fixture
def packed(networks):
    pack = transforms.Packing(2)
    d = kerasgan.build_discriminator("mlp", pack.packed((4,)), hidden=(6,), activation="tanh")
    return kerasgan.build_gan(networks[0], d, transforms=[pack], terms=["gradient_penalty"], jit_compile=False)


def test_d_judges_packs_and_a_penalty_takes_its_slope_at_packs(packed, real, rng, tmp_path):
    """D's loss on packs, by hand; the compiled step, `fit` and saving see packs, too."""
    noise = rng.normal(size=(2, 8, 3)).astype("float32")
    g, d = packed.generator.get_weights(), packed.discriminator.get_weights()

    def logits(x):
        return np.tanh(x.reshape(4, 8) @ d[0] + d[1]) @ d[2] + d[3]

    fake = np.maximum(noise[0] @ g[0] + g[1], 0) @ g[2] + g[3]
    expected = 0.5 * (np.log1p(np.exp(-logits(real))).mean() + np.log1p(np.exp(logits(fake))).mean())
    logs = packed.train_on_batch(real, noise=noise)
    assert logs["d_loss"] == pytest.approx(expected, rel=1e-5) and logs["gradient_penalty"] > 0
    packed.fit(real, batch_size=4, verbose=0)
    assert packed.sample(3).shape == (3, 4)
    packed.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    assert again.transforms[0].size == 2 and again.view_shape == (8,)
    np.testing.assert_allclose(numpy(again(noise[0])), numpy(packed(noise[0])), rtol=1e-4, atol=1e-6)


def test_a_batch_that_makes_no_whole_packs_is_refused(packed, real):
    message = (
        "`x`: D sees 2 samples at once, so a batch has to be divisible by 2. Received 7 samples. Choose another "
        "`batch_size`."
    )
    for call in (
        lambda: packed.train_on_batch(real[:7]),
        lambda: kerasgan.fit_gan(packed, real, steps=2, batch_size=7, verbose=0),
    ):
        with pytest.raises(ValueError) as error:
            call()
        assert str(error.value) == message


def test_packing_and_labels_are_refused_together():
    pack = transforms.Packing(2)
    g = kerasgan.build_generator("mlp", (4,), 3, num_classes=2)
    d = kerasgan.build_discriminator("mlp", (8,), num_classes=2)
    with pytest.raises(ValueError) as error:
        kerasgan.build_gan(g, d, transforms=[pack])
    assert str(error.value) == (
        "`transforms`: Packing(size=2) shows D several samples at once, which a GAN of classes cannot do: each has a "
        "label of its own. Leave one of the two out, or give both networks one-hot codes, which are packed, too."
    )


def test_a_d_that_is_not_built_for_packs_is_refused(networks):
    message = r"makes \(None, 4\), of which `transforms` make \(None, 8\), 'discriminator' takes \(None, 4\)"
    with pytest.raises(ValueError, match=message):
        kerasgan.build_gan(*networks, transforms=["packing"])
    with pytest.raises(ValueError, match="^`size`: expected a whole number of at least 2. Received: 1.$"):
        transforms.Packing(1)


# === DiffAugment ===


@pytest.fixture
def images(rng):
    return rng.uniform(-1, 1, (3, 8, 6, 3)).astype("float32")


def augmented(policy, images, u):
    """The images that a policy makes of these random numbers."""
    return numpy(transforms.DiffAugment(policy)(*map(keras.ops.convert_to_tensor, (images, u))))


def test_colours_change_as_the_formula_says(images, rng):
    u = rng.uniform(size=(3, 7)).astype("float32")
    found = augmented("color", images, u)
    for image, (b, s, c, *_), changed in zip(images, u, found):
        image = image + b - 0.5
        grey = image.mean(-1, keepdims=True)
        image = grey + (image - grey) * 2 * s
        image = image.mean() + (image - image.mean()) * (c + 0.5)
        np.testing.assert_allclose(changed, image, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("u, by", [(0.0, (-1, -1)), (0.5, (0, 0)), (0.99, (1, 1))])
def test_translation_moves_whole_pixels_and_zeros_move_in(images, u, by):
    """1/8 of 8 and of 6 pixels is 1 each."""
    found = augmented("translation", images, np.full((3, 7), u, "float32"))
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1), (0, 0)))
    expected = padded[:, 1 - by[0] : 9 - by[0], 1 - by[1] : 7 - by[1]]
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_cutout_hides_a_box_of_half_the_sides():
    ones = np.ones((2, 8, 6, 1), "float32")
    u = np.zeros((2, 7), "float32")
    u[1, 5:] = 0.5  # centred at (4, 3)
    found = augmented("cutout", ones, u)[..., 0]
    assert (found[0] == 0).sum() == 2 * 1 or (found[0] == 0).sum() == 2 * 2  # a corner of the box
    assert (found[1, 2:6] == 0).sum() == 4 * 3 and (found[1] == 0).sum() == 4 * 3


def test_without_random_numbers_images_stay_as_they_are(images):
    np.testing.assert_array_equal(numpy(transforms.DiffAugment()(images)), images)


def test_figures_of_the_draws(images):
    augment = transforms.DiffAugment()
    u = numpy(augment.draw((1000, 8, 6, 3), keras.random.SeedGenerator(1)))
    shifts = np.floor(u[:, 3] * 3) - 1
    assert set(shifts) == {-1, 0, 1} and abs(shifts.mean()) < 0.1


def test_an_augmented_gan_trains_g_through_the_augmentation(rng):
    g = kerasgan.build_generator("dcgan", (8, 8, 1), 3, filters=2)
    d = kerasgan.build_discriminator("dcgan", (8, 8, 1), filters=2, normalization=None)
    gan = kerasgan.build_gan(g, d, transforms=["diff_augment"], terms=[kerasgan.terms.R1(every=2), "consistency"])
    before = values(g.weights)
    x = rng.integers(0, 256, (16, 8, 8, 1)).astype("uint8")
    history = kerasgan.fit_gan(gan, x, steps=4, batch_size=4, steps_per_execution=2, epochs=1, verbose=0).history
    assert np.isfinite([values[0] for values in history.values()]).all() and history["consistency"][0] > 0
    assert moved(before, values(g.weights))


def test_what_is_no_image_or_no_policy_is_refused(networks):
    with pytest.raises(ValueError) as error:
        kerasgan.build_gan(*networks, transforms=["diff_augment"])
    assert str(error.value) == (
        "`transforms`: DiffAugment is for images, (height, width, channels). Received samples of shape (4,)."
    )
    with pytest.raises(
        ValueError, match="^`policy`: expected one of 'color', 'cutout', 'translation'. Received: 'blur'."
    ):
        transforms.DiffAugment("color, blur")


@pytest.mark.parametrize("policy", [["color", "cutout"], None])
def test_a_policy_is_a_text(policy):
    with pytest.raises(ValueError) as error:
        transforms.DiffAugment(policy)
    assert str(error.value) == (f"`policy`: expected a text, such as 'color,translation,cutout'. Received: {policy!r}.")


# === InstanceNoise ===


def test_noise_is_added_as_the_formula_says_and_left_out_without_random_numbers(images, rng):
    noise = rng.normal(size=images.shape).astype("float32")
    found = numpy(transforms.InstanceNoise(0.25)(*map(keras.ops.convert_to_tensor, (images, noise))))
    np.testing.assert_allclose(found, images + 0.25 * noise, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(numpy(transforms.InstanceNoise()(images)), images)


def test_noise_is_normal_and_each_sample_has_its_own():
    drawn = numpy(transforms.InstanceNoise().draw((200, 4, 4, 3), keras.random.SeedGenerator(1)))
    assert drawn.shape == (200, 4, 4, 3) and abs(drawn.mean()) < 0.05 and abs(drawn.std() - 1) < 0.05
    assert len(np.unique(drawn)) > 0.99 * drawn.size


def test_noise_fades_with_the_steps(networks, real, rng):
    """D's loss, by hand: half of the noise at step 2 of 4, none from step 4 on."""
    fading = transforms.InstanceNoise(kerasgan.schedules.Linear(0.4, 0.0, steps=4))
    assert [float(fading.at(step).stddev) for step in (0, 2, 4, 9)] == pytest.approx([0.4, 0.2, 0.0, 0.0])
    gan = kerasgan.build_gan(*networks, transforms=[fading], jit_compile=False)
    assert np.isfinite(gan.train_on_batch(real)["d_loss"])


@pytest.mark.parametrize("stddev", [-0.1, "much", None])
def test_noise_of_no_such_deviation_is_refused(stddev):
    with pytest.raises(ValueError, match="^`stddev`: expected a.*number"):
        transforms.InstanceNoise(stddev)


OURS = [
    transforms.InstanceNoise(0.3),
    transforms.InstanceNoise(kerasgan.schedules.Linear(0.4, 0.0, steps=4)),
    transforms.Packing(3),
    transforms.DiffAugment("color"),
    transforms.Flip(),
    transforms.QuarterTurns(),
    transforms.Adaptive(["flip", transforms.DiffAugment("cutout")], None, 10, 2, 0.5, 0.6),
]


@pytest.mark.parametrize("transform", OURS, ids=lambda transform: type(transform).__name__)
def test_transforms_survive_their_config(transform):
    again = transforms.get(keras.saving.serialize_keras_object(transform))
    assert repr(again) == repr(transform)
    with pytest.raises(ValueError, match="^`transforms`: expected one of 'adaptive', 'diff_augment', 'fl"):
        transforms.get("packin")


def test_conditions_are_packed_as_their_samples_are():
    pack, layers = transforms.Packing(2), keras.layers
    z, c = keras.Input((3,), name="z"), keras.Input((2,), name="condition")
    g = keras.Model([z, c], layers.Dense(4)(layers.Concatenate()([z, c])))
    x, packed = keras.Input((8,)), keras.Input((4,), name="condition")
    d = keras.Model([x, packed], layers.Dense(1)(layers.Concatenate()([x, packed])))
    gan = kerasgan.build_gan(g, d, transforms=[pack])
    samples, conditions = np.arange(16.0).reshape(4, 4), np.arange(8.0).reshape(4, 2)
    with gan.in_play():
        seen = gan.d_inputs(pack(samples), {"condition": conditions})
    assert [np.asarray(part).tolist() for part in seen] == [
        samples.reshape(2, 8).tolist(),
        conditions.reshape(2, 4).tolist(),
    ]
    logs = gan.train_on_batch(samples.astype("float32"), conditions.astype("float32"))
    assert np.isfinite(list(logs.values())).all()


def test_a_condition_that_is_not_packed_is_refused():
    layers = keras.layers
    z, c = keras.Input((3,), name="z"), keras.Input((2,), name="condition")
    g = keras.Model([z, c], layers.Dense(4)(layers.Concatenate()([z, c])))
    x, plain = keras.Input((8,)), keras.Input((2,), name="condition")
    d = keras.Model([x, plain], layers.Dense(1)(layers.Concatenate()([x, plain])))
    with pytest.raises(ValueError, match=r"its input 'condition' has the shape \(None, 2\)"):
        kerasgan.build_gan(g, d, transforms=[transforms.Packing(2)])


# === Pictures beside samples ===

PLACING = {
    "flip": lambda: transforms.Flip(),
    "quarter_turns": lambda: transforms.QuarterTurns(),
    "diff_augment": lambda: transforms.DiffAugment("translation,cutout"),
    "half of them": lambda: transforms.DiffAugment("translation,cutout", probability=0.5),
    "adaptive": lambda: transforms.Adaptive(
        [transforms.DiffAugment("translation,cutout"), "flip"], None, probability=0.5
    ),
}


def translating(shape, dtype="float32"):
    """A GAN of pictures beside pictures of the same shape, whose G makes its condition."""
    layers = keras.layers
    condition, x, beside = (keras.Input(shape, dtype=kind) for kind in (dtype, "float32", dtype))
    d = layers.Dense(1)(layers.Flatten()(layers.Subtract()([x, layers.Lambda(as_float)(beside)])))
    made = layers.Rescaling(1.0)(layers.Dense(shape[-1], use_bias=False)(layers.Lambda(as_float)(condition)))
    return keras.Model(condition, made), keras.Model([x, beside], d)


def as_float(x):
    return keras.ops.cast(x, "float32")


def scene_of(gan, pictures, conditions):
    """What D is shown of pictures that are their own conditions."""
    given = {"real": keras.ops.convert_to_tensor(pictures), gan.conditions[0].name: conditions}
    return gan.scene(gan.moves[0], given, None, gan.draws(gan.moves[0], len(pictures)), None)


@pytest.mark.parametrize("dtype", ["float32", "int32"])
@pytest.mark.parametrize("name", PLACING)
def test_a_picture_beside_a_sample_is_moved_with_it(name, dtype, rng):
    """Where both are the same picture, D sees the same of both."""
    gan = kerasgan.build_gan(*translating((6, 6, 1), dtype), transforms=[PLACING[name]()], jit_compile=False)
    pictures = rng.integers(1, 9, (16, 6, 6, 1)).astype("float32")
    conditions = keras.ops.convert_to_tensor(pictures.astype(dtype))
    with gan.in_play():
        scene = scene_of(gan, pictures, conditions)
        scene.show_fake(scene.data)
        seen, beside = map(numpy, gan.d_inputs(scene.real, scene.conditions, scene.way))
    assert beside.dtype == dtype and (beside != pictures).any()
    np.testing.assert_array_equal(seen, beside)
    np.testing.assert_array_equal(numpy(scene.fake), beside)


@pytest.mark.parametrize("transform", [transforms.DiffAugment("color"), transforms.InstanceNoise()], ids=repr)
def test_colours_and_noise_are_not_those_of_a_picture_beside_a_sample(transform, rng):
    condition = keras.ops.convert_to_tensor(rng.normal(size=(3, 4, 4, 2)).astype("float32"))
    random = transform.draw((3, 4, 4, 2), seed=0)
    np.testing.assert_array_equal(numpy(transform.beside(condition, random)), numpy(condition))
    assert (numpy(transform(condition, random)) != numpy(condition)).any()


def test_what_is_no_picture_stays_as_it_is(rng):
    condition, random = rng.normal(size=(3, 5)).astype("float32"), rng.uniform(size=(3, 7)).astype("float32")
    for transform in (transforms.Flip(), transforms.QuarterTurns(), transforms.DiffAugment()):
        assert transform.beside(condition, random) is condition


def test_a_smaller_picture_is_moved_by_the_same_share_of_its_sides():
    """As far to the right as it goes: an eighth of 16 and of 8 pixels."""
    augment, random = transforms.DiffAugment("translation"), np.full((1, 7), 0.5, "float32")
    random[0, 4] = 0.999
    large, small = (np.ones((1, size, size, 1), "float32") for size in (16, 8))
    assert numpy(augment(large, random))[0, 0, :, 0].tolist() == [0] * 2 + [1] * 14
    assert numpy(augment.beside(small, random))[0, 0, :, 0].tolist() == [0] + [1] * 7


def test_channels_that_come_first_come_first_in_a_picture_beside_too(rng):
    gan = kerasgan.build_gan(*translating((1, 6, 6)), transforms=[transforms.QuarterTurns()], jit_compile=False)
    pictures = rng.normal(size=(8, 1, 6, 6)).astype("float32")
    with gan.in_play():
        scene = scene_of(gan, pictures, keras.ops.convert_to_tensor(pictures))
        seen, beside = map(numpy, gan.d_inputs(scene.real, scene.conditions, scene.way))
    np.testing.assert_array_equal(seen, beside)
    assert (beside != pictures).any()


def test_consistency_moves_a_picture_beside_a_sample_with_it(rng):
    """D sees only how a sample differs from its condition: nothing, moved or not, so there is nothing to pay."""
    term = kerasgan.terms.Consistency(transform=transforms.DiffAugment("translation"))
    gan = kerasgan.build_gan(*translating((6, 6, 1)), terms=[term], transforms=["flip"], jit_compile=False)
    gan.generator.layers[-2].kernel.assign([[1.0]])
    pictures = rng.normal(size=(4, 6, 6, 1)).astype("float32")
    assert gan.train_on_batch(pictures, pictures)["consistency"] == 0


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_a_picture_beside_the_samples_is_packed_as_they_are(data_format):
    first = data_format == "channels_first"

    def shape(channels):
        return (channels, 8, 8) if first else (8, 8, channels)

    def network(inputs, channels):
        joined = keras.layers.Concatenate(axis=1 if first else -1)(inputs)
        return keras.Model(inputs, keras.layers.Conv2D(channels, 1, data_format=data_format)(joined))

    g = network([keras.Input(shape(1), name="z"), keras.Input(shape(1), name="condition")], 1)
    d = network([keras.Input(shape(2), name="x"), keras.Input(shape(2), name="condition")], 1)
    gan = kerasgan.GAN(g, d, transforms=[transforms.Packing(2)])
    assert [tuple(field.shape) for field in gan.conditions] == [shape(1)]


def fading_colours(schedule):
    return transforms.DiffAugment("color", probability=schedule)


@pytest.mark.parametrize("schedule", [fading_colours, transforms.InstanceNoise])
def test_inside_of_consistency_a_schedule_is_followed(schedule):
    fading = schedule(kerasgan.schedules.Linear(0.5, 0.0, 10))
    gan = image_gan()
    gan.compile(terms=[kerasgan.terms.Consistency(transform=fading)], jit_compile=False)
    x = np.linspace(-1, 1, 4 * 64, dtype="float32").reshape(4, 8, 8, 1)
    logs = [gan.train_on_batch(x)["consistency"] for _ in range(14)]
    assert logs[0] > 0 and logs[-1] == 0


def test_inside_of_consistency_a_state_of_its_own_is_refused():
    gan = image_gan()
    with pytest.raises(ValueError, match="`transform`: expected one without a state of its own. Received: .*Adaptive"):
        gan.compile(terms=[kerasgan.terms.Consistency(transform="adaptive")])


@pytest.mark.parametrize("transform", ["quarter_turns", transforms.Adaptive()])
@pytest.mark.parametrize("sample, beside", [((8, 16, 1), (8, 8, 1)), ((8, 8, 1), (4, 8, 1))])
def test_a_picture_of_another_aspect_is_not_turned_otherwise_than_the_sample(transform, sample, beside):
    z, c = keras.Input(sample, name="z"), keras.Input(beside, name="condition")
    x, d_c = keras.Input(sample, name="x"), keras.Input(beside, name="condition")
    flat = keras.layers.Concatenate()([keras.layers.GlobalAveragePooling2D()(one) for one in (z, c)])
    g = keras.Model([z, c], keras.layers.Reshape(sample)(keras.layers.Dense(int(np.prod(sample)))(flat)))
    sums = [keras.layers.GlobalAveragePooling2D()(one) for one in (x, d_c)]
    d = keras.Model([x, d_c], keras.layers.Dense(1)(keras.layers.Concatenate()(sums)))
    with pytest.raises(
        ValueError, match="QuarterTurns can't turn samples of 8x.* pixels and pictures beside them of .x8 a"
    ):
        kerasgan.GAN(g, d, transforms=[transform])
