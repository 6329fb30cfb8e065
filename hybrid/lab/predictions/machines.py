"""Other machines: a calibration computed from a few figures of each. Always a prediction, and marked as one.

Knows bandwidths as programs reach them, not as makers print them; users may type others.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from hybrid.errors import ConfigError
from hybrid.machine.limits import GIB
from hybrid.records.calibration import Calibration, ModelShape, ThreadCosts
from hybrid.records.costs import DecodeCosts, LayerCosts
from hybrid.types import ModelInfo

# A copy takes this share of its bandwidth from the CPU's: 124 GB/s fell to 94 beside a link of 55.
_TAKEN_BY_COPIES = 0.55
_OUTSIDE_S = 2e-4  # kernels of a layer other than its experts', in captured steps
_CALL_S = 3e-5
_RESERVED_GIB = 3  # activations, KV cache, buffers


@dataclass(frozen=True, slots=True)
class MachineFigures:
    """GB/s that expert kernels and copies reach; the host's figure is for ``cores`` CPU threads."""

    name: str
    host_gb_per_s: float
    link_gb_per_s: float
    device_gb_per_s: float
    device_gib: float
    cores: int
    watts: float | None = None  # of GPU and CPU together while decoding


MACHINES: tuple[MachineFigures, ...] = (
    MachineFigures("RTX 3060 12 GB, PCIe 4.0 x16, DDR4-3200 dual channel", 40.0, 24.0, 320.0, 12.0, 6),
    MachineFigures("RTX 4060 8 GB, PCIe 4.0 x8, DDR5-5600 dual channel", 70.0, 12.5, 245.0, 8.0, 8),
    MachineFigures("RTX 4060 Ti 16 GB, PCIe 4.0 x8, DDR5-5600 dual channel", 70.0, 12.5, 260.0, 16.0, 8),
    MachineFigures("RTX 3090 24 GB, PCIe 4.0 x16, DDR4-3600 dual channel", 45.0, 24.0, 840.0, 24.0, 8),
    MachineFigures("RTX 4090 24 GB, PCIe 4.0 x16, DDR5-6000 dual channel", 75.0, 25.0, 900.0, 24.0, 8),
    MachineFigures("RTX 4090 24 GB, PCIe 4.0 x16, DDR5-5200 four channels (7960X)", 140.0, 25.0, 900.0, 24.0, 24),
    MachineFigures("RTX 5090 32 GB, PCIe 5.0 x16, DDR5-6400 dual channel", 80.0, 52.0, 1600.0, 32.0, 8),
    MachineFigures("Laptop RTX 4070 8 GB, PCIe 4.0 x8, DDR5-5600 dual channel", 60.0, 12.5, 230.0, 8.0, 8),
    MachineFigures("H200 139 GB, PCIe 5.0 x16, DDR5-4800 eight channels", 124.0, 55.0, 3500.0, 139.0, 16),
)
USUAL_MACHINE = MACHINES[4]
"""The machine to predict for where there is no GPU."""


def slot_budget_bytes(figures: MachineFigures) -> int:
    """Memory that the machine's slots may take."""
    return max(0, int((figures.device_gib - _RESERVED_GIB) * GIB))


def calibration_for(figures: MachineFigures, model: ModelInfo) -> Calibration:
    """A calibration for ``model``, computed from the figures. Raises ``ConfigError`` for impossible figures."""
    speeds = (figures.host_gb_per_s, figures.link_gb_per_s, figures.device_gb_per_s)
    if not all(0 < speed < 1e5 for speed in speeds) or figures.device_gib < 0 or figures.cores < 1:
        raise ConfigError("Every bandwidth is a number of GB/s above 0: correct the machine's figures.", "machine")
    expert = model.expert_bytes / 1e9
    while_copying = max(figures.host_gb_per_s - _TAKEN_BY_COPIES * figures.link_gb_per_s, figures.host_gb_per_s / 3)
    others = model.dense_bytes / max(model.layers, 1) / 1e9 / figures.device_gb_per_s
    costs = DecodeCosts(
        cpu=expert / figures.host_gb_per_s,
        cpu_while_copying=expert / while_copying,
        copy=expert / figures.link_gb_per_s,
        gpu=expert / figures.device_gb_per_s,
        layer=_OUTSIDE_S + others,
    )
    table = costs.layer_costs(model.top_k)
    by_misses = tuple(seconds + (_CALL_S if missed else 0.0) for missed, seconds in enumerate(table.by_misses))
    return Calibration(
        shape=ModelShape.of(model),
        model=model.name,
        machine=figures.name,
        device=figures.name,
        emulated=False,
        predicted=True,
        version="",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        threads=(
            ThreadCosts(
                threads=figures.cores,
                split=None,
                unsplit=LayerCosts(by_misses, table.per_miss_while_copying, table.copy_alone, table.copy),
                call=_CALL_S,
                expert=costs.cpu,
                expert_while_copying=costs.cpu_while_copying,
                expert_by_tokens=((1, costs.cpu),),
            ),
        ),
        copy_alone=costs.copy,
        gpu_expert=costs.gpu,
        outside=costs.layer,
        all_resident_layer=by_misses[0],
        other_bytes=model.dense_bytes,
        gpu_watts=figures.watts,
        cpu_watts=None,
    )
