"""One-graph step, the host's part: the whole step is queued before the host sees a layer, and the device runs ahead.

The device reports each layer's routing and goes on; it waits for the host only where it needs the host's share of the
misses. Where compiled kernels compute that share, a team of threads does so by itself (``hybrid.cpu.step_server``) and
answers; otherwise this thread answers first and puts off everything else. It plans, starts fills and marks landed
copies while no layer has arrived, and keeps the books of a step while the next one runs.

What counts is what the device saw when it looked up a layer's experts, before the host planned: an expert that becomes
ready after that is in flight for this token. Only a layer's own plan evicts its experts, between its lookup and the
next. A plan never evicts what its own event uses, so the device no longer reads the evicted slot, and the copy into it
need not wait. In the pooled mapping a plan can evict experts of other layers, so there the device waits for the plan of
every layer that misses; a layer without misses evicts nothing.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from hybrid.cache.expert_cache import Plan
from hybrid.cpu.step_server import step_server
from hybrid.gpu.mailbox import NOTHING_DUE, PLAN_DUE, SHARE_DUE, StepMailbox, milliseconds
from hybrid.layer.miss_split import MissShares, SharesOnTrial
from hybrid.layer.parts import LayerParts
from hybrid.observe.telemetry import HIT, IN_FLIGHT, MISS, StepBooks


@dataclass(frozen=True, slots=True)
class _Planned:
    """What one layer looked up, and what was planned for it."""

    experts: list[int]
    seen: list[bool]
    plan: Plan


@dataclass(frozen=True, slots=True)
class _StepLeft:
    """What a step leaves: its layers as planned, and copies of buffers that the next step overwrites."""

    layers: list[_Planned]
    copied: list[int]  # bytes of fills, by layer
    weights: NDArray[np.float32]
    own_rows: list[int]  # by layer


_LOOKS = 20_000  # about a millisecond, after which the device is asked whether it still runs
_UNKNOWN = float("nan")


class OneGraphStep:
    """Serves the layers of a step.

    ``intermediate`` is the rows of one expert; ``shares`` are the candidates on trial. ``replay`` queues the step.
    ``running`` returns whether the device still works on it, and raises the device's error if there was one.
    """

    def __init__(
        self,
        parts: LayerParts,
        host: StepMailbox,
        shares: Sequence[MissShares],
        intermediate: int,
        pooled: bool,
        replay: Callable[[], None],
        running: Callable[[], bool],
    ) -> None:
        self._slots, self._telemetry, self._host = parts.slots, parts.telemetry, host
        self._trial = SharesOnTrial(shares)
        self._tried = self._trial.next()
        self._intermediate, self._pooled = intermediate, pooled
        self._replay, self._running = replay, running
        self._layers, self._expert_bytes = len(parts.misses.banks), parts.misses.store.expert_bytes
        self._misses = [parts.misses.bind(layer, host.token_buffers(layer)) for layer in range(self._layers)]
        self._server = step_server(self._misses, host.words(), pooled)
        self._served = self._wound_up = True  # whether the server, and this thread, are done with the last step
        self._step = -1  # the step whose device times are still to be reported
        self._unbooked: _StepLeft | None = None  # the last step, until its books are written
        self._router_weights = host.weights.numpy()
        host.await_arrival(0, looks=0)  # compiles the function before the first token
        self._offer()

    def begin(self) -> None:
        """The previous step has ended: keeps its device times, which the next one overwrites."""
        self.wind_up()
        self._clock = self._host.stamps()

    def queue(self) -> None:
        with self._abandoning_on_failure():
            self._replay()
            if self._server is not None:
                self._server.begin()
                self._served = False
            self._write_books()
            self._tell_times()

    def run(self) -> None:
        self._planned: list[_Planned] = []
        self._copied: list[int] = []  # bytes of fills, by layer; shorter than ``_planned`` while some are to be started
        self._unplanned: deque[int] = deque()
        if self._server is None:
            self._cpu_ms = [0.0] * self._layers
        with self._abandoning_on_failure():
            for layer in range(self._layers):
                self._serve(layer)
        self._wound_up = False

    def wind_up(self) -> None:
        """Plans what is left, copies what the next step overwrites, and prepares that one."""
        if self._wound_up:
            return
        self._wound_up = True
        self._plan_all()
        self._end_service()
        self._start_fills()
        self._unbooked = _StepLeft(self._planned, self._copied, self._router_weights.copy(), self._host.all_own_rows())
        if self._slots.cache.queued:
            self._slots.settle()
        self._tried_before, self._tried = self._tried, self._trial.next()
        self._offer()

    def close(self) -> None:
        """Nothing is served afterwards."""
        if self._server is not None:
            self._server.close()

    @contextmanager
    def _abandoning_on_failure(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            if self._server is not None:
                self._server.abandon()
                self._served = True
            raise

    def _end_service(self) -> None:
        """Waits until the server has done its part of the last step, and reads how long it took."""
        if self._server is not None and not self._served:
            self._server.join()
            self._served, self._cpu_ms = True, self._server.cpu_ms()

    def _tell_times(self) -> None:
        """Reports how long the experts of the previous step took."""
        if self._step >= 0:
            times_ms = milliseconds(self._clock)
            self._telemetry.record_experts_ms(self._step, times_ms[:, 0])
            self._trial.learn(self._tried_before, zip(self._missed, times_ms[:, 1].tolist(), strict=True))
        self._step = -1

    def _serve(self, layer: int) -> None:
        host = self._host
        due = self._due = self._arrival(layer)
        if due == SHARE_DUE and self._server is None:
            started = perf_counter()
            self._misses[layer](host.own_rows(layer))
            self._cpu_ms[layer] = (perf_counter() - started) * 1e3
        self._unplanned.append(layer)
        if due == NOTHING_DUE:
            return
        if self._pooled:
            self._plan_all()
        if self._server is None or due == PLAN_DUE:
            self._host.answer(layer)
        elif self._pooled:
            self._server.planned(layer)

    def _arrival(self, layer: int) -> int:
        """Waits for the layer and returns its word; plans earlier layers meanwhile.

        Fills start once their layer is answered: until then its misses have the link to themselves.
        """
        host = self._host
        while self._unplanned and not host.has_arrived(layer):
            self._plan(self._unplanned.popleft())
        if len(self._copied) < len(self._planned) == layer and not host.has_arrived(layer):
            if self._due != NOTHING_DUE:
                self._await(lambda: host.await_answer(layer - 1, _LOOKS) or int(host.has_arrived(layer)), layer)
            self._start_fills()
        return self._await(lambda: host.await_arrival(layer, _LOOKS), layer)

    def _await(self, look: Callable[[], int], layer: int) -> int:
        """What ``look`` finds, once it is not 0; raises ``RuntimeError`` if the device has ended before ``layer``."""
        while not (word := look()):
            if not self._running() and not self._host.has_arrived(layer):
                raise RuntimeError(f"The device has ended a step without a word of its layer {layer}.")
            if self._server is not None:
                self._server.check()
        return word

    def _plan_all(self) -> None:
        while self._unplanned:
            self._plan(self._unplanned.popleft())

    def _plan(self, layer: int) -> None:
        self._start_fills()
        self._slots.settle()
        experts, seen = self._host.looked_up(layer)
        plan = self._slots.plan(layer, experts, seen=seen)
        assert len(plan.hits) == sum(seen), "what the device has seen is in the cache"
        self._planned.append(_Planned(experts, seen, plan))
        if not plan.fills:
            self._copied.append(0)
        self._offer()

    def _start_fills(self) -> None:
        """Starts those of the layer planned last, unless that has been done."""
        if len(self._copied) < len(self._planned):
            self._copied.append(self._slots.start_fills(self._planned[-1].plan, unused=True))

    def _offer(self) -> None:
        shares = self._tried.shares
        self._host.offer(shares.busy if self._slots.cache.queued else shares.idle)

    def close_books(self) -> None:
        self.wind_up()
        self._write_books()

    def _write_books(self) -> None:
        step, self._unbooked = self._unbooked, None
        if step is None:
            return
        plans, size = [layer.plan for layer in step.layers], self._expert_bytes
        choices = np.array([[layer.experts] for layer in step.layers], np.int16)
        outcomes = np.where([[layer.seen] for layer in step.layers], np.uint8(HIT), np.uint8(MISS))
        for layer, plan in enumerate(plans):
            if plan.in_flight:
                outcomes[layer, np.isin(choices[layer], plan.in_flight)] = IN_FLIGHT
        self._step = self._telemetry.steps
        self._missed = [len(plan.misses) for plan in plans]
        missed_bytes = [count * size for count in self._missed]
        device_bytes = [
            bytes_ * rows // self._intermediate for bytes_, rows in zip(missed_bytes, step.own_rows, strict=True)
        ]
        self._telemetry.record_step(
            StepBooks(
                choices=choices,
                outcomes=outcomes,
                weights=step.weights,
                fills=[len(plan.fills) for plan in plans],
                evictions=[sum(fill.evicted is not None for fill in plan.fills) for plan in plans],
                bytes_copied=[copied + read for copied, read in zip(step.copied, device_bytes, strict=True)],
                cpu_bytes=[total - read for total, read in zip(missed_bytes, device_bytes, strict=True)],
                cpu_ms=self._cpu_ms,
                gpu_ms=[_UNKNOWN] * self._layers,
            )
        )
