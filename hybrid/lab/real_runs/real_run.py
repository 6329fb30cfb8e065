"""Real run: applies a setting, answers a prompt greedily, and returns the figures.

Knows the engine's public calls only. Callers restore the settings with ``borrowed``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from typing import Protocol, Unpack

import numpy as np

from hybrid.errors import HybridError
from hybrid.progress import Cancelled, Progress
from hybrid.records.recorded_reply import LAB_PREFIX, RecordedReply
from hybrid.types import (
    GenerationRequest,
    Outcome,
    ReplyStats,
    Settings,
    SettingsChange,
    Snapshot,
    TokenEvent,
    new_request_id,
)

# Answered between two runs, so that no run finds its prompt in the KV cache.
_OTHER_PROMPT = ({"role": "user", "content": "."},)
_SETTLING_SHARE = 4  # the first quarter of the decoded tokens fills the slots


class LabEngine(Protocol):
    """What the lab asks of an engine; every refusal is a ``HybridError``."""

    def generate(self, request: GenerationRequest) -> Iterator[TokenEvent]: ...

    def cancel(self, request_id: str) -> None: ...

    def reconfigure(self, **changes: Unpack[SettingsChange]) -> Settings: ...

    def recorded(self, request_id: str) -> RecordedReply | None: ...

    def snapshot(self) -> Snapshot: ...


@dataclass(frozen=True, slots=True)
class ComparedRun:
    """One setting's run; unknown figures are ``None``, and so are all figures after an ``error``."""

    name: str
    settings: Settings
    error: str = ""
    tokens_per_s: float | None = None  # decoding, over the full reply
    settled_tokens_per_s: float | None = None  # without its first quarter, in which the slots fill
    time_to_first_token_s: float | None = None
    hit_rate: float | None = None  # of the decoded tokens
    gb_copied: float | None = None
    joules_per_token: float | None = None
    peak_gpu_bytes: int | None = None
    token_ids: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()
    milliseconds: tuple[float, ...] = ()  # of each decoded token
    request_id: str = ""  # by which the engine has its recording, for a while


class GivenUp(Exception):
    """The caller has cancelled."""


@contextmanager
def borrowed(engine: LabEngine) -> Iterator[Settings]:
    """Yields the engine's settings, and restores them afterwards."""
    settings = engine.reconfigure()  # a snapshot may be a little older than the last change
    try:
        yield settings
    finally:
        apply(engine, settings)


def apply(engine: LabEngine, settings: Settings) -> None:
    """Applies all ``settings``. Raises a ``ConfigError``."""
    engine.reconfigure(**{field.name: getattr(settings, field.name) for field in fields(Settings)})


def run(
    engine: LabEngine,
    name: str,
    settings: Settings,
    request: GenerationRequest,
    progress: Progress,
    cancelled: Cancelled,
) -> ComparedRun:
    """Makes one run; a refusal by the engine becomes the run's ``error``. Raises ``GivenUp`` when cancelled."""
    try:
        list(engine.generate(GenerationRequest(_OTHER_PROMPT, max_new_tokens=1, request_id=_new_id())))
        apply(engine, settings)
        return _run(engine, name, settings, request, progress, cancelled)
    except HybridError as error:
        return ComparedRun(name, settings, error=str(error))


def _run(
    engine: LabEngine,
    name: str,
    settings: Settings,
    request: GenerationRequest,
    progress: Progress,
    cancelled: Cancelled,
) -> ComparedRun:
    greedy = replace(request, temperature=0.0, seed=None, request_id=_new_id())
    ids: list[int] = []
    texts: list[str] = []
    peak: int | None = None
    stats: ReplyStats | None = None
    for event in engine.generate(greedy):
        if cancelled():
            engine.cancel(greedy.request_id)
            raise GivenUp
        if event.token_id >= 0:
            ids.append(event.token_id)
            texts.append(event.text)
        used = engine.snapshot().memory.device_used
        peak = used if peak is None or (used is not None and used > peak) else peak
        stats = event.stats or stats
        progress(min(1.0, len(ids) / request.max_new_tokens), f"{name}: {len(ids)} tokens")
    outcome = ComparedRun(name, settings, token_ids=tuple(ids), texts=tuple(texts), peak_gpu_bytes=peak)
    outcome = replace(outcome, request_id=greedy.request_id)
    if stats is None:
        return outcome
    if stats.settings != settings:
        return ComparedRun(name, settings, error="The settings were changed while it ran: compare again.")
    outcome = replace(
        outcome,
        tokens_per_s=stats.tokens_per_s,
        time_to_first_token_s=stats.time_to_first_token_s,
        hit_rate=stats.hit_rate,
        gb_copied=stats.bytes_copied / 1e9,
        joules_per_token=_joules(stats),
    )
    recording = engine.recorded(greedy.request_id)
    return outcome if recording is None else _with_recording(outcome, recording)


def _with_recording(outcome: ComparedRun, recording: RecordedReply) -> ComparedRun:
    milliseconds = recording.decode_milliseconds()
    settled = milliseconds[len(milliseconds) // _SETTLING_SHARE :]
    decoded = recording.outcomes[~recording.trace.prompt]
    return replace(
        outcome,
        settled_tokens_per_s=1e3 / float(settled.mean()) if len(settled) else None,
        hit_rate=float(np.mean(decoded == Outcome.HIT)) if decoded.size else outcome.hit_rate,
        milliseconds=tuple(milliseconds.tolist()),
    )


def _new_id() -> str:
    return LAB_PREFIX + new_request_id()


def _joules(stats: ReplyStats) -> float | None:
    measured = [joules for joules in (stats.gpu_joules, stats.cpu_joules) if joules is not None]
    return sum(measured) / stats.generated_tokens if measured and stats.generated_tokens else None
