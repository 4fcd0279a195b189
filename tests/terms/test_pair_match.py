"""Pair match: by hand, the kernel's formula beside the matrix of moments, and triples that pairs don't tell."""

import types

import numpy as np
import pytest
from keras import ops

from kerasgan.terms import PairMatch

RNG = np.random.default_rng(0)
REAL, FAKE = (RNG.normal(size=(6, 3)).astype("float32") for _ in range(2))


def value(term, real=REAL, fake=FAKE):
    scene = types.SimpleNamespace(data=ops.convert_to_tensor(real), made=ops.convert_to_tensor(fake))
    return float(ops.convert_to_numpy(term(scene)))


def by_hand(real, fake, degree):
    """All products of `degree` of the numbers and a 1, their means, and the squared distance of these."""
    sides = []
    for rows in (real, fake):
        rows = np.concatenate([np.ones((len(rows), 1)), rows], axis=1)
        products = rows
        for _ in range(degree - 1):
            products = np.einsum("ni,nj->nij", products, rows).reshape(len(rows), -1)
        sides.append(products.mean(axis=0))
    return float(np.sum((sides[0] - sides[1]) ** 2))


@pytest.mark.parametrize("degree", [2, 3, 4])
def test_it_is_the_distance_of_all_moments_up_to_the_degree(degree):
    assert value(PairMatch(degree=degree)) == pytest.approx(by_hand(REAL, FAKE, degree), rel=1e-4)


def test_triples_tell_what_pairs_do_not():
    signs = np.array([[a, b, a * b] for a in (-1, 1) for b in (-1, 1)], "float32")
    assert value(PairMatch(), signs, -signs) == pytest.approx(0, abs=1e-6)
    assert value(PairMatch(degree=3), signs, -signs) > 1


def test_a_degree_that_is_none():
    with pytest.raises(ValueError, match="`degree`: expected a whole number of at least 2. Received: 1."):
        PairMatch(degree=1)
    assert PairMatch.from_config(PairMatch(2.0, 3, name="triple_match").get_config()).degree == 3
