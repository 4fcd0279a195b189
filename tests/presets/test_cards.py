"""Cards: their code and their commands work as printed, their figures are written for people."""

import re
import shlex

import keras
import numpy as np
import pytest
from helpers import conv_pair
from own_games import dense

import kerasgan
from kerasgan import checks
from kerasgan.presets import cards, samples, usage


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """In an empty folder, without pictures: they take most of the time that saving takes."""
    monkeypatch.setattr("kerasgan.plots.sampling.plot", lambda gan, folder: [])
    monkeypatch.chdir(tmp_path)
    return tmp_path


def code_of(folder):
    """The names that the code on a card makes, and its commands."""
    text = (folder / "README.md").read_text()
    made = {}
    exec(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1], made)
    return made, re.findall(r"^kerasgan .*$", text, re.MULTILINE)


def gan_of_classes(classes):
    options = {"num_classes": classes, "hidden": (4,)}
    return kerasgan.build_gan(
        kerasgan.build_generator(output_shape=(2,), latent_dim=3, **options),
        kerasgan.build_discriminator(input_shape=(2,), **options),
    )


def conv_cycle(size):
    """A cycle of images of any size, or of one."""
    nets = []
    for channels, end in ((1, "tanh"), (3, "tanh"), (3, None), (1, None)):
        inputs = {1: 3, 3: 1}[channels] if end else channels
        layers = [keras.Input((size, size, inputs)), keras.layers.Conv2D(channels if end else 1, 1, activation=end)]
        nets.append(keras.Sequential(layers))
    return kerasgan.build_cycle_gan(*nets, identity=0, pool=50 if size else 0)


@pytest.mark.parametrize("classes", [None, 2, 10])
def test_its_code_makes_samples_of_any_number_of_classes(classes, here):
    (kerasgan.build_gan() if classes is None else gan_of_classes(classes)).save_to_preset("mine")
    made, (sample, _) = code_of(here / "mine")
    assert made["samples"].shape == ((64, 200) if classes is None else (64, 2))
    assert isinstance(made["generator"], keras.Model)
    words = shlex.split(sample)
    labels = checks.whole_numbers("labels", words[words.index("--labels") + 1], "") if classes else None
    assert labels == (list(range(classes)) if classes else None)


def test_any_name_of_a_folder_is_quoted(here):
    kerasgan.build_gan().save_to_preset('my "best" gan')
    made, (sample, evaluate) = code_of(here / 'my "best" gan')
    assert made["samples"].shape == (64, 200)
    assert [shlex.split(command)[2] for command in (sample, evaluate)] == ['my "best" gan'] * 2


@pytest.mark.parametrize("classes, label, option", [(1, 0, "0"), (2, 1, "0-1"), (10, 3, "0-9")])
def test_labels_in_it_are_classes_that_there_are(classes, label, option):
    assert usage.beside({"classes": classes}) == f", labels=[{label}] * 64"
    assert usage.labels(classes) == f" --labels {option}"


@pytest.mark.parametrize("size", [4, None])
def test_its_code_translates_where_there_is_no_generator(size, here):
    cycle = conv_cycle(size)
    cycle.save_to_preset("mine")
    made, commands = code_of(here / "mine")
    assert made["b"].shape == (4, size or 64, size or 64, 1)
    assert commands == ["kerasgan translate mine PICTURES -o FOLDER --to b"]
    assert list(made["networks"]) == ["a_to_b", "b_to_a", "d_a", "d_b"]
    assert samples.reproduction_error(kerasgan.presets.load("mine"), here / "mine") < 1e-6
    text = (here / "mine" / "README.md").read_text()
    assert text.startswith(f"# mine\n\nA GAN that translates samples of shape ({size}, {size}, 3), and back.\n")
    assert "Import first" not in text and "; all optimizers then start afresh." in text


@keras.saving.register_keras_serializable(package="tests")
class Judged(kerasgan.Game):
    """A game of one's own, none of whose networks is called `generator`."""

    def __init__(self, maker, judge, **options):
        z = keras.Input((3,))
        fields = [kerasgan.networks.fields.samples_of(maker)]
        players = {"maker": maker, "judge": judge}
        super().__init__(players, z, judge(maker(z)), latent="normal", latent_shape=(3,), fields=fields, name="judged")


def test_its_code_lists_the_networks_of_a_game_that_does_neither(here):
    Judged(dense([3], 4, 0), dense([4], 1, 1)).save_to_preset("mine")
    made, commands = code_of(here / "mine")
    assert list(made["networks"]) == ["maker", "judge"] and commands == []
    assert "Import first what defines and registers `Judged`." in (here / "mine" / "README.md").read_text()


def test_images_come_as_a_grid(here):
    kerasgan.build_gan(*conv_pair(batch_norm=False)).save_to_preset("mine")
    assert code_of(here / "mine")[1][0] == "kerasgan sample mine --seed 0 -o grid.png"


@pytest.mark.parametrize(
    "value, text",
    [
        (None, "infinite"), (0, "0"), (3.0, "3"), (0.5, "0.5"), (0.012345, "0.0123"), (1234.5, "1,234"),
        (12.0499, "12"), (999.7, "1,000"), (0.00012345, "0.000123"), (-4.2e-7, "-0.00000042"), (2e-9, "0.000000002"),
        (3e7, "30,000,000"),
    ],
)  # fmt: skip
def test_a_figure_has_three_digits_that_count_and_no_exponent(value, text):
    assert cards.number(value) == text


@pytest.mark.parametrize("seed", [0, 1])
def test_three_digits_are_enough_to_read_it_back(seed):
    for value in np.random.default_rng(seed).lognormal(0, 6, 50):
        assert float(cards.number(value).replace(",", "")) == pytest.approx(value, rel=0.005)


@keras.saving.register_keras_serializable("tests")
def coins(shape, seed=None):
    """z of zeros and ones, drawn by the backend."""
    return keras.ops.cast(keras.random.uniform(shape, seed=seed) > 0.25, "float32")


@pytest.mark.parametrize(
    ("drawn", "told"), [("normal", True), (kerasgan.latent.Codes(2, [3], 1), True), (coins, False)]
)
def test_what_only_one_backend_draws_is_not_promised_to_others(drawn, told, tmp_path):
    gan = kerasgan.build_gan(
        kerasgan.build_generator("mlp", (2,), latent_dim=6), kerasgan.build_discriminator("mlp", (2,)), latent=drawn
    )
    gan.save_to_preset(tmp_path / "mine")
    card = (tmp_path / "mine" / "README.md").read_text("utf-8")
    assert ("The same samples come out on TensorFlow, JAX and PyTorch. It can be" in card) is told
    assert "It can be trained further by `kerasgan.fit_gan`; both optimizers then start afresh." in card
