"""Comparison of settings and baselines: one prompt answered greedily on each, and whether the text is the same.

Knows how to compare runs; ``real_run`` makes one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hybrid.lab.real_runs.real_run import ComparedRun, GivenUp, LabEngine, borrowed, run
from hybrid.progress import Cancelled, Progress, never_cancelled, no_progress
from hybrid.types import GenerationRequest, Settings


@dataclass(frozen=True, slots=True)
class Difference:
    """The first token at which two replies differ; an empty text means that the reply had ended."""

    token: int
    expected: str
    written: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``differences``: of each run from the first one without an error; ``None`` for the same text or no text."""

    prompt: str
    runs: tuple[ComparedRun, ...]
    differences: tuple[Difference | None, ...]

    @property
    def identical(self) -> bool:
        return not any(self.differences)


def baselines(settings: Settings) -> tuple[tuple[str, Settings], ...]:
    """The baselines with the same slots, by name."""
    return (
        ("CPU only", replace(settings, placement="cpu_only")),
        ("Copy and wait", replace(settings, placement="on_demand", policy="lru")),
        ("Pin first layers", replace(settings, placement="static_layers")),
        ("Pin most-used", replace(settings, placement="static_popular")),
    )


def compare(
    engine: LabEngine,
    request: GenerationRequest,
    contenders: Sequence[tuple[str, Settings]],
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> Comparison | None:
    """Runs every contender, and restores the settings afterwards. ``None`` when cancelled."""
    runs: list[ComparedRun] = []
    try:
        with borrowed(engine):
            for name, settings in contenders:
                if cancelled():
                    return None
                part = _part_of(progress, len(runs), len(contenders))
                runs.append(run(engine, name, settings, request, part, cancelled))
    except GivenUp:
        return None
    reference = next((outcome for outcome in runs if not outcome.error), None)
    return Comparison(
        prompt=str(request.messages[-1].get("content", "")),
        runs=tuple(runs),
        differences=tuple(None if reference is None or r.error else difference(reference, r) for r in runs),
    )


def difference(expected: ComparedRun, outcome: ComparedRun) -> Difference | None:
    """The first token that differs; the end of the shorter reply counts as a difference."""
    if expected.token_ids == outcome.token_ids:
        return None
    pairs = zip(expected.token_ids, outcome.token_ids, strict=False)
    shorter = min(len(expected.token_ids), len(outcome.token_ids))
    at = next((place for place, (a, b) in enumerate(pairs) if a != b), shorter)
    return Difference(at, _text_at(expected, at), _text_at(outcome, at))


def _text_at(outcome: ComparedRun, token: int) -> str:
    return outcome.texts[token] if token < len(outcome.texts) else ""


def _part_of(progress: Progress, place: int, count: int) -> Progress:
    def part(share: float, what: str) -> None:
        progress((place + share) / count, what)

    return part
