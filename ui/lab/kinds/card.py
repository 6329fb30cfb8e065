"""Autotune for other hardware: the fastest settings by prediction alone. Nothing is measured or changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hybrid.errors import ConfigError
from hybrid.lab import Cancelled, Prediction, Progress, candidates, predict_all
from hybrid.lab.predictions.predict_grid import affordable
from hybrid.types import Settings
from ui.control.settings_text import values_of
from ui.lab.inputs import Inputs, Machine, within
from ui.lab.jobs import Result
from ui.lab.view import Plain, Table, View, differing_names, memory, percent, setting_name, speed

SHOWN = 8
AS_FAST = 0.02  # below the fastest: less than what a few tokens at the start make, while caches are empty
COLUMNS = ("Setting", "Predicted", "Hit rate", "Slots", "")


@dataclass(frozen=True, slots=True)
class CardResult:
    """``predictions``: the best first, then by speed. ``present``: of the settings in use; ``None`` for a trace
    of another model."""

    machine: str
    predictions: tuple[Prediction, ...]
    present: Prediction | None
    predicted_settings: int


def card_work(inputs: Inputs, machine: Machine, progress: Progress, cancelled: Cancelled) -> Result | None:
    """The settings predicted to be the fastest on ``machine``. Raises ``ConfigError`` where it cannot be predicted."""
    if machine.calibration is None:
        raise ConfigError(machine.hint, "machine")
    trace, present = inputs.trace(), inputs.settings()
    threads = machine.calibration.threads[0].threads
    start = replace(within(present, trace), cpu_threads=threads, split_misses=True)
    everything = trace.layers * trace.num_experts * machine.calibration.shape.expert_bytes
    budget = everything if machine.budget_bytes is None else machine.budget_bytes
    predictions = candidates(trace, machine.calibration, budget, progress, cancelled)
    if predictions is None:
        return None
    is_another = inputs.is_of_another_model()
    of_present = None
    if not is_another:
        of_present = next(iter(predict_all(affordable(trace, 1), [start], machine.calibration) or ()), None)
    best = best_of(predictions)
    others = [prediction for prediction in predictions if prediction is not best]
    result = CardResult(machine.name, (best, *others[: SHOWN - 1]), of_present, len(predictions))
    return Result(view_of(result, present), result)


def best_of(predictions: Sequence[Prediction]) -> Prediction:
    """Of those about as fast as the fastest a cache before pinned experts, which were picked knowing the trace, and of
    these the largest: it stays fast when the topic changes."""
    fastest = max(prediction.tokens_per_s for prediction in predictions)
    near = [prediction for prediction in predictions if prediction.tokens_per_s >= (1 - AS_FAST) * fastest]
    return max(near, key=lambda p: (p.settings.placement == "cached", p.slot_bytes, p.tokens_per_s))


def view_of(result: CardResult, present: Settings) -> View:
    best = result.predictions[0]
    shown = [*result.predictions, *([result.present] if result.present else [])]
    names = differing_names([prediction.settings for prediction in shown])
    rows = [_row(name, prediction, best) for name, prediction in zip(names, shown, strict=True)]
    if result.present:
        rows[-1] = (*rows[-1][:-1], "current")
    return View(
        title=f"Autotune, predicted for {result.machine}",
        tables={"tune": Table(COLUMNS, rows, 0)},
        sentences={"tune": _sentence(result, best)},
        facts={"former": None, "best": None if result.present is None else _values(best, present)},
    )


def _row(name: str, prediction: Prediction, best: Prediction) -> tuple[str, ...]:
    slower = 1 - prediction.tokens_per_s / best.tokens_per_s
    verdict = "best" if prediction is best else f"{100 * slower:.0f} % slower" if slower > AS_FAST else "about as fast"
    size = memory(prediction.slot_bytes)
    return (name, speed(prediction.tokens_per_s), percent(prediction.hit_rate), size, verdict)


def _sentence(result: CardResult, best: Prediction) -> str:
    sentence = (
        f"Predicted for {result.machine}, from its figures; nothing was measured and nothing was changed. "
        f"Of {result.predicted_settings} settings the best is {setting_name(best.settings)}: "
        f"{speed(best.tokens_per_s)}."
    )
    return sentence if result.present is None else f"{sentence} The current one: {speed(result.present.tokens_per_s)}."


def _values(best: Prediction, present: Settings) -> Plain:
    """What the control panel can take over: all but the other machine's threads."""
    return values_of(replace(best.settings, cpu_threads=present.cpu_threads))
