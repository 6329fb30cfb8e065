"""Registry of lab jobs: each kind by name, with its lane and its work."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from hybrid.lab import Cancelled, Progress
from ui.engine_protocol import EngineProtocol
from ui.lab.inputs import Inputs
from ui.lab.jobs import Kind, Result
from ui.lab.kinds.calibration import CalibrateWork
from ui.lab.kinds.curves import curves_work
from ui.lab.kinds.grid import GridWork
from ui.lab.kinds.look_ahead import LookAheadWork
from ui.lab.kinds.race import RaceWork
from ui.lab.kinds.real_runs import CompareWork, TuneWork
from ui.lab.kinds.reuse import reuse_work
from ui.lab.traces import Traces

OnInputs: TypeAlias = Callable[[Inputs, Progress, Cancelled], Result | None]

REPLAY, ENGINE = "replay", "engine"


def kinds(engine: EngineProtocol, traces: Traces) -> dict[str, Kind]:
    """All kinds by name. To add one: its work here, and a place for its parts in ``ui.lab.pane``."""
    works: dict[str, tuple[str, OnInputs]] = {
        "grid": (REPLAY, GridWork(engine)),
        "curves": (REPLAY, curves_work),
        "reuse": (REPLAY, reuse_work),
        "calibrate": (ENGINE, CalibrateWork(engine)),
        "compare": (ENGINE, CompareWork(engine)),
        "race": (ENGINE, RaceWork(engine)),
        "lookahead": (ENGINE, LookAheadWork(engine)),
        "tune": (ENGINE, TuneWork(engine)),
    }

    def reading(work: OnInputs) -> Callable[[Mapping[str, Any], Progress, Cancelled], Result | None]:
        return lambda parameters, progress, cancelled: work(Inputs(engine, traces, parameters), progress, cancelled)

    return {name: Kind(lane, reading(work)) for name, (lane, work) in works.items()}
