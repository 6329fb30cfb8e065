"""Recorded replies: the routing of each token, what became of it, and how long it took.

Knows plain values only; the engine records them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hybrid.errors import TraceError
from hybrid.records.trace import Trace
from hybrid.types import Outcome, Settings

LAB_PREFIX = "lab-"
"""Begins the request ids of replies that the lab asks for."""


@dataclass(frozen=True, slots=True, eq=False)
class RecordedReply:
    """One reply. Its tokens are those that went through the model: the prompt's tokens that were not in the KV cache,
    then each generated token that was fed back."""

    request_id: str
    trace: Trace
    outcomes: NDArray[np.uint8]  # (tokens, layers, k): the values of ``Outcome``
    milliseconds: NDArray[np.float32]  # (tokens,), of the step that computed the token; NaN for prompt tokens
    settings: Settings  # in force when it began

    @property
    def hit_rate(self) -> float | None:
        """Over all routed pairs; ``None`` if there are none."""
        return float((self.outcomes == Outcome.HIT).mean()) if self.outcomes.size else None

    def decode_milliseconds(self) -> NDArray[np.float32]:
        """The milliseconds of the generated tokens alone."""
        return self.milliseconds[np.isfinite(self.milliseconds)]


def of_the_chat(replies: Sequence[RecordedReply]) -> tuple[RecordedReply, ...]:
    """The replies without those that the lab made to measure something."""
    return tuple(reply for reply in replies if not reply.request_id.startswith(LAB_PREFIX))


def joined(replies: Sequence[RecordedReply]) -> Trace:
    """One trace of consecutive replies, a turn each. Raises ``TraceError`` for none, or for different models."""
    traces = [reply.trace for reply in replies if reply.trace.tokens]
    if not traces:
        raise TraceError("Nothing has been recorded yet: send a message first.")
    shapes = {(trace.layers, trace.top_k, trace.num_experts) for trace in traces}
    if len(shapes) > 1:
        raise TraceError("These replies were recorded with different models: choose those of one model.")
    starts = np.cumsum([0, *(trace.tokens for trace in traces)])
    weights = [trace.weights for trace in traces if trace.weights is not None]
    return Trace.from_choices(
        np.concatenate([trace.choices for trace in traces]),
        num_experts=traces[0].num_experts,
        weights=np.concatenate(weights) if len(weights) == len(traces) else None,
        prompt=np.concatenate([trace.prompt for trace in traces]),
        steps=_consecutive([trace.steps for trace in traces]),
        turns=np.concatenate([trace.turns + start for trace, start in zip(traces, starts[:-1], strict=True)]),
        texts=[text for trace in traces for text in trace.texts] if all(trace.texts for trace in traces) else (),
        origin=traces[-1].origin,
    )


def _consecutive(steps: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
    """The steps of one trace after those of the other."""
    runs, first = [], 0
    for of_trace in steps:
        runs.append(of_trace - of_trace[0] + first)
        first = int(runs[-1][-1]) + 1
    return np.concatenate(runs)
