import keras
import numpy as np
import pytest
from scipy.spatial import distance

import kerasgan
from kerasgan import losses
from kerasgan.callbacks.doctor import evidence


def pulls(pair):
    return {name: number(value) for name, value in evidence.pulls(pair).items()}


def slope(pair, real, fake):
    return number(evidence.slope(pair, *(keras.ops.convert_to_tensor(x, "float32") for x in (real, fake))))


def number(tensor):
    return float(keras.ops.convert_to_numpy(tensor))


def test_logits_say_how_often_d_is_right():
    found = evidence.of_logits([[1.0], [2.0], [-1.0], [3.0]], [[-1.0], [0.5], [-2.0], [1.0]])
    assert found["real_right"] == 0.75 and found["fake_right"] == 0.5
    assert found["real_logit"] == 1.25 and found["fake_logit"] == -0.375
    assert found["auc"] == (3.5 + 4 + 1.5 + 4) / 16  # pairs won by the real one, a tie counting half


def test_what_d_takes_for_real_depends_on_the_loss():
    found = evidence.of_logits([0.9, 0.6], [0.2, 0.55], 0.5)
    assert found["real_right"] == 1.0 and found["fake_right"] == 0.5
    found = evidence.of_logits([-5.0, -6.0], [-7.0, -5.5], None)
    assert found["real_right"] == found["fake_right"] == found["auc"] == 0.75


def test_samples_are_compared_in_units_of_the_data(rng):
    real, fake = rng.normal(size=(50, 3)), rng.normal(2.0, 0.5, size=(50, 3))
    found = evidence.of_samples(real, fake)
    scale = distance.pdist(real).mean()
    assert found["spread"] == pytest.approx(distance.pdist(fake).mean() / scale)
    assert found["variance"] == pytest.approx(np.trace(np.cov(fake.T)) / np.trace(np.cov(real.T)))
    assert found["shift"] == pytest.approx(np.linalg.norm(fake.mean(0) - real.mean(0)) / scale)
    again = evidence.of_samples(1000 * real, 1000 * fake)
    assert again == pytest.approx(found | {"apart": 1000 * distance.cdist(real, fake).mean()})


def test_saturation_and_reach_are_shares_of_values():
    real, fake = np.array([[-1.0, 0.0], [300.0, 0.5]]), np.array([[0.99, -0.995], [0.5, 1.0]])
    found = evidence.of_samples(real, fake, (-1.0, 1.0))
    assert found["fake_saturated"] == 0.75 and found["real_saturated"] == 0.5 and found["out_of_reach"] == 0.25
    assert evidence.of_samples(real, fake)["fake_saturated"] == 0.0


def test_data_that_are_all_alike_have_no_unit():
    assert evidence.ratio(0.0, 0.0) == 1.0 and evidence.ratio(1.0, 0.0) == np.inf
    assert evidence.pairs(np.zeros((1, 2))) == 0.0


def test_effective_classes_is_exp_of_the_entropy():
    assert evidence.effective_classes(np.eye(4)) == pytest.approx(4.0)
    assert evidence.effective_classes(np.eye(4)[[0, 0, 0]]) == 1.0
    assert evidence.effective_classes(np.eye(2)[[0, 0, 0, 1]]) == pytest.approx(1 / (0.75**0.75 * 0.25**0.25))


def test_obedience_is_how_often_the_mean_of_the_label_is_nearer_than_another():
    """Classes lie at 0, 10 and 20. One sample is of its label; one of label 0 lies at 20, nearer to both others."""
    real = np.array([[-1.0], [1.0], [10.0], [20.0]])
    labels = np.array([0, 0, 1, 2])
    assert evidence.obedience(real, np.array([[0.0], [1.0], [9.0], [21.0]]), labels) == 1.0
    assert evidence.obedience(real, np.array([[0.0], [20.0], [9.0], [21.0]]), labels) == 6 / 8
    assert evidence.obedience(real, real, np.zeros(4, int)) == 0.5


def test_wandering_tells_going_to_and_fro_from_going_on():
    there_and_back = evidence.wandering([np.array([x, 0.0]) for x in (0, 2, 0, 2, 0, 2)], 1.0)
    onwards = evidence.wandering([np.array([x, 0.0]) for x in range(11)], 2.0)
    assert there_and_back == {"drift": 2.0, "extent": pytest.approx(2.0), "swings": 5.0}
    assert onwards == {"drift": 0.5, "extent": pytest.approx(4.0), "swings": 1.0}
    assert evidence.wandering([np.zeros(2)], 1.0) == {"drift": 0.0, "extent": 0.0, "swings": 0.0}
    assert evidence.wandering([np.zeros(2)] * 3, 1.0) == {"drift": 0.0, "extent": 0.0, "swings": 0.0}


def test_going_round_slowly_is_seen(rng):
    turns = np.arange(40) * 2 * np.pi / 16  # two and a half rounds
    circle = np.stack([np.cos(turns), np.sin(turns), *np.zeros((8, 40))], axis=1)
    found = evidence.wandering(list(circle + 0.05 * rng.normal(size=circle.shape)), 1.0)
    assert found["extent"] == pytest.approx(2.0, rel=0.1) and found["swings"] == pytest.approx(5, abs=1)


def test_a_leap_and_a_tremble_are_no_swings(rng):
    tremble = 0.05 * rng.normal(size=(40, 10))
    tremble[0] += 9.0
    assert evidence.wandering(list(tremble), 1.0)["extent"] < 0.5
    onwards = 0.05 * rng.normal(size=(40, 10)) + np.linspace(0, 3, 40)[:, None]
    assert evidence.wandering(list(onwards), 1.0)["swings"] <= 1


def test_what_has_come_to_rest_swings_no_more(rng):
    before = [np.array([x, 0.0]) for x in (0, 2) * 8]
    assert evidence.wandering(before, 1.0)["extent"] == pytest.approx(2.0)
    assert evidence.wandering(before + [np.array([1.0, 0.0])] * 20, 1.0)["extent"] == 0.0


def test_missing_modes_are_seen_though_the_others_are_far_apart(rng):
    places = np.array([[np.cos(t), np.sin(t)] for t in np.arange(8) * np.pi / 4])
    around = lambda modes: places[rng.choice(modes, 128)] + 0.02 * rng.normal(size=(128, 2))  # noqa: E731
    real = around(8)
    found = {name: evidence.of_samples(real, around(modes)) for name, modes in (("all", 8), ("two", [0, 4]))}
    assert found["two"]["spread"] > 0.7  # which says nothing
    assert found["two"]["missed"] > 0.3 > 0.05 > found["two"]["strayed"]
    assert found["all"]["missed"] < 0.02 and found["all"]["strayed"] < 0.02


def test_distances_are_those_of_scipy(rng):
    a, b = rng.normal(5.0, size=(7, 3)), rng.normal(size=(4, 3))
    np.testing.assert_allclose(evidence.distances(a, b), distance.cdist(a, b), rtol=1e-6)
    assert evidence.pairs(a) == pytest.approx(distance.pdist(a).mean(), rel=1e-6)
    assert evidence.pairs(np.full((5, 2), 1000.3)) == 0.0


@pytest.mark.parametrize("name", sorted(losses.PAIRS))
def test_every_loss_of_ours_pulls_the_right_way(name):
    found = pulls(losses.PAIRS[name])
    assert min(found["d_pull"], found["g_pull"], found["d_real_pull"], found["d_fake_pull"]) > 0


def test_the_slope_of_the_loss_of_a_sure_discriminator():
    sure = np.full((4, 1), 10.0), np.full((4, 1), -10.0)
    assert slope(losses.minimax, *sure) == pytest.approx(2 * np.exp(-10), rel=0.1)
    assert slope(losses.non_saturating, *sure) == pytest.approx(2.0, rel=0.01)
    assert slope(losses.minimax, 0 * sure[0], 0 * sure[1]) == pytest.approx(1.0)
    still = losses.LossPair(losses.minimax.discriminator, lambda r, f: keras.ops.zeros(()), name="still")
    assert slope(still, *sure) == 1.0  # G learns from terms alone
    for name, pair in losses.PAIRS.items():
        assert name == "minimax" or slope(pair, *sure) > 0.5


def test_exchanged_labels_pull_the_wrong_way():
    ours = losses.non_saturating
    pair = kerasgan.losses.LossPair(lambda r, f: ours.discriminator(f, r), ours.generator, name="exchanged")
    assert pulls(pair)["d_pull"] == pytest.approx(-1.0) and pulls(pair)["g_pull"] > 0


def test_a_loss_that_forgets_one_kind_of_samples_is_found():
    ours, ops = losses.non_saturating, keras.ops
    for d_loss, name in (
        (lambda r, f: ops.mean(ops.softplus(-r)), "d_fake_pull"),
        (lambda r, f: ops.mean(ops.softplus(f)), "d_real_pull"),
        (lambda r, f: ops.mean(ops.softplus(-r)) + ops.mean(ops.softplus(-f)), "d_fake_pull"),
    ):
        found = pulls(losses.LossPair(d_loss, ours.generator, name="forgetful"))
        assert found[name] <= 0 and found["d_pull"] >= 0
    assert pulls(losses.wasserstein)["d_floor"] < -100 < -1e-6 < pulls(ours)["d_floor"]


def test_what_the_data_are_like(rng):
    real = rng.normal([100.0, 0.0], [3.0, 4.0], (500, 2))
    found = evidence.of_data(np.concatenate([real, real]), (-1.0, np.inf))
    assert found["distinct"] == 0.5 and found["open"] == 1.0
    assert found["data_mean"] == pytest.approx(np.sqrt(np.mean(real.mean(axis=0) ** 2)))
    assert found["data_std"] == pytest.approx(np.sqrt(12.5), rel=0.1)
    assert evidence.of_data(real, (-1.0, 1.0))["open"] == 0.0


def test_small_figures_by_hand(rng):
    assert evidence.wins([[1.0], [2.0], [3.0], [0.0]], [[0.0], [2.0], [4.0], [-1.0]]) == 0.625
    assert evidence.gap(np.zeros((2, 1, 2)), np.array([[[3.0, 4.0]], [[0.0, 1.0]]])) == 3.0
    a, b = rng.normal(size=(50, 3000)), rng.normal(size=(60, 3000))
    np.testing.assert_allclose(evidence.products(a, b), a @ b.T, rtol=1e-9, atol=1e-9)
