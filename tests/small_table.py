"""A small table of mixed columns, and a GAN of it."""

import numpy as np
import pytest

import kerasgan

pandas = pytest.importorskip("pandas")


def frame(n=240, seed=0):
    """Columns of numbers, text, dates, truth values, missing values and ids, with secrets that no preset may hold."""
    rng = np.random.default_rng(seed)
    sex = rng.choice(["f", "m"], n, p=[0.7, 0.3])
    income = np.round(rng.lognormal(10, 0.5, n) * np.where(sex == "m", 2, 1), 2)
    return pandas.DataFrame(
        {
            "id": np.arange(n) + 70_001,
            "sex": sex,
            "income": income,
            "age": rng.integers(18, 90, n),
            "city": pandas.Series(rng.choice(["Köln", "北京", "Rome"], n)).mask(rng.random(n) < 0.1),
            "since": pandas.Timestamp("2020-01-01") + pandas.to_timedelta(rng.integers(0, 900, n), unit="D"),
            "vip": rng.random(n) < 0.2,
            "always": "yes",
        }
    )


def gan(data=None, **options):
    """A GAN of few weights, by which a step takes milliseconds."""
    small = {"noise": 6, "g_hidden": (16,), "d_hidden": (16,), "pack": 2, "most_modes": 4}
    return kerasgan.tables.build_gan(frame() if data is None else data, **{**small, **options})
