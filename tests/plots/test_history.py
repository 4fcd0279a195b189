import math

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest

from kerasgan.plots import plot_history

HEALTHY = {
    "d_loss": [0.40, 0.60, 0.68],
    "g_loss": [1.50, 0.90, 0.72],
    "d_accuracy": [0.9, 0.7, 0.55],
    "jsd": [0.29, 0.09, 0.01],
}
LOSS, ACCURACY, DIVERGENCE = "Loss", "Accuracy of D", "Jensen-Shannon divergence, estimated"


def make_history(curves, steps=None):
    """A history as `fit_gan` returns it, or without `steps` as Keras's `fit` does."""
    history = keras.callbacks.History()
    history.history = curves
    history.epoch = list(range(len(next(iter(curves.values())))))
    if steps:
        history.steps = steps
    return history


def panels(figure):
    return {axes.get_title(loc="left"): axes for axes in figure.axes}


def curves(axes):
    """Returns the curves of a panel as arrays (x, y): every line but the straight ones across it."""
    lines = [line.get_data() for line in axes.lines]
    return [(np.array(x), np.array(y)) for x, y in lines if list(x) != [0, 1] and list(y) != [0, 1]]


def levels(axes):
    """Returns the heights of the lines across a panel."""
    return [line.get_ydata()[0] for line in axes.lines if list(line.get_xdata()) == [0, 1]]


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_each_curve_is_in_its_panel():
    drawn = panels(plot_history(HEALTHY))
    assert list(drawn) == [LOSS, ACCURACY, DIVERGENCE]
    for title, names in {LOSS: ["d_loss", "g_loss"], ACCURACY: ["d_accuracy"], DIVERGENCE: ["jsd"]}.items():
        found = curves(drawn[title])
        assert len(found) == len(names)
        for (x, y), name in zip(found, names):
            np.testing.assert_array_equal(x, [1, 2, 3])
            np.testing.assert_array_equal(y, HEALTHY[name])


def test_reference_lines_are_at_what_theory_says():
    drawn = panels(plot_history(HEALTHY))
    assert levels(drawn[LOSS]) == pytest.approx([0.6931472])  # the cross-entropy of a guess
    assert levels(drawn[ACCURACY]) == [0.5]
    assert levels(drawn[DIVERGENCE]) == pytest.approx([0, 0.6931472])  # the bounds of the divergence
    assert texts(drawn[LOSS]) == ["log 2:\nD guesses"]
    assert texts(drawn[ACCURACY]) == ["50 %:\nD guesses"]
    assert texts(drawn[DIVERGENCE]) == ["0:\nalike", "log 2:\ntold apart"]


def test_the_lines_are_inside_the_picture():
    drawn = panels(plot_history({name: [values[0]] for name, values in HEALTHY.items()}))
    for axes in drawn.values():
        low, high = axes.get_ylim()
        assert all(0.03 < (level - low) / (high - low) < 0.97 for level in levels(axes))


def test_minimax_has_its_own_line():
    """At equilibrium the minimax loss of G is log(1 - 1/2)."""
    drawn = panels(plot_history({**HEALTHY, "g_loss": [-0.2, -0.5, -0.69]}))
    assert levels(drawn[LOSS]) == pytest.approx([math.log(2), math.log(1 - 1 / 2)])


def test_losses_that_are_no_cross_entropies_have_no_line():
    drawn = panels(plot_history({"d_loss": [-3, -2], "g_loss": [5, 4]}))
    assert list(drawn) == [LOSS] and levels(drawn[LOSS]) == []


def test_the_horizontal_axis_is_in_steps_where_they_are_known():
    for history, x, unit in [
        (HEALTHY, [1, 2, 3], "epoch"),
        ({**HEALTHY, "step": [10, 20, 50]}, [10, 20, 50], "step"),
        (make_history(HEALTHY, steps=[100, 200, 250]), [100, 200, 250], "step"),
        (make_history(HEALTHY), [1, 2, 3], "epoch"),
        (make_history({**HEALTHY, "step": [7, 8, 9]}, steps=[1, 2, 3]), [7, 8, 9], "step"),
    ]:
        axes = plot_history(history).axes
        np.testing.assert_array_equal(curves(axes[0])[0][0], x)
        assert axes[-1].get_xlabel() == unit and axes[0].get_xlabel() == ""


def test_a_resumed_history_starts_where_it_went_on():
    history = make_history(HEALTHY)
    history.epoch = [5, 6, 7]
    np.testing.assert_array_equal(curves(plot_history(history).axes[0])[0][0], [6, 7, 8])


def test_a_history_that_fit_made():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(loss="mse")
    history = model.fit(np.zeros((4, 1)), np.zeros((4, 1)), epochs=2, verbose=0)
    history.history["d_loss"] = history.history["loss"]
    drawn = panels(plot_history(history))
    assert list(drawn) == [LOSS, "loss"] and drawn["loss"].get_xlabel() == "epoch"


def test_csv_and_dict_give_the_same_picture(tmp_path):
    table = {"step": [100, 200, 300], **HEALTHY}
    rows = [",".join(map(str, row)) for row in zip(*table.values())]
    (tmp_path / "run.csv").write_text("\n".join([",".join(table), *rows]) + "\n")
    plot_history(str(tmp_path / "run.csv"), tmp_path / "csv.png")
    plot_history(table, tmp_path / "dict.png")
    assert (tmp_path / "csv.png").read_bytes() == (tmp_path / "dict.png").read_bytes()


def test_empty_cells_are_not_measured_and_no_failure(tmp_path):
    (tmp_path / "run.csv").write_text("step,d_loss,fid,note,none\n1,0.5,,ok,\n2,0.6,30,ok,\n3,0.7,,ok,\n4,0.7,20,ok,\n")
    drawn = panels(plot_history(tmp_path / "run.csv"))
    assert list(drawn) == [LOSS, "fid"]
    ((x, y),) = curves(drawn["fid"])
    np.testing.assert_array_equal([x, y], [[2, 4], [30, 20]])
    assert texts(drawn["fid"]) == []


def test_other_metrics_have_panels_of_their_own():
    drawn = panels(plot_history({**HEALTHY, "learning_rate": [3, 2, 1], "every_other": [1], "words": ["a", "b", "c"]}))
    assert list(drawn) == [LOSS, ACCURACY, DIVERGENCE, "learning_rate"]
    np.testing.assert_array_equal(curves(drawn["learning_rate"])[0][1], [3, 2, 1])


@pytest.mark.parametrize("last, ticks", [(6000, 1000), (5000, 1000), (60, 10), (3, 1)])
def test_ticks_are_round(last, ticks):
    axes = plot_history({"d_loss": [0.5, 0.6, 0.7], "step": [1, 2, last]}).axes[0]
    assert set(np.diff(axes.get_xticks())) <= {ticks, ticks / 2}


def test_one_point_is_seen():
    for axes in plot_history({name: values[:1] for name, values in HEALTHY.items()}).axes:
        assert [line.get_marker() for line in axes.lines if len(line.get_xdata()) == 1][0] == "o"
        np.testing.assert_array_equal(axes.get_xticks(), [1])


def test_a_long_curve_has_its_running_mean_over_it():
    rng = np.random.default_rng(0)
    noise = 0.69 + rng.normal(0, 0.1, 5000)
    (x, raw), (mean_x, mean) = curves(plot_history({"d_loss": noise}).axes[0])
    np.testing.assert_array_equal(raw, noise)
    np.testing.assert_allclose([mean_x[0], mean_x[-1]], [50.5, 4950.5])  # the middles of the first and the last 100
    np.testing.assert_allclose([mean[0], mean[-1]], [noise[:100].mean(), noise[-100:].mean()])
    assert mean.std() < 0.2 * raw.std()


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_where_values_cease_to_be_finite_is_marked(bad):
    history = {**HEALTHY, "d_loss": [0.4, 0.5, bad], "g_loss": [1, bad, bad]}
    drawn = panels(plot_history(history))
    marks = [line.get_xdata()[0] for line in drawn[LOSS].lines if list(line.get_ydata()) == [0, 1]]
    assert marks == [2]  # the first of both curves
    assert "NaN or infinite" in texts(drawn[LOSS]) and "NaN or infinite" not in texts(drawn[ACCURACY])


def test_a_run_of_nothing_but_nan_is_drawn():
    drawn = panels(plot_history({"d_loss": [math.nan] * 3, "jsd": [math.nan] * 3}))
    assert all("NaN or infinite" in texts(axes) for axes in drawn.values())


def test_the_figure_is_saved_and_pyplot_does_not_know_it(tmp_path):
    figure = plot_history(HEALTHY, tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG") and figure._repr_png_().startswith(b"\x89PNG")
    assert plt.get_fignums() == []


def test_the_history_is_left_as_it_was():
    history = {name: np.array([*values, math.nan]) for name, values in HEALTHY.items()}
    copy = {name: values.copy() for name, values in history.items()}
    plot_history(history)
    for name, values in copy.items():
        np.testing.assert_array_equal(history[name], values)


NOTHING = "`history`: expected values of at least one of `d_loss`, `g_loss`, `d_accuracy`, `jsd`. Received: "


@pytest.mark.parametrize(
    "history, message",
    [
        ({}, NOTHING + "[]."),
        ({"loss": [1.0]}, NOTHING + "['loss']."),
        ({"d_loss": []}, NOTHING + "['d_loss']."),
        ({"d_loss": [None]}, NOTHING + "['d_loss']."),
        ({"d_loss": 0.5}, "`history['d_loss']`: expected a list of numbers."),
        (
            {"d_loss": [1.0], "g_loss": [1.0, 2.0]},
            "`history`: expected lists of one length. Received lengths: {'d_loss': 1, 'g_loss': 2}.",
        ),
        (
            {"step": [1], "d_loss": ["low"], "g_loss": [1.0, 2.0]},
            "2 problems:\n  1. `history['d_loss']`: expected a list of numbers.\n"
            "  2. `history`: expected lists of one length. Received lengths: {'step': 1, 'g_loss': 2}.",
        ),
        ("none.csv", "`history`: there is no file 'none.csv'."),
        (
            7,
            "`history`: expected a `keras.callbacks.History`, its dict, or the path of a CSV file. "
            "Received: 7, of type int.",
        ),
    ],
)
def test_mistakes_are_told(history, message, tmp_path):
    with pytest.raises(ValueError) as error:
        plot_history(history, tmp_path / "a.png")
    assert str(error.value) == message
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_file_name_is_told_with_a_wrong_history():
    with pytest.raises(ValueError, match=r"^2 problems:\n  1. `history`: expected .*\n  2. `to_file`: expected "):
        plot_history(7, "a.xyz")
