"""What any game refuses before it is made or compiled."""

import keras
import pytest

import kerasgan
from kerasgan.games import Move


class Plain(kerasgan.Game):
    """A game whose networks can have any names."""

    def __init__(self, names, **options):
        generator, discriminator = kerasgan.build_generator("mlp", (2,), 4), kerasgan.build_discriminator("mlp", (2,))
        z = keras.Input(generator.input_shape[1:])
        players = dict(zip(names, (generator, discriminator)))
        super().__init__(players, z, discriminator(generator(z)), latent="normal", **options)

    @property
    def moves(self):
        return [Move(name, None, (name,)) for name in self.players]


def message(make):
    with pytest.raises(ValueError) as error:
        make()
    return str(error.value)


@pytest.mark.parametrize("name", ["layers", "optimizer", "build", "sample", "moves", "learning_rate", "variables"])
def test_a_name_that_means_something_else_is_refused(name):
    assert message(lambda: Plain(("generator", name))) == (
        f"`players`: {name!r} is a name that Keras or kerasgan uses already. Choose another, such as '{name}_net'."
    )


def test_noise_and_samples_are_read_off_a_generator_or_said():
    names = ("decoder", "critic")
    assert message(lambda: Plain(names)) == (
        "`players`: no network is called 'generator', off which noise and samples are read. Received: "
        "['decoder', 'critic']. Call one so, or pass `latent_shape=` and `fields=`."
    )
    field = kerasgan.networks.fields.Field("real", (2,), reach=(float("-inf"), float("inf")))
    game = Plain(names, latent_shape=(4,), fields=[field])
    game.compile()
    assert game.log_names == ["decoder", "critic"]


def test_all_mistakes_of_compile_are_told_at_once():
    game = Plain(("generator", "discriminator"))
    wrong = {"loss": "hing", "optimizers": {"generator": "adm", "discriminator": "sdg"}, "terms": ["r3", "gp"]}
    lines = message(lambda: game.compile(**wrong, jit_compile=3)).splitlines()
    assert lines[0] == "6 problems:"
    starts = ["jit_compile", "loss", "optimizers['generator']", "optimizers['discriminator']", "terms", "terms"]
    assert [line.split("`")[1] for line in lines[1:]] == starts


def test_moves_have_to_be_said():
    generator, z = kerasgan.build_generator("mlp", (2,), 4), keras.Input((4,))
    game = kerasgan.Game({"generator": generator}, z, generator(z))
    with pytest.raises(NotImplementedError, match="Game has to say in the property `moves` what a step is."):
        game.compile()
