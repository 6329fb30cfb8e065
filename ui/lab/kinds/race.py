"""Race job of the lab: one prompt under two settings, token by token, for the page to show side by side.

The engine runs them one after the other, as a comparison does; the page shows both on one time axis.
"""

from dataclasses import dataclass, replace

import numpy as np

from hybrid.errors import RequestError
from hybrid.lab import Cancelled, ComparedRun, Comparison, Progress, RecordedReply, compare
from hybrid.types import Outcome, Settings
from ui.engine_protocol import EngineProtocol
from ui.lab.inputs import Inputs
from ui.lab.jobs import Result
from ui.lab.kinds.real_runs import text_sentence
from ui.lab.view import NONE, Plain, View, percent, speed

CACHE, NO_CACHE, STATIC = "Cache", "No cache", "Pin first layers"
ABOUT = 0.05  # of speeds: so little says nothing in a single run
MOST_SHOWN = 256  # tokens of a run
ONE_BY_ONE = "The engine ran them one after the other; they are shown on one time axis, from each one's first token on."
EMULATED = "No GPU here: hits and misses are real, speeds are not."


@dataclass(frozen=True, slots=True)
class Race:
    """Of each run and each of its decoded tokens the experts used, as ``layer * experts + expert``, and those of them
    that were missed."""

    comparison: Comparison
    cells: tuple[tuple[tuple[int, ...], ...], ...]
    missed: tuple[tuple[tuple[int, ...], ...], ...]


def rivals(settings: Settings) -> dict[str, tuple[tuple[str, Settings], tuple[str, Settings]]]:
    """The pairs that can race: what the cache is compared with, and the cache."""
    cache = (CACHE, replace(settings, placement="cached"))
    return {
        "none": ((NO_CACHE, replace(settings, placement="cpu_only")), cache),
        "static": ((STATIC, replace(settings, placement="static_layers")), cache),
    }


class RaceWork:
    """Runs the same prompt greedily on both settings of a pair."""

    def __init__(self, engine: EngineProtocol) -> None:
        self._engine = engine

    def __call__(self, inputs: Inputs, progress: Progress, cancelled: Cancelled) -> Result | None:
        pairs = rivals(self._engine.snapshot().settings)
        pair = pairs.get(inputs.text("rivals", "none"))
        if pair is None:
            raise RequestError(f"No such race. Choose one of {', '.join(pairs)}.", "rivals")
        request = inputs.request()
        inputs.check_free(progress)
        comparison = compare(self._engine, request, pair, progress, cancelled)
        if comparison is None:
            return None
        model, machine = self._engine.snapshot().model, self._engine.snapshot().machine
        recordings = [self._engine.recorded(run.request_id) for run in comparison.runs]
        race = Race(
            comparison,
            tuple(_cells(recording, only_missed=False) for recording in recordings),
            tuple(_cells(recording, only_missed=True) for recording in recordings),
        )
        return Result(race_view(race, model.layers, model.experts, machine.emulated), race)


def race_view(race: Race, layers: int, experts: int, emulated: bool) -> View:
    """The race for the page's script, and its outcome in words."""
    runs = race.comparison.runs
    facts: Plain = {
        "layers": layers,
        "experts": experts,
        "runs": [
            {
                "name": run.name,
                "milliseconds": [round(ms, 3) for ms in run.milliseconds[:MOST_SHOWN]],
                "texts": list(run.texts[: MOST_SHOWN + 1]),
                "cells": [list(token) for token in cells],
                "missed": [list(token) for token in missed],
            }
            for run, cells, missed in zip(runs, race.cells, race.missed, strict=True)
        ],
    }
    shortened = max(len(run.milliseconds) for run in runs) > MOST_SHOWN
    notes = [ONE_BY_ONE, EMULATED if emulated else "", f"The first {MOST_SHOWN} tokens are shown." if shortened else ""]
    return View(
        title="Split race",
        sentences={
            "race": f"{_outcome(runs)} {text_sentence(race.comparison)}",
            "race-note": " ".join(filter(None, notes)),
            "race-prompt": f"Prompt: {race.comparison.prompt}",
        },
        facts={"race": facts if all(race.cells) else None},
    )


def _cells(recording: RecordedReply | None, only_missed: bool) -> tuple[tuple[int, ...], ...]:
    """The experts that each decoded token used, of the first tokens; empty without a recording."""
    if recording is None:
        return ()
    trace = recording.trace
    decoded = ~trace.prompt
    layers = np.arange(trace.layers)[:, None] * trace.num_experts
    cells = (trace.choices[decoded][:MOST_SHOWN] + layers).reshape(-1, trace.layers * trace.top_k)
    missed = (recording.outcomes[decoded][:MOST_SHOWN] != Outcome.HIT).reshape(cells.shape)
    if not only_missed:
        return tuple(tuple(token) for token in cells.tolist())
    return tuple(tuple(token[lost].tolist()) for token, lost in zip(cells, missed, strict=True))


def _outcome(runs: tuple[ComparedRun, ...]) -> str:
    failed = next((run for run in runs if run.error), None)
    if failed is not None:
        return f"{failed.name} did not run: {failed.error}"
    told = [f"{run.name}: {speed(_speed(run))}, {percent(run.hit_rate)} of lookups hit." for run in runs]
    speeds = [_speed(run) for run in runs]
    slow, fast = speeds
    if slow and fast:
        told.append(_compared(fast / slow, runs))
    return " ".join(told).replace(f"{NONE} of lookups hit", "no lookup counted")


def _compared(times: float, runs: tuple[ComparedRun, ...]) -> str:
    if abs(times - 1) < ABOUT:
        return "Both are about as fast."
    return f"{runs[1].name} is {times:.1f}× as fast." if times > 1 else f"{runs[0].name} is faster here."


def _speed(run: ComparedRun) -> float | None:
    return run.settled_tokens_per_s or run.tokens_per_s
