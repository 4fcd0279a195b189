import math
import statistics

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy import stats

from kerasgan.plots import distribution, plot_distribution

NORMAL = statistics.NormalDist()


@pytest.fixture
def samples():
    rng = np.random.default_rng(0)
    return rng.normal(size=(500, 20)), rng.normal(0, 0.34, (400, 20)), rng.uniform(-1, 1, (300, 10))


def panels(figure):
    return {axes.get_title(loc="left"): axes for axes in figure.axes}


def text(axes):
    return axes.texts[0].get_text().split("\n")


def area(axes):
    return sum(bar.get_width() * bar.get_height() for bar in axes.patches)


def dots(axes):
    """Returns the (mean, std) of each dimension, of real and of generated samples."""
    return [np.array(collection.get_offsets()) for collection in axes.collections]


def test_panels_with_and_without_noise(samples):
    real, fake, noise = samples
    histograms = ["Real values", "Noise values", "Generated values"]
    assert list(panels(plot_distribution(real, fake, noise=noise))) == [*histograms, "Each dimension"]
    assert list(panels(plot_distribution(real, fake))) == [histograms[0], histograms[2], "Each dimension"]


def test_histograms_are_densities_on_the_same_axes(samples):
    real, fake, noise = samples
    *histograms, _ = plot_distribution(real, fake, noise=noise).axes
    for title, axes in zip(("real", "noise", "fake"), histograms):
        assert area(axes) == pytest.approx(1)
        assert axes.get_xlim() == histograms[0].get_xlim() and axes.get_ylim() == histograms[0].get_ylim()
        if title == "noise":  # its bars begin and end where it does
            first, last = axes.patches[0], axes.patches[-1]
            assert (first.get_x(), last.get_x() + last.get_width()) == pytest.approx((noise.min(), noise.max()))
        else:
            assert [bar.get_x() for bar in axes.patches] == [bar.get_x() for bar in histograms[0].patches]


def test_a_histogram_counts_the_values():
    values = np.arange(8.0).reshape(4, 2)
    axes = plot_distribution(values, values).axes[0]
    bars = [bar for bar in axes.patches if bar.get_height()]
    assert len(bars) == 8
    assert all(bar.get_x() <= value <= bar.get_x() + bar.get_width() for bar, value in zip(bars, range(8)))
    assert {round(bar.get_height() * bar.get_width(), 9) for bar in bars} == {1 / 8}


def test_the_numbers_are_those_of_numpy(samples):
    real, fake, noise = samples
    drawn = panels(plot_distribution(real, fake, noise=noise))
    assert text(drawn["Real values"]) == [f"mean {np.mean(real):.2f}", f"std {np.std(real):.2f}"]
    for title, values in {"Noise values": noise, "Generated values": fake}.items():
        mean, std, distance = text(drawn[title])
        assert float(mean.removeprefix("mean ")) == pytest.approx(np.mean(values), abs=0.005)
        assert std == f"std {np.std(values):.2f}"
        assert 0 < float(distance.removeprefix("KS, pooled ")) < 1


def test_a_mean_of_zero_has_no_sign():
    values = np.array([[-1.0, 0.9999]])
    assert text(plot_distribution(values, values).axes[0])[0] == "mean 0.00"


@pytest.mark.parametrize(
    "scale, shown",
    [(1, "1.00"), (0.998, "1.00"), (0.34, "0.34"), (0.001, "0.00100"), (75, "75"), (9e6, "9000000")],
)
def test_numbers_have_the_digits_that_the_data_ask_for(scale, shown):
    values = scale * np.array([[-1.0], [1.0]])
    assert text(plot_distribution(values, values).axes[0])[1] == f"std {shown}"


def test_pooled_distance_by_hand():
    distance = distribution.pooled_distance
    assert distance(np.array([1, 2, 3]), np.array([1, 2, 3])) == 0
    assert distance(np.array([1, 2]), np.array([3, 4, 5])) == 1
    assert distance(np.array([0, 0, 0, 1]), np.array([0, 1, 1, 1])) == 0.5
    assert distance(np.array([1, 2, 3, 4]), np.array([2.5])) == 0.5


def test_pooled_distance_of_two_normals():
    """The largest difference of the two distribution functions, N(0, 1) and N(1, 1), is at their middle."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=40_000), rng.normal(1, 1, 40_000)
    assert distribution.pooled_distance(a, b) == pytest.approx(2 * NORMAL.cdf(0.5) - 1, abs=0.01)


def test_pooled_distance_is_symmetric_and_blind_to_order_and_units():
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=50), rng.uniform(size=70)
    distance = distribution.pooled_distance(a, b)
    assert distribution.pooled_distance(b, a) == distance
    assert distribution.pooled_distance(rng.permutation(a).reshape(5, 10), b) == distance
    assert distribution.pooled_distance(3 * a - 7, 3 * b - 7) == distance


def test_the_distance_of_what_is_alike_is_that_of_samples(samples):
    rng = np.random.default_rng(2)
    drawn = [stats.ks_2samp(rng.normal(size=500), rng.normal(size=300)).statistic for _ in range(400)]
    assert distribution.distance_if_alike(500, 300) == pytest.approx(np.mean(drawn), rel=0.06)
    assert distribution.distance_if_alike(1, 1) == 1
    assert text(panels(plot_distribution(*samples[:2]))["Each dimension"])[1] == "if alike 0.058"


def test_the_normal_density_is_over_each_histogram(samples):
    real, fake, noise = samples
    *histograms, _ = plot_distribution(real, fake, noise=noise).axes
    for axes in histograms:
        ((x, y),) = [line.get_data() for line in axes.lines]
        np.testing.assert_allclose(y, [NORMAL.pdf(value) for value in x])
        assert [label.get_text() for label in axes.get_legend().get_texts()] == ["N(0, 1)"]


def test_another_density_or_none(samples):
    real, fake, _ = samples
    axes = plot_distribution(real, fake, density=lambda x: np.full_like(x, 0.25)).axes[0]
    assert set(axes.lines[0].get_ydata()) == {0.25}
    assert [label.get_text() for label in axes.get_legend().get_texts()] == ["density"]
    for axes in plot_distribution(real, fake, density=None).axes[:2]:
        assert not axes.lines and not axes.get_legend()


def test_each_dimension_is_a_dot(samples):
    real, fake, _ = samples
    for found, values in zip(dots(plot_distribution(real, fake).axes[-1]), (real, fake)):
        np.testing.assert_allclose(found, [(statistics.fmean(v), statistics.pstdev(v)) for v in values.T])


def test_a_collapse_that_a_pooled_histogram_hides_is_seen():
    rng = np.random.default_rng(0)
    real, one = rng.normal(size=(300, 2000)), rng.normal(size=(1, 2000))
    drawn = panels(plot_distribution(real, np.repeat(one, 300, axis=0)))
    assert float(text(drawn["Generated values"])[2].removeprefix("KS, pooled ")) < 0.03
    axes = drawn["Each dimension"]
    assert dots(axes)[0][:, 1].min() > 0.8 and dots(axes)[1][:, 1].max() < 1e-9
    assert axes.get_ylim()[0] < 0 < 1.2 < axes.get_ylim()[1]  # the dots at the bottom are not cut off


def test_dimensions_are_on_one_scale(samples):
    """Means that differ by little must not look far apart."""
    axes = plot_distribution(*samples[:2]).axes[-1]
    width, height = np.ptp(axes.get_xlim()), np.ptp(axes.get_ylim())
    assert width > 0.9 * height


def test_one_outlier_leaves_the_rest_wide(samples):
    real, fake, _ = samples
    fake[0, 0] = 1e6
    assert plot_distribution(real, fake).axes[0].get_xlim()[1] < 5


def test_a_spike_leaves_the_real_values_high():
    real = np.random.default_rng(0).normal(size=(2000, 10))
    axes = plot_distribution(real, np.zeros((2000, 10))).axes
    assert axes[1].dataLim.ymax > 5  # the spike
    assert 0.4 < axes[0].get_ylim()[1] < 2


def test_odd_but_fair_samples_are_drawn():
    for real, fake in [
        ([[1]], [[2]]),  # one value, as lists of integers
        (np.zeros((3, 2)), np.zeros((5, 2))),  # all alike
        (np.arange(12, dtype="uint8").reshape(4, 3), np.ones((1, 3), "float16")),
        (np.full((2, 2), 1e-12), np.full((2, 2), 1e12)),
    ]:
        assert len(plot_distribution(real, fake).axes) == 3


def test_the_figure_is_saved_and_pyplot_does_not_know_it(samples, tmp_path):
    real, fake, noise = samples
    for extension in ("png", "svg", "pdf"):
        plot_distribution(real, fake, tmp_path / f"a.{extension}", noise=noise)
    assert len(list(tmp_path.iterdir())) == 3 and plt.get_fignums() == []


def test_samples_are_left_as_they_were(samples):
    copies = [values.copy() for values in samples]
    plot_distribution(*samples[:2], noise=samples[2])
    for values, copy in zip(samples, copies):
        np.testing.assert_array_equal(values, copy)


def test_the_same_samples_give_the_same_file(samples, tmp_path):
    files = [tmp_path / "a.png", tmp_path / "b.png"]
    for file in files:
        plot_distribution(*samples[:2], file)
    assert files[0].read_bytes() == files[1].read_bytes()


GOOD = np.zeros((4, 2))


@pytest.mark.parametrize(
    "real, fake, options, message",
    [
        (
            GOOD,
            np.zeros((4, 3)),
            {},
            "`real` and `fake`: expected samples with the same number of dimensions. "
            "Received shapes (4, 2) and (4, 3).",
        ),
        (
            np.zeros((4, 28, 28)),
            GOOD,
            {},
            "`real`: expected an array of numbers of shape (n, d). Received shape (4, 28, 28). "
            "Use `real.reshape(n, -1)`.",
        ),
        (
            GOOD,
            np.zeros((0, 2)),
            {},
            "`fake`: expected an array of numbers of shape (n, d) with n and d of at least 1. Received shape (0, 2).",
        ),
        (
            GOOD,
            [[1, 2], [3]],
            {},
            "`fake`: expected an array of numbers of shape (n, d). Received something that NumPy cannot make into one.",
        ),
        (
            GOOD,
            GOOD,
            {"density": "uniform"},
            "`density`: expected 'normal', a function of an array, or None. Received: 'uniform'.",
        ),
        (
            [[math.nan, math.inf]],
            None,
            {"noise": np.zeros(3), "density": 3},
            "4 problems:\n"
            "  1. `real`: expected finite numbers. Received 2 of 2 that are NaN or infinite.\n"
            "  2. `noise`: expected an array of numbers of shape (n, d). Received shape (3,). "
            "Use `noise.reshape(n, -1)`.\n"
            "  3. `fake`: expected an array of numbers of shape (n, d). Received shape (). Use `fake.reshape(n, -1)`.\n"
            "  4. `density`: expected 'normal', a function of an array, or None. Received: 3.",
        ),
    ],
)
def test_mistakes_are_told(real, fake, options, message, tmp_path):
    with pytest.raises(ValueError) as error:
        plot_distribution(real, fake, tmp_path / "a.png", **options)
    assert str(error.value) == message
    assert list(tmp_path.iterdir()) == []
