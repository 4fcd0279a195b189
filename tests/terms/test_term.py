"""The mechanism: whose loss a term joins, when it is due, what it logs, and that it is saved."""

import json

import keras
import numpy as np
import pytest
from helpers import sgd, value, values

import kerasgan
from kerasgan import terms


@keras.saving.register_keras_serializable(package="test_terms")
class Pull(terms.Term):
    """Half the squared length of D's kernels: its gradient is the kernel itself."""

    def __call__(self, scene):
        kernels = [w for w in scene.gan.players[scene.network].learned if len(w.shape) == 2]
        return sum(0.5 * keras.ops.sum(keras.ops.square(kernel)) for kernel in kernels)


@keras.saving.register_keras_serializable(package="test_terms")
class Both(Pull):
    """The same for both networks."""

    networks = ("discriminator", "generator")


def train(networks, real, noise, some, **options):
    """The kernels of D before and after one D update and one of G, of a GAN with these terms; and the logs."""
    options = {"g_optimizer": sgd(), "d_optimizer": sgd(0.1), "jit_compile": False, **options}
    gan = kerasgan.build_gan(*networks, terms=some, **options)
    return gan, gan.train_on_batch(real, noise=noise)


@pytest.fixture
def noise(rng):
    return rng.normal(size=(2, 8, 3)).astype("float32")


def test_a_term_adds_its_weighted_gradient_to_its_own_network_only(networks, real, noise):
    start = [network.get_weights() for network in networks]
    gan, plain = train(networks, real, noise, [])
    without = [network.get_weights() for network in networks]
    for network, weights in zip(networks, start):
        network.set_weights(weights)
    gan, logs = train([gan.generator, gan.discriminator], real, noise, [Pull(weight=0.5)])
    kernel = start[1][0]
    np.testing.assert_allclose(gan.discriminator.get_weights()[0], without[1][0] - 0.1 * 0.5 * kernel, atol=1e-6)
    assert logs["d_loss"] == pytest.approx(plain["d_loss"]) and "jsd" in logs
    assert logs["pull"] == pytest.approx(0.25 * sum((w**2).sum() for w in start[1] if w.ndim == 2), rel=1e-5)
    assert list(logs) == ["d_loss", "g_loss", "d_accuracy", "jsd", "pull"]


def test_a_term_of_both_networks_logs_under_two_names(networks, real, noise):
    gan, logs = train(networks, real, noise, [Both(), Pull(name="other")], run_eagerly=True)
    assert list(logs)[4:] == ["d_both", "g_both", "other"]
    history = gan.fit(real, batch_size=4, verbose=0).history
    assert {"d_both", "g_both", "other"} <= set(history)


def test_a_lazy_term_is_due_every_kth_update_of_its_network(networks, real, rng):
    """Two D updates a step and every = 3: due at 0, 3, 6 of the updates 0 to 7; a step logs its last: 1, 3, 5, 7."""
    gan = kerasgan.build_gan(*networks, terms=[Pull(every=3)], d_steps=2)
    noise = rng.normal(size=(4, 3, 8, 3)).astype("float32")
    logs = gan.train_on_batches({"real": np.stack([real] * 4), "noise": noise})
    assert (keras.ops.convert_to_numpy(logs["pull"]) > 0).tolist() == [False, True, False, False]


def test_a_lazy_term_equals_its_due_and_undue_steps_by_hand(real, rng):
    """A D that is linear in its one kernel; Wasserstein, so that the adversarial gradient is known."""
    d = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, use_bias=False)])
    g = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, use_bias=False)])
    gan = kerasgan.build_gan(
        g, d, loss="wasserstein", terms=[Pull(0.5, every=2)], g_optimizer=sgd(0.0), d_optimizer=sgd(0.1)
    )
    kernel, matrix = d.get_weights()[0], g.get_weights()[0]
    noise = rng.normal(size=(5, 2, 8, 3)).astype("float32")
    logs = gan.train_on_batches({"real": np.stack([real] * 5), "noise": noise})
    expected = []
    for number, z in enumerate(noise):
        due = 0.5 * 2 if number % 2 == 0 else 0.0
        expected.append(due * 0.5 * float((kernel**2).sum()))
        kernel = kernel - 0.1 * (((z[0] @ matrix).mean(0) - real.mean(0))[:, None] + due * kernel)
    np.testing.assert_allclose(keras.ops.convert_to_numpy(logs["pull"]), expected, rtol=1e-4)
    np.testing.assert_allclose(d.get_weights()[0], kernel, rtol=1e-4, atol=1e-5)
    assert gan.evaluate(real, verbose=0, return_dict=True)["pull"] == pytest.approx(0.25 * (kernel**2).sum(), rel=1e-4)


def test_fit_gan_and_fit_run_terms_several_steps_per_call(networks, rng):
    gan = kerasgan.build_gan(*networks, terms=[terms.R1(every=2), "gradient_penalty"])
    data = rng.normal(size=(32, 4)).astype("float32")
    history = kerasgan.fit_gan(gan, data, steps=4, batch_size=8, steps_per_execution=2, epochs=1, verbose=0, seed=1)
    assert history.history["r1"][0] > 0 and history.history["gradient_penalty"][0] > 0
    gan.compile(terms=[terms.R1(every=2)], steps_per_execution=2, g_optimizer="adam", d_optimizer="adam")
    assert gan.fit(data, batch_size=8, verbose=0).history["r1"][0] > 0


def test_the_same_seed_draws_the_same_and_checkpoints_go_on(networks, rng, tmp_path):
    data = rng.normal(size=(32, 4)).astype("float32")
    gan = kerasgan.build_gan(*networks, terms=["gradient_penalty"], jit_compile=False)
    start = values(gan.state)
    options = {"batch_size": 8, "verbose": 0, "seed": 5, "steps_per_execution": 1}
    whole = kerasgan.fit_gan(gan, data, steps=4, **options).history["gradient_penalty"]
    for variable, before in zip(gan.state, start):
        variable.assign(before)
    kerasgan.fit_gan(gan, data, steps=2, checkpoint=tmp_path, **options)
    parts = kerasgan.fit_gan(gan, data, steps=4, checkpoint=tmp_path, **options).history["gradient_penalty"]
    assert parts == whole and len(set(whole)) == 4


def test_terms_are_saved_with_the_gan(networks, real, tmp_path):
    some = [Pull(0.5, every=2), terms.R1(2.0, every=4), terms.Unrolled(3)]
    gan = kerasgan.build_gan(*networks, terms=some)
    gan.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    assert [repr(term) for term in again.terms] == [repr(term) for term in some]
    assert again.log_names == gan.log_names


UNWEIGHTED = {"weight_clipping", "unrolled"}  # these add nothing to a loss

OURS = [
    *(cls() for name, cls in terms.TERMS.items() if name != "perceptual"),
    terms.Perceptual("digit_classifier", layers=["features"], norm=2),  # a model, which has no default
    terms.GradientPenalty(3.0, target=0.5, every=4, name="gp"),
    terms.Unrolled(2, "adam", 0.1),
    terms.FeatureMatching(layer="hidden_1"),
    terms.AuxiliaryClassifier(fake=False),
    terms.WeightClipping(0.1),
]


@pytest.mark.parametrize("term", OURS, ids=lambda term: term.name)
def test_terms_survive_their_config(term):
    config = json.loads(json.dumps(keras.saving.serialize_keras_object(term)))
    again = terms.get(config)
    assert type(again) is type(term) and again.get_config() == term.get_config()


@pytest.mark.parametrize("name", [name for name in terms.TERMS if name not in UNWEIGHTED])
@pytest.mark.parametrize(
    "weight, of",
    [(-0.1, ""), (kerasgan.schedules.Linear(1.0, -0.1, 5), " It is a value of Linear(1.0, -0.1, steps=5).")],
    ids=["number", "schedule"],
)
def test_no_term_pushes_away_from_its_aim(name, weight, of):
    """A weight below zero would reward what the term is there to prevent."""
    model = {"model": "digit_classifier"} if name == "perceptual" else {}
    with pytest.raises(ValueError) as error:
        terms.TERMS[name](weight=weight, **model)
    assert str(error.value) == f"`weight`: expected a finite number of at least 0. Received: -0.1.{of}"


def test_get_takes_a_name_a_config_and_a_term():
    assert type(terms.get("r2")) is terms.R2
    assert terms.get({"class_name": "r1", "config": {"weight": 3}}).weight == 3
    pull = Pull()
    assert terms.get(pull) is pull
    with pytest.raises(ValueError, match="^`terms`: expected one of .*Received: 'dragon'. Did you mean 'dragan'?"):
        terms.get("dragon")


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: terms.R1(every=0), "`every`: expected a whole number of at least 1. Received: 0."),
        (lambda: terms.R1(weight="a"), "`weight`: expected a finite number of at least 0. Received: 'a'."),
        (lambda: terms.WeightClipping(0), "`limit`: expected a number above 0. Received: 0."),
        (lambda: terms.Unrolled(0), "`steps`: expected a whole number of at least 1. Received: 0."),
        (
            lambda: terms.Unrolled(rule="sdg"),
            "`rule`: expected one of 'adam', 'sgd'. Received: 'sdg'. Did you mean 'sgd'?",
        ),
        (
            lambda: kerasgan.build_gan(terms=["r1", "r1"]),
            "`terms`: two are called 'r1'. Give one of them another `name=`.",
        ),
        (
            lambda: kerasgan.build_gan(terms=["weight_clipping", "gradient_penalty"]),
            "`terms`: WeightClipping and GradientPenalty both limit D's slope, by rules that contradict each other. "
            "Leave one of them out.",
        ),
        (
            lambda: kerasgan.build_gan(terms=[terms.FeatureMatching(layer="hidden")]),
            "`layer`: expected one of 'hidden_1', 'logit'. Received: 'hidden'. Did you mean 'hidden_1'?",
        ),
        (
            lambda: kerasgan.build_gan(terms=["consistency"]),
            "`transforms`: DiffAugment is for images, (height, width, channels). Received samples of shape (200,).",
        ),
    ],
)
def test_what_cannot_work_is_refused_before_training(make, message):
    with pytest.raises(ValueError) as error:
        make()
    assert str(error.value) == message


def test_clipped_weights_stay_within_the_limit(networks, real):
    gan, _ = train(networks, real, None, [terms.WeightClipping(0.05)], loss="wasserstein")
    weights = gan.discriminator.get_weights()
    assert max(np.abs(w).max() for w in weights) == np.float32(0.05)
    assert max(np.abs(value(w)).max() for w in gan.generator.weights) > 0.05


def test_consistency_takes_no_transform_that_joins_samples(networks):
    with pytest.raises(
        ValueError, match="^`transform`: expected one that changes each sample by itself. Received: Pack"
    ):
        kerasgan.build_gan(*networks, terms=[terms.Consistency(transform=kerasgan.transforms.Packing(2))])
