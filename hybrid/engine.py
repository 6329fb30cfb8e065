"""The engine: one thread that owns model, cache and device, and the calls by which others reach it.

Knows queues, the order of requests and when settings may change (between tokens). Everything it
publishes is immutable; everything it is asked goes through its inbox.
"""

import queue
import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any

import torch
from transformers.modeling_utils import PreTrainedModel
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid import machine
from hybrid.config import EngineConfig, changed_settings, resolve_settings
from hybrid.errors import EngineClosedError, MemoryBudgetError, RequestError
from hybrid.generation import Generator, PrefillProgress, check_messages
from hybrid.loading import Checkpoint, LoadedModel, load_model, open_checkpoint
from hybrid.power import power_monitor
from hybrid.reply import ReplyMeter
from hybrid.runtime import Runtime
from hybrid.sampling import check_sampling
from hybrid.status import StatusBoard
from hybrid.types import (
    AdmissionName,
    GenerationRequest,
    Geometry,
    MappingName,
    ModelInfo,
    PlacementName,
    PolicyName,
    Settings,
    Snapshot,
    TokenEvent,
)

_IDLE_PERIOD_S = 0.5


@dataclass(slots=True, eq=False)
class _Reply:
    request: GenerationRequest
    events: "queue.SimpleQueue[TokenEvent | BaseException]" = field(default_factory=queue.SimpleQueue)
    cancelled: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class _Command:
    action: Callable[[], Any]
    between_tokens: bool  # else only between replies
    done: "Future[Any]" = field(default_factory=Future)

    def execute(self) -> None:
        try:
            self.done.set_result(self.action())
        except BaseException as error:
            self.done.set_exception(error)


class Engine:
    """Runs one model; safe to call from any thread. Make one with ``Engine.load``."""

    def __init__(self, config: EngineConfig, loaded: LoadedModel, settings: Settings, device: torch.device) -> None:
        self._config, self._device = config, device
        self._inbox: queue.SimpleQueue[_Reply | _Command | None] = queue.SimpleQueue()
        self._replies: deque[_Reply] = deque()
        self._deferred: deque[_Command] = deque()
        self._by_id: dict[str, _Reply] = {}
        self._lock = threading.Lock()
        self._closing = False
        gpu_uuid = str(torch.cuda.get_device_properties(device).uuid) if device.type == "cuda" else ""
        self._power = power_monitor(device.index if device.type == "cuda" else None, gpu_uuid=gpu_uuid)
        self._status = StatusBoard(device, self._power)
        try:
            self._adopt(loaded, settings)
        except BaseException:
            self._power.close()
            raise
        self._thread = threading.Thread(target=self._work_until_closed, name="hybrid-engine", daemon=True)
        self._thread.start()

    @classmethod
    def load(cls, config: EngineConfig) -> "Engine":
        """Checks everything that needs no weights, then loads.

        Raises a ``HybridError`` whose message says what to change.
        """
        device = machine.choose_device(config.device)
        checkpoint = open_checkpoint(config.model, config.max_context)
        return cls(config, *_load(checkpoint, config, device), device)

    @property
    def model(self) -> PreTrainedModel:
        """The transformers model itself; call it only while no reply is being made."""
        self._check_open()
        return self._loaded.model

    @property
    def tokenizer(self) -> PreTrainedTokenizerBase | None:
        self._check_open()
        return self._loaded.tokenizer

    def snapshot(self) -> Snapshot:
        """The latest published picture; a newer one has a higher ``version``."""
        return self._status.latest

    def generate(self, request: GenerationRequest) -> Iterator[TokenEvent]:
        """Queues a reply and yields its tokens as they come; leaving the loop cancels it.

        Raises ``RequestError`` or ``EngineClosedError``.
        """
        check_messages(request.messages)
        check_sampling(request)
        reply = _Reply(request)
        with self._lock:
            self._check_open()
            if request.request_id in self._by_id:
                raise RequestError("A reply with this request id is under way: use a new id.", "request_id")
            self._by_id[request.request_id] = reply
            self._inbox.put(reply)
        events = self._events_of(reply)
        # Ends the reply also when the iterator is dropped before its first event is asked for.
        weakref.finalize(events, reply.cancelled.set).atexit = False
        return events

    def cancel(self, request_id: str) -> None:
        """Ends that reply within one token, queued or running; other replies go on."""
        reply = self._by_id.get(request_id)
        if reply is not None:
            reply.cancelled.set()

    def reconfigure(
        self,
        *,
        geometry: Geometry | None = None,
        mapping: MappingName | None = None,
        policy: PolicyName | None = None,
        admission: AdmissionName | None = None,
        max_queued_copies: int | None = None,
        cpu_threads: int | None = None,
        placement: PlacementName | None = None,
    ) -> Settings:
        """Changes what is given, between two tokens, without reloading weights; the slots start empty.

        Raises a ``ConfigError`` and keeps the settings in force.
        """
        changes = {
            "geometry": geometry,
            "mapping": mapping,
            "policy": policy,
            "admission": admission,
            "max_queued_copies": max_queued_copies,
            "cpu_threads": cpu_threads,
            "placement": placement,
        }
        settings: Settings = self._ask(lambda: self._reconfigure(changes), between_tokens=True)
        return settings

    def load_model(self, model: str) -> ModelInfo:
        """Replaces the model once no reply is under way; the slots' settings return to the defaults.

        Raises a ``HybridError`` and keeps the model in force.
        """
        info: ModelInfo = self._ask(lambda: self._replace_model(model), between_tokens=False)
        return info

    def close(self) -> None:
        """Ends all replies and frees slots, page locks and sensors; closing again does nothing."""
        with self._lock:
            if self._closing:
                return
            self._closing = True
            self._inbox.put(None)
        self._thread.join()
        self._power.close()

    def __enter__(self) -> "Engine":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _check_open(self) -> None:
        if self._closing:
            raise _closed()

    def _ask(self, action: Callable[[], Any], between_tokens: bool) -> Any:
        command = _Command(action, between_tokens)
        with self._lock:
            self._check_open()
            self._inbox.put(command)
        return command.done.result()

    @staticmethod
    def _events_of(reply: _Reply) -> Iterator[TokenEvent]:
        try:
            while True:
                event = reply.events.get()
                if isinstance(event, BaseException):
                    raise event
                yield event
                if event.finish_reason is not None:
                    return
        finally:
            reply.cancelled.set()

    # Everything below runs on the engine's thread (``_adopt`` first on the loading one).

    def _adopt(self, loaded: LoadedModel, settings: Settings) -> None:
        self._loaded = loaded
        try:
            self._runtime = Runtime(loaded, settings, self._device)
        except BaseException:
            loaded.store.release()
            raise
        self._generator = Generator(loaded, self._runtime)
        self._publish("idle")

    def _work_until_closed(self) -> None:
        with torch.no_grad():
            torch.set_num_threads(self._runtime.settings.cpu_threads)
            while not self._closing:
                self._take_orders(wait=not self._replies)
                while self._deferred and not self._closing:
                    self._deferred.popleft().execute()
                if self._replies and not self._closing:
                    self._serve(self._replies.popleft())
                self._runtime.executor.settle()
                self._publish("idle")
        self._shut_down()

    def _take_orders(self, wait: bool) -> None:
        timeout = _IDLE_PERIOD_S if wait else 0.0
        while True:
            try:
                order = self._inbox.get(timeout=timeout) if timeout else self._inbox.get_nowait()
            except queue.Empty:
                return
            timeout = 0.0
            if isinstance(order, _Reply):
                self._replies.append(order)
            elif isinstance(order, _Command) and order.between_tokens:
                order.execute()
            elif isinstance(order, _Command):
                self._deferred.append(order)

    def _end_cancelled(self) -> None:
        """Replies cancelled while they wait do not wait for their turn."""
        for reply in [reply for reply in self._replies if reply.cancelled.is_set()]:
            self._replies.remove(reply)
            self._end(reply, self._cancelled(self._meter(reply)))

    def _end(self, reply: _Reply, last: TokenEvent | BaseException) -> None:
        """Hands on a reply's last event; its id is free again."""
        self._by_id.pop(reply.request.request_id, None)
        reply.events.put(last)

    def _serve(self, reply: _Reply) -> None:
        try:
            self._make_reply(reply)
        except Exception as error:
            self._end(reply, error)

    def _make_reply(self, reply: _Reply) -> None:
        meter = self._meter(reply)
        items = self._generator.reply(reply.request)
        while not (reply.cancelled.is_set() or self._closing):
            item = next(items)
            if isinstance(item, PrefillProgress):
                self._prefilled(meter, item)
            elif self._token(meter, reply, item):
                return
            self._publish("prefill" if meter.prefilling else "decode", reply, meter)
            self._take_orders(wait=False)
            self._end_cancelled()
        self._publish("idle", None, meter)
        self._end(reply, self._cancelled(meter))

    def _prefilled(self, meter: ReplyMeter, progress: PrefillProgress) -> None:
        self._runtime.telemetry.prompt_tokens += progress.done - meter.prefilled_tokens
        meter.prefilled(progress)

    def _token(self, meter: ReplyMeter, reply: _Reply, event: TokenEvent) -> bool:
        """Hands on one event; True when it was the last."""
        meter.token()
        self._runtime.telemetry.generated_tokens += 1
        if event.finish_reason is None:
            reply.events.put(event)
            return False
        self._publish("idle", None, meter)
        self._end(reply, replace(event, stats=self._stats(meter)))
        return True

    def _meter(self, reply: _Reply) -> ReplyMeter:
        return ReplyMeter(reply.request.request_id, self._runtime.telemetry.counters(), self._power.measure())

    def _cancelled(self, meter: ReplyMeter) -> TokenEvent:
        return TokenEvent("", -1, "cancelled", self._stats(meter))

    def _stats(self, meter: ReplyMeter) -> Any:
        return meter.stats(self._runtime.settings, self._runtime.telemetry.counters(), self._power.measure())

    def _publish(self, phase: Any, reply: _Reply | None = None, meter: ReplyMeter | None = None) -> None:
        self._status.publish(
            phase,
            self._runtime,
            meter,
            active=reply.request.request_id if reply else "",
            queued=len(self._replies),
        )

    def _reconfigure(self, changes: dict[str, Any]) -> Settings:
        limits = machine.limits(self._device, self._config.vram_gib, self._runtime.slots_bytes)
        settings = changed_settings(self._runtime.settings, changes, self._loaded.info, limits)
        if settings != self._runtime.settings:
            try:
                self._runtime.apply(settings)
            except (RuntimeError, MemoryError) as error:
                raise MemoryBudgetError(
                    f"The slots could not be allocated ({type(error).__name__}): choose fewer; the former "
                    "settings hold.",
                    "ways",
                ) from error
        return settings

    def _replace_model(self, model: str) -> ModelInfo:
        config = replace(self._config, model=model, geometry=None)
        checkpoint = open_checkpoint(model, config.max_context)
        self._publish("loading")
        former_settings = self._runtime.settings
        self._release()
        try:
            self._adopt(*_load(checkpoint, config, self._device))
            self._config = config
        except Exception:
            former, _ = _load(open_checkpoint(self._config.model, self._config.max_context), self._config, self._device)
            self._adopt(former, former_settings)
            raise
        return self._loaded.info

    def _release(self) -> None:
        self._runtime.close()
        del self._runtime, self._generator, self._loaded

    def _shut_down(self) -> None:
        self._take_orders(wait=False)
        for reply in self._replies:
            self._end(reply, _closed())
        for command in self._deferred:
            command.done.set_exception(_closed())
        self._publish("closed")
        self._release()


def _closed() -> EngineClosedError:
    return EngineClosedError("The engine has been closed: load it again.")


def _load(checkpoint: Checkpoint, config: EngineConfig, device: torch.device) -> tuple[LoadedModel, Settings]:
    """Refuses settings that cannot hold before the weights are read, which may take minutes."""
    expected = machine.limits_with(checkpoint.info, device, config.vram_gib)
    resolve_settings(config, checkpoint.info, expected)
    loaded = load_model(checkpoint, device)
    return loaded, resolve_settings(config, loaded.info, machine.limits(device, config.vram_gib))
