"""Fit of a layer's cost by its misses, from the times of steps whose layers miss different numbers of experts.

Knows numbers only: a step is the sum of its layers.
"""

import numpy as np
from numpy.typing import NDArray

_OUTLIER = 4.0  # median deviations


def fit_layer_seconds(counts: NDArray[np.int64], seconds: NDArray[np.float64], per_miss: float) -> tuple[float, ...]:
    """Seconds of a layer with 0 to k misses.

    counts (steps, k + 1): by step, the number of its layers with 0 to k misses; seconds (steps,). Fits by least
    squares, and a second time without the outliers. Numbers of misses that never occur are interpolated between their
    neighbours; below the lowest that occurs, each miss less saves ``per_miss``.
    """
    occurring = np.flatnonzero(counts.sum(axis=0))
    layer_seconds = _least_squares(counts[:, occurring], seconds)
    residuals = seconds - counts[:, occurring] @ layer_seconds
    deviation = float(np.median(np.abs(residuals - np.median(residuals))))
    undisturbed = np.abs(residuals - np.median(residuals)) <= _OUTLIER * deviation + 1e-3 * float(np.median(seconds))
    if len(np.flatnonzero(counts[undisturbed].sum(axis=0))) == len(occurring):
        layer_seconds = _least_squares(counts[undisturbed][:, occurring], seconds[undisturbed])
    mean = float(seconds.sum() / counts.sum())
    layer_seconds = np.maximum(layer_seconds, mean / 50)
    table = np.interp(np.arange(counts.shape[1]), occurring, layer_seconds)
    lowest = occurring[0]
    below = layer_seconds[0] - per_miss * (lowest - np.arange(lowest))
    table[:lowest] = np.maximum(below, mean / 50)
    return tuple(table.tolist())


def _least_squares(counts: NDArray[np.int64], seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    solution: NDArray[np.float64] = np.linalg.lstsq(counts.astype(float), seconds, rcond=None)[0]
    return solution
