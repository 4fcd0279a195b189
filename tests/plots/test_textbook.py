"""A GAN's diagram is the figure of the textbooks."""

import keras
import pytest

import kerasgan
from kerasgan.plots import textbook


def drawn(model):
    """Returns the diagram's arrows, (from, to), by the names of layers."""
    graph = keras.utils.model_to_dot(model, expand_nested=True, show_layer_names=True)
    textbook.complete(graph, model)
    parts = [graph, *graph.get_subgraphs()]
    layers = [model, *model.layers, *(layer for network in model.networks.values() for layer in network.layers)]
    names = {str(id(layer)): layer.name for layer in layers}
    arrows = [(arrow.get_source(), arrow.get_destination()) for part in parts for arrow in part.get_edges()]
    return sorted((names.get(source, source), names.get(taker, taker)) for source, taker in arrows)


def test_real_data_come_to_d_beside_generated_ones_and_the_loss_stands_at_its_end(gan):
    assert drawn(gan) == [
        ("hidden_1", "logit"),
        ("hidden_1", "output"),
        ("logit", "loss"),
        ("output", "hidden_1"),
        ("real_data", "hidden_1"),
        ("z", "hidden_1"),
    ]


def test_a_conditional_gan_has_each_input_once():
    generator = kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,), num_classes=2)
    discriminator = kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(5,), num_classes=2)
    arrows = drawn(kerasgan.build_gan(generator, discriminator))
    assert not [taker for _, taker in arrows if taker in ("z", "label", "x")]
    assert len([taker for source, taker in arrows if source == "label"]) == 2
    assert len([taker for source, taker in arrows if source == "real_data"]) == 1


@pytest.mark.parametrize("network", ["generator", "discriminator"])
def test_a_network_alone_stays_as_keras_draws_it(gan, network):
    model = getattr(gan, network)
    graph = keras.utils.model_to_dot(model)
    before = graph.to_string()
    textbook.complete(graph, model)
    assert graph.to_string() == before
