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
    losses.no_generator: lambda r, f: 0.0,
    losses.least_squares_discriminator: lambda r, f: 0.5 * ((r - 1) ** 2).mean() + 0.5 * (f**2).mean(),
    losses.least_squares_generator: lambda r, f: 0.5 * ((f - 1) ** 2).mean(),
    losses.wasserstein_critic: lambda r, f: f.mean() - r.mean(),
    losses.wasserstein_generator: lambda r, f: -f.mean(),
    losses.hinge_discriminator: lambda r, f: np.maximum(0, 1 - r).mean() + np.maximum(0, 1 + f).mean(),
    losses.relativistic_discriminator: lambda r, f: minus_log_d(r - f).mean(),
    losses.relativistic_generator: lambda r, f: minus_log_d(f - r).mean(),
    losses.relativistic_average_discriminator: lambda r, f: (
        0.5 * (minus_log_d(r - f.mean()).mean() + minus_log_not_d(f - r.mean()).mean())
    ),
    losses.relativistic_average_generator: lambda r, f: (
        0.5 * (minus_log_d(f - r.mean()).mean() + minus_log_not_d(r - f.mean()).mean())
    ),
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
        expected = TRUTH[function](np.array([real], "float64"), np.array([fake], "float64"))
        np.testing.assert_allclose(found, expected, rtol=2e-6, atol=1e-30)


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


def best_of(pair, p, q, candidates):
    """The output, among candidates, that minimises D's loss where real samples have share p and others q."""
    costs = [
        loss_of(pair.discriminator, [c], [0.0]) * p + loss_of(pair.discriminator, [0.0], [c]) * q for c in candidates
    ]
    return candidates[int(np.argmin(costs))]


def test_optimal_outputs_are_those_that_the_docstrings_claim():
    """D's loss is a sum over real and over generated samples, so one point of the sample space is enough."""
    grid = np.linspace(-1.5, 1.5, 301)
    for p, q in ((0.8, 0.2), (0.3, 0.7)):
        assert best_of(losses.least_squares, p, q, grid) == pytest.approx(p / (p + q), abs=0.006)
        assert best_of(losses.hinge, p, q, grid) == pytest.approx(np.sign(p - q), abs=0.006)
        smooth = best_of(losses.smoothed(real=0.9, fake=0.1), p, q, np.linspace(-4, 4, 801))
        assert sigmoid(smooth) == pytest.approx((0.9 * p + 0.1 * q) / (p + q), abs=0.003)


def test_the_hinge_at_its_optimum_is_two_minus_the_distance_of_the_densities():
    p, q = np.array([1, 4, 3, 2]), np.array([5, 2, 1, 2])
    best = np.sign(p - q)
    found = loss_of(losses.hinge.discriminator, np.repeat(best, p), np.repeat(best, q))
    assert found == pytest.approx(2 - np.abs(p - q).sum() / 10, rel=1e-6)


def test_the_best_critic_of_slope_one_tells_the_wasserstein_distance(rng):
    """In one dimension with shifted samples that critic is minus the coordinate; the distance is SciPy's."""
    from scipy.stats import wasserstein_distance

    real = rng.normal(0, 1, 64)
    fake = real + 3.0
    assert -loss_of(losses.wasserstein_critic, -real, -fake) == pytest.approx(
        wasserstein_distance(real, fake), rel=1e-5
    )


def test_relativistic_losses_only_see_differences(rng):
    real, fake = rng.normal(0, 2, (2, 8))
    for pair in (losses.relativistic, losses.relativistic_average):
        for function in (pair.discriminator, pair.generator):
            assert loss_of(function, real + 3, fake + 3) == pytest.approx(loss_of(function, real, fake), rel=1e-4)


def test_smoothing_and_flipping_are_their_means_by_hand(rng):
    real, fake = rng.normal(0, 2, (2, 8))
    one_sided = 0.9 * minus_log_d(real) + 0.1 * minus_log_not_d(real)
    expected = 0.5 * (one_sided.mean() + minus_log_not_d(fake).mean())
    assert loss_of(losses.smoothed().discriminator, real, fake) == pytest.approx(expected, rel=1e-5)
    both = losses.smoothed(real=0.95, fake=0.05).discriminator
    assert loss_of(losses.flipped().discriminator, real, fake) == pytest.approx(loss_of(both, real, fake), rel=1e-5)
    flips = np.array([[a, b] for a in (0, 1) for b in (0, 1)])  # of one real and one generated sample, all four cases
    hinge = [max(0, 1 - real[0]) if not a else max(0, 1 + real[0]) for a, _ in flips]
    hinge = [cost + (max(0, 1 + fake[0]) if not b else max(0, 1 - fake[0])) for cost, (_, b) in zip(hinge, flips)]
    mean = np.dot(hinge, np.prod(np.where(flips, 0.2, 0.8), axis=1))
    assert loss_of(losses.flipped("hinge", 0.2).discriminator, real[:1], fake[:1]) == pytest.approx(mean, rel=1e-5)


def test_soft_targets_survive_saving():
    import json

    for pair in (losses.smoothed("minimax", 0.8), losses.flipped("hinge", 0.1)):
        again = losses.get(json.loads(json.dumps(losses.serialize(pair))))
        assert again.name == pair.name and again.generator is pair.generator and not again.jsd
        assert loss_of(again.discriminator, [1.0], [2.0]) == loss_of(pair.discriminator, [1.0], [2.0])


@pytest.mark.parametrize(
    "call, message",
    [
        (
            lambda: losses.smoothed(real=1.1),
            "`real`, `fake`: expected 0 <= fake < real <= 1. Received: real=1.1, fake=0.0.",
        ),
        (
            lambda: losses.smoothed("hinge"),
            "`generator`: expected one of 'minimax', 'non_saturating'. Received: 'hinge'.",
        ),
        *(
            (
                lambda name=name: losses.flipped(name),
                f"`pair`: {name!r} has no labels to flip: its D only compares real with generated samples.",
            )
            for name in ("wasserstein", "relativistic", "relativistic_average")
        ),
        (lambda: losses.flipped("hinge", 0.5), "`probability`: expected a number from 0 to below 0.5. Received: 0.5."),
    ],
)
def test_wrong_soft_targets_are_refused(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == message


def test_accuracy_counts_by_the_threshold_or_by_pairs():
    real, fake = (ops.convert_to_tensor(column(side)) for side in ([2.0, 0.3, -1.0, 0.7], [1.0, -2.0, 0.2, 0.6]))
    found = {pair.name: float(ops.convert_to_numpy(pair.accuracy(real, fake))) for pair in losses.PAIRS.values()}
    assert found["non_saturating"] == found["hinge"] == (3 + 1) / 8
    assert found["least_squares"] == (2 + 2) / 8
    assert found["wasserstein"] == found["relativistic"] == 3 / 4


@pytest.mark.parametrize("loss", ["wasserstein", "least_squares"])
def test_a_score_and_a_sigmoid_are_refused_together(networks, loss):
    d = kerasgan.build_discriminator("mlp", (4,), output_activation="sigmoid")
    with pytest.raises(ValueError) as error:
        kerasgan.build_gan(networks[0], d, loss=loss)
    assert str(error.value) == (
        f"`loss`: {loss!r} needs a D that ends without an activation, whose output can be any number. 'discriminator' "
        "ends in a probability. Build it with `output_activation=None`."
    )


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
    middle = pair.threshold or 0.0
    sides = ([[middle + sign * side] * 4 for sign in (1, -1)] for side in (-0.4, 0.0, 0.4))
    bad, guess, good = (loss_of(pair.discriminator, *side) for side in sides)
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
        ("hinges", "Received: 'hinges'. Did you mean 'hinge'?"),
        ("LeastSquares", "Received: 'LeastSquares'. Did you mean 'least_squares'?"),
        (None, "Received: None."),
        (3, "Received: 3."),
    ],
)
def test_an_unknown_name_is_answered_with_the_known_ones(identifier, ending):
    with pytest.raises(ValueError) as error:
        losses.get(identifier)
    known = ", ".join(map(repr, sorted(losses.PAIRS)))
    assert str(error.value) == f"`loss`: expected one of {known}. {ending}"


def test_a_function_alone_and_a_config_of_something_else_are_refused():
    for own in (critic, (critic, relative_actor)):
        with pytest.raises(ValueError, match="One of your own is a `losses.LossPair` of two functions"):
            losses.get(own)
    with pytest.raises(ValueError) as error:
        losses.get({"nam": "mine", "discriminator": "d", "generator": "g"})
    assert str(error.value) == (
        "2 problems:\n"
        "  1. `loss`: the config of a LossPair takes no `nam`. Known: discriminator, generator, jsd, linear, name, "
        "threshold, uses_real. Did you mean 'name'?\n"
        "  2. `loss`: the config of a LossPair needs `name`. Received: {'nam': 'mine', 'discriminator': 'd', "
        "'generator': 'g'}."
    )


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


@pytest.mark.parametrize("make", [lambda: losses.smoothed(real="0.9"), lambda: losses.flipped("hinge", None)])
def test_what_is_no_number_is_named(make):
    with pytest.raises(ValueError, match="^`(real`, `fake|probability)`: expected "):
        make()
