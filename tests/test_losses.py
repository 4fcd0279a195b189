"""Losses against their formulas in NumPy at double precision, and what the docstrings claim of them."""

import math

import keras
import numpy as np
import pytest
from helpers import sgd
from keras import ops

import kerasgan
from kerasgan import losses

LOGITS = [-100.0, -30.0, -2.5, -1e-3, 0.0, 0.7, 4.0, 30.0, 100.0]


def minus_log_d(logit):
    """-log D(x) in float64, where D = 1 / (1 + e^-logit): the sum, not softplus, wherever float64 can hold it."""
    logit = np.asarray(logit, "float64")
    return np.where(logit < -700, -logit, np.log1p(np.exp(-np.maximum(logit, -700))))


def minus_log_not_d(logit):
    return minus_log_d(-np.asarray(logit, "float64"))


TRUTH = {
    losses.discriminator_cross_entropy: lambda r, f: 0.5 * (minus_log_d(r).mean() + minus_log_not_d(f).mean()),
    losses.non_saturating_generator: lambda r, f: minus_log_d(f).mean(),
    losses.minimax_generator: lambda r, f: -minus_log_not_d(f).mean(),
}


def column(values):
    return np.asarray(values, "float32").reshape(-1, 1)


def loss_of(function, real, fake):
    """The loss as a float, of tensors made of lists."""
    return float(ops.convert_to_numpy(function(*(ops.convert_to_tensor(column(part)) for part in (real, fake)))))


def slope(function, real, fake):
    """d loss / d logit of a single real and a single generated logit, by central differences."""
    step = 1e-2
    up, down = (np.array([real, fake]) + sign * step * np.eye(2) for sign in (1, -1))
    return [(loss_of(function, *up[i]) - loss_of(function, *down[i])) / (2 * step) for i in (0, 1)]


def sigmoid(logit):
    return 1 / (1 + np.exp(-logit))


# === Values ===


@pytest.mark.parametrize("function", TRUTH, ids=lambda f: f.__name__)
@pytest.mark.parametrize("real", LOGITS)
def test_every_loss_is_its_formula_up_to_logits_of_a_hundred(function, real):
    for fake in LOGITS:
        found = loss_of(function, [real], [fake])
        assert math.isfinite(found)
        np.testing.assert_allclose(found, TRUTH[function](real, fake), rtol=2e-6, atol=1e-30)


@pytest.mark.parametrize("function", TRUTH, ids=lambda f: f.__name__)
def test_a_loss_is_the_mean_over_the_batch(function, rng):
    real, fake = rng.normal(0, 3, (2, 16))
    np.testing.assert_allclose(loss_of(function, real, fake), TRUTH[function](real, fake), rtol=1e-5)
    np.testing.assert_allclose(
        loss_of(function, np.tile(real, 3), np.tile(fake, 3)), loss_of(function, real, fake), rtol=1e-5
    )


def test_the_loss_of_d_is_what_keras_reports_on_the_concatenated_batch(rng):
    real, fake = rng.normal(0, 3, (2, 16))
    keras_loss = keras.losses.BinaryCrossentropy(from_logits=True)
    targets, logits = column([1.0] * 16 + [0.0] * 16), column([*real, *fake])
    expected = float(ops.convert_to_numpy(keras_loss(targets, logits)))
    np.testing.assert_allclose(loss_of(losses.discriminator_cross_entropy, real, fake), expected, rtol=1e-5)


def test_a_guessing_d_costs_log_2():
    guesses = np.zeros(5)
    assert loss_of(losses.discriminator_cross_entropy, guesses, guesses) == pytest.approx(math.log(2), rel=1e-6)
    assert loss_of(losses.non_saturating_generator, guesses, guesses) == pytest.approx(math.log(2), rel=1e-6)
    assert loss_of(losses.minimax_generator, guesses, guesses) == pytest.approx(-math.log(2), rel=1e-6)


def test_a_batch_of_d_may_be_uneven():
    """Each half counts for a half, however many samples it has."""
    found = loss_of(losses.discriminator_cross_entropy, [2.0] * 3, [-1.0])
    assert found == pytest.approx(0.5 * (minus_log_d(2.0) + minus_log_not_d(-1.0)), rel=1e-5)


def test_the_optimal_d_reaches_log_2_minus_the_jensen_shannon_divergence():
    """Discrete p and q, samples in exactly their proportions: the divergence itself from SciPy, not from a GAN."""
    from scipy.spatial.distance import jensenshannon

    p, q = np.array([1, 4, 3, 2]), np.array([5, 2, 1, 2])
    best = np.log(p / q)  # D = p / (p + q)
    real, fake = np.repeat(best, p), np.repeat(best, q)
    d_loss = loss_of(losses.discriminator_cross_entropy, real, fake)
    assert math.log(2) - d_loss == pytest.approx(jensenshannon(p / 10, q / 10) ** 2, rel=1e-4)
    for worse in (best + 0.3, best * 0.5, -best):
        assert loss_of(losses.discriminator_cross_entropy, np.repeat(worse, p), np.repeat(worse, q)) > d_loss


# === Gradients ===


@pytest.mark.parametrize("logit", [-6.0, -1.0, 0.0, 1.0, 6.0])
def test_gradients_are_those_that_the_docstrings_claim(logit):
    close = {"rtol": 2e-2, "atol": 1e-4}
    np.testing.assert_allclose(slope(losses.non_saturating_generator, 0, logit), [0, sigmoid(logit) - 1], **close)
    np.testing.assert_allclose(slope(losses.minimax_generator, 0, logit), [0, -sigmoid(logit)], **close)
    of_d = slope(losses.discriminator_cross_entropy, logit, logit)
    np.testing.assert_allclose(of_d, [0.5 * (sigmoid(logit) - 1), 0.5 * sigmoid(logit)], **close)


def test_minimax_saturates_where_non_saturating_does_not():
    """D rejects the samples: D = sigmoid(-8), 0.0003."""
    assert slope(losses.non_saturating_generator, 0, -8.0)[1] == pytest.approx(-1, abs=1e-2)
    assert slope(losses.minimax_generator, 0, -8.0)[1] == pytest.approx(0, abs=1e-3)


def test_both_losses_of_g_fall_when_d_takes_more_samples_for_real():
    for function in (losses.non_saturating_generator, losses.minimax_generator):
        found = [loss_of(function, [0.0], [logit]) for logit in (-4.0, -1.0, 0.0, 1.0, 4.0)]
        assert found == sorted(found, reverse=True) and len(set(found)) == 5


# === The contract of a pair ===


@pytest.fixture(params=losses.PAIRS.values(), ids=losses.PAIRS)
def pair(request):
    return request.param


def test_pairs_take_real_and_fake_and_return_finite_scalars(pair):
    for scale in (0.0, 1.0, 100.0):
        real, fake = (ops.convert_to_tensor(column([scale, -scale, scale])) for _ in range(2))
        for function in (pair.discriminator, pair.generator):
            loss = function(real, fake)
            assert tuple(loss.shape) == () and keras.backend.standardize_dtype(loss.dtype) == "float32"
            assert math.isfinite(float(ops.convert_to_numpy(loss)))


def test_pairs_reward_a_better_d_and_punish_g_for_it(pair):
    bad, guess, good = (loss_of(pair.discriminator, [side] * 4, [-side] * 4) for side in (-2.0, 0.0, 2.0))
    assert good < guess < bad
    fooled, rejected = (loss_of(pair.generator, [0.0] * 4, [logit] * 4) for logit in (2.0, -2.0))
    assert fooled < rejected


def test_generators_that_do_not_use_real_do_without_it(pair):
    if not pair.uses_real:
        fake = ops.convert_to_tensor(column([0.5, -1.0]))
        expected = pair.generator(ops.convert_to_tensor(column([7.0, 8.0])), fake)
        assert float(ops.convert_to_numpy(pair.generator(None, fake))) == float(ops.convert_to_numpy(expected))


def test_names_of_pairs_are_their_keys_and_survive_saving(pair):
    assert losses.PAIRS[pair.name] is pair
    assert losses.serialize(pair) == pair.name
    assert losses.get(losses.serialize(pair)) is pair
    assert repr(pair) == f"LossPair({pair.name!r})"


def test_the_estimate_of_the_divergence_is_log_2_minus_the_loss_of_d(pair):
    estimates = pair.estimates(0.5)
    assert estimates == ({"jsd": pytest.approx(math.log(2) - 0.5)} if pair.jsd else {})


def test_pairs_train_a_gan(networks, real, pair):
    gan = kerasgan.build_gan(*networks, loss=pair, g_optimizer=sgd(), d_optimizer=sgd())
    assert all(math.isfinite(value) for value in gan.train_on_batch(real).values())


# === Finding, saving, bringing one's own ===


def test_get_takes_a_name_a_pair_and_a_config():
    assert losses.get("minimax") is losses.minimax
    assert losses.get(losses.minimax) is losses.minimax
    assert losses.get(losses.minimax.get_config()).name == "minimax"


@pytest.mark.parametrize(
    "identifier, ending",
    [
        ("minmax", "Received: 'minmax'. Did you mean 'minimax'?"),
        ("hinge", "Received: 'hinge'."),
        (None, "Received: None."),
        (3, "Received: 3."),
    ],
)
def test_an_unknown_name_is_answered_with_the_known_ones(identifier, ending):
    with pytest.raises(ValueError) as error:
        losses.get(identifier)
    assert str(error.value) == f"`loss`: expected one of 'minimax', 'non_saturating'. {ending}"


@keras.saving.register_keras_serializable(package="test_losses")
def critic(real, fake):
    return ops.mean(fake) - ops.mean(real)


@keras.saving.register_keras_serializable(package="test_losses")
def relative_actor(real, fake):
    return ops.mean(real) - ops.mean(fake)


def own_pair():
    return losses.LossPair(critic, relative_actor, name="earth_mover", uses_real=True)


def test_a_pair_of_ones_own_keeps_everything_in_its_config():
    import json

    config = json.loads(json.dumps(losses.serialize(own_pair())))
    again = losses.get(config)
    assert (again.discriminator, again.generator) == (critic, relative_actor)
    assert (again.name, again.jsd, again.uses_real) == ("earth_mover", False, True)
    assert again.get_config() == config


def test_a_pair_of_ones_own_may_borrow_a_function_of_ours():
    mixed = losses.LossPair(losses.discriminator_cross_entropy, relative_actor, name="mixed", jsd=True, uses_real=True)
    again = losses.get(losses.serialize(mixed))
    assert (again.discriminator, again.generator) == (losses.discriminator_cross_entropy, relative_actor)
    assert again.jsd


def test_a_pair_of_ones_own_with_a_name_of_ours_is_not_taken_for_ours():
    impostor = losses.LossPair(critic, relative_actor, name="minimax")
    assert losses.get(losses.serialize(impostor)).discriminator is critic


def test_a_pair_of_ones_own_trains_and_is_saved_with_the_gan(networks, real, tmp_path):
    gan = kerasgan.build_gan(*networks, loss=own_pair(), g_optimizer=sgd(), d_optimizer=sgd())
    logs = gan.train_on_batch(real)
    assert sorted(logs) == ["d_accuracy", "d_loss", "g_loss"]
    gan.save(tmp_path / "gan.keras")
    assert keras.models.load_model(tmp_path / "gan.keras").loss_pair.get_config() == own_pair().get_config()


def test_the_loss_of_g_sees_the_real_logits_where_it_asks_for_them(networks, real, rng):
    """G's loss, real minus fake, recomputed by hand with the D that its own update left behind."""
    gan = kerasgan.build_gan(*networks, loss=own_pair(), g_optimizer=sgd(), d_optimizer=sgd())
    noise = rng.normal(size=(2, 8, 3)).astype("float32")
    g = gan.generator.get_weights()
    logs = gan.train_on_batch(real, noise=noise)
    w, b, v, c = gan.discriminator.get_weights()

    def judge(x):
        return np.tanh(x @ w + b) @ v + c

    fake = np.maximum(noise[1] @ g[0] + g[1], 0) @ g[2] + g[3]
    assert logs["g_loss"] == pytest.approx(judge(real).mean() - judge(fake).mean(), rel=1e-4, abs=1e-6)
