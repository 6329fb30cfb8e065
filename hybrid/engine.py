"""The engine: one thread that owns model, cache and device, and the calls by which others reach it.

Knows queues, the order of requests and when settings may change (between tokens). Everything it
publishes is immutable; everything it is asked goes through its inbox.
"""

import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from traceback import clear_frames
from types import TracebackType
from typing import Any, Unpack

import torch
from transformers.modeling_utils import PreTrainedModel
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid.config import EngineConfig
from hybrid.errors import EngineClosedError, RequestError
from hybrid.generation import PrefillProgress
from hybrid.lab import Calibration, Cancelled, Progress, RecordedReply, never_cancelled, no_progress
from hybrid.loading import Checkpoint, fetch_weights, open_checkpoint
from hybrid.machine import choose_device
from hybrid.orders import Command, Orders, Reply
from hybrid.power import power_monitor
from hybrid.prompts import check_messages
from hybrid.reply import ReplyMeter
from hybrid.sampling import check_sampling
from hybrid.stage import Stage
from hybrid.status import StatusBoard
from hybrid.types import (
    GenerationRequest,
    LayerHistory,
    ModelInfo,
    ReplyStats,
    Settings,
    SettingsChange,
    Snapshot,
    TokenEvent,
)


class Engine:
    """Runs one model; safe to call from any thread. Make one with ``Engine.load``."""

    def __init__(self, stage: Stage, device: torch.device) -> None:
        self._on_stage: Stage | None = stage
        self._device = device
        self._orders = Orders()
        self._by_id: dict[str, Reply] = {}
        self._lock = threading.Lock()
        self._closing = False
        gpu_uuid = str(torch.cuda.get_device_properties(device).uuid) if device.type == "cuda" else ""
        self._power = power_monitor(device.index if device.type == "cuda" else None, gpu_uuid=gpu_uuid)
        self._status = StatusBoard(device, self._power, stage.config.vram_gib)
        self._publish("idle")
        self._thread = threading.Thread(target=self._work_until_closed, name="hybrid-engine", daemon=True)
        self._thread.start()

    @classmethod
    def load(cls, config: EngineConfig) -> "Engine":
        """Checks everything that needs no weights, then loads.

        Raises a ``HybridError`` whose message says what to change.
        """
        device = choose_device(config.device)
        return cls(Stage.open(config, device), device)

    @property
    def model(self) -> PreTrainedModel:
        """The transformers model itself; call it only while no reply is being made."""
        self._check_open()
        return self._stage.loaded.model

    @property
    def tokenizer(self) -> PreTrainedTokenizerBase | None:
        self._check_open()
        return self._stage.loaded.tokenizer

    def snapshot(self) -> Snapshot:
        """The latest published picture; a newer one has a higher ``version``."""
        return self._status.latest

    def generate(self, request: GenerationRequest) -> Iterator[TokenEvent]:
        """Queues a reply and yields its tokens as they come; leaving the loop cancels it.

        Raises ``RequestError`` or ``EngineClosedError``.
        """
        check_messages(request.messages)
        check_sampling(request)
        reply = Reply(request)
        with self._lock:
            self._check_open()
            if request.request_id in self._by_id:
                raise RequestError("A reply with this request id is under way: use a new id.", "request_id")
            self._by_id[request.request_id] = reply
            self._orders.put(reply)
        events = self._events_of(reply)
        # Ends the reply also when the iterator is dropped before its first event is asked for.
        weakref.finalize(events, reply.cancelled.set).atexit = False
        return events

    def cancel(self, request_id: str) -> None:
        """Ends that reply within one token, queued or running; other replies go on."""
        reply = self._by_id.get(request_id)
        if reply is not None:
            reply.cancelled.set()

    def reconfigure(self, **changes: Unpack[SettingsChange]) -> Settings:
        """Changes what is given, between two tokens, without reloading weights; the slots start empty.

        Raises a ``ConfigError`` and keeps the settings in force.
        """
        settings: Settings = self._ask(lambda: self._stage.reconfigure(changes), between_tokens=True)
        return settings

    def load_model(self, model: str) -> ModelInfo:
        """Replaces the model once no reply is under way; the slots' settings return to the defaults.

        Raises a ``HybridError`` and keeps the model in force.
        """
        config = replace(self._stage.config, model=model, geometry=None)
        checkpoint = open_checkpoint(model, config.max_context)
        fetch_weights(checkpoint)  # may take hours: not on the engine's thread
        info: ModelInfo = self._ask(lambda: self._replace_model(checkpoint, config), between_tokens=False)
        return info

    def layer_history(self, layer: int, steps: int = 200, after: int = -1) -> LayerHistory:
        """What became of one MoE layer's slots over the last ``steps`` steps, those up to ``after`` left out."""
        runtime = self._stage.runtime
        if not 0 <= layer < runtime.info.layers:
            raise RequestError(f"There is no MoE layer {layer}: choose one below {runtime.info.layers}.", "layer")
        return runtime.history.layer(layer, runtime.telemetry.window(steps), after)

    def recorded_replies(self) -> tuple[RecordedReply, ...]:
        """The routing of the loaded model's replies, oldest first, the one under way included; in bounded memory."""
        return self._stage.recorder.replies()

    def recorded(self, request_id: str) -> RecordedReply | None:
        """One of ``recorded_replies``; ``None`` if it was dropped or never began."""
        return self._stage.recorder.reply(request_id)

    def calibration(self) -> Calibration | None:
        """What this machine needs for a layer of the loaded model, if it has been timed, now or earlier."""
        return self._stage.calibration

    def calibrate(self, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled) -> Calibration | None:
        """Times this machine, between two replies, in some seconds up to a minute; ``None`` when cancelled.

        ``progress`` and ``cancelled`` are called on the engine's thread. Raises a ``HybridError``.
        """

        def given_up() -> bool:
            return self._closing or cancelled()

        found: Calibration | None = self._ask(
            lambda: self._stage.calibrate(self._power, progress, given_up), between_tokens=False
        )
        return found

    def close(self) -> None:
        """Ends all replies and frees slots, page locks and sensors; closing again does nothing."""
        with self._lock:
            self._closing = True
            self._orders.wake()
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
        command = Command(action, between_tokens)
        with self._lock:
            self._check_open()
            self._orders.put(command)
        return command.done.result()

    @staticmethod
    def _events_of(reply: Reply) -> Iterator[TokenEvent]:
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

    # Everything below runs on the engine's thread.

    @property
    def _stage(self) -> Stage:
        if self._on_stage is None:
            raise _closed()
        return self._on_stage

    def _work_until_closed(self) -> None:
        with torch.no_grad():
            try:
                self._work()
            finally:  # nobody may wait for a thread that has gone
                with self._lock:
                    self._closing = True
                self._shut_down()

    def _work(self) -> None:
        torch.set_num_threads(self._stage.runtime.settings.cpu_threads)
        while not self._closing:
            self._orders.take(wait=not self._orders.replies)
            while self._orders.deferred and not self._closing:
                self._orders.deferred.popleft().execute()
            if self._orders.replies and not self._closing:
                self._serve(self._orders.replies.popleft())
            if self._on_stage is not None:
                self._on_stage.runtime.executor.settle()
                self._publish("idle")

    def _end_cancelled(self) -> None:
        """Replies cancelled while they wait do not wait for their turn."""
        for reply in [reply for reply in self._orders.replies if reply.cancelled.is_set()]:
            self._orders.replies.remove(reply)
            self._end(reply, self._cancelled(self._meter(reply)))

    def _end(self, reply: Reply, last: TokenEvent | BaseException) -> None:
        """Hands on a reply's last event; its id is free again."""
        self._by_id.pop(reply.request.request_id, None)
        reply.events.put(last)

    def _serve(self, reply: Reply) -> None:
        try:
            self._make_reply(reply)
        except Exception as error:
            self._end(reply, error)

    def _make_reply(self, reply: Reply) -> None:
        meter = self._meter(reply)
        items = self._stage.generator.reply(reply.request)
        while not (reply.cancelled.is_set() or self._closing):
            item = next(items)
            if isinstance(item, PrefillProgress):
                self._prefilled(meter, item)
            elif self._token(meter, reply, item):
                return
            self._stage.runtime.note_slots()
            self._publish("prefill" if meter.prefilling else "decode", reply, meter)
            self._orders.take(wait=False)
            self._end_cancelled()
        self._publish("idle", None, meter)
        self._end(reply, self._cancelled(meter))

    def _prefilled(self, meter: ReplyMeter, progress: PrefillProgress) -> None:
        self._stage.runtime.telemetry.prompt_tokens += progress.done - meter.prefilled_tokens
        meter.prefilled(progress)

    def _token(self, meter: ReplyMeter, reply: Reply, event: TokenEvent) -> bool:
        """Hands on one event; True when it was the last."""
        meter.token()
        self._stage.runtime.telemetry.generated_tokens += 1
        if event.finish_reason is None:
            reply.events.put(event)
            return False
        self._publish("idle", None, meter)
        self._end(reply, replace(event, stats=self._stats(meter)))
        return True

    def _meter(self, reply: Reply) -> ReplyMeter:
        return ReplyMeter(reply.request.request_id, self._stage.runtime.telemetry.counters(), self._power.measure())

    def _cancelled(self, meter: ReplyMeter) -> TokenEvent:
        return TokenEvent("", -1, "cancelled", self._stats(meter))

    def _stats(self, meter: ReplyMeter) -> ReplyStats:
        return meter.stats(
            self._stage.runtime.settings, self._stage.runtime.telemetry.counters(), self._power.measure()
        )

    def _publish(self, phase: Any, reply: Reply | None = None, meter: ReplyMeter | None = None) -> None:
        self._status.publish(
            phase,
            self._stage.runtime,
            meter,
            active=reply.request.request_id if reply else "",
            queued=len(self._orders.replies),
        )

    def _replace_model(self, checkpoint: Checkpoint, config: EngineConfig) -> ModelInfo:
        former = self._stage
        self._publish("loading")
        former_config, former_settings = former.config, former.runtime.settings
        former.close()
        del former
        self._on_stage = None  # both models at once may not fit
        try:
            self._on_stage = Stage.from_checkpoint(checkpoint, config, self._device)
        except Exception as error:
            clear_frames(error.__traceback__)  # they hold what has been loaded of the new model
            self._restore(former_config, former_settings)
            raise
        self._publish("idle")
        return self._stage.loaded.info

    def _restore(self, config: EngineConfig, settings: Settings) -> None:
        try:
            self._on_stage = Stage.open(config, self._device, settings)
        except Exception as error:
            self._closing = True
            raise EngineClosedError(
                "Neither the new model nor the former one could be loaded: start the program again."
            ) from error
        self._publish("idle")

    def _shut_down(self) -> None:
        self._orders.take(wait=False)
        for reply in self._orders.replies:
            self._end(reply, _closed())
        for command in self._orders.deferred:
            command.done.set_exception(_closed())
        self._status.close()
        if self._on_stage is not None:
            self._on_stage.close()
            self._on_stage = None


def _closed() -> EngineClosedError:
    return EngineClosedError("The engine has been closed: load it again.")
