"""Games without a latent space that could be searched say so, whichever tool is asked."""

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan import latent

Z = np.zeros((1, 4))
TOOLS = {
    "directions": lambda gan: latent.directions(gan),
    "invert": lambda gan: latent.invert(gan, np.zeros((1, 2))),
    "edit": lambda gan: latent.edit(gan, Z, Z[0]),
    "style_mix": lambda gan: latent.style_mix(gan, Z, Z, [0]),
}


def translating():
    c, x = keras.Input((4,), name="condition"), keras.Input((2,))
    d = keras.Model([x, c], keras.layers.Dense(1)(keras.layers.Concatenate()([x, c])))
    return kerasgan.build_gan(keras.Model(c, keras.layers.Dense(2)(c)), d)


def two_at_once():
    nets = [keras.Sequential([keras.Input((4,)), keras.layers.Dense(size)]) for size in (4, 4, 1, 1)]
    return kerasgan.build_cycle_gan(*nets)


def rows():
    pytest.importorskip("pandas")
    import small_table

    return small_table.gan()


@pytest.mark.parametrize(
    "make, message",
    [
        (
            translating,
            "`gan`: its generator takes conditions alone and no noise, so there is no latent space to search.",
        ),
        (
            two_at_once,
            "`gan`: expected a GAN with a network `generator`. Received: CycleGAN, which has none of that name.",
        ),
        (rows, "`gan`: not for a GAN of tables. Ask for rows, `gan.sample(n, where={column: value})`."),
    ],
)
def test_no_tool_takes_a_game_without_a_latent_space(make, message):
    game = make()
    for tool in TOOLS.values():
        with pytest.raises(ValueError) as error:
            tool(game)
        assert str(error.value) == message


def test_mixtures_and_truncated_rows_are_refused(gan):
    ada = kerasgan.AdaGAN(lambda: gan)
    with pytest.raises(
        ValueError, match="^`gan`: expected a GAN with a network `generator`. Received: AdaGAN, which has"
    ):
        latent.directions(ada)
    table = rows()
    z = np.zeros((2, *table.latent_shape))
    with pytest.raises(ValueError, match="^`truncation`: rows of a table are to be as different as those of the data."):
        table.decode(z, condition=table.unasked(2), truncation=0.5)
