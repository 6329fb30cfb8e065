"""A small model of decode time: what hits, misses and copies cost when they run side by side.

Drives a real ``ExpertCache`` with a simulated clock, so copies land late and the queue is as full as it
would be. Knows five durations of a machine and a model shape; measures nothing itself.

Per layer the CPU computes the misses while the device computes the hits. One copy engine works off the
fills in order; while it runs the CPU is slower, since both read host memory.
"""

from collections import deque
from dataclasses import dataclass

from hybrid.cache import ExpertCache
from hybrid.lab.events import events_of
from hybrid.lab.trace import Trace


@dataclass(frozen=True, slots=True)
class DecodeCosts:
    """Seconds, each for one expert and one token, but ``layer``: everything in a layer but experts."""

    cpu: float
    cpu_while_copying: float
    copy: float
    gpu: float
    layer: float


@dataclass(frozen=True, slots=True)
class DecodeEstimate:
    """Averages over the tokens after the warm-up."""

    seconds_per_token: float
    hit_rate: float
    fills_per_token: float


class _CopyEngine:
    """Copies one after another; knows when each will be done."""

    def __init__(self, copy_seconds: float) -> None:
        self._copy_seconds = copy_seconds
        self._queue: deque[tuple[float, int]] = deque()
        self.busy_until = 0.0

    def issue(self, now: float, slot: int) -> None:
        self.busy_until = max(now, self.busy_until) + self._copy_seconds
        self._queue.append((self.busy_until, slot))

    def landed(self, now: float) -> list[int]:
        slots = []
        while self._queue and self._queue[0][0] <= now:
            slots.append(self._queue.popleft()[1])
        return slots


def simulate_decode(trace: Trace, cache: ExpertCache, costs: DecodeCosts, warm_up: int = 0) -> DecodeEstimate:
    """Time per token when ``trace`` is decoded with ``cache``; the first ``warm_up`` tokens do not count."""
    events = events_of(trace)
    experts, starts = events.experts.tolist(), events.starts.tolist()
    engine = _CopyEngine(costs.copy)
    now = started = 0.0
    hits = routed = fills = 0
    for event in range(events.steps * events.layers):
        if event == warm_up * events.layers:
            started, hits, routed, fills = now, 0, 0, 0
        for slot in engine.landed(now):
            cache.landed(slot)
        plan = cache.plan(event % events.layers, experts[starts[event] : starts[event + 1]])
        for fill in plan.fills:
            engine.issue(now, fill.slot)
        cpu = cpu_seconds(len(plan.misses), engine.busy_until - now, costs)
        now += max(cpu, len(plan.hits) * costs.gpu) + costs.layer
        hits, fills = hits + len(plan.hits), fills + len(plan.fills)
        routed += len(plan.hits) + len(plan.misses)
    tokens = events.steps - warm_up
    return DecodeEstimate((now - started) / tokens, hits / routed, fills / tokens)


def cpu_seconds(misses: int, copying_for: float, costs: DecodeCosts) -> float:
    """Time the CPU takes for ``misses`` experts when copies run for another ``copying_for`` seconds."""
    slowed = misses * costs.cpu_while_copying
    if slowed <= copying_for:
        return slowed
    done = max(0.0, copying_for) / costs.cpu_while_copying
    return max(0.0, copying_for) + (misses - done) * costs.cpu
