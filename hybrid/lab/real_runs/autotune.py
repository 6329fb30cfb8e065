"""Autotune: predicts many settings, measures the best few by turns, applies a clear winner.

Knows which settings to try and how to tell a gain from noise; every decision gets a row that says why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hybrid.cache.policies import POLICIES
from hybrid.lab.predictions.predict import Prediction
from hybrid.lab.predictions.predict_grid import affordable, axis, predict_all
from hybrid.lab.real_runs.real_run import ComparedRun, GivenUp, LabEngine, apply, borrowed, run
from hybrid.lab.real_runs.turns import MOST_ROUNDS, Measured, by_turns
from hybrid.progress import Cancelled, Progress, never_cancelled, no_progress
from hybrid.records.calibration import Calibration
from hybrid.records.trace import Trace
from hybrid.types import MAPPINGS, GenerationRequest, Geometry, Settings

_GEOMETRIES = 7
_KINDS = 4  # of mapping, policy and admission, that are tried with all geometries
_QUEUES = (1, 2, 4)
_USUAL_QUEUE = 2
_SHOWN = 8  # predicted settings that get a row
_CLEAR_GAIN = 0.03  # smaller gains do not count
_PREDICTED_SHARE = 0.3  # of the whole work, for the progress


@dataclass(frozen=True, slots=True)
class TuneRow:
    """One setting: its prediction, its runs if it was measured, and why it was applied or not."""

    settings: Settings
    predicted: Prediction
    runs: Measured | None
    verdict: str

    @property
    def measured(self) -> ComparedRun | None:
        """A run of median speed."""
        return None if self.runs is None else self.runs.typical

    @property
    def measured_tokens_per_s(self) -> float | None:
        """The median over the runs."""
        return None if self.runs is None else self.runs.median


@dataclass(frozen=True, slots=True)
class TuneResult:
    """``rows``: first the settings that were run, the fastest first; then those only predicted. ``winner`` is in use.

    ``prediction_error`` is that of the worst of the predictions that were measured: 0.5 if it promised half as much
    again.
    """

    rows: tuple[TuneRow, ...]
    winner: Settings
    changed: bool  # from the setting before
    predicted_settings: int
    prediction_error: float | None


def candidates(
    trace: Trace,
    calibration: Calibration,
    budget_bytes: int,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> tuple[Prediction, ...] | None:
    """Settings whose slots fit the budget, the fastest first, of equals the smallest; ``None`` when cancelled.

    First every mapping, policy, admission and placement with as many slots as fit; then the best of them with other
    geometries, queues and thread counts. They do not depend on the settings in force: else tuning again, after a
    change of these, would look elsewhere.
    """
    slots = min(budget_bytes // calibration.shape.expert_bytes, calibration.shape.layers * calibration.shape.experts)
    threads = min(calibration.threads, key=lambda costs: (costs.expert, costs.threads)).threads
    geometries = _geometries(calibration, slots)
    usual = Settings(geometries[0], "layered", "lfu", "bounded", _USUAL_QUEUE, threads, split_misses=True)
    first = list(dict.fromkeys(_kinds(usual)))
    short = affordable(trace, 8 * len(first))
    predictions = predict_all(short, first, calibration, lambda share, what: progress(share / 2, what), cancelled)
    if predictions is None:
        return None
    best = _fastest_first(predictions)
    second = [s for s in dict.fromkeys(_variants(best[:_KINDS], geometries, calibration)) if s not in set(first)]
    more = predict_all(short, second, calibration, lambda share, what: progress((1 + share) / 2, what), cancelled)
    return None if more is None else tuple(_fastest_first([*predictions, *more]))


def autotune(
    engine: LabEngine,
    request: GenerationRequest,
    trace: Trace,
    calibration: Calibration,
    budget_bytes: int,
    confirm: int = 3,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> TuneResult | None:
    """Measures the present setting and the ``confirm`` best predicted ones by turns, and applies a clear winner.

    Where the present setting is one of these, no further one takes its place: tuning again measures the same ones.
    ``None`` when cancelled; the settings are then those from before.
    """
    try:
        with borrowed(engine) as present:
            predicted = candidates(
                trace, calibration, budget_bytes, _scaled(progress, 0.0, _PREDICTED_SHARE), cancelled
            )
            if predicted is None:
                return None
            best, rest = predicted[:confirm], predicted[confirm:]
            of_present = next((p for p in predicted if p.settings == present), None)
            if of_present is None:
                (of_present,) = predict_all(affordable(trace, 1), [present], calibration) or []
            to_run = [of_present, *(p for p in best if p.settings != present)]

            def measure(place: int, number: int) -> ComparedRun:
                if cancelled():
                    raise GivenUp
                step = (1.0 - _PREDICTED_SHARE) / (MOST_ROUNDS * len(to_run))
                part = _scaled(progress, _PREDICTED_SHARE + (number * len(to_run) + place) * step, step)
                name = "Current setting" if place == 0 else f"Candidate {place}"
                name = f"Round {number + 1} of at most {MOST_ROUNDS}, {name.lower()}"
                return run(engine, name, to_run[place].settings, request, part, cancelled)

            runs = by_turns([prediction.settings for prediction in to_run], measure)
    except GivenUp:
        return None
    progress(1.0, "")
    winner = _winner(runs)
    apply(engine, winner.settings)
    rows = [_run_row(p, measured, runs[0], winner) for p, measured in zip(to_run, runs, strict=True)]
    rows.sort(key=lambda row: -(row.measured_tokens_per_s or 0.0))
    rows += [_unrun_row(p, predicted[0]) for p in rest[:_SHOWN] if p.settings != of_present.settings]
    error = _worst_error(to_run, runs)
    return TuneResult(tuple(rows), winner.settings, winner is not runs[0], len(predicted), error)


def _geometries(calibration: Calibration, slots: int) -> list[Geometry]:
    """Geometries of at most ``slots`` slots: first all layers with most ways, then fewer ways, then fewer layers."""
    layers, experts = calibration.shape.layers, calibration.shape.experts
    if slots < layers:
        return [Geometry(slots, 1)]
    most = min(experts, slots // layers)
    geometries = [Geometry(layers, most)]
    geometries += [Geometry(layers, ways) for ways in reversed(axis(most, most, _GEOMETRIES)) if ways]
    geometries += [Geometry(n, min(experts, slots // n)) for n in reversed(axis(layers, layers, _GEOMETRIES)) if n]
    return list(dict.fromkeys(geometries))


def _kinds(usual: Settings) -> Iterable[Settings]:
    for mapping in MAPPINGS:
        for policy in POLICIES:
            for admission in ("bounded", "always"):
                yield replace(usual, mapping=mapping, policy=policy, admission=admission)
    yield replace(usual, placement="static_popular")
    yield replace(usual, placement="static_layers")
    yield replace(usual, placement="cpu_only")


def _variants(
    best: Sequence[Prediction], geometries: Sequence[Geometry], calibration: Calibration
) -> Iterable[Settings]:
    for prediction in best:
        settings = prediction.settings
        yield from (replace(settings, geometry=geometry) for geometry in _telling(settings, geometries))
        if settings.admission == "bounded" and settings.placement == "cached":
            yield from (replace(settings, max_queued_copies=queue) for queue in _QUEUES)
        yield from (replace(settings, cpu_threads=costs.threads) for costs in calibration.threads)


def _telling(settings: Settings, geometries: Sequence[Geometry]) -> Iterable[Geometry]:
    """The geometries that make a difference: none without slots, one of each size where layers share them."""
    if settings.placement == "cpu_only":
        return ()
    if settings.placement == "cached" and settings.mapping == "layered":
        return geometries
    return {geometry.slots: geometry for geometry in reversed(geometries)}.values()


def _fastest_first(predictions: Iterable[Prediction]) -> list[Prediction]:
    return sorted(predictions, key=lambda p: (-round(p.tokens_per_s, 6), p.slot_bytes))


def _winner(runs: Sequence[Measured]) -> Measured:
    """The fastest; the present setting, the first, unless every run of the fastest beats all of it, by enough."""
    present = runs[0]
    fastest = max(runs, key=lambda measured: measured.median or 0.0)
    is_enough = (fastest.median or 0.0) > (present.median or 0.0) * (1.0 + _CLEAR_GAIN)
    return fastest if is_enough and fastest.is_above(present) else present


def _worst_error(predictions: Sequence[Prediction], runs: Sequence[Measured]) -> float | None:
    errors = [p.tokens_per_s / m.median - 1 for p, m in zip(predictions, runs, strict=True) if m.median]
    return max(errors, key=abs, default=None)


def _run_row(predicted: Prediction, measured: Measured, present: Measured, winner: Measured) -> TuneRow:
    speed, before = measured.median, present.median
    if measured.error:
        verdict = f"Refused: {measured.error}"
    elif measured is winner and measured is present:
        verdict = "No clear winner: the current setting was kept."
    elif measured is winner:
        gain = f"{speed / before:.2g}x as fast as before" if speed and before else "the only one that ran"
        verdict = f"Now in use: {gain}."
    else:
        verdict = f"{'Current before; ' if measured is present else ''}{_beside(measured, winner)}."
        verdict = verdict[0].upper() + verdict[1:]
    return TuneRow(predicted.settings, predicted, measured, verdict)


def _beside(measured: Measured, winner: Measured) -> str:
    speed, best = measured.median, winner.median
    if not speed or not best:
        return "too short to be timed"
    if not winner.is_above(measured) and not measured.is_above(winner):
        return "no clear difference"
    if speed > best:
        return f"{speed / best - 1:.0%} faster, too little to change for"
    return f"measured {1 - speed / best:.0%} slower than the winner"


def _unrun_row(predicted: Prediction, best: Prediction) -> TuneRow:
    slower = 1 - predicted.tokens_per_s / best.tokens_per_s
    return TuneRow(predicted.settings, predicted, None, f"Not measured: predicted {slower:.0%} slower.")


def _scaled(progress: Progress, start: float, length: float) -> Progress:
    def part(share: float, what: str) -> None:
        progress(start + share * length, what)

    return part
