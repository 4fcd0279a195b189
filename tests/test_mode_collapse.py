"""The study of mode collapse: what a run is, that it can be cut off, what the tables say."""

import json
import math
import pathlib
import signal

import keras
import numpy as np
import pytest
from cases import some

import kerasgan
from benchmarks.mode_collapse import (
    __main__,
    annealed,
    bench,
    boosted,
    experiments,
    networks,
    page,
    pictures,
    published,
    runner,
    saturation,
)
from benchmarks.studies import drawing, records, samples
from benchmarks.studies.curve import Stopped
from kerasgan.callbacks.doctor import conditions, pace

COMMITTED = pathlib.Path(__file__).parent.parent / "docs" / "mode_collapse.json"


def record(seed=0, data="ring_8", name="plain", modes=8, high_quality=0.9, reverse_kl=0.1, steps=4):
    curve = [[steps, modes, high_quality, reverse_kl]]
    about = {"data": data, "name": name, "seed": seed, "curve": curve, "seconds": 1.0, "backend": "jax"}
    settings = experiments.settings(name, data, steps)
    figures = {"modes": modes, "high_quality": high_quality, "reverse_kl": reverse_kl, "counts": [1] * 8}
    return {**about, **figures, "settings": settings}


def keep(folder, **options):
    found = record(**options)
    records.write(records.path_of(folder, found["data"], found["name"], found["seed"]), found)
    return found


def press_ctrl_c():
    signal.raise_signal(signal.SIGINT)


# === Networks and experiments ===


def test_pacgans_networks_have_the_paper_s_sizes():
    g, d = networks.pacgan(pack=2)
    assert [layer.units for layer in g.layers if isinstance(layer, keras.layers.Dense)] == [400, 400, 400, 400, 2]
    assert d.input_shape == (None, 4)
    assert [tuple(layer.kernel.shape) for layer in d.layers if hasattr(layer, "kernel")] == [
        (4, 1000),
        (200, 1000),
        (200, 1000),
        (200, 1),
    ]


def test_maxout_takes_the_largest_of_neighbouring_features():
    x = np.array([[1.0, 5.0, 2.0, -3.0, -1.0, -2.0]], "float32")
    layer = networks.Maxout(3)
    assert np.array_equal(keras.ops.convert_to_numpy(layer(x)), [[5.0, -1.0]])
    assert layer.compute_output_shape((None, 6)) == (None, 2)
    assert networks.Maxout.from_config(layer.get_config()).pieces == 3


def test_the_smaller_networks_see_the_data_at_scale_one():
    g, d = networks.small(scale=2.0)
    z = np.ones((1, 2), "float32")
    unscaled = keras.Sequential(g.layers[:-1])
    assert np.allclose(g(z), 2 * np.asarray(keras.ops.convert_to_numpy(unscaled(z))), rtol=1e-6)
    assert np.allclose(keras.ops.convert_to_numpy(d.layers[0](z)), 0.5)


@pytest.mark.parametrize("data", experiments.DATA)
def test_the_scale_is_the_spread_of_the_data(data):
    sampler = kerasgan.datasets.load(data)
    points = sampler(20_000, np.random.default_rng(0))
    assert bench.scale_of(sampler) == pytest.approx(points.std(), rel=0.02)


def test_weights_come_in_units_of_the_modes_width():
    config = experiments.term("r1", weight="4 std^2")
    assert experiments.resolved(config, 0.5)["config"] == {"weight": 1.0}
    assert experiments.resolved(experiments.term("r1", weight=3.0), 0.5)["config"] == {"weight": 3.0}
    with pytest.raises(ValueError, match="expected a number, or one and 'std\\^2'. Received: '4 sd'."):
        experiments.resolved(experiments.term("r1", weight="4 sd"), 0.5)


@pytest.mark.parametrize("name", some(experiments.EXPERIMENTS, ("pacgan_2", "info_gan", "best")))
def test_each_experiment_can_be_built_and_written_down(name):
    assert bench.Bench(name, "ring_8").gan.compiled
    written = experiments.settings(name, "ring_8")
    assert json.loads(json.dumps(written)) == written


def test_a_fading_penalty_falls_by_the_same_factor_at_each_step():
    class Scene:
        class gan:
            optimizer = keras.optimizers.SGD()

    term = annealed.FadingR1(1.0, until=0.01, steps=10)
    for step, share in ((0, 1.0), (5, 0.1), (10, 0.01), (20, 0.01)):
        Scene.gan.optimizer.iterations.assign(step)
        assert float(term.fade(Scene)) == pytest.approx(share, rel=1e-5)
    assert annealed.FadingR1.from_config(term.get_config()).get_config() == term.get_config()


def test_a_rate_stays_and_falls_at_the_end():
    rate = bench.falling(1e-4, 100, 0.25)
    found = [float(rate(step)) for step in (0, 40, 75, 100)]
    np.testing.assert_allclose(found, [1e-4, 1e-4, 1e-4, 0.0], atol=1e-9)
    assert float(rate(87.5)) == pytest.approx(0.5e-4)  # half way along the cosine
    assert float(bench.falling(1e-4, 100, True)(50)) == pytest.approx(0.5e-4)


@pytest.mark.parametrize("data, steps", [("ring_8", 40_000), ("grid_25", 80_000)])
def test_pacgans_rows_have_steps_for_each_data_set(data, steps):
    found = bench.Bench("pacgan_2", data)
    assert found.steps == experiments.settings("pacgan_2", data)["steps"] == steps
    assert found.gan.reuse_fakes and found.gan.group == 2
    assert experiments.steps_of("pacgan_plain", data) == 2 * steps


# === Runs ===


def test_a_finished_run_is_not_made_again_and_one_with_other_settings_is(tmp_path):
    keep(tmp_path, steps=4)
    assert runner.done(tmp_path, "ring_8", "plain", 0, steps=4)
    assert not runner.done(tmp_path, "ring_8", "plain", 0, steps=5)
    assert not runner.done(tmp_path, "ring_8", "plain", 1, steps=4)
    path = records.path_of(tmp_path, "ring_8", "plain", 0)
    path.write_text(path.read_text()[:-9])
    assert not runner.done(tmp_path, "ring_8", "plain", 0, steps=4)


def test_a_run_writes_its_record_and_its_samples(tmp_path):
    said = []
    runner.study(["plain"], ["ring_8"], [0, 1], tmp_path, steps=2, say=said.append)
    first, second = records.all_of(tmp_path)
    assert [first["seed"], second["seed"]] == [0, 1] and len(said) == 2
    assert first["settings"]["steps"] == 2
    points, others = (np.load(tmp_path / "samples" / f"ring_8-plain-{seed}.npy") for seed in (0, 1))
    assert points.shape == (experiments.SAMPLES, 2) and not np.array_equal(points, others)
    assert [step for step, *_ in first["curve"]] == [1, 2]
    assert not any((tmp_path / "unfinished").iterdir())
    runner.study(["plain"], ["ring_8"], [0, 1], tmp_path, steps=2, say=said.append)
    assert len(said) == 2


@pytest.mark.full
def test_a_seed_gives_the_same_run_whatever_came_before(tmp_path):
    runner.study(["plain"], ["ring_8"], [0, 1], tmp_path / "both", steps=2, say=str)
    runner.study(["plain"], ["ring_8"], [1], tmp_path / "alone", steps=2, say=str)
    alone, both = (np.load(tmp_path / name / "samples" / "ring_8-plain-1.npy") for name in ("alone", "both"))
    assert np.array_equal(alone, both)


@pytest.mark.full
def test_a_run_that_is_cut_off_goes_on_where_it_was(tmp_path, monkeypatch):
    found = bench.Bench("plain", "ring_8", steps=4)
    whole = found.run(0, tmp_path / "whole")

    def interrupted(gan, *arguments, **options):
        stop = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: press_ctrl_c() if epoch == 1 else None)
        return fit(gan, *arguments, **{**options, "callbacks": [*options["callbacks"], stop]})

    fit = kerasgan.fit_gan
    monkeypatch.setattr(kerasgan, "fit_gan", interrupted)
    with pytest.raises(Stopped):
        found.run(0, tmp_path / "parts")
    monkeypatch.setattr(kerasgan, "fit_gan", fit)
    again = found.run(0, tmp_path / "parts")
    for one in (whole, again):
        del one["seconds"]
    assert again == whole


@pytest.fixture
def two_rounds(monkeypatch):
    """AdaGAN with two rounds: each compiles a GAN and a classifier."""
    fewer = experiments.EXPERIMENTS["adagan"]._replace(rounds=2)
    monkeypatch.setitem(experiments.EXPERIMENTS, "adagan", fewer)


@pytest.mark.full
def test_adagan_trains_its_rounds_and_is_judged_as_a_mixture(tmp_path, two_rounds):
    runner.study(["adagan"], ["ring_8"], [0], tmp_path, steps=2, say=str)
    (record,) = records.all_of(tmp_path)
    assert [step for step, *_ in record["curve"]] == [2, 4]
    assert record["curve"][-1][1:] == [record["modes"], record["high_quality"], record["reverse_kl"]]
    assert "| AdaGAN, 5 rounds, ours |" in (row := page.our_row(records.summary([record]), "adagan"))
    assert row.endswith("| 4 | 1 |")


@pytest.mark.full
def test_adagan_is_cut_off_between_rounds_and_goes_on(tmp_path, monkeypatch, two_rounds):
    found = boosted.Boosted("adagan", "ring_8", steps=2)
    fit, rounds = kerasgan.AdaGAN.fit, []

    def interrupted(ada, *arguments, **options):
        rounds.append(options["seed"])
        callbacks = [keras.callbacks.LambdaCallback(on_train_begin=lambda logs: press_ctrl_c())]
        return fit(ada, *arguments, callbacks=callbacks if len(rounds) == 2 else [], **options)

    monkeypatch.setattr(kerasgan.AdaGAN, "fit", interrupted)
    with pytest.raises(Stopped):
        found.run(1, tmp_path)
    assert rounds == [2, 3] and not records.all_of(tmp_path)
    assert found.run(1, tmp_path)["curve"][-1][0] == 4


def test_infogan_has_codes_in_z_and_a_second_output_of_d():
    gan = bench.Bench("info_gan", "grid_25").gan
    assert gan.generator.input_shape == (None, 12)
    assert [output.shape for output in gan.discriminator.outputs] == [(None, 1), (None, 10)]


def test_two_time_scales_have_d_four_times_as_fast():
    gan = bench.Bench("two_time_scales", "ring_8", steps=4).gan
    rates = [float(keras.ops.convert_to_numpy(one.learning_rate)) for one in gan.optimizer.optimizers]
    assert rates == pytest.approx([5e-4, 2e-3])


def test_a_rate_of_d_falls_until_the_end_of_the_run_however_many_updates_a_step_has():
    gan = bench.Bench("wgan_gp", "ring_8", steps=4).gan
    kerasgan.fit_gan(gan, kerasgan.datasets.load("ring_8"), steps=2, batch_size=8, seed=0, verbose=0)
    rates = [float(keras.ops.convert_to_numpy(one.learning_rate)) for one in gan.optimizer.optimizers]
    assert gan.optimizer.d.iterations == 10
    assert rates == pytest.approx([0.5e-3, 0.5e-3])  # half way along the cosine, both


@pytest.mark.full
def test_a_record_and_its_line_say_what_the_doctor_found(tmp_path, monkeypatch):
    frozen = {**experiments.SMALL_ADAM, "learning_rate": 1e-3}
    monkeypatch.setitem(experiments.EXPERIMENTS, "plain", experiments.small("GAN", adam=frozen, d_rate=1e-30))
    monkeypatch.setattr(pace.Pace, "due", lambda self: self.first_call is not None)  # whatever the clock says
    said = []
    runner.study(["plain"], ["ring_8"], [0], tmp_path, steps=60, say=said.append)
    (record,) = records.all_of(tmp_path)
    assert "frozen discriminator" in record["doctor"]
    assert record["doctor"] == sorted(record["doctor"], key=conditions.rank)
    assert f"; doctor: {', '.join(record['doctor'])}" in said[0]


def test_options_that_came_later_leave_earlier_records_as_they_are():
    assert not experiments.LATER.keys() & experiments.settings("plain", "ring_8").keys()
    assert experiments.settings("adagan", "ring_8")["rounds"] == 5


def test_a_study_goes_on_from_the_page_of_an_earlier_one(tmp_path):
    """A clone of the repository has the page and its data, and no runs."""
    runner.study(["plain"], ["ring_8"], [0], tmp_path / "runs", steps=2, say=str)
    records.write(tmp_path / "runs" / "saturation.json", {"steps": 1, "jsd": {"0.0": [[1, 0.0]]}, "wasserstein": {}})
    docs = tmp_path / "docs"
    pictures.draw(tmp_path / "runs", docs / "mode_collapse")
    page.write(tmp_path / "runs", docs)
    __main__.adopt(page, docs, tmp_path / "again")
    assert records.all_of(tmp_path / "again") == records.all_of(tmp_path / "runs")
    assert runner.done(tmp_path / "again", "ring_8", "plain", 0, steps=2)
    (record,) = records.all_of(tmp_path / "again")
    points = samples.read(tmp_path / "runs", record)
    np.testing.assert_allclose(samples.read(tmp_path / "again", record), points, rtol=2e-3, atol=1e-6)
    changed = {**record, "modes": 3}
    records.write(records.path_of(tmp_path / "again", "ring_8", "plain", 0), changed)
    __main__.adopt(page, docs, tmp_path / "again")
    assert records.all_of(tmp_path / "again") == [changed]


@pytest.mark.full
def test_a_picture_is_not_drawn_anew_without_the_points_of_a_run(tmp_path):
    runner.study(["plain"], ["ring_8"], [0], tmp_path, steps=2, say=str)
    assert "ring_8.png" in pictures.draw(tmp_path, tmp_path / "docs")
    keep(tmp_path, name="r1")
    assert "ring_8.png" not in pictures.draw(tmp_path, tmp_path / "docs")


# === The page ===


def test_means_have_the_standard_error_of_the_mean():
    assert records.mean([1.0, 2.0, 3.0]) == pytest.approx((2.0, 1.0 / math.sqrt(3)))
    assert records.mean([5.0]) == (5.0, None)
    assert records.mean([1.0, math.inf]) == (math.inf, None)


def test_runs_of_other_settings_are_left_out(tmp_path):
    for seed, steps in enumerate((4, 5, 5)):
        keep(tmp_path, seed=seed, steps=steps)
    found = records.alike(records.all_of(tmp_path))
    assert [run["seed"] for run in found] == [1, 2]
    assert records.summary(found)["ring_8", "plain"]["seeds"] == 2


def test_steps_that_differ_from_data_to_data_are_told_apart(tmp_path):
    keep(tmp_path, name="pacgan_2", steps=4)
    for seed in (0, 1):
        keep(tmp_path, seed=seed, name="pacgan_2", data="grid_25", steps=8)
    summary = records.summary(records.all_of(tmp_path))
    assert page.our_row(summary, "pacgan_2").endswith("| 4 / 8 | 1 / 2 |")
    assert '"steps": {"ring_8": 4, "grid_25": 8}' in page.settings(summary)


def test_a_row_has_means_and_standard_errors_beside_the_paper_s(tmp_path):
    for seed, quality in enumerate((0.8, 0.9)):
        keep(tmp_path, seed=seed, name="pacgan_plain", modes=6 + seed, high_quality=quality)
    table = page.table(records.summary(records.all_of(tmp_path)))
    assert "| GAN, *PacGAN's table* | 6.3 ± 0.5 | 98.2 ± 0.2 | 0.450 ± 0.090 | 17.3 ± 0.8 |" in table
    assert "| GAN, ours, PacGAN's networks | 6.5 ± 0.5 | 85.0 ± 5.0 | 0.100 ± 0.000 | | | | 4 | 2 |" in table.replace(
        "  ", " "
    )
    assert all(line.count("|") == page.HEADER.count("|") for line in table.splitlines())


def test_a_perfect_sampler_gets_the_figures_of_the_literature():
    assert page.ideal("ring_8") == pytest.approx((8, 98.889, 0.0014), abs=5e-5, rel=1e-5)
    assert page.ideal("grid_25") == pytest.approx((25, 98.889, 0.0048), abs=1e-4, rel=1e-5)


def test_the_distance_of_two_means_is_in_standard_errors():
    assert page.apart((7.0, 0.3), (6.0, 0.4)) == pytest.approx(2.0)
    assert page.apart((7.0, None), (6.0, 0.0)) == math.inf


@pytest.mark.parametrize(
    "qualities, verdict, quality",
    [
        ((0.97, 0.99), "yes", "0.2 errors, 0.2 deviations"),
        ((0.965, 0.975), "within the spread of runs", "2.2 errors, 1.8 deviations"),
        ((0.80, 0.81), "**no**", "32.9 errors, 26.4 deviations"),
    ],
)
def test_a_reproduction_is_judged_by_errors_and_by_deviations(tmp_path, qualities, verdict, quality):
    """By hand: 98.2 with an error of 0.2 over ten trials is a deviation of 0.63; modes 6.3 with one of 0.5, 1.58."""
    for seed, share in enumerate(qualities):
        keep(tmp_path, seed=seed, name="pacgan_plain", modes=6, high_quality=share, reverse_kl=0.36)
    (group,) = records.summary(records.all_of(tmp_path)).values()
    rest = f"quality {quality}; KL 1.0 errors, 0.4 deviations"
    found = page.agreement(group, published.PACGAN["GAN"]["ring_8"]).partition(" | ")[2]
    assert found == f"{verdict}: apart by modes 0.6 errors, 0.3 deviations; {rest}"


def test_targets_are_judged(tmp_path):
    for seed in (0, 1):
        keep(tmp_path, seed=seed, name="best", high_quality=0.98, reverse_kl=0.01)
        keep(tmp_path, seed=seed, name="best", data="grid_25", modes=25, high_quality=0.98, reverse_kl=0.04)
    text = page.targets(records.summary(records.all_of(tmp_path)))
    assert (
        "| our best, ring of 8: 8.0 modes, >= 97 %, reverse KL <= 0.02 | 8.0 ± 0.0 / 98.0 ± 0.0 / 0.010 ± 0.000 | yes |"
        in text
    )
    assert "/ 0.040 ± 0.000 | **no** |" in text
    assert text.count("not run") == 4


def test_the_page_and_its_pictures_are_made_of_whatever_is_there(tmp_path):
    runner.study(["plain"], ["grid_25"], [0], tmp_path, steps=2, say=str)
    saturation_record = {
        "steps": 1,
        **{kind: {"0.0": [[1, 0.0]], "2.0": [[1, 0.5]]} for kind in ("jsd", "wasserstein")},
    }
    records.write(tmp_path / "saturation.json", saturation_record)
    drawn = pictures.draw(tmp_path, tmp_path / "mode_collapse")
    assert drawn == ["grid_25.png", "grid_25_curves.png", "saturation.png"]
    text = page.write(tmp_path, tmp_path).read_text()
    assert all(f"(mode_collapse/{name})" in text for name in drawn)
    assert "| true JSD | 0 | 0.693 |" in text
    assert len(json.loads((tmp_path / "mode_collapse.json").read_text())["runs"]) == 1


def test_each_experiment_has_a_line_of_its_own():
    assert len(experiments.EXPERIMENTS) <= len(drawing.COLOURS) * len(pictures.STYLES)
    assert len(set(pictures.STYLES)) == len(pictures.STYLES) and "--" not in pictures.STYLES


def test_the_command_can_be_stopped_and_says_so(tmp_path, monkeypatch):
    def stop(*arguments):
        raise Stopped

    monkeypatch.setattr(runner, "study", stop)
    said = []
    __main__.main(["--quick", "--out", str(tmp_path)], say=said.append)
    assert said[0] == "Stopped. The same command goes on from here."
    assert (tmp_path / "quick" / "mode_collapse.md").exists()


def test_every_row_of_the_papers_has_both_data_sets():
    for rows in (published.PACGAN, published.VEEGAN):
        assert all(
            set(row) == set(experiments.DATA) and all(len(three) == 3 for three in row.values())
            for row in rows.values()
        )
    assert all(e.paper in (None, *published.PACGAN) for e in experiments.EXPERIMENTS.values())


# === Saturation ===


def test_the_two_lines_are_at_the_distance_that_is_said():
    gan = saturation.gan_at(0.5, critic=False)
    real, fake = saturation.lines(100, np.random.default_rng(0)), gan.sample(100, seed=0)
    assert set(real[:, 0]) == {0.0} and set(fake[:, 0]) == {0.5}
    assert np.abs(fake[:, 1]).max() <= 1 and fake[:, 1].std() > 0.3


@pytest.mark.full
def test_saturation_keeps_what_is_done(tmp_path, monkeypatch):
    monkeypatch.setattr(saturation, "DISTANCES", (1.0,))
    said = []
    first = saturation.study(tmp_path, steps=2, say=said.append)
    assert [len(first[kind]["1.0"]) for kind in ("jsd", "wasserstein")] == [2, 2] and len(said) == 2
    assert saturation.study(tmp_path, steps=2, say=said.append) == first and len(said) == 2


def test_a_curve_of_saturation_that_is_cut_off_is_not_kept(tmp_path, monkeypatch):
    def interrupted(*arguments, **options):
        callback = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: press_ctrl_c())
        return fit(*arguments, callbacks=[callback], **options)

    fit = kerasgan.fit_gan
    monkeypatch.setattr(kerasgan, "fit_gan", interrupted)
    with pytest.raises(Stopped):
        saturation.study(tmp_path, steps=50, say=str)
    assert saturation.found(tmp_path) is None and not (tmp_path / "saturation.json").exists()
