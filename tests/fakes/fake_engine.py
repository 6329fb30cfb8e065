"""A deterministic engine without a model: scripted replies, a cache that moves, faults on wrong input.

Implements the page's ``EngineProtocol`` over the real types. Tests set ``replies`` and ``pace_s``.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any, Unpack

from hybrid.errors import HybridError, LoadingCancelledError, ModelNotFoundError, RequestError
from hybrid.fit.inspection import Inspection, ListedModel
from hybrid.lab import MACHINES, Calibration, Cancelled, LookAhead, Progress, RecordedReply, calibration_for
from hybrid.machine.limits import Limits
from hybrid.settings import changed_settings
from hybrid.types import (
    DeviceInfo,
    FinishReason,
    GenerationRequest,
    Geometry,
    LayerHistory,
    MachineInfo,
    MemoryUse,
    ModelInfo,
    PowerReading,
    ReplyStats,
    SensorReading,
    Settings,
    SettingsChange,
    Snapshot,
    Speed,
    TokenEvent,
    ToolCall,
)
from tests.fakes.fake_cache import FakeCache
from tests.fakes.fake_inspections import fake_inspection, fake_list
from tests.fakes.fake_recordings import fake_look_ahead, fake_recording

MIB = 1 << 20
MODEL = ModelInfo(
    name="demo-moe", family="mixtral", layers=12, experts=8, top_k=2, expert_bytes=196_608,
    total_bytes=20 * MIB, dtype="bfloat16", max_context=512,
)  # fmt: skip
MACHINE = MachineInfo(
    devices=(DeviceInfo("cpu", "CPU", 16 << 30),), emulated=True, logical_cpus=4, physical_cores=2,
    ram_bytes=16 << 30, page_locked=False, notices=(),
)  # fmt: skip
NO_POWER = PowerReading(
    gpu=SensorReading(None, None, "GPU power is unavailable: no GPU is in use.", "none"),
    cpu=SensorReading(
        None,
        None,
        "CPU power is unavailable: the kernel shows no energy counter. On a physical machine run "
        "'sudo modprobe intel_rapl_msr' and restart; virtual machines and containers mostly have none.",
        "none",
    ),
)
SETTINGS = Settings(
    geometry=Geometry(12, 4), mapping="layered", policy="lfu", admission="bounded", max_queued_copies=2,
    cpu_threads=2,
)  # fmt: skip
REPLY = (
    "The capital of France is **Paris**. It lies on the Seine, and every token of this sentence "
    "was routed to two experts in each of twelve layers.\n\n```python\nprint(sum(range(10)))\n```\n"
)


class _Turns:
    """A lock that is handed on in the order in which it was asked for, as the engine's queue is."""

    def __init__(self) -> None:
        self._lock, self._waiting = threading.Lock(), deque[threading.Event]()

    def __enter__(self) -> None:
        mine = threading.Event()
        with self._lock:
            self._waiting.append(mine)
            if len(self._waiting) == 1:
                mine.set()
        mine.wait()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._waiting.popleft()
            if self._waiting:
                self._waiting[0].set()

    def __len__(self) -> int:
        """Those that wait, and the one that has it."""
        return len(self._waiting)


def _words(request: GenerationRequest) -> list[str]:
    if request.prompt is not None:
        return request.prompt.split() if isinstance(request.prompt, str) else [str(token) for token in request.prompt]
    return [word for message in request.messages for word in message["content"].split()]


def pieces_of(text: str) -> list[str]:
    """Tokens of about a word each."""
    words = text.split(" ")
    return [word if index == 0 else f" {word}" for index, word in enumerate(words)]


class FakeEngine:
    """One reply at a time, ``pace_s`` per token. Clear ``gate`` to hold replies and models back."""

    def __init__(
        self,
        *,
        model: ModelInfo = MODEL,
        machine: MachineInfo = MACHINE,
        power: PowerReading = NO_POWER,
        settings: Settings = SETTINGS,
        replies: tuple[str, ...] = (REPLY,),
        thought: str = "",
        calls: tuple[ToolCall, ...] = (),
        pace_s: float = 0.0,
        slot_bytes: int = 1 << 30,
    ) -> None:
        self.replies, self.thought, self.calls, self.pace_s = replies, thought, calls, pace_s
        self.power, self.machine = power, machine
        self.requests: list[GenerationRequest] = []
        self.others: tuple[str, ...] = ()
        self.kept_bytes = 0
        self.kept_refusal: HybridError | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.closed = False
        self._limits = Limits(machine.logical_cpus, machine.physical_cores, slot_bytes, machine.emulated)
        self._turn, self._lock = _Turns(), threading.Lock()
        self._cancelled: set[str] = set()
        self._loading_cancelled = threading.Event()
        self._said: dict[str, tuple[str, int]] = {}  # by request: the whole text of a cut reply, and how much came
        self._version = 0
        self._start(model, settings)

    def _start(self, model: ModelInfo, settings: Settings) -> None:
        self._model, self._settings = model, settings
        self._cache = FakeCache(model, settings)
        self._recordings: list[RecordedReply] = []
        self._calibration: Calibration | None = None
        self._speed = Speed()
        self._publish("idle", "")

    def _publish(self, phase: str, active: str, activity: str = "") -> None:
        self._version += 1
        counters = self._cache.counters
        self._snapshot = Snapshot(
            version=self._version, time_s=time.monotonic(), phase=phase,  # type: ignore[arg-type]
            model=self._model, machine=self.machine, settings=self._settings, counters=counters,
            recent_hit_rate=counters.hit_rate, occupancy=self._cache.occupancy(), speed=self._speed,
            power=self.power,
            memory=self._memory(),
            queued_requests=0, active_request=active, activity=activity,
        )  # fmt: skip

    def _memory(self) -> MemoryUse:
        slots = self._settings.geometry.slots * self._model.expert_bytes
        used, total = (
            (None, None) if self.machine.emulated else (slots + (2 << 30), self.machine.devices[0].memory_bytes)
        )
        return MemoryUse(slots, used, total, 420 * MIB, 16 << 30, self._limits.slot_bytes)

    def generate(self, request: GenerationRequest) -> Iterator[TokenEvent]:
        if not (request.messages or request.prompt) or request.max_new_tokens < 1:
            raise RequestError("The reply needs room for at least 1 token: raise the limit.", "max_new_tokens")
        with self._turn:
            self.requests.append(request)
            yield from self._reply(request)

    def _reply(self, request: GenerationRequest) -> Iterator[TokenEvent]:
        random = Random(len(self.requests))
        text, said = self._said.get(request.continues, (self.replies[(len(self.requests) - 1) % len(self.replies)], 0))
        if request.continues and not said:
            raise RequestError("This reply can no longer be continued.", "messages")
        whole = pieces_of(text)
        pieces = whole[said : said + request.max_new_tokens]
        started, made = time.monotonic(), 0
        finish: FinishReason = "stop" if len(pieces) < request.max_new_tokens else "length"
        words = _words(request)
        prompt = len(words)
        self._prefill(request, random, prompt)
        try:
            if said:
                yield TokenEvent("".join(whole[:said]), -1, thought=self.thought)
            elif self.thought:
                yield TokenEvent("", 0, thought=self.thought)
            for piece in pieces:
                if not self._wait(request.request_id):
                    finish = "cancelled"
                    break
                made += 1
                self._step(request, random, made, started)
                if made < len(pieces):
                    yield TokenEvent(piece, made)
            self._recordings.append(
                fake_recording(request.request_id, words, pieces[: max(made - 1, 0)], self._model, self._settings)
            )
            last = pieces[-1] if finish != "cancelled" else ""
            if finish != "stop":
                self._said[request.request_id] = text, said + made
            stats = self._stats(request, prompt, made, started)
            yield TokenEvent(last, made if last else -1, finish, stats, calls=self.calls if last else ())
        finally:
            self._publish("idle", "")

    def _prefill(self, request: GenerationRequest, random: Random, prompt: int) -> None:
        self._speed = Speed(prefill_done=0, prefill_total=prompt)
        with self._lock:
            self._publish("prefill", request.request_id)
            self._cache.step(random, prompt)
            counters = self._cache.counters
            self._cache.counters = replace(counters, prompt_tokens=counters.prompt_tokens + prompt)
        self._speed = Speed(prefill_done=prompt, prefill_total=prompt)

    def _wait(self, request_id: str) -> bool:
        """Paces one token; false when the reply has been cancelled meanwhile."""
        until = time.monotonic() + self.pace_s
        while (not self.gate.is_set() or time.monotonic() < until) and request_id not in self._cancelled:
            time.sleep(0.002)
        return request_id not in self._cancelled

    def _step(self, request: GenerationRequest, random: Random, made: int, started: float) -> None:
        with self._lock:
            self._cache.step(random)
            counters = self._cache.counters
            self._cache.counters = replace(counters, generated_tokens=counters.generated_tokens + 1)
            seconds = max(time.monotonic() - started, 1e-6)
            self._speed = replace(self._speed, tokens_per_s=made / seconds, step_ms=1e3 * seconds / made)
            self._publish("decode", request.request_id)

    def _stats(self, request: GenerationRequest, prompt: int, made: int, started: float) -> ReplyStats:
        counters = self._cache.counters
        return ReplyStats(
            request_id=request.request_id, settings=self._settings, prompt_tokens=prompt,
            prefilled_tokens=prompt, generated_tokens=made, time_to_first_token_s=self.pace_s,
            tokens_per_s=made / max(time.monotonic() - started, 1e-6) if made > 1 else None,
            hit_rate=counters.hit_rate, fills=counters.fills, bytes_copied=counters.bytes_copied,
            gpu_joules=None, cpu_joules=None,
        )  # fmt: skip

    @property
    def asked(self) -> int:
        """Replies that are being made or wait."""
        return len(self._turn)

    def cancel(self, request_id: str) -> None:
        self._cancelled.add(request_id)

    def reconfigure(self, **changes: Unpack[SettingsChange]) -> Settings:
        with self._lock:
            self._settings = changed_settings(self._settings, changes, self._model, self._limits)
            self._cache.reshape(self._settings)
            self._publish(self._snapshot.phase, self._snapshot.active_request)
        return self._settings

    def load_model(self, model: str) -> ModelInfo:
        if not model.startswith("demo"):
            raise ModelNotFoundError(
                f"There is no model at {model!r}: give a folder with a config.json, or a hub id.", "model"
            )
        self._loading_cancelled.clear()
        self._publish("loading", "", "Reading the weights: 1.0 of 4.0 GB")
        while not self.gate.is_set():
            if self._loading_cancelled.is_set():
                self._publish("idle", "")
                raise LoadingCancelledError(
                    "Loading was cancelled. Load the model again if you still want it.", "model"
                )
            time.sleep(0.002)
        self._start(replace(self._model, name=model), self._settings)
        return self._model

    def cancel_loading(self) -> None:
        self._loading_cancelled.set()

    def inspect(self, model: str) -> Inspection:
        if not model.startswith(("demo", "large")):
            raise ModelNotFoundError(
                f"There is no model at {model!r}: give a folder with a config.json, or a hub id.", "model"
            )
        return fake_inspection(model)

    def known_models(self, used: Sequence[str] = ()) -> tuple[ListedModel, ...]:
        return fake_list(used)

    def kept_experts(self) -> int:
        return self.kept_bytes

    def remove_kept_experts(self) -> int:
        if self.kept_refusal is not None:
            raise self.kept_refusal
        removed, self.kept_bytes = self.kept_bytes, 0
        return removed

    def layer_history(self, layer: int, steps: int = 200, after: int = -1) -> LayerHistory:
        if not 0 <= layer < self._model.layers:
            raise RequestError(f"There is no MoE layer {layer}.", "layer")
        return self._cache.history.layer(layer, self._cache.telemetry.window(steps), after)

    def recorded_replies(self) -> tuple[RecordedReply, ...]:
        return tuple(self._recordings)

    def recorded(self, request_id: str) -> RecordedReply | None:
        return next((reply for reply in self._recordings if reply.request_id == request_id), None)

    def count_tokens(self, messages: Sequence[Mapping[str, Any]]) -> int:
        return sum(len(message["content"].split()) for message in messages)

    def calibration(self) -> Calibration | None:
        return self._calibration

    def calibrate(self, progress: Progress, cancelled: Cancelled) -> Calibration | None:
        self._publish("timing", "")
        try:
            for part in range(4):
                if cancelled():
                    return None
                progress(part / 4, "Measuring steps with misses on 2 CPU threads")
                time.sleep(self.pace_s)
        finally:
            self._publish("idle", "")
        figures = replace(MACHINES[0], cores=self.machine.physical_cores)
        calibration = calibration_for(figures, self._model)
        self._calibration = replace(calibration, predicted=False, machine="CPU, 2 cores", device="CPU", emulated=True)
        return self._calibration

    def look_ahead(self, progress: Progress, cancelled: Cancelled) -> LookAhead | None:
        return None if cancelled() else fake_look_ahead(self._recordings, self._model)

    def others_at_work(self) -> tuple[str, ...]:
        return self.others

    def snapshot(self) -> Snapshot:
        return self._snapshot

    def close(self) -> None:
        self.closed = True
