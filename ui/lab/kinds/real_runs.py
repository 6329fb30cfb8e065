"""Compare and tune jobs of the lab: settings compared on one prompt, and Autotune's choice with its reasons.

Knows which settings can be compared and how to show the outcome; ``hybrid.lab`` makes the runs.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate
from typing import Any

from hybrid.errors import ConfigError, RequestError
from hybrid.lab import Cancelled, ComparedRun, Comparison, Progress, TuneResult, TuneRow, autotune, baselines, compare
from hybrid.types import Settings
from ui.control.settings_text import values_of
from ui.engine_protocol import EngineProtocol
from ui.lab.inputs import Inputs
from ui.lab.jobs import Result
from ui.lab.kinds.card import card_work
from ui.lab.kinds.lines import LEGEND
from ui.lab.view import (
    NONE,
    Figure,
    Plain,
    Table,
    View,
    axis,
    copied,
    differing_names,
    memory,
    percent,
    setting_name,
    speed,
)
from ui.text.figures import counted

PRESENT, PANEL = "Current", "Settings panel"
PAPER = "As in the paper"
FEWEST, MOST = 2, 4
DASHES = ("solid", "dash", "dot", "dashdot")
COLOURS = ("--policy-lru", "--policy-lfru", "--policy-lfu", "--policy-fifo")
LONGEST_TOKEN = 24
MOST_ERROR = 0.25  # of predictions, before it is said
CHOOSE_CARD = "There is no GPU here to measure. Choose a card under Hardware: Autotune then predicts for it."
BENCHMARK_AGAIN = "Benchmark this machine again: it may have been busy, or have changed since."


def contenders(settings: Settings) -> dict[str, Settings]:
    """The settings that can be compared by name."""
    paper = replace(settings, mapping="layered", policy="lru", admission="always", placement="cached")
    return {PRESENT: settings, **dict(baselines(settings)), PAPER: replace(paper, split_misses=False)}


class CompareWork:
    """Runs the same prompt greedily on two to four settings."""

    def __init__(self, engine: EngineProtocol) -> None:
        self._engine = engine

    def __call__(self, inputs: Inputs, progress: Progress, cancelled: Cancelled) -> Result | None:
        entries = [self._contender(inputs, entry) for entry in inputs.listed("contenders")]
        if not FEWEST <= len(entries) <= MOST:
            raise RequestError(f"Choose {FEWEST} to {MOST} settings ({len(entries)} selected).", "contenders")
        request = inputs.request()
        inputs.check_free(progress)
        comparison = compare(self._engine, request, entries, progress, cancelled)
        return None if comparison is None else Result(comparison_view(comparison), comparison)

    def _contender(self, inputs: Inputs, entry: Any) -> tuple[str, Settings]:
        """Name and settings of an entry: a name, or ``{"name": ..., "settings": {...}}`` with changes to the settings
        in force."""
        by_name = contenders(self._engine.snapshot().settings)
        if isinstance(entry, str) and entry in by_name:
            return entry, by_name[entry]
        if isinstance(entry, Mapping) and isinstance(entry.get("name"), str):
            return entry["name"][:40], inputs.settings_from(entry.get("settings"))
        raise RequestError(f"No settings of that name. Choose among {', '.join(by_name)}.", "contenders")


class TuneWork:
    """Predicts many settings, measures the best by turns, and applies a clear winner."""

    def __init__(self, engine: EngineProtocol) -> None:
        self._engine = engine

    def __call__(self, inputs: Inputs, progress: Progress, cancelled: Cancelled) -> Result | None:
        machine = inputs.machine()
        if not machine.is_this:
            return card_work(inputs, machine, progress, cancelled)
        if self._engine.snapshot().machine.emulated:
            raise ConfigError(CHOOSE_CARD, "machine")
        calibration, trace, budget = inputs.calibration(), inputs.trace(), machine.budget_bytes
        inputs.check_free(progress)
        model = self._engine.snapshot().model
        every = model.layers * model.experts * model.expert_bytes
        settings_before = self._engine.snapshot().settings
        confirm = int(inputs.number("confirm", 1, 6, 3, "settings to measure"))
        outcome = autotune(
            self._engine, inputs.request(), trace, calibration, every if budget is None else budget,
            confirm=confirm, progress=progress, cancelled=cancelled,
        )  # fmt: skip
        return None if outcome is None else Result(tune_view(outcome, settings_before), outcome)


def comparison_view(comparison: Comparison) -> View:
    columns = ("Setting", "Tokens/s", "First token", "Hit rate", "Copied", "J/token", "Peak GPU memory", "Text")
    return View(
        title="Compared by running",
        figures={"compare": _written_figure(comparison)},
        tables={
            "compare": Table(
                columns, [_row(comparison, place) for place in range(len(comparison.runs))], _fastest(comparison)
            )
        },
        sentences={"compare": text_sentence(comparison), "compare-prompt": f"Prompt: {comparison.prompt}"},
    )


def _row(comparison: Comparison, place: int) -> tuple[str, ...]:
    run = comparison.runs[place]
    if run.error:
        return (run.name, NONE, NONE, NONE, NONE, NONE, NONE, run.error)
    first = NONE if run.time_to_first_token_s is None else f"{1e3 * run.time_to_first_token_s:.0f} ms"
    joules = NONE if run.joules_per_token is None else f"{run.joules_per_token:.2g}"
    size = None if run.gb_copied is None else run.gb_copied * 1e9
    return (
        run.name, speed(run.settled_tokens_per_s or run.tokens_per_s), first, percent(run.hit_rate, 1), copied(size),
        joules, memory(run.peak_gpu_bytes), _text_of(comparison, place),
    )  # fmt: skip


def _text_of(comparison: Comparison, place: int) -> str:
    difference = comparison.differences[place]
    if difference is not None:
        return f"differs at token {difference.token + 1}"
    return "identical" if _reference(comparison) != place else counted(len(comparison.runs[place].token_ids), "token")


def _reference(comparison: Comparison) -> int | None:
    return next((place for place, run in enumerate(comparison.runs) if not run.error), None)


def _fastest(comparison: Comparison) -> int | None:
    speeds = [run.settled_tokens_per_s or run.tokens_per_s or 0.0 for run in comparison.runs]
    return speeds.index(max(speeds)) if any(speeds) else None


def text_sentence(comparison: Comparison) -> str:
    worked = [place for place, run in enumerate(comparison.runs) if not run.error]
    if len(worked) < FEWEST:
        return "Fewer than two settings ran, so there is no text to compare."
    if comparison.identical:
        return "All settings produced identical text."
    first = comparison.runs[worked[0]].name
    sentences = [
        f"{run.name} differs from {first} at token {difference.token + 1}: {_quoted(difference.written)} "
        f"instead of {_quoted(difference.expected)}."
        for run, difference in zip(comparison.runs, comparison.differences, strict=True)
        if difference is not None
    ]
    return " ".join(sentences)


def _quoted(text: str) -> str:
    return f"“{text[:LONGEST_TOKEN]}”" if text else "its end"


def _written_figure(comparison: Comparison) -> Figure:
    data = [_written(run, place) for place, run in enumerate(comparison.runs) if run.milliseconds]
    layout = {
        "xaxis": axis("Seconds of writing", rangemode="tozero"),
        "yaxis": axis("Tokens", rangemode="tozero"),
        "hovermode": "closest",
        "legend": LEGEND,
        "margin": {"l": 48, "r": 8, "t": 46, "b": 40},
    }
    return Figure("Tokens over time, steeper is faster", data, layout)


def _written(run: ComparedRun, place: int) -> Plain:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": run.name,
        "x": [0.0, *(round(ms / 1e3, 4) for ms in accumulate(run.milliseconds))],
        "y": list(range(len(run.milliseconds) + 1)),
        "line": {"color": COLOURS[place % len(COLOURS)], "dash": DASHES[place % len(DASHES)], "width": 2},
        "hovertemplate": "%{y} tokens after %{x:.2f} s",
    }


def tune_view(outcome: TuneResult, settings_before: Settings) -> View:
    columns = ("Setting", "Predicted", "Measured", "Slowest to fastest run", "Hit rate", "Slots", "Verdict")
    names = differing_names([row.settings for row in outcome.rows])
    rows = []
    for name, row in zip(names, outcome.rows, strict=True):
        measured = row.measured.hit_rate if row.measured is not None else None
        rows.append(
            (
                name, speed(row.predicted.tokens_per_s), speed(row.measured_tokens_per_s), _interval(row),
                percent(row.predicted.hit_rate if measured is None else measured), memory(row.predicted.slot_bytes),
                row.verdict,
            )
        )  # fmt: skip
    winner = next((i for i, row in enumerate(outcome.rows) if row.settings == outcome.winner), None)
    result = "is now in use" if outcome.changed else "was kept: no clear winner"
    sentences = [
        f"{outcome.predicted_settings} settings predicted, the best measured by turns.",
        f"{setting_name(outcome.winner)} {result}.",
    ]
    if outcome.prediction_error is not None and abs(outcome.prediction_error) > MOST_ERROR:
        sentences.append(f"Predictions were off by up to {abs(outcome.prediction_error):.0%}. {BENCHMARK_AGAIN}")
    return View(
        title="Autotune",
        tables={"tune": Table(columns, rows, winner)},
        sentences={"tune": " ".join(sentences)},
        facts={"former": values_of(settings_before) if outcome.changed else None},
    )


def _interval(row: TuneRow) -> str:
    """The speeds of a setting's slowest and fastest run."""
    if row.runs is None or row.runs.interval is None:
        return NONE
    low, high = row.runs.interval
    return f"{low:.3g} – {high:.3g}, {counted(len(row.runs.runs), 'run')}"
