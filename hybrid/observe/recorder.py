"""Recorder of every reply's routing, as the lab reads it.

Gets steps from the telemetry and tokens from the generator, and brings the two together. One thread (the engine's)
writes, and only appends; joining the parts is left to the readers. The oldest replies are dropped when the record has
grown too large.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from hybrid.observe.telemetry import StepRecord
from hybrid.records.recorded_reply import RecordedReply
from hybrid.records.trace import Trace, TraceOrigin
from hybrid.types import ModelInfo, Settings

Scalar = TypeVar("Scalar", bound=np.generic)
_MOST_BYTES = 200 << 20
# What Python and numpy take beside the contents, which is most of what a small model's replies take.
_REPLY_BYTES, _STEP_BYTES, _ARRAY_BYTES, _TOKEN_BYTES = 1000, 100, 130, 100


@dataclass(slots=True, eq=False)
class _Draft:
    """A reply, finished or under way. Each token is a row; each step is a chunk of one or more rows."""

    request_id: str
    settings: Settings
    created: str
    ids: list[int] = field(default_factory=list)
    prompt: list[bool] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    chunks: list[StepRecord] = field(default_factory=list)
    nbytes: int = 0
    cached_reply: RecordedReply | None = None


class Recorder:
    """The replies of one model. ``texts_of`` gives the texts of consecutive tokens.

    ``settings`` are those in force; whoever applies others replaces them here.
    """

    def __init__(
        self,
        info: ModelInfo,
        settings: Settings,
        texts_of: Callable[[Sequence[int]], Sequence[str]],
        most_bytes: int = _MOST_BYTES,
    ) -> None:
        self._info, self.settings, self._texts_of = info, settings, texts_of
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._drafts: deque[_Draft] = deque()
        self._nbytes = 0  # of all drafts, kept with them: adding them up would cost every token more with every reply
        self._pending: StepRecord | None = None
        self._started = 0.0

    def begin(self, request_id: str) -> None:
        """Starts a reply, to which the steps from now on belong."""
        draft = _Draft(request_id, self.settings, datetime.now(UTC).isoformat(timespec="seconds"))
        with self._lock:
            self._drafts.append(draft)
            self._grow(draft, _REPLY_BYTES)

    def completed(self, record: StepRecord) -> None:
        """Takes a step from the telemetry, when it has gone through all layers."""
        self._pending = record

    def computing(self) -> None:
        """Notes that a step begins."""
        self._pending, self._started = None, perf_counter()

    def computed(self, ids: Sequence[int], prompt: bool) -> None:
        """Notes that the step that has just ended computed these tokens."""
        record, self._pending = self._pending, None
        if record is None or not self._drafts or record.choices.shape[1] != len(ids):
            return
        draft = self._drafts[-1]
        with self._lock:
            step = draft.steps[-1] + 1 if draft.steps else 0
            draft.chunks.append(record)
            draft.ids.extend(ids)
            draft.prompt.extend([prompt] * len(ids))
            draft.steps.extend([step] * len(ids))
            draft.milliseconds.extend([float("nan")] * len(ids))
            arrays = sum(array.nbytes + _ARRAY_BYTES for array in record if array is not None)
            self._grow(draft, arrays + _STEP_BYTES + len(ids) * _TOKEN_BYTES)

    def sampled(self) -> None:
        """Ends the last step's time: its next token has been sampled, so the device has finished the step."""
        if self._drafts and self._drafts[-1].prompt and not self._drafts[-1].prompt[-1]:
            self._drafts[-1].milliseconds[-1] = (perf_counter() - self._started) * 1e3

    def replies(self) -> tuple[RecordedReply, ...]:
        """All replies with a token, oldest first; the one under way as far as it has come."""
        with self._lock:
            drafts = [draft for draft in self._drafts if draft.ids]
        return tuple(self._read(draft) for draft in drafts)

    def reply(self, request_id: str) -> RecordedReply | None:
        with self._lock:
            draft = next((d for d in reversed(self._drafts) if d.request_id == request_id and d.ids), None)
        return None if draft is None else self._read(draft)

    @property
    def nbytes(self) -> int:
        """About as much memory as the record takes."""
        return self._nbytes

    def _grow(self, draft: _Draft, nbytes: int) -> None:
        """Counts more bytes of this draft, and drops the oldest ones while there are too many."""
        draft.nbytes += nbytes
        self._nbytes += nbytes
        while self._drafts and self._nbytes > self._most_bytes:
            self._nbytes -= self._drafts.popleft().nbytes

    def _read(self, draft: _Draft) -> RecordedReply:
        """The reply so far. Replaces the draft's chunks by the joined one, so that each chunk is copied only once."""
        with self._reading:
            with self._lock:
                chunks, count = list(draft.chunks), len(draft.ids)
                ids, prompt, steps = draft.ids[:count], draft.prompt[:count], draft.steps[:count]
                milliseconds = np.array(draft.milliseconds[:count], np.float32)
            cached = draft.cached_reply
            if cached is not None and len(cached.milliseconds) == count and len(chunks) == 1:
                return cached
            joined = _joined(chunks)
            trace = Trace.from_choices(
                _by_token(joined.choices),
                num_experts=self._info.experts,
                weights=None if joined.weights is None else _by_token(joined.weights),
                prompt=prompt,
                steps=steps,
                texts=self._texts_of(ids),
                origin=TraceOrigin(self._info.name, draft.created, draft.settings.geometry),
            )
            reply = RecordedReply(
                draft.request_id, trace, _frozen(_by_token(joined.outcomes)), _frozen(milliseconds), draft.settings
            )
            with self._lock:
                draft.chunks[: len(chunks)] = [joined]
            draft.cached_reply = reply if np.isfinite(milliseconds[~np.array(prompt)]).all() else None
            return reply


def _joined(chunks: Sequence[StepRecord]) -> StepRecord:
    if len(chunks) == 1:
        return chunks[0]
    weights = [chunk.weights for chunk in chunks if chunk.weights is not None]
    return StepRecord(
        np.concatenate([chunk.choices for chunk in chunks], axis=1),
        np.concatenate([chunk.outcomes for chunk in chunks], axis=1),
        np.concatenate(weights, axis=1) if len(weights) == len(chunks) else None,
    )


def _by_token(array: NDArray[Scalar]) -> NDArray[Scalar]:
    return np.ascontiguousarray(array.transpose(1, 0, 2))


def _frozen(array: NDArray[Scalar]) -> NDArray[Scalar]:
    array.flags.writeable = False
    return array
