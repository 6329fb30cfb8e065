"""Reply meter: speed of one reply while it is made, and its ``ReplyStats`` at the end.

Knows clocks and differences of counters; times are taken on the engine's thread.
"""

from time import perf_counter

from hybrid.engine.prefill_progress import PrefillProgress
from hybrid.types import Counters, PowerReading, ReplyStats, SensorReading, Settings, Speed


class ReplyMeter:
    """Starts with the prompt: the time to the first token has no waiting in the queue in it."""

    def __init__(self, request_id: str, counters: Counters, power: PowerReading) -> None:
        self._request_id, self._counters, self._power = request_id, counters, power
        self._started = perf_counter()
        self._first_token: float | None = None
        self._last_token = self._started
        self._tokens = 0
        self._progress = PrefillProgress(0, 0, 0)
        self._prefill_s = 0.0
        self._step_ms: float | None = None

    @property
    def prefilling(self) -> bool:
        return self._first_token is None

    @property
    def prefilled_tokens(self) -> int:
        return self._progress.done

    def prefilled(self, progress: PrefillProgress) -> None:
        self._progress = progress
        self._prefill_s = perf_counter() - self._started

    def token(self) -> None:
        """Counts one more token; the one that ends the reply counts, too."""
        now = perf_counter()
        if self._first_token is None:
            self._first_token = now
        else:
            self._step_ms = (now - self._last_token) * 1e3
        self._last_token = now
        self._tokens += 1

    def speed(self, cpu_ms: float | None, gpu_ms: float | None) -> Speed:
        done = self._progress.done
        return Speed(
            tokens_per_s=self._tokens_per_s(),
            time_to_first_token_s=self._time_to_first_token(),
            prefill_done=done,
            prefill_total=self._progress.total,
            prefill_tokens_per_s=done / self._prefill_s if done and self._prefill_s else None,
            step_ms=self._step_ms,
            cpu_ms=cpu_ms,
            gpu_ms=gpu_ms,
        )

    def stats(self, settings: Settings, counters: Counters, power: PowerReading) -> ReplyStats:
        before = self._counters
        routed = counters.routed - before.routed
        return ReplyStats(
            request_id=self._request_id,
            settings=settings,
            prompt_tokens=self._progress.prompt_tokens,
            prefilled_tokens=self._progress.done,
            generated_tokens=self._tokens,
            time_to_first_token_s=self._time_to_first_token(),
            tokens_per_s=self._tokens_per_s(),
            hit_rate=(counters.hits - before.hits) / routed if routed else None,
            fills=counters.fills - before.fills,
            bytes_copied=counters.bytes_copied - before.bytes_copied,
            gpu_joules=_spent(self._power.gpu, power.gpu),
            cpu_joules=_spent(self._power.cpu, power.cpu),
        )

    def _tokens_per_s(self) -> float | None:
        if self._first_token is None or self._tokens < 2:
            return None
        return (self._tokens - 1) / max(self._last_token - self._first_token, 1e-9)

    def _time_to_first_token(self) -> float | None:
        return None if self._first_token is None else self._first_token - self._started


def _spent(before: SensorReading, after: SensorReading) -> float | None:
    if before.joules is None or after.joules is None:
        return None
    return after.joules - before.joules
