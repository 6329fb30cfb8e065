"""Calibrator: measures what a layer costs on this machine, on the model's own steps with routing forced on them.

Knows how to make a layer miss any number of experts, and how to keep the link busy all the time. It times full steps,
so all that the engine does beside its kernels is in the times. The engine's counters and records stay untouched.
"""

import platform
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from time import perf_counter

import numpy as np
import torch
from numpy.typing import NDArray

from hybrid.calibrate.expert_timing import ExpertTimer
from hybrid.calibrate.fit import fit_layer_seconds
from hybrid.calibrate.forced_routing import ForcedRouting, Residents
from hybrid.decode.conversation import Conversation
from hybrid.decode.runtime import Runtime
from hybrid.machine import resources
from hybrid.model.expert_modules import experts_modules
from hybrid.model.loading import LoadedModel
from hybrid.observe.power_monitor import PowerMonitor
from hybrid.observe.telemetry import Telemetry
from hybrid.progress import Cancelled, Progress
from hybrid.records.calibration import Calibration, ModelShape, ThreadCosts
from hybrid.records.costs import LayerCosts
from hybrid.types import Geometry, PowerReading, Settings

_PROMPT = tuple(range(3, 11))
_WARM_STEPS, _FEWEST_STEPS, _MOST_STEPS = 3, 5, 30
_SECONDS_EACH = 0.6  # spent on each number of misses, more if its steps are long
_MOST_SLOT_BYTES = {"cuda": 24 << 30, "cpu": 2 << 30}  # filling more takes longer than it teaches
_FULLY_BUSY = 0.9  # share of steps at whose end copies were still under way


def thread_counts(cores: int, present: int) -> tuple[int, ...]:
    """The thread counts to time: a quarter, half and all of the cores, and the ``present`` setting."""
    return tuple(sorted({max(1, cores // 4), max(1, cores // 2), cores, present}))


def versions() -> str:
    return f"torch {torch.__version__}"


def machine_name() -> str:
    return f"{platform.processor() or platform.machine()}, {resources.physical_cores()} cores"


def calibrate(
    loaded: LoadedModel,
    runtime: Runtime,
    power: PowerMonitor,
    threads: Sequence[int],
    slot_bytes: int,
    progress: Progress,
    cancelled: Cancelled,
) -> Calibration | None:
    """Times this machine; ``None`` when cancelled. Takes at most ``slot_bytes`` for slots.

    Afterwards the runtime has its settings again, and newly filled slots; KV caches that use its decoder are lost.
    """
    with undisturbed(runtime):
        forced = ForcedRouting(experts_modules(loaded.model), loaded.info.top_k, runtime.device)
        try:
            return _Calibrator(loaded, runtime, power, forced, slot_bytes, progress, cancelled).run(threads)
        except _GivenUp:
            return None
        finally:
            forced.remove()


class _GivenUp(Exception):
    """The caller has cancelled."""


@contextmanager
def undisturbed(runtime: Runtime) -> Iterator[None]:
    """Keeps the steps in the block out of the telemetry, and restores the settings afterwards."""
    user_settings, telemetry = runtime.settings, runtime.telemetry
    runtime.telemetry = Telemetry(runtime.info.layers, runtime.info.experts, runtime.info.top_k)
    try:
        yield
    finally:
        runtime.telemetry = telemetry
        runtime.apply(user_settings)


class _Calibrator:
    def __init__(
        self,
        loaded: LoadedModel,
        runtime: Runtime,
        power: PowerMonitor,
        forced: ForcedRouting,
        slot_bytes: int,
        progress: Progress,
        cancelled: Cancelled,
    ) -> None:
        self._loaded, self._runtime, self._power, self._forced = loaded, runtime, power, forced
        self._progress, self._cancelled = progress, cancelled
        self._conversation = Conversation(loaded.model, runtime)
        self._info = runtime.info
        self._slot_bytes = min(slot_bytes, _MOST_SLOT_BYTES[runtime.device.type])
        self._residents = Residents.within(self._info, self._slot_bytes)
        self._gpu_expert: float | None = None
        self._done = 0

    def run(self, threads: Sequence[int]) -> Calibration:
        self._parts = 3 * len(threads) + 1
        started, energy = perf_counter(), self._power.measure()
        costs = [self._with_threads(count) for count in sorted(set(threads))]
        resident = self._all_resident(costs[-1].threads)
        seconds, spent = perf_counter() - started, self._power.measure()
        memory = resources.memory_use(self._runtime.device, self._runtime.slots_bytes)
        best = (costs[-1].split or costs[-1].unsplit).by_misses[0]
        gpu = self._gpu_expert
        return Calibration(
            shape=ModelShape.of(self._info),
            model=self._info.name,
            machine=machine_name(),
            device=self._runtime.machine.device_name,
            emulated=self._runtime.machine.emulated,
            predicted=False,
            version=versions(),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            threads=tuple(costs),
            copy_alone=self._copy_alone,
            gpu_expert=gpu,
            outside=None if gpu is None else max(0.0, best - gpu * self._info.top_k),
            all_resident_layer=resident,
            other_bytes=None if memory.device_used is None else memory.device_used - memory.slots,
            gpu_watts=_watts(energy, spent, seconds, "gpu"),
            cpu_watts=_watts(energy, spent, seconds, "cpu"),
        )

    def _with_threads(self, threads: int) -> ThreadCosts:
        self._next(f"experts on {threads} CPU threads")
        self._apply(self._settings(threads, split=False))
        timer = ExpertTimer(self._loaded.checkpoint.layout, self._runtime.parts, self._info.top_k, self._runtime.device)
        self._copy_alone = timer.copy_alone()
        calls = timer.calls(self._copy_alone)
        by_tokens = timer.by_tokens()
        self._next(f"steps with misses on {threads} CPU threads")
        unsplit = self._layer_costs(threads, False, calls.expert)
        self._next(f"steps with shared misses on {threads} CPU threads")
        shares = self._runtime.device.type == "cuda"
        split = self._layer_costs(threads, True, calls.expert) if shares else None
        return ThreadCosts(threads, split, unsplit, calls.call, calls.expert, calls.expert_while_copying, by_tokens)

    def _settings(self, threads: int, split: bool) -> Settings:
        """Settings under which the slots never change."""
        return replace(
            self._runtime.settings,
            geometry=self._residents.geometry,
            mapping="layered",
            placement="static_popular",
            cpu_threads=threads,
            split_misses=split,
        )

    def _layer_costs(self, threads: int, split: bool, expert: float) -> LayerCosts:
        self._apply(self._settings(threads, split))
        table = self._by_misses(expert)
        return self._while_copying(threads, split, table)

    def _by_misses(self, expert: float) -> tuple[float, ...]:
        """Seconds of a layer by its misses, from steps in which all cached layers miss alike and from mixed ones."""
        residents = self._residents
        possible = residents.misses()
        alike = self._median_steps([partial(residents.choices, missed) for missed in possible])
        self._gpu_expert = self._hit_seconds() or self._gpu_expert
        steps = [residents.choices(missed, 0) for missed in possible]
        self._start()
        mixed = [residents.mixed(step) for step in range(_WARM_STEPS + 2 * self._count(max(alike), kinds=2))]
        seconds = [self._step(choices) for choices in mixed]
        counts = [residents.counts(choices) for choices in (*steps, *mixed[_WARM_STEPS:])]
        return fit_layer_seconds(np.array(counts), np.array([*alike, *seconds[_WARM_STEPS:]]), expert)

    def _hit_seconds(self) -> float | None:
        """Seconds of one expert on the device, by the last steps without a miss; ``None`` if none was measured."""
        window, cached = self._runtime.telemetry.window(_MOST_STEPS), self._residents.indexes
        gpu_ms = window.gpu_ms[:, :cached][window.misses[:, :cached].sum(axis=1) == 0]
        measured = gpu_ms[np.isfinite(gpu_ms)]
        return float(measured.mean()) / 1e3 / self._info.top_k if len(measured) else None

    def _while_copying(self, threads: int, split: bool, table: tuple[float, ...]) -> LayerCosts:
        """Costs by steps that fill every miss: the time of a copy on a busy link, and what it adds to each miss."""
        if not self._residents.geometry.slots:
            return LayerCosts(table, 0.0, self._copy_alone, self._copy_alone)
        self._apply(replace(self._settings(threads, split), placement="cached", policy="lru", admission="always"))
        cache, telemetry = self._runtime.parts.slots.cache, self._runtime.telemetry
        self._start()
        filling = 2 + int(self._residents.geometry.slots * self._copy_alone / max(table[-1] * self._info.layers, 1e-9))
        for step in range(min(filling, _MOST_STEPS)):
            self._step(self._residents.cycling(step))
        queued, busy, fills, started = cache.queued, 0, telemetry.counters().fills, perf_counter()
        count, extra = self._count(table[-1] * self._info.layers, kinds=1), []
        for step in range(filling, filling + count):
            seconds = self._step(self._residents.cycling(step))
            misses = telemetry.window(1).misses[0]
            expected = sum(table[min(int(m), len(table) - 1)] for m in misses)
            extra.append((seconds - expected) / max(int(misses.sum()), 1))
            busy += cache.queued > 0
        elapsed = perf_counter() - started
        landed = telemetry.counters().fills - fills - (cache.queued - queued)
        saturated = busy >= _FULLY_BUSY * count and landed > 0
        return LayerCosts(
            by_misses=table,
            per_miss_while_copying=max(0.0, float(np.median(extra))) if busy else 0.0,
            copy_alone=self._copy_alone,
            copy=max(self._copy_alone, elapsed / landed) if saturated else self._copy_alone,
        )

    def _all_resident(self, threads: int) -> float | None:
        """Seconds of a layer when nothing can miss; ``None`` where not all experts fit."""
        self._next("all experts in slots")
        info = self._info
        if info.layers * info.experts * info.expert_bytes > self._slot_bytes:
            return None
        everything = replace(
            self._settings(threads, False), geometry=Geometry(info.layers, info.experts), placement="static_layers"
        )
        self._apply(everything)
        return self._median_steps([self._residents.cycling])[0] / info.layers

    def _next(self, what: str) -> None:
        self._progress(self._done / self._parts, f"Measuring {what}")
        self._done += 1

    def _apply(self, settings: Settings) -> None:
        self._conversation.reset()
        self._runtime.apply(settings, self._residents.uses())

    def _start(self) -> None:
        self._conversation.reset()
        self._conversation.forward(_PROMPT)

    def _median_steps(self, kinds: Sequence[Callable[[int], NDArray[np.int16]]]) -> list[float]:
        """Seconds of a step of each kind; the kinds take turns, so that a disturbance slows all of them alike."""
        self._start()
        warm = [self._step(choices(step)) for step in range(_WARM_STEPS) for choices in kinds]
        count = self._count(max(warm[-len(kinds) :]), len(kinds))
        seconds = [[self._step(choices(_WARM_STEPS + step)) for choices in kinds] for step in range(count)]
        medians: list[float] = np.median(seconds, axis=0).tolist()
        return medians

    def _count(self, step_seconds: float, kinds: int) -> int:
        """Number of steps of each kind: as many as the time and the context's room allow."""
        room = (self._info.max_context - len(_PROMPT) - _MOST_STEPS) // kinds - _WARM_STEPS
        affordable = int(_SECONDS_EACH / max(step_seconds, 1e-9))
        return max(_FEWEST_STEPS, min(affordable, _MOST_STEPS, room))

    def _step(self, choices: NDArray[np.int16]) -> float:
        if self._cancelled():
            raise _GivenUp
        self._forced.step(choices)
        started = perf_counter()
        int(self._conversation.forward([_PROMPT[0]]).argmax())
        return perf_counter() - started


def _watts(before: PowerReading, after: PowerReading, seconds: float, sensor: str) -> float | None:
    first, last = getattr(before, sensor).joules, getattr(after, sensor).joules
    return None if first is None or last is None else (last - first) / seconds
