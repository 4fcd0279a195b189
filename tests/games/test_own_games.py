"""Two games of a user's own, as docs/extending.md has them: BiGAN, and MDGAN with both its steps and discriminators."""

import keras
import numpy as np
import own_games
import pytest
from cases import some
from comparison import in_comparison, on_each_backend
from helpers import value, values

import kerasgan
from kerasgan import losses

GAMES = pytest.mark.parametrize("name", own_games.GAMES)
FIRST = pytest.mark.parametrize("name", some(own_games.GAMES, ["mdgan"]))


def data(n=24):
    return np.random.default_rng(0).normal(size=(n, 4)).astype("float32")


def noise(game, n=24):
    return np.random.default_rng(1).normal(size=(game.noises, n, 3)).astype("float32")


@GAMES
def test_each_is_at_most_80_lines_of_a_file_and_touches_no_file_of_ours(name):
    sources = {key.lower(): source for key, source in own_games.SOURCES.items()}
    assert len(sources[name].splitlines()) <= 80


def forward(network, *inputs):
    """A network of one hidden layer in NumPy."""
    (w, b), (v, c) = (layer.get_weights() for layer in network.layers if layer.weights)
    return np.tanh(np.concatenate(inputs, axis=1) @ w + b) @ v + c


def softplus(x):
    return np.log1p(np.exp(x)).mean()


def test_the_losses_of_bigan_are_those_of_its_paper():
    """log D(x, E(x)) + log(1 - D(G(z), z)), recomputed by hand; optimizers that do not move, so both see one D."""
    game = own_games.bigan(lambda: keras.optimizers.SGD(0.0))
    x, z = data(), noise(game)
    logs = game.train_on_batch(x, noise=z)

    def logits(number):
        fake = forward(game.generator, z[number])
        return (
            forward(game.discriminator, x, forward(game.encoder, x)),
            forward(game.discriminator, fake, z[number]),
        )

    real, fake = logits(0)
    assert logs["d_loss"] == pytest.approx(0.5 * (softplus(-real) + softplus(fake)), rel=1e-4)
    real, fake = logits(1)
    assert logs["g_loss"] == pytest.approx(softplus(-fake) + softplus(real), rel=1e-4)


def test_the_losses_of_mdgan_are_those_of_its_paper():
    game = own_games.mdgan(lambda: keras.optimizers.SGD(0.0))
    x, z = data(), noise(game)
    logs = game.train_on_batch(x, noise=z)
    again = forward(game.generator, forward(game.encoder, x))
    on_real, on_again = forward(game.manifold, x), forward(game.manifold, again)
    assert logs["manifold_loss"] == pytest.approx(0.5 * (softplus(-on_real) + softplus(on_again)), rel=1e-4)
    rebuilt = np.mean((x - again) ** 2) + 0.01 * softplus(-on_again)
    assert logs["rebuild_loss"] == pytest.approx(rebuilt, rel=1e-4)
    made = [forward(game.diffusion, forward(game.generator, z[number])) for number in (0, 1)]
    on_again = forward(game.diffusion, again)
    assert logs["diffusion_loss"] == pytest.approx(0.5 * (softplus(-on_again) + softplus(made[0])), rel=1e-4)
    assert logs["spread_loss"] == pytest.approx(softplus(-made[1]), rel=1e-4)


@GAMES
def test_only_the_player_that_moves_is_moved(name):
    game = own_games.GAMES[name]()
    for still in game.players:
        before = {player: values(part.learned) for player, part in game.players.items()}
        rates = {player: float(value(game.optimizer_of(player).learning_rate)) for player in game.players}
        game.optimizer_of(still).learning_rate = 0.0
        game.train_on_batch(data())
        after = {player: values(part.learned) for player, part in game.players.items()}
        for player in game.players:
            moved = any(not np.array_equal(a, b) for a, b in zip(before[player], after[player]))
            assert moved == (player != still)
        game.optimizer_of(still).learning_rate = rates[still]


@GAMES
def test_the_first_player_is_the_trainable_one_for_all_to_see(name):
    game = own_games.GAMES[name]()
    shown = {id(variable) for variable in game.trainable_variables}
    assert shown == {id(variable) for variable in game.players["generator"].learned}


@GAMES
def test_the_players_that_make_something_are_those_with_another_network_than_judges(name):
    game = own_games.GAMES[name]()
    assert [player.name for player in game.makers] == ["generator"]
    game.judges = game.judges[:-1]
    assert [player.name for player in game.makers] == list(game.players)[:: len(game.players) - 1]


@FIRST
def test_a_run_learns_is_saved_and_goes_on_to_the_bit(name, tmp_path, monkeypatch):
    monkeypatch.setattr("kerasgan.plots.sampling.plot", lambda gan, folder: [])

    def run(steps, folder):
        keras.utils.set_random_seed(2)
        game = own_games.GAMES[name]()
        checkpoint = kerasgan.Checkpoint(tmp_path / folder, steps=3)
        history = kerasgan.fit_gan(
            game, data(), steps=steps, batch_size=8, seed=1, verbose=0, checkpoint=checkpoint, doctor=tmp_path / folder
        )
        return game, history

    run(6, "cut")
    (resumed, _), (whole, history) = run(9, "cut"), run(9, "whole")
    for ours, theirs in zip(resumed.state, whole.state, strict=True):
        np.testing.assert_array_equal(value(ours), value(theirs))
    assert set(history.history) == set(whole.log_names)
    whole.save(tmp_path / "game.keras")
    again = keras.models.load_model(tmp_path / "game.keras")
    assert [int(value(half.iterations)) for half in again.optimizer.optimizers] == [
        int(value(half.iterations)) for half in whole.optimizer.optimizers
    ]
    whole.save_to_preset(tmp_path / "preset")
    for other in (again, kerasgan.presets.load(tmp_path / "preset")):
        np.testing.assert_allclose(other.sample(3, seed=0), whole.sample(3, seed=0), rtol=1e-5)


@FIRST
def test_keras_s_fit_and_slices_work_as_for_any_game(name):
    whole, sliced = own_games.GAMES[name](), own_games.GAMES[name](gradient_accumulation_steps=4)
    z = noise(whole)
    for game in (whole, sliced):
        game.train_on_batch(data(), noise=z)
    for name in whole.networks:
        for ours, theirs in zip(getattr(sliced, name).weights, getattr(whole, name).weights, strict=True):
            np.testing.assert_allclose(value(ours), value(theirs), rtol=1e-4, atol=1e-6)
    history = whole.fit(data(), batch_size=8, epochs=2, verbose=0)
    assert set(history.history) == set(whole.log_names)
    assert len(whole.evaluate(data(), verbose=0)) == len(whole.log_names)


def broken(real, fake):
    return keras.ops.mean(keras.ops.log(-1.0 - keras.ops.abs(fake)))


@GAMES
def test_a_loss_that_is_not_finite_is_named_and_the_last_good_weights_are_back(name):
    game = own_games.GAMES[name](loss=losses.LossPair(broken, broken, name="broken"))
    with pytest.raises(kerasgan.errors.TrainingDivergedError, match="_loss` became nan at step 1."):
        kerasgan.fit_gan(game, data(), steps=20, batch_size=8, verbose=0)
    assert all(np.isfinite(value(variable)).all() for variable in game.state)


SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
import numpy as np, keras, own_games
from helpers import value
x = np.random.default_rng(0).normal(size=(24, 4)).astype("float32")
found = {}
for name, make in own_games.GAMES.items():
    game = make(lambda: keras.optimizers.Adam(1e-2, beta_1=0.5))
    z = np.random.default_rng(1).normal(size=(game.noises, 24, 3)).astype("float32")
    for _ in range(5):
        logs = game.train_on_batch(x, noise=z)
    found |= {f"{name}/{key}": number for key, number in logs.items()}
    weights = [variable for network in game.networks.values() for variable in network.variables]
    found |= {f"{name}/{number}": value(variable) for number, variable in enumerate(weights)}
np.savez(sys.argv[3], **found)
"""


@in_comparison
def test_the_three_backends_have_the_same_numbers(tmp_path):
    first, *others = on_each_backend(SCRIPT, tmp_path)
    for other in others:
        for name, numbers in first.items():
            np.testing.assert_allclose(other[name], numbers, rtol=2e-3, atol=2e-5, err_msg=name)
