"""What of a network learns, and how it is frozen."""

import gc
import math
import weakref

import keras
import numpy as np
import pytest
from helpers import values
from keras import layers
from small_models import sequential

from kerasgan import networks

INFINITE = math.inf


def with_batch_norm():
    return sequential(layers.Dense(4), layers.BatchNormalization(), layers.Dropout(0.5), layers.Dense(1))


def test_a_learner_tells_what_learns_from_what_it_keeps():
    network = with_batch_norm()
    player = networks.Learner(network)
    assert [id(v) for v in player.learned] == [id(v) for v in network.trainable_variables]
    assert len(player.learned) == 6 and len(player.kept) == 3
    assert {variable.path.split("/")[-1] for variable in player.kept} == {
        "moving_mean",
        "moving_variance",
        "seed_generator_state",
    }


def test_a_network_that_arrives_frozen_as_a_whole_is_taken_to_be_wanted_trainable():
    network = with_batch_norm()
    network.trainable = False
    player = networks.Learner(network)
    assert len(player.learned) == 6
    assert all(layer.trainable for layer in network._flatten_layers())


def test_partial_freezing_is_respected():
    network = with_batch_norm()
    network.layers[0].trainable = False
    player = networks.Learner(network)
    assert len(player.learned) == 4 and len(player.kept) == 5
    network.trainable = False
    with player.thawed():
        assert [layer.trainable for layer in network.layers] == [False, True, True, True]
        assert [id(v) for v in network.trainable_variables] == [id(v) for v in player.learned]


def flags(network):
    return [layer.trainable for layer in network._flatten_layers()]


@pytest.mark.parametrize("error", [False, True], ids=["without an error", "with an error"])
@pytest.mark.parametrize("frozen", ["all", "nothing", "a part"])
def test_after_thawing_every_flag_is_as_it_was_just_before(frozen, error):
    network = sequential(with_batch_norm(), layers.Dense(2))
    network.layers[0].layers[-1].trainable = False
    player = networks.Learner(network)
    as_it_came = flags(network)
    if frozen == "all":
        network.trainable = False
    elif frozen == "a part":
        network.layers[-1].trainable = False
    before = flags(network)
    try:
        with player.thawed():
            assert flags(network) == as_it_came
            if error:
                raise KeyError
    except KeyError:
        pass
    assert flags(network) == before


def test_a_network_frozen_after_its_first_learner_comes_back_as_it_was():
    network = with_batch_norm()
    network.layers[0].trainable = False
    networks.Learner(network)
    network.trainable = False
    again = networks.Learner(network)
    assert [layer.trainable for layer in network.layers] == [False, True, True, True]
    assert len(again.learned) == 4


def test_what_was_thawed_within_a_frozen_network_learns_again():
    network = with_batch_norm()
    network.layers[0].trainable = network.layers[1].trainable = False
    networks.Learner(network)
    network.trainable = False
    network.layers[0].trainable = True
    networks.Learner(network)
    assert [layer.trainable for layer in network.layers] == [True, False, True, True]


def test_a_learner_keeps_no_network_in_memory():
    network = with_batch_norm()
    networks.Learner(network)
    alive = weakref.ref(network)
    del network
    keras.backend.clear_session()
    gc.collect()
    assert alive() is None


def test_thawing_moves_no_weight():
    network = with_batch_norm()
    player = networks.Learner(network)
    before = values(network.variables)
    with player.thawed():
        pass
    for found, expected in zip(values(network.variables), before):
        np.testing.assert_array_equal(found, expected)
