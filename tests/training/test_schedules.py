"""Schedules: their values, in terms, transforms and Adam; saved, and resumed to the bit."""

import json
import math

import keras
import numpy as np
import pytest
from helpers import sgd, value, values

import kerasgan
from kerasgan import schedules, terms, transforms

ALL = [schedules.Cosine(1.0, 3.0, 4), schedules.Linear(1.0, 3.0, 4), schedules.Step([1.0, 3.0, 2.0], [2, 4])]


def numbers(schedule, steps):
    return [float(value(keras.ops.convert_to_tensor(schedule(step)))) for step in steps]


def test_values_are_those_of_the_formulas():
    steps = range(6)
    cosine = [1 + (1 - math.cos(math.pi * min(step / 4, 1))) for step in steps]
    assert numbers(ALL[0], steps) == pytest.approx(cosine, abs=1e-6)
    assert numbers(ALL[1], steps) == [1, 1.5, 2, 2.5, 3, 3]
    assert numbers(ALL[2], steps) == [1, 1, 3, 3, 2, 2]


@pytest.mark.parametrize("schedule", ALL, ids=lambda one: type(one).__name__)
def test_configs_come_back_by_their_short_names_too(schedule):
    config = json.loads(json.dumps(schedules.serialize(schedule)))
    assert repr(schedules.get("x", config)) == repr(schedule)
    short = {"class_name": type(schedule).__name__.lower(), "config": schedule.get_config()}
    assert repr(schedules.get("x", short)) == repr(schedule)


def test_those_of_keras_are_taken():
    decay = schedules.get("x", {"class_name": "ExponentialDecay", "config": dict(zip(RATES, (1.0, 1, 0.5)))})
    assert isinstance(decay, keras.optimizers.schedules.ExponentialDecay)
    assert terms.R1(decay).weight is decay


RATES = ("initial_learning_rate", "decay_steps", "decay_rate")


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: schedules.Cosine("a", 0, 0), "2 problems"),
        (lambda: schedules.Step([1], [2]), "`values`: expected one more than boundaries, 2. Received: 1."),
        (lambda: schedules.Step([1, 2, 3], [4, 4]), r"`boundaries`: expected steps that ascend. Received: \[4, 4\]."),
        (lambda: terms.R1({"class_name": "cosin"}), "Did you mean 'cosine'?"),
        (lambda: terms.R1("much"), "`weight`: expected a finite number of at least 0. Received: 'much'."),
        (lambda: terms.R1({"class_name": "linear"}), "`weight`: Linear needs `start`."),
        (
            lambda: transforms.DiffAugment(probability=1.5),
            "`probability`: expected a number from 0 to 1. Received: 1.5",
        ),
        (lambda: kerasgan.ScheduledAdam(beta_2="a", ema_half_life=-1), "2 problems"),
        (
            lambda: kerasgan.ScheduledAdam(beta_2=schedules.Cosine(0.9, 1.5, 7)),
            r"`beta_2`: expected a number from 0 to 1. Received: 1.5. It is a value of Cosine\(0.9, 1.5, steps=7\).",
        ),
        (
            lambda: transforms.DiffAugment(probability=schedules.Step([0.5, 2], [3])),
            r"`probability`: expected a number from 0 to 1. Received: 2. It is a value of Step\(\[0.5, 2\], \[3\]\).",
        ),
        (
            lambda: transforms.InstanceNoise(schedules.Linear(0.2, -0.2, 9)),
            "`stddev`: expected a finite number of at least 0. Received: -0.2. It is a value of Linear",
        ),
    ],
)
def test_bad_input_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.fixture
def scheduled(networks):
    """A GAN in which all changes that can."""
    adam = [
        kerasgan.ScheduledAdam(schedules.Cosine(0.01, 0.0, 6), 0.0, ALL[1].__class__(0.5, 0.9, 4), ema_half_life=half)
        for half in (schedules.Cosine(0, 3, 4), None)
    ]
    some = [terms.R1(schedules.Cosine(1.0, 0.1, 4)), terms.LeCam(schedules.Step([0.0, 1.0], [2]))]
    return kerasgan.build_gan(
        *networks, terms=some, d_steps=2, g_optimizer=adam[0], d_optimizer=adam[1], jit_compile=False
    )


def test_the_weight_of_a_term_is_that_of_the_step(networks, real, rng):
    """At a learning rate of zero the value without its weight is always the same."""
    some = [terms.R1(schedules.Linear(4.0, 0.0, 4)), terms.R1(1.0, name="plain")]
    gan = kerasgan.build_gan(*networks, terms=some, g_optimizer=sgd(0.0), d_optimizer=sgd(0.0), d_steps=2)
    noise = rng.normal(size=(5, 3, 8, 3)).astype("float32")
    logs = gan.train_on_batches({"real": np.stack([real] * 5), "noise": noise})
    found = keras.ops.convert_to_numpy(logs["r1"]) / keras.ops.convert_to_numpy(logs["plain"])
    np.testing.assert_allclose(found, [4, 3, 2, 1, 0], rtol=1e-5)


def test_a_run_goes_on_to_the_bit(scheduled, rng, tmp_path):
    gan, data = scheduled, rng.normal(size=(32, 4)).astype("float32")
    start = values(gan.state)
    options = {"batch_size": 8, "verbose": 0, "seed": 5, "steps_per_execution": 1}
    kerasgan.fit_gan(gan, data, steps=4, **options)
    whole = values(gan.state)
    for variable, before in zip(gan.state, start):
        variable.assign(before)
    kerasgan.fit_gan(gan, data, steps=2, checkpoint=tmp_path / "run", **options)
    kerasgan.fit_gan(gan, data, steps=4, checkpoint=tmp_path / "run", **options)
    for one, other in zip(values(gan.state), whole):
        np.testing.assert_array_equal(one, other)


def test_all_is_saved(scheduled, tmp_path):
    scheduled.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    assert [repr(term) for term in again.terms] == [repr(term) for term in scheduled.terms]
    for key in "gd":
        assert again.optimizer.of(key).get_config() == scheduled.optimizer.of(key).get_config()


def test_adam_moves_by_the_beta_2_of_the_step():
    """Two updates by hand."""
    adam = kerasgan.ScheduledAdam(0.1, 0.5, schedules.Linear(0.5, 0.9, 1), epsilon=1e-7)
    variable = keras.Variable(np.array([1.0], "float32"))
    adam.build([variable])
    x, m, v = 1.0, 0.0, 0.0
    for count, (gradient, beta_2) in enumerate(zip((2.0, -1.0), (0.5, 0.9)), 1):
        adam.apply([keras.ops.convert_to_tensor([gradient])], [variable])
        m, v = 0.5 * m + 0.5 * gradient, beta_2 * v + (1 - beta_2) * gradient**2
        x -= 0.1 * math.sqrt(1 - beta_2**count) / (1 - 0.5**count) * m / (math.sqrt(v) + 1e-7)
        assert float(value(variable)[0]) == pytest.approx(x, rel=1e-5)


def test_averages_forget_half_in_a_half_life():
    adam = kerasgan.ScheduledAdam(1.0, ema_half_life=schedules.Step([0.0, 1.0], [1]))
    assert adam.use_ema and float(adam.ema_momentum) == 0
    adam.iterations.assign(1)
    assert float(adam.ema_momentum) == 0.5
    assert kerasgan.ScheduledAdam(ema_half_life=None).use_ema is False
    plain = kerasgan.ScheduledAdam(use_ema=True, ema_momentum=0.75)
    assert plain.ema_momentum == 0.75 == plain.get_config()["ema_momentum"]


def test_diff_augment_changes_as_many_images_as_its_probability_says(rng):
    x = rng.uniform(0.5, 1, (400, 8, 8, 1)).astype("float32")
    augment = transforms.DiffAugment("cutout", schedules.Linear(0.0, 1.0, 10))
    random = augment.draw(x.shape, keras.random.SeedGenerator(0))
    shares = [
        (value(augment.at(step)(keras.ops.convert_to_tensor(x), random)) != x).any((1, 2, 3)).mean()
        for step in (0, 3, 10)
    ]
    assert shares == [0, pytest.approx(0.3, abs=0.08), 1]
    assert transforms.get(keras.saving.serialize_keras_object(augment)).get_config() == augment.get_config()
    assert tuple(transforms.DiffAugment().draw(x.shape, keras.random.SeedGenerator(0)).shape) == (400, 7)


def test_a_gan_draws_its_transform_at_its_step(rng):
    layers = keras.layers
    g = keras.Sequential([keras.Input((3,)), layers.Dense(64), layers.Reshape((8, 8, 1))])
    d = keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(1)])
    cutout = transforms.DiffAugment("cutout", schedules.Step([0.0, 1.0], [1]))
    gan = kerasgan.build_gan(g, d, transforms=[cutout], g_optimizer=sgd(0.0), d_optimizer=sgd(0.0), loss="wasserstein")
    x = np.ones((2, 4, 8, 8, 1), "float32")
    gan.train_on_batches({"real": x, "noise": rng.normal(size=(2, 2, 4, 3)).astype("float32")})
    random = {"real_0": keras.ops.zeros((4, 8))}
    assert (value(gan.view(keras.ops.convert_to_tensor(x[0]), random, "real")) == 0).any()
    gan.optimizer.iterations.assign(0)
    assert (value(gan.view(keras.ops.convert_to_tensor(x[0]), random, "real")) == 1).all()
