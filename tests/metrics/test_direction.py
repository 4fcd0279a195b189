import numpy as np
import pytest

from kerasgan import metrics
from kerasgan.metrics import direction


@pytest.mark.parametrize("name", sorted(direction.DIRECTIONS))
def test_directions_are_of_metrics_that_there_are(name):
    assert name in metrics.names()
    assert set(direction.DIRECTIONS[name].values()) <= {"min", "max"}


@pytest.mark.parametrize(
    "name", ["frechet_distance", "kernel_distance", "precision_recall", "density_coverage", "moment_error"]
)
def test_real_samples_are_better_than_others(name, rng):
    """The direction, read off the metric itself."""
    real, other, off = rng.normal(size=(100, 3)), rng.normal(size=(100, 3)), rng.normal(3.0, 0.2, (100, 3))
    good, bad = (direction.figures(name, metrics.get(name)(real, fake)) for fake in (other, off))
    for part in good:
        way = direction.of(name, part)
        assert way is None or (good[part] < bad[part] if way == "min" else good[part] > bad[part])


def test_figures_of_any_result():
    assert direction.figures("x", 2) == {"": 2.0}
    assert direction.figures("x", np.array([1.0, 3.0])) == {"": 2.0}
    assert direction.figures("x", {"a": 1, "counts": np.zeros(3)}) == {"a": 1.0}
    assert direction.figures("x", (1.0, 2.0)) == {"0": 1.0, "1": 2.0}
