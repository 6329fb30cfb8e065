"""Loop of the engine's thread: serves replies and commands in their order, loads and times between them, publishes.

Settings change between tokens. A failure ends the reply or the command it happened in, never the thread. ``records``
and the board's snapshot are for any thread; each is replaced whole.
"""

import gc
import logging
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from traceback import clear_frames
from typing import Any

import torch

from hybrid.config import EngineConfig
from hybrid.engine.inbox import Command, Orders, Reply
from hybrid.engine.model_records import Records
from hybrid.engine.prefill_progress import PrefillProgress
from hybrid.engine.reply_meter import ReplyMeter
from hybrid.engine.session import Stage
from hybrid.engine.snapshots import StatusBoard
from hybrid.errors import EngineClosedError, NoModelError, RequestError
from hybrid.model.loading import Checkpoint
from hybrid.observe.failure_log import FailureLog
from hybrid.observe.power_monitor import power_monitor
from hybrid.progress import Cancelled, Progress
from hybrid.records.calibration import Calibration
from hybrid.types import GenerationRequest, ModelInfo, PhaseName, ReplyStats, TokenEvent

logger = logging.getLogger(__name__)


class EngineLoop:
    """Owns the model on ``stage``, which another may replace. Public methods down to ``close`` are for any thread."""

    def __init__(self, stage: Stage, device: torch.device) -> None:
        self.records: Records = stage.records
        self.closing = False
        self._on_stage: Stage | None = stage
        self._device = device
        self._orders = Orders()
        self._by_id: dict[str, Reply] = {}
        self._lock = threading.Lock()
        self._failures = FailureLog(logger)
        gpu_uuid = str(torch.cuda.get_device_properties(device).uuid) if device.type == "cuda" else ""
        self._power = power_monitor(device.index if device.type == "cuda" else None, gpu_uuid=gpu_uuid)
        self.status = StatusBoard(device, self._power, stage.records.config.vram_gib)
        try:
            self._publish("idle")
            if self.status.is_blank:  # once more, and then a failure is that of loading
                self.status.publish("idle", stage.runtime, None, "", 0)
        except BaseException:
            self._power.close()
            raise
        self._thread = threading.Thread(target=self._work_until_closed, name="hybrid-engine", daemon=True)
        self._thread.start()

    @property
    def stage(self) -> Stage:
        """Raises ``NoModelError`` while there is none."""
        stage = self._on_stage
        if stage is None:
            raise _loading() if self.status.latest.phase == "loading" else _no_model()
        return stage

    def check_open(self) -> None:
        """Raises ``EngineClosedError``."""
        if self.closing:
            raise _closed()

    def queue(self, request: GenerationRequest) -> Reply:
        """Puts the request into the queue; its events come in its turn. Raises ``RequestError`` or
        ``EngineClosedError``."""
        reply = Reply(request)
        with self._lock:
            self.check_open()
            if self.status.latest.phase == "unloaded":
                raise _no_model()
            if request.request_id in self._by_id:
                raise RequestError("A reply with this request id is under way: use a new id.", "request_id")
            self._by_id[request.request_id] = reply
            self._orders.put(reply)
        return reply

    def cancel(self, request_id: str) -> None:
        """Ends that reply within one token, queued or running."""
        reply = self._by_id.get(request_id)
        if reply is not None:
            reply.cancelled.set()

    def ask(self, action: Callable[[], Any], between_tokens: bool) -> Any:
        """Has the engine's thread execute ``action``, between tokens or else between replies; returns its result."""
        command = Command(action, between_tokens)
        with self._lock:
            self.check_open()
            self._orders.put(command)
        return command.done.result()

    def close(self) -> None:
        """Ends all replies, the thread and the sensors; closing again does nothing."""
        with self._lock:
            self.closing = True
            self._orders.wake()
        self._thread.join()
        self._power.close()

    # What follows runs on the engine's thread.

    def replace_model(self, checkpoint: Checkpoint, config: EngineConfig) -> ModelInfo:
        """Raises a ``HybridError``; the former model then answers again, or, if that fails too, none."""
        former = self.records
        self._publish("loading")
        self._take_down()  # both models at once may not fit
        try:
            self._put_up(Stage.from_checkpoint(checkpoint, config, self._device))
        except Exception as error:
            clear_frames(error.__traceback__)  # they hold what has been loaded of the new model
            self._restore(former)
            raise
        return self.records.info

    def calibrate(self, progress: Progress, cancelled: Cancelled) -> Calibration | None:
        """As ``Stage.calibrate``; meanwhile the snapshot and the records stay the user's own."""
        stage = self.stage

        def tell(share: float, what: str) -> None:
            self._restate("timing")
            progress(share, what)

        self._restate("timing")
        try:
            return stage.calibrate(self._power, tell, lambda: self.closing or cancelled())
        finally:
            self.records = stage.records
            self._publish("idle")

    def _restore(self, former: Records) -> None:
        try:
            self._put_up(Stage.reopened(former, self._device))
        except Exception as error:
            clear_frames(error.__traceback__)
            self._publish("unloaded")
            raise NoModelError(
                "Neither the new model nor the former one could be loaded: load another model, or start the program "
                "again."
            ) from error

    def _put_up(self, stage: Stage) -> None:
        self._on_stage, self.records = stage, stage.records
        self._publish("idle")

    def _take_down(self) -> None:
        stage, self._on_stage = self._on_stage, None
        if stage is not None:
            with self._failures.surviving("giving back the memory of a model"):
                stage.close()
            del stage
            gc.collect()  # models refer to themselves

    def _work_until_closed(self) -> None:
        with torch.no_grad():
            try:
                torch.set_num_threads(self.records.settings.cpu_threads)
                while not self.closing:
                    with self._failures.surviving("serving"):
                        self._serve_what_there_is()
            finally:  # nobody may wait for a thread that has gone
                with self._lock:
                    self.closing = True
                self._shut_down()

    def _serve_what_there_is(self) -> None:
        self._orders.take(wait=not self._orders.replies)
        while self._orders.deferred and not self.closing:
            self._orders.deferred.popleft().execute()
        if self._orders.replies and not self.closing:
            self._serve(self._orders.replies.popleft())
        if self._on_stage is not None:
            with self._failures.surviving("looking for copies that have landed"):
                self._on_stage.runtime.executor.settle()
        self._publish("idle" if self._on_stage is not None else "unloaded")

    def _serve(self, reply: Reply) -> None:
        try:
            self._make_reply(reply)
        except Exception as error:
            self._end(reply, error)

    def _make_reply(self, reply: Reply) -> None:
        stage, meter = self.stage, self._meter(reply)
        with closing(stage.generator.reply(reply.request)) as items:
            while not (reply.cancelled.is_set() or self.closing):
                item = next(items)
                if isinstance(item, PrefillProgress):
                    self._prefilled(meter, item)
                elif self._token(meter, reply, item):
                    return
                stage.runtime.note_slots()
                self._publish("prefill" if meter.prefilling else "decode", reply, meter)
                self._orders.take(wait=False)
                self._end_cancelled()
        self._publish("idle", None, meter)
        self._end(reply, self._cancelled(meter))

    def _end_cancelled(self) -> None:
        """Ends the replies that were cancelled while they waited."""
        for reply in [reply for reply in self._orders.replies if reply.cancelled.is_set()]:
            self._orders.replies.remove(reply)
            try:
                self._end(reply, self._cancelled(self._meter(reply)))
            except Exception as error:  # its own failure, not that of the reply under way
                self._end(reply, error)

    def _end(self, reply: Reply, last: TokenEvent | BaseException) -> None:
        """Hands on a reply's last event; its id is free again."""
        self._by_id.pop(reply.request.request_id, None)
        reply.events.put(last)

    def _prefilled(self, meter: ReplyMeter, progress: PrefillProgress) -> None:
        self.records.telemetry.prompt_tokens += progress.done - meter.prefilled_tokens
        meter.prefilled(progress)

    def _token(self, meter: ReplyMeter, reply: Reply, event: TokenEvent) -> bool:
        """Hands on one event; True when it was the last."""
        meter.token()
        self.records.telemetry.generated_tokens += 1
        if event.finish_reason is None:
            reply.events.put(event)
            return False
        self._publish("idle", None, meter)
        self._end(reply, replace(event, stats=self._stats(meter)))
        return True

    def _meter(self, reply: Reply) -> ReplyMeter:
        return ReplyMeter(reply.request.request_id, self.records.telemetry.counters(), self._power.measure())

    def _cancelled(self, meter: ReplyMeter) -> TokenEvent:
        return TokenEvent("", -1, "cancelled", self._stats(meter))

    def _stats(self, meter: ReplyMeter) -> ReplyStats:
        return meter.stats(self.records.settings, self.records.telemetry.counters(), self._power.measure())

    def _publish(self, phase: PhaseName, reply: Reply | None = None, meter: ReplyMeter | None = None) -> None:
        stage = self._on_stage
        if stage is None:
            self._restate(phase)
            return
        with self._failures.surviving("publishing a snapshot"):
            active = reply.request.request_id if reply else ""
            self.status.publish(phase, stage.runtime, meter, active, len(self._orders.replies))

    def _restate(self, phase: PhaseName) -> None:
        """Publishes the last snapshot in another phase, while the runtime has no figures of the user's own replies."""
        with self._failures.surviving("publishing a snapshot"):
            slots_bytes = 0 if phase == "unloaded" else None
            self.status.restate(phase, len(self._orders.replies), slots_bytes)

    def _shut_down(self) -> None:
        self._orders.take(wait=False)
        for reply in self._orders.replies:
            self._end(reply, _closed())
        for command in self._orders.deferred:
            command.done.set_exception(_closed())
        with self._failures.surviving("publishing a snapshot"):
            self.status.close()
        self._take_down()


def _closed() -> EngineClosedError:
    return EngineClosedError("The engine has been closed: load it again.")


def _loading() -> NoModelError:
    return NoModelError("Another model is being loaded: ask again once the snapshot's phase is idle.", "model")


def _no_model() -> NoModelError:
    return NoModelError(
        "No model is loaded, as neither the last one nor the one before could be: load another model, or start the "
        "program again.",
        "model",
    )
