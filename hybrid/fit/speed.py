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


def speed_range(calibration: Calibration, geometry: Geometry, threads: int, basis: str) -> SpeedRange:
    """The range for a layered cache of this geometry."""
    shape = calibration.shape
    costs = calibration.layer_costs(threads)
    indexes, uncached = geometry.indexes, shape.layers - geometry.indexes
    if geometry.slots == shape.layers * shape.experts and calibration.all_resident_layer is not None:
        seconds = shape.layers * calibration.all_resident_layer
        low, high = seconds, seconds
    else:
        uniform, zipf = geometry.ways / shape.experts, zipf_share(geometry.ways, shape.experts)
        low = indexes * _layer(costs, uniform, copying=True) + uncached * costs.by_misses[-1]
        high = indexes * _layer(costs, zipf, copying=False) + uncached * costs.by_misses[-1]
    slowest, fastest = max(low, high), min(low, high)
    return SpeedRange(1 / max(slowest, 1e-12), 1 / max(fastest, 1e-12), not calibration.predicted, basis)


def from_figures(figures: MachineFigures, info: ModelInfo, emulated: bool) -> Calibration:
    """A calibration reckoned from bandwidths. With slots emulated in RAM the CPU computes hits as well as misses, one
    after the other, and every layer's own kernels are started one by one."""
    calibration = calibration_for(figures, info)
    if not emulated:
        return calibration
    (threads,) = calibration.threads
    layer = threads.unsplit.by_misses[-1] + EAGER_LAYER_S
    alike = replace(threads.unsplit, by_misses=(layer,) * (info.top_k + 1))
    return replace(calibration, emulated=True, all_resident_layer=layer, threads=(replace(threads, unsplit=alike),))


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
