"""Each condition is brought about on purpose; a healthy run raises nothing."""

import inspect
import json
import re

import helpers
import keras
import numpy as np
import pytest

import kerasgan
from kerasgan import builders, losses
from kerasgan.callbacks import Doctor
from kerasgan.callbacks.doctor import conditions, ledger, signs
from kerasgan.errors import TrainingDivergedError

pytestmark = pytest.mark.compiled  # runs of many steps
ops = keras.ops


def cloud(batch_size, rng):
    return rng.normal(1.0, 0.5, (batch_size, 4)).astype("float32")


def far_cloud(batch_size, rng):
    """So far from what a new generator makes that any D tells the two apart."""
    return cloud(batch_size, rng) + 5.0


def make(g_rate=1e-3, d_rate=1e-3, optimizer=keras.optimizers.Adam, d_hidden=(8,), end=None, **options):
    generator = kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(8,), output_activation=end)
    discriminator = kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=d_hidden, activation="leaky_relu")
    rates = {"g_optimizer": optimizer(g_rate), "d_optimizer": optimizer(d_rate)}
    return kerasgan.build_gan(generator, discriminator, **rates, **options)


def examine(gan, data=cloud, steps=160, every=20, **options):
    doctor = Doctor(every=every, verbose=False)
    kerasgan.fit_gan(gan, data, steps=steps, batch_size=32, seed=1, verbose=0, doctor=doctor, **options)
    return doctor


def names(doctor):
    return [finding.name for finding in doctor.findings]


def scale(layer, factor):
    layer.set_weights([factor * value for value in layer.get_weights()])


def test_a_healthy_run_raises_nothing():
    history_of = make()
    doctor = examine(history_of, steps=300)
    assert names(doctor) == [] and history_of.history.doctor == [] and len(doctor.looks) == 15


def test_a_collapsed_generator():
    gan = make(g_rate=1e-6)
    scale(gan.generator.layers[0], 0.0)
    (finding,) = [finding for finding in examine(gan).findings if finding.name == "mode collapse"]
    assert finding.since == 20 and finding.step == 100
    assert finding.evidence.startswith("Generated samples are 0.00 times as far apart as real ones")


def test_a_discriminator_of_ten_times_the_size_and_rate():
    gan = make(g_rate=1e-5, d_rate=5e-2, d_hidden=(80,))
    assert "discriminator overpowering" in names(examine(gan, far_cloud, steps=200))


def test_a_saturating_loss_against_a_sure_discriminator():
    gan = make(g_rate=1e-5, d_rate=5e-2, d_hidden=(80,), loss="minimax")
    examine(gan, far_cloud, steps=40)
    scale(gan.discriminator.layers[-1], 10.0)
    doctor = examine(gan, far_cloud, steps=140)
    assert "vanishing generator gradient" in names(doctor), doctor.looks[-1]


def test_a_discriminator_that_hardly_learns():
    doctor = examine(make(g_rate=2e-2, d_rate=1e-7), steps=300)
    assert "discriminator too weak" in names(doctor), doctor.looks[-1]


def test_a_range_that_the_generator_cannot_reach():
    doctor = examine(make(end="tanh"), lambda n, rng: rng.uniform(0, 255, (n, 4)), steps=20, check_range=False)
    assert doctor.findings[0].name == "range mismatch" and doctor.findings[0].step == 20
    assert doctor.findings[0].evidence.startswith("100% of the real values are out of the generator's range")


@pytest.mark.parametrize("which", ["d", "g"])
def test_a_network_whose_weights_do_not_move(which):
    doctor = examine(make(**{f"{which}_rate": 0.0}), steps=100)
    assert f"frozen {'discriminator' if which == 'd' else 'generator'}" in names(doctor)


@pytest.mark.full
def test_a_schedule_of_d_that_counts_steps_where_d_makes_several_updates_in_each():
    falling = keras.optimizers.schedules.CosineDecay(1e-3, 160)
    doctor = examine(make(g_rate=falling, d_rate=falling, d_steps=4))
    assert names(doctor) == ["learning rate of zero"]
    (finding,) = doctor.findings
    assert finding.since == 40 and finding.step == 60 and "for D `steps` times `d_steps`" in finding.advice[0]
    assert finding.evidence.startswith("G's learning rate is 0.00069 and D's 0, while 62% of the run remains")


@pytest.mark.parametrize("length, found", [(40, True), (160, False)])
def test_a_rate_that_reaches_zero_long_before_the_end_of_the_run(length, found):
    rates = {f"{letter}_rate": keras.optimizers.schedules.CosineDecay(1e-3, length) for letter in "gd"}
    assert ("learning rate of zero" in names(examine(make(**rates), every=10))) is found


def test_a_rate_of_zero_from_the_beginning_and_one_at_the_end_have_not_run_out():
    before = [{"g_rate": 1e-3, "d_rate": 0.0}]
    assert signs.has_run_out({"g_rate": 0.0, "d_rate": 0.0, "remains": 0.5}, before)
    assert not signs.has_run_out({"g_rate": 0.0, "d_rate": 0.0, "remains": 0.04}, before)
    assert not signs.has_run_out({"g_rate": 2e-6, "d_rate": 0.0, "remains": 0.5}, before)


def test_an_exploding_learning_rate():
    assert "divergence" in names(examine(make(g_rate=30.0, d_rate=30.0), steps=100))


def test_a_nan_is_a_finding_too(tmp_path):
    gan = make(g_rate=1e20, d_rate=1e20, optimizer=keras.optimizers.SGD)
    with pytest.raises(TrainingDivergedError) as error:
        kerasgan.fit_gan(gan, cloud, steps=50, batch_size=32, verbose=0, doctor=tmp_path)
    (finding,) = gan.history.doctor
    assert finding.name == "divergence" and str(error.value).startswith(finding.evidence)
    assert json.loads((tmp_path / "doctor.json").read_text())["findings"][0]["name"] == "divergence"


@pytest.mark.parametrize("which", ["discriminator", "generator"])
def test_labels_that_were_exchanged(which):
    ours = losses.non_saturating
    pairs = {
        "discriminator": (lambda real, fake: ours.discriminator(fake, real), ours.generator),
        "generator": (ours.discriminator, lambda real, fake: ops.mean(ops.softplus(fake))),
    }
    doctor = examine(make(loss=losses.LossPair(*pairs[which], name="exchanged")), steps=20)
    assert names(doctor) == ["exchanged labels"]


def test_saturation():
    gan = make(end="tanh", g_rate=1e-6)
    scale(gan.generator.layers[-1], 1000.0)
    assert "saturation" in names(examine(gan, lambda n, rng: rng.uniform(-0.5, 0.5, (n, 4)), steps=140))


def test_oscillation():
    """The bilinear game: a linear D that pushes, a G that only shifts, and no force that would bring them to rest."""
    layers = keras.layers
    generator = keras.Sequential([keras.Input((3,)), layers.Dense(4)])
    discriminator = keras.Sequential([keras.Input((4,)), layers.Dense(1, use_bias=False)])
    rates = {name: keras.optimizers.SGD(0.1) for name in ("g_optimizer", "d_optimizer")}
    bilinear = losses.LossPair(lambda r, f: ops.mean(f) - ops.mean(r), lambda r, f: -ops.mean(f), name="bilinear")
    doctor = examine(kerasgan.build_gan(generator, discriminator, loss=bilinear, **rates), steps=600)
    (finding,) = [finding for finding in doctor.findings if finding.name == "oscillation"]
    assert "to and fro over" in finding.evidence


def test_modes_that_are_missing():
    ring = kerasgan.datasets.load("ring_8")
    two = ring.centers[[0, 4]].astype("float32")

    class Two(keras.layers.Layer):
        """Two modes, far apart from each other."""

        def call(self, z):
            return ops.where(z[:, :1] > 0, two[0], two[1]) + 0.02 * self.dense(z)

        def build(self, shape):
            self.dense = keras.layers.Dense(2)
            self.dense.build(shape)

    generator = keras.Sequential([keras.Input((2,)), Two()])
    discriminator = kerasgan.build_discriminator("mlp", input_shape=(2,), hidden=(8,))
    rates = {"g_optimizer": keras.optimizers.Adam(1e-6), "d_optimizer": keras.optimizers.Adam(1e-3)}
    doctor = examine(kerasgan.build_gan(generator, discriminator, **rates), ring, steps=1200, every=200)
    assert doctor.looks[-1]["spread"] > 0.7 and "mode collapse" in names(doctor)


# === What nobody had in mind ===


def linear(weight, activation=None, d_rate=1e-6, **options):
    """A pair that all but stands still; D's logit is the sum of a sample's values times `weight`."""
    generator = kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(8,))
    discriminator = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, activation)])
    discriminator.layers[-1].set_weights([np.full((4, 1), weight), np.zeros(1)])
    rates = {"g_optimizer": keras.optimizers.Adam(1e-6), "d_optimizer": keras.optimizers.Adam(d_rate)}
    return kerasgan.build_gan(generator, discriminator, **rates, **options)


def test_a_loss_that_takes_generated_samples_for_real():
    ours = losses.non_saturating
    pair = losses.LossPair(lambda r, f: ops.mean(ops.softplus(-r)), ours.generator, name="forgetful")
    (finding,) = examine(make(loss=pair), steps=20).findings
    assert finding.name == "one-sided discriminator loss" and "0 higher when it accepts" in finding.evidence


def test_data_that_repeat_themselves():
    assert names(examine(make(), np.ones((64, 4)) / 2, steps=20)) == ["repeated data"]


def test_data_far_from_zero():
    assert "unscaled data" in names(examine(make(), lambda n, rng: cloud(n, rng) + 1000.0))


def test_a_generator_whose_rate_is_far_too_low():
    doctor = examine(make(g_rate=1e-6, d_rate=1e-2), far_cloud)
    (finding,) = [one for one in doctor.findings if one.name == "generator hardly learns"]
    assert "while D tells real from generated samples in 100% of pairs" in finding.evidence


@pytest.mark.parametrize(
    "weight, options, name",
    [
        (1e-3, {}, "discriminator held back"),
        (1.0, {"activation": "relu", "from_logits": True}, "biased discriminator"),
        (100.0, {"loss": "wasserstein"}, "unbounded critic"),
    ],
)
def test_a_discriminator_that(weight, options, name):
    assert name in names(examine(linear(weight, **options), far_cloud))


@pytest.mark.full
def test_a_generator_whose_loss_rises_against_a_discriminator_that_is_ahead():
    """Two dense networks on 200 normal values, with Keras's own Adam for both: it ends at a spread of 0.4."""
    dense = keras.layers.Dense
    generator = keras.Sequential([keras.Input((200,)), dense(256, "relu"), dense(200)])
    discriminator = keras.Sequential([keras.Input((200,)), dense(256, "relu"), dense(1)])
    gan = kerasgan.build_gan(generator, discriminator, g_optimizer="adam", d_optimizer="adam")
    doctor = Doctor(every=100, verbose=False)
    data = kerasgan.datasets.load("normal_200d")
    kerasgan.fit_gan(gan, data, steps=2000, batch_size=128, seed=0, verbose=0, doctor=doctor)
    (finding,) = doctor.findings
    assert finding.name == "generator falling behind" and finding.evidence.startswith("G's loss has risen to ")


def test_a_loss_of_g_that_is_high_and_does_not_rise_is_no_falling_behind():
    now, before = {"samples": 128.0, "jsd": 0.6, "auc": 0.99}, [{"g_loss": 4.0}, {"g_loss": 4.5}, {"finite": 0.0}]
    assert signs.is_left_behind({**now, "g_loss": 5.0}, before)
    assert not signs.is_left_behind({**now, "g_loss": 4.3}, before)
    assert not signs.is_left_behind({**now, "g_loss": 5.0, "auc": 0.9}, before)
    assert not signs.is_left_behind({**now, "g_loss": 1.9}, [{"g_loss": 1.0}])


def test_findings_are_in_order_of_severity_whatever_was_seen_first(tmp_path):
    doctor = Doctor(verbose=False)
    doctor.step, doctor.looks = 3, []
    doctor.write = lambda: None
    for name in ("saturation", "mode collapse", "frozen generator", "divergence"):
        doctor.add(ledger.Finding(name, 1, 2, "", []))
    assert names(doctor) == ["divergence", "frozen generator", "mode collapse", "saturation"]
    assert conditions.rank("divergence") == 0 and conditions.rank("of my own") == len(conditions.CONDITIONS)


def test_a_discriminator_that_is_sure_and_wrong_though_it_learns():
    assert "unstable discriminator" in names(examine(linear(-1.0, d_rate=1e-3), far_cloud, steps=300))


@pytest.mark.parametrize("obeys, found", [({}, True), ({"obedience": 0.6}, True), ({"obedience": 0.9}, False)])
def test_labels_that_g_obeys_are_not_ignored_whatever_d_says_of_wrong_ones(obeys, found):
    assert signs.ignores_labels({"samples": 128.0, "label_auc": 0.34, **obeys}, []) is found
    assert not signs.ignores_labels({"samples": 128.0, "label_auc": 0.7, **obeys}, [])


@pytest.mark.full
def test_labels_that_the_discriminator_does_not_mind(rng):
    generator = kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,), num_classes=3)
    discriminator = kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(5,), num_classes=3)
    layer = next(one for one in discriminator.layers if isinstance(one, keras.layers.Dense))
    kernel, bias = layer.get_weights()
    kernel[4:] = 0.0  # what comes from the label
    layer.set_weights([kernel, bias])
    rates = {name: keras.optimizers.SGD(1e-6) for name in ("g_optimizer", "d_optimizer")}
    data = cloud(64, rng), rng.integers(0, 3, 64)
    doctor = examine(kerasgan.build_gan(generator, discriminator, **rates), data, steps=1200, every=200)
    assert "labels ignored" in names(doctor)


@pytest.mark.full
def test_batch_statistics_that_never_settle():
    layers = keras.layers
    wide = keras.initializers.RandomNormal(stddev=10.0, seed=1)
    generator = keras.Sequential(
        [keras.Input((3,)), layers.Dense(4, kernel_initializer=wide), layers.BatchNormalization(momentum=1.0)]
    )
    gan = kerasgan.build_gan(generator, kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(8,)))
    assert "stale batch statistics" in names(examine(gan, steps=1200, every=200))


def test_white_paper_with_black_ink_can_be_saturated_too():
    now = {"samples": 128.0, "real_saturated": 0.8}
    assert signs.is_saturation({**now, "fake_saturated": 0.99}, [])
    assert not signs.is_saturation({**now, "fake_saturated": 0.95}, [])


def test_with_small_batches_it_waits_for_samples_enough():
    doctor = examine(make(), cloud, steps=40, every=20)
    assert len(doctor.probe.real) == 128  # four batches of 32


def test_classes_are_counted_where_a_classifier_is_there():
    def classifier(samples):
        return np.eye(4)[np.argmax(samples, axis=1)]

    doctor = Doctor(every=5, verbose=False, classifier=classifier)
    kerasgan.fit_gan(make(), cloud, steps=5, batch_size=64, seed=0, verbose=0, doctor=doctor)
    assert 3 < doctor.looks[-1]["real_classes"] <= 4 and 1 <= doctor.looks[-1]["fake_classes"] <= 4


# === What it leaves alone ===


def layered(seed):
    """All that draws random numbers or keeps statistics."""
    keras.utils.set_random_seed(seed)
    layers = keras.layers
    generator = keras.Sequential([keras.Input((3,)), layers.Dense(8), layers.BatchNormalization(), layers.Dense(4)])
    discriminator = keras.Sequential(
        [keras.Input((4,)), layers.Dense(8), layers.BatchNormalization(), layers.Dropout(0.3), layers.Dense(1)]
    )
    return kerasgan.build_gan(generator, discriminator)


def test_weights_are_the_same_to_the_bit_with_and_without():
    states = []
    for doctor in (False, Doctor(every=3, verbose=False), True):
        gan = layered(3)
        kerasgan.fit_gan(gan, cloud, steps=12, batch_size=32, seed=1, verbose=0, steps_per_execution=3, doctor=doctor)
        states.append([*helpers.values(gan.state), np.random.random()])
    for state in states[1:]:
        assert all(np.array_equal(a, b) for a, b in zip(states[0], state))


def test_by_the_clock_it_ends_no_call_early(gan):
    calls = []
    original = gan.train_on_batches
    gan.train_on_batches = lambda batches: calls.append(len(batches["given"]["real"])) or original(batches)
    kerasgan.fit_gan(gan, cloud, steps=100, epochs=1, batch_size=8, verbose=0)
    assert calls == [50, 50]


def test_a_conditional_gan_is_watched_with_its_labels(rng):
    generator = kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,), num_classes=3)
    discriminator = kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(5,), num_classes=3)
    gan = kerasgan.build_gan(generator, discriminator)
    doctor = Doctor(every=2, verbose=False)
    x, y = cloud(40, rng), rng.integers(0, 3, 40)
    kerasgan.fit_gan(gan, (x, y), steps=4, batch_size=8, verbose=0, doctor=doctor)
    assert len(doctor.looks) == 2 and sorted(doctor.probe.given["label"]) == sorted(y)


def test_it_is_on_by_default_and_can_be_left_out(gan, real):
    assert kerasgan.fit_gan(gan, real, steps=1, batch_size=8, verbose=0).doctor == []
    assert not hasattr(kerasgan.fit_gan(gan, real, steps=1, batch_size=8, verbose=0, doctor=False), "doctor")


def test_a_finding_is_printed_unless_all_is_silent(capsys):
    for verbose in (True, False):
        gan = make(d_rate=0.0)
        doctor = Doctor(every=5, verbose=verbose)
        kerasgan.fit_gan(gan, cloud, steps=40, batch_size=32, verbose=0, doctor=doctor)
        assert capsys.readouterr().out.startswith("Doctor: frozen discriminator, step ") is verbose


def test_in_the_fit_of_keras_it_needs_data_to_compare_with(gan, real):
    with pytest.raises(ValueError, match="^`real`: expected an array of real samples to compare with"):
        gan.fit(real, batch_size=4, verbose=0, callbacks=[Doctor()])
    doctor = Doctor(real, every=1)
    gan.fit(real, batch_size=4, verbose=0, callbacks=[doctor])
    assert [look["step"] for look in doctor.looks] == [1, 2]


def test_a_run_that_goes_on_knows_what_it_was_told(tmp_path):
    class Stop(kerasgan.callbacks.Periodic):
        def on_due(self, step, logs=None):
            self.model.stop_training = True

    found = []
    for stop in ([Stop(70)], []):
        keras.utils.set_random_seed(1)
        gan = make(d_rate=0.0)
        doctor = Doctor(every=10, folder=tmp_path / "run", verbose=False)
        options = {"batch_size": 32, "seed": 1, "verbose": 0, "checkpoint": tmp_path / "checkpoint"}
        kerasgan.fit_gan(gan, cloud, steps=140, doctor=doctor, callbacks=stop, **options)
        found.append((names(doctor), [look["step"] for look in doctor.looks]))
    assert found[0][0].count("frozen discriminator") == 1 and found[1][0].count("frozen discriminator") == 1
    assert found[1][1] == list(range(10, 150, 10))


def test_every_condition_says_what_to_try():
    assert len(set(conditions.names())) == len(conditions.CONDITIONS)
    for condition in conditions.CONDITIONS:
        assert condition.advice and condition.test.__doc__ and condition.evidence.endswith(".")


def test_advice_is_in_arguments_that_exist():
    functions = [kerasgan.build_gan, kerasgan.fit_gan, keras.optimizers.Adam, kerasgan.terms.R1]
    functions += [builder for one in (builders.mlp, builders.dcgan) for builder in (one.generator, one.discriminator)]
    functions += [keras.layers.BatchNormalization, kerasgan.tables.build_gan]
    known = {name for function in functions for name in inspect.signature(function).parameters}
    for condition in conditions.CONDITIONS:
        code = " ".join(re.findall("`([^`]*)`", " ".join(condition.advice)))
        assert set(re.findall(r"(\w+)=", code)) <= known, condition.name
        for path in re.findall(r"kerasgan(?:\.\w+)+", code):
            assert eval(path, {"kerasgan": kerasgan})
