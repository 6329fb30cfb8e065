"""Predicted speed, memory, copies and energy of a setting: a calibration applied to a recorded trace.

Knows how to simulate each placement; ``costs`` knows what a layer costs, and ``decode_model`` what the cache does.
"""

from dataclasses import dataclass, replace

from hybrid.cache.static_placement import static_keys
from hybrid.errors import TraceError
from hybrid.lab.predictions.decode_model import CacheSetting, DecodeModel
from hybrid.records.calibration import Calibration
from hybrid.records.costs import LayerCosts
from hybrid.records.trace import Trace
from hybrid.types import Geometry, Settings

_LONGEST_WARM_UP = 64  # decoded tokens


@dataclass(frozen=True, slots=True)
class Prediction:
    """Prediction of one setting. Bytes per token are copied to the device; ``gpu_bytes`` are in use on it."""

    settings: Settings
    tokens_per_s: float
    seconds_per_token: float
    hit_rate: float
    fills_per_token: float
    bytes_per_token: float
    slot_bytes: int
    gpu_bytes: int  # slots, and everything else that the calibration knows of
    joules_per_token: float | None


class Predictor:
    """One trace and one calibration, for many settings; ``predict`` may run on several threads at once."""

    def __init__(
        self,
        trace: Trace,
        calibration: Calibration,
        warm_up: int | None = None,
        popularity: Trace | None = None,
    ) -> None:
        """The first ``warm_up`` decoded tokens do not count; by default a quarter of them, up to a limit. Static
        placements rank experts by their uses in ``popularity``, by default in ``trace``.

        Raises ``TraceError`` for a trace that does not fit the calibration's model or has no decoded token."""
        shape = calibration.shape
        if (trace.layers, trace.num_experts, trace.top_k) != (shape.layers, shape.experts, shape.top_k):
            raise TraceError(
                f"The trace has {trace.layers} layers of {trace.num_experts} experts, top {trace.top_k}, the "
                f"calibrated model {shape.layers} of {shape.experts}, top {shape.top_k}: choose a trace of that model."
            )
        self._trace, self._calibration = trace, calibration
        self._uses: list[int] = (popularity or trace).uses().ravel().tolist()
        self._model = DecodeModel(trace)
        decoded = self._model.decoded_tokens
        if not decoded:
            raise TraceError("The trace has no generated tokens to predict the speed of: record a reply first.")
        self._warm_up = min(decoded // 4, _LONGEST_WARM_UP) if warm_up is None else min(warm_up, decoded - 1)
        for pooled in (False, True):
            self._model.prepare(pooled)

    def predict(self, settings: Settings) -> Prediction:
        """The prediction for ``settings``. Raises ``GeometryError`` as the engine does."""
        shape = self._calibration.shape
        setting, costs = self._simulated(settings)
        estimate = self._model.times(setting, costs).average(self._warm_up)
        copied = estimate.fills_per_token
        if settings.placement == "on_demand":
            copied = (1.0 - estimate.hit_rate) * shape.layers * shape.top_k
        slot_bytes = setting.geometry.slots * shape.expert_bytes
        return Prediction(
            settings=settings,
            tokens_per_s=1.0 / max(estimate.seconds_per_token, 1e-12),
            seconds_per_token=estimate.seconds_per_token,
            hit_rate=estimate.hit_rate,
            fills_per_token=estimate.fills_per_token,
            bytes_per_token=copied * shape.expert_bytes,
            slot_bytes=slot_bytes,
            gpu_bytes=slot_bytes + (self._calibration.other_bytes or 0),
            joules_per_token=self._calibration.joules(estimate.seconds_per_token),
        )

    def _simulated(self, settings: Settings) -> tuple[CacheSetting, LayerCosts]:
        """The cache and the costs of a placement, set up as the engine's runtime does."""
        costs = self._costs(settings)
        geometry = settings.geometry
        match settings.placement:
            case "cpu_only":
                return CacheSetting(Geometry(0, 0), admission="never"), costs
            case "static_layers" | "static_popular":
                keys = static_keys(
                    settings.placement, geometry.slots, self._trace.layers, self._trace.num_experts, self._uses
                )
                return CacheSetting(geometry, "pooled", "lru", "never", preloaded=tuple(keys)), costs
            case "on_demand":
                return CacheSetting(geometry, settings.mapping, settings.policy, "always"), costs
        return (
            CacheSetting(geometry, settings.mapping, settings.policy, settings.admission, settings.max_queued_copies),
            costs,
        )

    def _costs(self, settings: Settings) -> LayerCosts:
        calibration = self._calibration
        split = settings.split_misses and settings.placement not in ("cpu_only", "on_demand")
        costs = calibration.layer_costs(settings.cpu_threads, split)
        if settings.placement == "on_demand":  # every miss is waited for, and its fill has landed with it
            fetched = tuple(
                costs.by_misses[0] + missed * calibration.copy_alone for missed in range(len(costs.by_misses))
            )
            return LayerCosts(fetched, 0.0, 0.0, 0.0)
        everything = self._trace.layers * self._trace.num_experts
        if settings.geometry.slots == everything and calibration.all_resident_layer is not None:
            return replace(costs, by_misses=(calibration.all_resident_layer, *costs.by_misses[1:]))
        return costs


def predict(trace: Trace, settings: Settings, calibration: Calibration) -> Prediction:
    """Predicts one setting. Raises ``TraceError`` for a trace of another model, and ``GeometryError`` for slots that
    the model cannot have."""
    return Predictor(trace, calibration).predict(settings)
