"""Distances between many points, in blocks: the k-th nearest, and who lies in whose ball.

All distances are squared. A matrix product gives them all, `|x|^2 + |y|^2 - 2 xy`, but only up to rounding, which would
decide ties, and differently for each size of block. So the product only sorts out the clear cases, by a bound of its
error; the few pairs in doubt are subtracted and squared one by one.
"""

import numpy as np

# Elements of the largest temporary matrix: 8 MB.
BLOCK = 2**20


def kth_distances(queries, points, k):
    """Returns the squared distance `(n,)` from each query to its k-th nearest point (itself included, if it is one)."""
    return np.concatenate([_kth(queries[start:], points, k, *block) for start, *block in _blocks(queries, points)])


def radii(points, k):
    """Returns the squared distance `(n,)` from each point to its k-th nearest other point."""
    return kth_distances(points, points, k + 1)


def inside(queries, centers, squared_radii, *, closed):
    """Yields in blocks of queries whether each `(rows, centers)` lies in the ball of each center.

    Args:
        queries: Array `(n, d)`.
        centers: Array `(m, d)`.
        squared_radii: Array `(m,)`.
        closed: Boolean, whether the surface belongs to the ball: `<=` instead of `<`.

    Yields:
        Boolean arrays `(rows, m)`, in order.
    """
    within = np.less_equal if closed else np.less
    for start, rough, slack in _blocks(queries, centers):
        sure = rough + slack < squared_radii
        rows, columns = np.nonzero(~sure & (rough - slack <= squared_radii))
        sure[rows, columns] = within(_exact(queries[start:], centers, rows, columns), squared_radii[columns])
        yield sure


def _kth(queries, points, k, rough, slack):
    limit = np.partition(rough + slack, k - 1, axis=1)[:, k - 1]
    rows, columns = np.nonzero(rough - slack <= limit[:, None])
    distances, doubt = rough[rows, columns], slack[rows, columns] > 0
    distances[doubt] = _exact(queries, points, rows[doubt], columns[doubt])
    first = np.searchsorted(rows, np.arange(len(rough)))
    return distances[np.lexsort((distances, rows))][first + k - 1]


def _blocks(queries, points):
    """Yields `(start, rough, slack)`: squared distances of a block of queries, and how far off they may be."""
    # Around a point in the middle the squares are small; the median of equal points is that point, to the last bit.
    middle = np.median(points, axis=0)
    b = points - middle
    b_squares = np.einsum("ij,ij->i", b, b)
    # Summing d products is off by at most d half-units in the last place; four times that covers all steps here.
    unit = 4 * (b.shape[1] + 4) * np.finfo("float64").eps
    step = max(1, BLOCK // len(b))
    for start in range(0, len(queries), step):
        a = queries[start : start + step] - middle
        slack = np.einsum("ij,ij->i", a, a)[:, None] + b_squares
        rough = a @ b.T
        rough *= -2
        rough += slack
        slack *= unit
        yield start, rough, slack


def _exact(queries, points, rows, columns):
    """Returns the squared distances of the pairs: equal for equal points, the same in both directions."""
    found = np.empty(len(rows))
    step = max(1, BLOCK // queries.shape[1])
    for start in range(0, len(rows), step):
        part = slice(start, start + step)
        found[part] = np.square(queries[rows[part]] - points[columns[part]]).sum(axis=1)
    return found
