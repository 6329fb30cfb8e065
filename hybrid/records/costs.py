"""Cost of one MoE layer of one decoded token: the one place where misses and copies become seconds.

Knows times, measured (``LayerCosts``) or derived from bandwidths (``DecodeCosts``); knows nothing of caches.
The lab compiles the two functions as they stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LayerCosts:
    """Seconds. The times hold for one way to compute misses: on the CPU alone, or with a share read over the link."""

    by_misses: tuple[float, ...]  # entry j: a layer with j misses, the other experts hits, no copy under way
    per_miss_while_copying: float  # added for each miss when copies run all the time
    copy_alone: float  # of the link, for one expert, when nothing is missed
    copy: float  # the same beside layers that miss all their experts

    def layer_seconds(self, misses: int, copying_for: float) -> float:
        """A layer with ``misses`` when copies run for another ``copying_for`` seconds."""
        return layer_seconds(self.by_misses, self.per_miss_while_copying, misses, copying_for)

    def copy_seconds(self, misses: int) -> float:
        """Link time of an expert beside layers with ``misses``."""
        return copy_seconds(self.copy_alone, self.copy, misses / max(len(self.by_misses) - 1, 1))


def layer_seconds(by_misses: Sequence[float], per_miss_while_copying: float, misses: int, copying_for: float) -> float:
    """Seconds of a layer: its work is slower while copies run, and goes on at full speed once they have ended."""
    alone = by_misses[min(misses, len(by_misses) - 1)]
    slowed = alone + misses * per_miss_while_copying
    if copying_for <= 0.0 or slowed <= 0.0:
        return float(alone)
    if slowed <= copying_for:
        return float(slowed)
    return float(copying_for + alone * (1.0 - copying_for / slowed))


def copy_seconds(alone: float, beside_misses: float, missed_share: float) -> float:
    """Seconds of a copy: misses slow it down, since they read the same memory and, if shared, use the same link."""
    return alone + (beside_misses - alone) * missed_share


@dataclass(frozen=True, slots=True)
class DecodeCosts:
    """Seconds, each for one expert and one token, but ``layer``: everything in a layer but experts.

    The CPU computes the misses while the device computes the hits.
    """

    cpu: float
    cpu_while_copying: float
    copy: float
    gpu: float
    layer: float

    def layer_costs(self, top_k: int) -> LayerCosts:
        return LayerCosts(
            by_misses=tuple(
                self.layer + max(misses * self.cpu, (top_k - misses) * self.gpu) for misses in range(top_k + 1)
            ),
            per_miss_while_copying=self.cpu_while_copying - self.cpu,
            copy_alone=self.copy,
            copy=self.copy,
        )
