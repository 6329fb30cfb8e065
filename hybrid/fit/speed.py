"""Speed to expect of a model that is not loaded: a calibration's cost of a layer, at hit rates it may have.

Knows two kinds of routing: every expert as likely as any other, and popularity by Zipf's law, whose n-th favourite is
chosen 1/n times as often as the first, with the favourites in the slots. Each choice of a token counts as independent.
Real routing lies mostly between them (see ``hybrid.bench.common.traces``).
"""

from dataclasses import replace
from math import comb

from hybrid.fit.inspection import SpeedRange
from hybrid.lab.predictions.machines import MachineFigures, calibration_for
from hybrid.records.calibration import Calibration
from hybrid.records.costs import LayerCosts
from hybrid.types import Geometry, ModelInfo

EAGER_LAYER_S = 5e-4  # of a layer whose kernels Python starts one by one


def speed_range(
    calibration: Calibration, geometry: Geometry, threads: int, basis: str, split_misses: bool = True
) -> SpeedRange:
    """The range for a layered cache of this geometry. Where nothing was timed, it also reaches from misses on the CPU
    alone to misses shared with the device."""
    shape = calibration.shape
    high_costs = calibration.layer_costs(threads, split_misses)
    low_costs = calibration.layer_costs(threads, split_misses and not calibration.predicted)
    uncached = shape.layers - geometry.indexes
    if geometry.slots == shape.layers * shape.experts and calibration.all_resident_layer is not None:
        slowest = fastest = shape.layers * calibration.all_resident_layer
    else:
        uniform, zipf = geometry.ways / shape.experts, zipf_share(geometry.ways, shape.experts)
        slowest = geometry.indexes * _layer(low_costs, uniform, copying=True) + uncached * low_costs.by_misses[-1]
        fastest = geometry.indexes * _layer(high_costs, zipf, copying=False) + uncached * high_costs.by_misses[-1]
    return SpeedRange(1 / max(slowest, 1e-12), 1 / max(fastest, 1e-12), not calibration.predicted, basis)


def from_figures(figures: MachineFigures, info: ModelInfo, emulated: bool) -> Calibration:
    """A calibration reckoned from bandwidths. With slots emulated in RAM the CPU computes hits as well as misses, one
    after the other, and every layer's own kernels are started one by one."""
    calibration = calibration_for(figures, info)
    (threads,) = calibration.threads
    unsplit = threads.unsplit
    if emulated:
        layer = unsplit.by_misses[-1] + EAGER_LAYER_S
        alike = replace(unsplit, by_misses=(layer,) * (info.top_k + 1))
        return replace(calibration, emulated=True, all_resident_layer=layer, threads=(replace(threads, unsplit=alike),))
    # Both sides read at once: the CPU as fast as it does beside a busy link, the device as fast as the link.
    together = 1 / (1 / threads.expert_while_copying + 1 / calibration.copy_alone)
    saved = max(0.0, threads.expert - together)
    shared = tuple(
        max(seconds - misses * saved, unsplit.by_misses[0]) for misses, seconds in enumerate(unsplit.by_misses)
    )
    split = replace(unsplit, by_misses=shared, per_miss_while_copying=0.0)
    return replace(calibration, threads=(replace(threads, split=split),))


def zipf_share(favourites: int, experts: int) -> float:
    """The share of choices that fall on the most popular ones, by Zipf's law with exponent 1."""
    return _harmonic(favourites) / _harmonic(experts) if experts else 0.0


def _layer(costs: LayerCosts, hit_rate: float, copying: bool) -> float:
    """Expected seconds of a layer, its misses binomial; ``copying``: beside copies that never end."""
    k = len(costs.by_misses) - 1
    seconds = 0.0
    for misses, alone in enumerate(costs.by_misses):
        share = comb(k, misses) * (1 - hit_rate) ** misses * hit_rate ** (k - misses)
        seconds += share * (alone + misses * costs.per_miss_while_copying * copying)
    return seconds


def _harmonic(count: int) -> float:
    return sum(1 / number for number in range(1, count + 1))
