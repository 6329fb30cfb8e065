"""One-graph step, the host's part: the device runs through it by itself, queued before the host sees a layer.

The device tells each layer's routing and goes on; where it needs the host's share of the misses it waits for the host's
answer, and nowhere else. So the answer comes first, and everything that can wait does: planning, fills and marking
what has landed are done while no layer has arrived, and the books are kept once a step.

What the device found of a layer is what counts, for it looked before the host planned: an expert that becomes ready
after that is in flight for this token. A layer's experts are evicted by its own plan alone, between its lookup and the
next; since a plan spares what its own event uses, the device has left the slot behind, and the copy need not wait. In
the pooled mapping an eviction touches other layers' lookups, so there the device waits for every layer's plan.
"""

from collections import deque
from collections.abc import Callable, Sequence
from time import perf_counter

import numpy as np

from hybrid.cache.expert_cache import Plan
from hybrid.gpu.mailbox import SHARE_DUE, HostBuffers
from hybrid.layer.executor import Executor
from hybrid.layer.miss_split import MissShares, SharesOnTrial
from hybrid.observe.telemetry import HIT, IN_FLIGHT, MISS, StepBooks

_LOOKS = 20_000  # about a millisecond, after which the device is asked whether it still runs
_UNKNOWN = float("nan")


class WholeStep:
    """Serves the layers of a step on behalf of ``executor``; ``intermediate`` is the rows of a whole expert, ``shares``
    are on trial.

    ``replay`` queues the step; ``running`` is whether the device still works on it, and raises what went wrong there.
    """

    def __init__(
        self,
        executor: Executor,
        host: HostBuffers,
        shares: Sequence[MissShares],
        intermediate: int,
        pooled: bool,
        replay: Callable[[], None],
        running: Callable[[], bool],
    ) -> None:
        self._executor, self._host = executor, host
        self._trial = SharesOnTrial(shares)
        self._tried = self._trial.next()
        self._intermediate, self._pooled = intermediate, pooled
        self._replay, self._running = replay, running
        self._layers = len(executor.store.layers)
        self._misses = [executor.bind_misses(layer, host.token_buffers(layer)) for layer in range(self._layers)]
        self._step = -1  # the one whose device times are still to be told
        host.await_arrival(0, looks=0)  # has it compiled before the first token

    def begin(self) -> None:
        """The former step has ended: what the device's clock told is the next one's to overwrite."""
        if self._executor.cache.queued:
            self._executor.settle()
        self._times_ms = self._host.times_ms()
        self._tried_before, self._tried = self._tried, self._trial.next()
        self._offer()

    def run(self) -> None:
        self._replay()
        self._tell_times()
        self._plans: list[Plan] = []
        self._copied: list[int] = []  # bytes, by layer
        self._cpu_ms = [0.0] * self._layers
        self._unplanned: deque[int] = deque()
        for layer in range(self._layers):
            self._serve(layer)
        while self._unplanned:
            self._plan(self._unplanned.popleft())
        self._keep_books()

    def _tell_times(self) -> None:
        """How long the experts of the former step took."""
        if self._step >= 0:
            self._executor.telemetry.record_experts_ms(self._step, self._times_ms[:, 0])
            self._trial.learn(self._tried_before, zip(self._missed, self._times_ms[:, 1].tolist(), strict=True))
        self._step = -1

    def _serve(self, layer: int) -> None:
        host = self._host
        if self._arrival(layer) == SHARE_DUE:
            started = perf_counter()
            self._misses[layer](host.own_rows(layer))
            self._cpu_ms[layer] = (perf_counter() - started) * 1e3
            if not self._pooled:
                host.answer(layer)
        if self._pooled:
            self._plan(layer)
            host.answer(layer)
        else:
            self._unplanned.append(layer)

    def _arrival(self, layer: int) -> int:
        """The layer's word; plans those before it meanwhile."""
        host = self._host
        while self._unplanned and not host.has_arrived(layer):
            self._plan(self._unplanned.popleft())
        while not (word := host.await_arrival(layer, _LOOKS)):
            if not self._running() and not host.has_arrived(layer):
                raise RuntimeError(f"The device has ended a step without a word of its layer {layer}.")
        return word

    def _plan(self, layer: int) -> None:
        executor = self._executor
        executor.settle()
        experts, found = self._host.looked_up(layer)
        plan = executor.plan(layer, experts, found=found)
        assert len(plan.hits) == sum(found), "what the device has found is in the cache"
        self._plans.append(plan)
        self._copied.append(executor.start_fills(plan, unused=True))
        self._offer()

    def _offer(self) -> None:
        shares = self._tried.shares
        self._host.offer(shares.busy if self._executor.cache.queued else shares.idle)

    def _keep_books(self) -> None:
        host, plans, size = self._host, self._plans, self._executor.store.expert_bytes
        choices, found = host.step()
        outcomes = np.where(found, np.uint8(HIT), np.uint8(MISS))
        for layer, plan in enumerate(plans):
            if plan.in_flight:
                outcomes[layer, np.isin(choices[layer], plan.in_flight)] = IN_FLIGHT
        self._step = self._executor.telemetry.steps
        self._missed = [len(plan.misses) for plan in plans]
        missed = [count * size for count in self._missed]
        own = [bytes_ * host.own_rows(layer) // self._intermediate for layer, bytes_ in enumerate(missed)]
        self._executor.telemetry.record_step(
            StepBooks(
                choices=choices,
                outcomes=outcomes,
                weights=host.weights.numpy().copy(),
                fills=[len(plan.fills) for plan in plans],
                evictions=[sum(fill.evicted is not None for fill in plan.fills) for plan in plans],
                bytes_copied=[copied + read for copied, read in zip(self._copied, own, strict=True)],
                cpu_bytes=[total - read for total, read in zip(missed, own, strict=True)],
                cpu_ms=self._cpu_ms,
                gpu_ms=[_UNKNOWN] * self._layers,
            )
        )
