"""R3GAN: stages, widths and weights as in the paper; trained by its loss, on backends alike; mistakes."""

import keras
import numpy as np
import pytest
from helpers import moved, sgd, value, values

import kerasgan
from kerasgan import builders, terms
from kerasgan.layers import FilteredResampling, InvertedBottleneck
from kerasgan.networks import convolutions

build_generator, build_discriminator = builders.build_generator, builders.build_discriminator
TINY = {"filters": 4, "blocks": 1, "group_width": 4}


def names(model):
    return [layer.name for layer in model.layers]


@pytest.mark.parametrize("build", [build_generator, build_discriminator])
def test_attention_is_no_option_and_one_message_says_so(build):
    sizes = ((16, 16, 3), 8) if build is build_generator else ((16, 16, 3),)
    with pytest.raises(ValueError, match="^The 'r3gan' (generator|discriminator) takes no `attention`. Known: "):
        build("r3gan", *sizes, attention=5)


def test_filters_of_none_are_the_default():
    default, given = (build_discriminator("r3gan", (8, 8, 1), **options) for options in ({}, {"filters": None}))
    assert given.count_params() == default.count_params()
    default, given = (build_generator("r3gan", (8, 8, 1), 3, **options) for options in ({}, {"filters": None}))
    assert given.count_params() == default.count_params()


def test_stages_are_a_transition_and_blocks():
    g, d = build_generator("r3gan", (28, 28, 3), 8, filters=8), build_discriminator("r3gan", (28, 28, 3), filters=8)
    stages = [[f"stage_{stage}_block_{block}" for block in (1, 2)] for stage in (1, 2, 3)]
    assert names(g) == ["project", "basis", *stages[0], "up_1", *stages[1], "up_2", *stages[2], "output"]
    assert names(d) == ["input", *stages[0], "down_1", *stages[1], "down_2", *stages[2], "basis", "features", "logit"]
    blocks = [layer for model in (g, d) for layer in model.layers if isinstance(layer, InvertedBottleneck)]
    assert {(block.depth, block.expansion, block.group_width) for block in blocks} == {(6, 2, 16)}
    ways = [[n.resample for n in model.layers if isinstance(n, FilteredResampling)] for model in (g, d)]
    assert ways == [["up", "up"], ["down", "down"]]
    assert g.get_layer("basis").output.shape[1:] == d.get_layer("basis").input.shape[1:] == (7, 7, 8)


def test_nothing_normalises_and_biases_stand_before_activations_alone():
    for network in (build_generator("r3gan", (8, 8, 1), 3, **TINY), build_discriminator("r3gan", (8, 8, 1), **TINY)):
        assert not any("Normalization" in type(layer).__name__ for layer in network._flatten_layers())
        biased = [v.path.split("/")[-2] for v in network.trainable_variables if v.name == "bias"]
        assert set(biased) == {"conv_1", "conv_2"}


def test_each_stage_may_have_a_width_of_its_own():
    g = build_generator("r3gan", (20, 16, 1), 8, filters=(16, 16, 8), group_width=8)
    d = build_discriminator("r3gan", (20, 16, 1), filters=(8, 16, 16), group_width=8)
    widths = [[b.output.shape[1:] for b in n.layers if isinstance(b, InvertedBottleneck)][::2] for n in (g, d)]
    assert widths == [[(5, 4, 16), (10, 8, 16), (20, 16, 8)], [(20, 16, 8), (10, 8, 16), (5, 4, 16)]]
    assert "up_2_width" in names(g) and "up_1_width" not in names(g) and "down_1_width" in names(d)
    cropped = [layer.crop for layer in build_generator("r3gan", (9, 15, 2), 3, **TINY).layers if hasattr(layer, "crop")]
    assert cropped == [((0, 1), (0, 1))]


def test_the_variance_is_kept_from_z_to_the_image():
    keras.utils.set_random_seed(0)
    g = build_generator("r3gan", (16, 16, 3), 64, output_activation=None)
    d = build_discriminator("r3gan", (16, 16, 3))
    image = value(g(keras.random.normal((64, 64), seed=1)))
    logit = value(d(keras.random.normal((64, 16, 16, 3), seed=2)))
    assert 0.3 < image.std() < 1.5 and 0.05 < logit.std() < 1.5  # filters take the rest


@pytest.fixture
def gan():
    keras.utils.set_random_seed(0)
    g, d = build_generator("r3gan", (9, 8, 3), 4, **TINY), build_discriminator("r3gan", (9, 8, 3), **TINY)
    rule = {"loss": "relativistic", "terms": [terms.R1(0.5), terms.R2(0.5)], "latent": "normal"}
    return kerasgan.build_gan(g, d, g_optimizer=sgd(), d_optimizer=sgd(), jit_compile=False, **rule)


def test_all_of_it_learns_from_pairs_under_both_penalties(gan, rng, tmp_path):
    before = [values(player.learned) for player in gan.players.values()]
    x = rng.uniform(-1, 1, (6, 9, 8, 3)).astype("float32")
    for _ in range(3):
        logs = gan.train_on_batch(x)
    assert np.isfinite(list(logs.values())).all() and logs["r1"] > 0 and logs["r2"] > 0
    for player, old in zip(gan.players.values(), before):
        assert [v.path for v, was in zip(player.learned, old) if not moved([value(v)], [was])] == []
    gan.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    np.testing.assert_array_equal(again.sample(2, seed=0), gan.sample(2, seed=0))


@pytest.mark.full
def test_group_by_group_it_learns_the_same(monkeypatch, rng):
    """What CPUs do on TensorFlow and JAX; accelerators and PyTorch convolve in groups."""
    x = rng.uniform(-1, 1, (4, 8, 8, 1)).astype("float32")

    def trained(parted):
        monkeypatch.setattr(convolutions, "parts_groups", lambda: parted)
        keras.utils.set_random_seed(0)
        wide = {**TINY, "filters": 8}
        pair = build_generator("r3gan", x.shape[1:], 4, **wide), build_discriminator("r3gan", x.shape[1:], **wide)
        rule = {"loss": "relativistic", "terms": ["r1"], "g_optimizer": sgd(), "d_optimizer": sgd()}
        gan = kerasgan.build_gan(*pair, **rule, run_eagerly=True)
        block = gan.discriminator.get_layer("stage_1_block_1")
        assert ("convolution_op" in block.conv_2.__dict__) is parted
        gan.noise_seed.state.assign([1, 2])
        for _ in range(2):
            gan.train_on_batch(x)
        return values(gan.variables)

    for own, sliced in zip(trained(False), trained(True)):
        np.testing.assert_allclose(sliced, own, atol=1e-5)


def test_wrong_options_are_told_together():
    with pytest.raises(ValueError) as error:
        build_generator("r3gan", (7, 7, 1), 8, filters=(8, 8), blocks=0, group_width=3, normalization="batch")
    assert str(error.value).splitlines() == [
        "4 problems:",
        "  1. The 'r3gan' generator takes no `normalization`. Known: activation, blocks, condition, filters, "
        "group_width, name, output_activation. Did you mean 'activation'?",
        "  2. `blocks`: expected a whole number of at least 1. Received: 0.",
        "  3. `output_shape`: a 'r3gan' is for images, (height, width, channels), of at least 8x8 pixels. Received: "
        "(7, 7, 1). The nearest is (8, 8, 1). For other shapes there is 'mlp'.",
        "  4. `group_width`: expected a divisor of 16, 2 times the 8 channels, such as 2. Received: 3.",
    ]
    with pytest.raises(ValueError) as error:
        build_discriminator("r3gan", (8, 8, 1), filters=(16,) * 5)
    assert str(error.value) == (
        "`filters`: expected at most 4 widths, since each but the first halves the image of 8x8 pixels. Received 5: "
        "(16, 16, 16, 16, 16)."
    )
