"""Hits of a hot set that is chosen beforehand and never changes, by cache size.

As programs do that count experts on a calibration text, and pin the most used ones. A set chosen on the very tokens
that it serves would know the future, so each half of a trace is served by the set that the other half chooses. It is
loaded from the start, where caches begin empty: near full size it passes even Belady's bound.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hybrid.lab.replays.curves import Curve
from hybrid.records.trace import Trace, uses_in
from hybrid.types import MappingName


def hot_set_curve(trace: Trace, mapping: MappingName, sizes: Sequence[int] | NDArray[np.int64]) -> Curve:
    """The hits at ``sizes``, with the most used experts of each layer (layered) or of all layers (pooled) resident."""
    half = trace.tokens // 2
    halves = (trace.choices[:half], trace.choices[half:])
    uses = np.stack([uses_in(choices, trace.num_experts) for choices in halves])  # (halves, layers, experts)
    groups = uses.reshape(2, 1, -1) if mapping == "pooled" else uses
    served = np.zeros((groups.shape[1], groups.shape[2] + 1), np.int64)
    for chosen, used in ((groups[0], groups[1]), (groups[1], groups[0])):
        most_used = np.argsort(-chosen, axis=1, kind="stable")
        served[:, 1:] += np.cumsum(np.take_along_axis(used, most_used, axis=1), axis=1)
    curve_sizes = np.asarray(sizes, np.int64)
    return Curve(mapping, curve_sizes, served[:, curve_sizes], uses.sum(axis=(0, 2)))
