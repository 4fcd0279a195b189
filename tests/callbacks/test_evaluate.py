import csv
import functools
import json
import math

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan import metrics
from kerasgan.callbacks import Evaluate, Periodic
from kerasgan.callbacks.evaluate import by_name


def cloud(batch_size, rng):
    return rng.normal(1.0, 0.5, (batch_size, 4)).astype("float32")


@pytest.fixture
def held_out():
    return cloud(64, np.random.default_rng(2))


def train(gan, callbacks, steps=12, **options):
    options = {"epochs": 4, "batch_size": 8, "verbose": 0, "seed": 1, "doctor": False, **options}
    return kerasgan.fit_gan(gan, cloud, steps=steps, callbacks=callbacks, **options)


def weights(gan):
    return [np.array(keras.ops.convert_to_numpy(variable)) for variable in gan.generator.variables]


class Scripted:
    """A metric that returns what it is told to, call by call."""

    __name__ = "scripted"

    def __init__(self, *values):
        self.values = list(values)

    def __call__(self, real, fake):
        return self.values.pop(0)


@pytest.fixture
def scripted(held_out):
    def make(*values, **options):
        return Evaluate({"score": Scripted(*values)}, held_out, **options)

    return make


def test_figures_are_those_of_the_metric(gan, held_out):
    evaluate = Evaluate("frechet_distance", held_out, every=5)
    train(gan, [evaluate], steps=5)
    fake = gan.sample(64, seed=0)
    assert evaluate.values[-1] == {"step": 5, "frechet_distance": metrics.frechet_distance(held_out, fake)}


def test_the_history_has_the_last_figure_known_at_each_entry(gan, scripted):
    evaluate = scripted(9.0, 8.0, 7.0, every=5, mode="min")
    history = train(gan, [evaluate])
    assert history.steps == [3, 6, 9, 12] and history.history["score"] == [9.0, 8.0, 8.0, 7.0]
    assert {len(curve) for curve in history.history.values()} == {4}


def test_callbacks_after_it_see_the_figures(gan, held_out, tmp_path):
    log = keras.callbacks.CSVLogger(tmp_path / "log.csv")
    history = train(gan, [Evaluate("sliced_wasserstein", held_out, every=3), log])
    with open(tmp_path / "log.csv", newline="") as file:
        rows = [float(row["sliced_wasserstein"]) for row in csv.DictReader(file)]
    assert rows == history.history["sliced_wasserstein"]


def test_tensorboard_has_the_figures(gan, held_out, tmp_path):
    pytest.importorskip("tensorboard")
    board = keras.callbacks.TensorBoard(tmp_path, write_graph=False)
    train(gan, [Evaluate("sliced_wasserstein", held_out, every=3), board])
    events = b"".join(path.read_bytes() for path in tmp_path.rglob("*.tfevents.*"))
    assert events.count(b"epoch_sliced_wasserstein") == events.count(b"epoch_d_loss") > 0


def test_keras_fit_has_them_in_its_history_too(gan, real, held_out):
    history = gan.fit(
        real, batch_size=4, epochs=2, verbose=0, callbacks=[Evaluate("frechet_distance", held_out, every=2)]
    )
    assert len(history.history["frechet_distance"]) == 2


def test_metrics_with_several_figures_have_a_name_for_each(gan, held_out):
    several = ["precision_recall", "kolmogorov_smirnov", functools.partial(metrics.density_coverage, k=3)]
    evaluate = Evaluate(several, held_out, every=5, monitor="density_coverage_coverage")
    train(gan, [evaluate], steps=5)
    assert list(evaluate.values[0]) == [
        "step", "precision_recall_precision", "precision_recall_recall", "kolmogorov_smirnov",
        "density_coverage_density", "density_coverage_coverage",
    ]  # fmt: skip
    assert evaluate.mode == "max"


def test_features_of_real_samples_are_made_once(gan, held_out):
    seen = []

    def features(batch):
        seen.append(bool(np.array_equal(batch, held_out)))
        return batch[:, :2]

    train(gan, [Evaluate("frechet_distance", held_out, every=5, features=features)], steps=10)
    assert seen == [True, False, False, False]


@pytest.mark.parametrize("mode, best", [("min", 5), ("max", 10)])
def test_the_best_generator_is_kept_and_put_back(gan, scripted, tmp_path, mode, best):
    seen = {}

    class Watch(Periodic):
        def on_due(self, step, logs=None):
            seen[step] = weights(self.model)

    evaluate = scripted(4.0, 1.0, 9.0, 5.0, every=5, mode=mode, restore_best=True, folder=tmp_path)
    train(gan, [evaluate, Watch(5)], steps=15)
    assert evaluate.best["step"] == best
    for now, then in zip(weights(gan), seen[best]):
        np.testing.assert_array_equal(now, then)
    gan.generator.set_weights([0 * value for value in gan.generator.get_weights()])
    gan.generator.load_weights(tmp_path / "best.weights.h5")
    for now, then in zip(weights(gan), seen[best]):
        np.testing.assert_array_equal(now, then)


def test_the_best_generator_is_the_one_that_samples_came_from(networks, scripted):
    gan = kerasgan.build_gan(*networks, g_optimizer=keras.optimizers.Adam(0.1, use_ema=True), d_optimizer="adam")
    seen = {}

    class Watch(Periodic):
        def on_due(self, step, logs=None):
            seen[step] = self.model.sample(5, seed=1)

    train(gan, [scripted(4.0, 1.0, 9.0, every=4, mode="min", restore_best=True), Watch(4)], steps=8)
    np.testing.assert_array_equal(gan.sample(5, seed=1), seen[4])


def test_it_stops_when_nothing_gets_better(gan, scripted):
    history = train(gan, [scripted(9.0, 8.0, 7.9, 7.8, 7.7, 0.0, every=2, mode="min", min_delta=0.5, patience=3)])
    assert history.steps[-1] == 8


def test_a_run_that_goes_on_has_the_history_of_one_that_was_never_cut_off(networks, held_out, tmp_path):
    class Stop(Periodic):
        def on_due(self, step, logs=None):
            self.model.stop_training = True

    found = []
    first = [network.get_weights() for network in networks]
    for folder, stops in ((tmp_path / "a", [[]]), (tmp_path / "b", [[Stop(7)], []])):
        for stop in stops:
            for network, values in zip(networks, first):
                network.set_weights(values)
            copies = [keras.models.clone_model(network) for network in networks]
            for copy, values in zip(copies, first):
                copy.set_weights(values)
            gan = kerasgan.build_gan(*copies, g_optimizer="sgd", d_optimizer="sgd")
            evaluate = Evaluate("sliced_wasserstein", held_out, every=3, folder=folder)
            history = train(gan, [evaluate, *stop], checkpoint=folder / "checkpoint", steps_per_execution=1)
        found.append((history.history["sliced_wasserstein"], evaluate.values, evaluate.best))
    assert len(found[0][0]) == 4 and found[0] == found[1]
    assert [value["step"] for value in found[0][1]] == [0, 3, 6, 9, 12]


def test_a_history_that_began_without_it_is_filled_up(gan, held_out, tmp_path):
    class Stop(Periodic):
        def on_due(self, step, logs=None):
            self.model.stop_training = True

    train(gan, [Stop(6)], checkpoint=tmp_path)
    history = train(gan, [Evaluate("sliced_wasserstein", held_out)], checkpoint=tmp_path)
    curve = history.history["sliced_wasserstein"]
    assert [math.isnan(value) for value in curve] == [True, False, False, False]


def test_its_file_tells_all(gan, scripted, tmp_path):
    train(gan, [scripted(2.0, 1.0, every=5, mode="min", folder=tmp_path)], steps=5)
    assert json.loads((tmp_path / "evaluate.json").read_text()) == {
        "monitor": "score",
        "mode": "min",
        "best": {"step": 5, "value": 1.0},
        "values": [{"step": 0, "score": 2.0}, {"step": 5, "score": 1.0}],
    }


def test_metrics_by_name():
    assert list(by_name(["frechet_distance", metrics.precision_recall])) == ["frechet_distance", "precision_recall"]
    assert by_name({"fid": "frechet_distance"}) == {"fid": metrics.frechet_distance}


def test_mistakes_are_told_all_at_once(held_out):
    with pytest.raises(ValueError) as error:
        Evaluate("frechet_distance", held_out, mode="low", patience=0, n=0)
    assert str(error.value).startswith("3 problems:")


@pytest.mark.parametrize(
    "options, message",
    [
        ({"metrics": {"std": lambda real, fake: 1.0}}, "is better low or high is not known"),
        ({"metrics": "frechet_distance", "monitor": "frechet"}, "Did you mean 'frechet_distance'?"),
        ({"metrics": "frechet_distance", "real": np.zeros((9, 5))}, "expected shape (n, 4). Received (9, 5)."),
        ({"metrics": "frechet_distance", "labels": 1}, "this GAN takes none"),
    ],
)
def test_what_does_not_fit_the_gan_is_an_error_before_any_training(gan, held_out, options, message):
    with pytest.raises(ValueError) as error:
        train(gan, [Evaluate(**{"real": held_out, **options})])
    assert message in str(error.value)
    assert int(keras.ops.convert_to_numpy(gan.optimizer.iterations)) == 0


def test_a_run_that_goes_on_with_another_monitor_finds_its_best_anew(gan, held_out, tmp_path):
    values = {"a": Scripted(*range(3, 20)), "b": Scripted(*[-5.0] * 20)}
    first = Evaluate(dict(values), held_out, every=4, monitor="a", mode="min", folder=tmp_path / "best")
    train(gan, [first], steps=4, checkpoint=tmp_path / "run")
    again = Evaluate(dict(values), held_out, every=4, monitor="b", mode="max", folder=tmp_path / "best")
    train(gan, [again], steps=8, checkpoint=tmp_path / "run")
    assert first.best == {"step": 0, "value": 3} and again.best == {"step": 8, "value": -5.0}


def test_two_metrics_of_one_name_are_refused(held_out):
    metric = functools.partial(metrics.kernel_distance, subset_size=10, subsets=2)
    with pytest.raises(ValueError) as error:
        Evaluate([metric, "kernel_distance"], held_out)
    assert str(error.value) == (
        "`metrics`: 'kernel_distance' is there 2 times. Pass a dict that names each, `{'first': ..., 'second': ...}`."
    )


def test_a_generator_that_has_diverged_is_left_to_what_guards_the_run(networks, held_out):
    gan = kerasgan.build_gan(*networks, g_optimizer=keras.optimizers.SGD(1e30), d_optimizer="adam")
    with pytest.raises(kerasgan.errors.TrainingDivergedError, match="the GAN holds its last good weights"):
        train(gan, [Evaluate("frechet_distance", held_out, every=1)], steps=8)
    assert all(np.isfinite(weight).all() for weight in weights(gan))


def test_the_best_weights_are_written_whole_or_not_at_all(gan, scripted, tmp_path, monkeypatch):
    """A run that is killed while it writes finds the ones before."""
    train(gan, [scripted(3.0, 2.0, folder=tmp_path, every=12, mode="min")], epochs=1)
    before = (tmp_path / "best.weights.h5").read_bytes()
    monkeypatch.setattr(type(gan.generator), "save_weights", half_written)
    with pytest.raises(OSError, match="no space"):
        train(gan, [scripted(1.0, 1.0, folder=tmp_path, every=12, mode="min")], epochs=1)
    assert (tmp_path / "best.weights.h5").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["best.weights.h5", "evaluate.json"]


def half_written(network, path):
    path.write_bytes(b"half")
    raise OSError("no space")
