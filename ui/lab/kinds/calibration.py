"""Calibration job of the lab: measures this machine's figures, and says in words how old they are."""

from hybrid.lab import Calibration, Cancelled, Progress
from ui.engine_protocol import EngineProtocol
from ui.lab.inputs import Inputs
from ui.lab.jobs import Result
from ui.lab.view import NONE, Table, View


class CalibrateWork:
    """Times this machine between two replies."""

    def __init__(self, engine: EngineProtocol) -> None:
        self._engine = engine

    def __call__(self, inputs: Inputs, progress: Progress, cancelled: Cancelled) -> Result | None:
        inputs.check_free(progress)
        calibration = self._engine.calibrate(progress, cancelled)
        return None if calibration is None else Result(view_of(calibration), calibration)


def view_of(calibration: Calibration) -> View:
    return View(
        title="This machine",
        tables={"calibration": _table(calibration)},
        sentences={"calibration": sentence(calibration)},
    )


def sentence(calibration: Calibration | None) -> str:
    """Whether and when this machine was timed for the loaded model."""
    if calibration is None:
        return "Not benchmarked for this model yet: hit rates only, no speeds."
    emulated = " No GPU here: these are simulation timings." if calibration.emulated else ""
    return f"Timed {age(calibration.age_days())} on {calibration.machine}.{emulated}"


def age(days: float) -> str:
    """A time that has passed, roughly."""
    hours = 24 * days
    if hours < -1:
        return "before this computer's clock was put back"
    if hours < 1 / 60:
        return "just now"
    for amount, unit in ((days, "day"), (hours, "hour"), (60 * hours, "minute")):
        if amount >= 1:
            return f"{amount:.0f} {unit}{'' if round(amount) == 1 else 's'} ago"
    return "just now"


def _table(calibration: Calibration) -> Table:
    rows = [
        (
            str(costs.threads),
            _ms(costs.expert),
            _ms(costs.expert_while_copying),
            _ms(costs.unsplit.by_misses[0]),
            _ms(costs.unsplit.by_misses[-1]),
        )
        for costs in calibration.threads
    ]
    columns = ("CPU threads", "Expert on the CPU", "the same beside a copy", "Layer, all hits", "Layer, all misses")
    return Table(columns, [*rows, ("copy of an expert", _ms(calibration.copy_alone), "", "", "")])


def _ms(seconds: float | None) -> str:
    return NONE if seconds is None else f"{1e3 * seconds:.3g} ms"
