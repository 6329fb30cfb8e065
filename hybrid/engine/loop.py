"""Loop of the engine's thread: serves replies and commands in their order, loads and times between them, publishes.

Settings change between tokens. A failure ends the reply or the command in which it happened, never the thread. Any
thread may read ``records`` and the board's snapshot; each is replaced as a whole.
"""

import gc
import logging
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from traceback import clear_frames
from typing import Any, TypeAlias, TypeVar

import torch

from hybrid.config import EngineConfig
from hybrid.engine.inbox import Command, Inbox, Reply
from hybrid.engine.model_records import Records
from hybrid.engine.prefill_progress import PrefillProgress
from hybrid.engine.reply_meter import ReplyMeter
from hybrid.engine.session import Session
from hybrid.engine.snapshots import SnapshotBoard
from hybrid.engine.warm_start import IDLE_PERIOD_S
from hybrid.errors import EngineClosedError, NoModelError, RequestError
from hybrid.model.loading import Checkpoint
from hybrid.observe.failure_log import FailureLog
from hybrid.observe.power_monitor import PowerMonitor, power_monitor
from hybrid.progress import Cancelled, Progress, never_cancelled, stop_if
from hybrid.types import GenerationRequest, ModelInfo, PhaseName, ReplyStats, TokenEvent

logger = logging.getLogger(__name__)
Timed = TypeVar("Timed")
Timing: TypeAlias = Callable[[Session, PowerMonitor, Progress, Cancelled], Timed]


class EngineLoop:
    """Owns ``session`` and its model; ``replace_model`` replaces both. Any thread may call the methods down to
    ``close``."""

    def __init__(self, session: Session, device: torch.device) -> None:
        self.records: Records = session.records
        self.closing = False
        self._session: Session | None = session
        self._device = device
        self._inbox = Inbox()
        self._by_id: dict[str, Reply] = {}
        self._lock = threading.Lock()
        self._failures = FailureLog(logger)
        gpu_uuid = str(torch.cuda.get_device_properties(device).uuid) if device.type == "cuda" else ""
        self._power = power_monitor(device.index if device.type == "cuda" else None, gpu_uuid=gpu_uuid)
        self.status = SnapshotBoard(device, self._power, session.records.config.vram_gib)
        try:
            self._publish("idle")
            if self.status.is_blank:  # publishing failed: again, so that its error ends the loading
                self.status.publish("idle", session.runtime, None, "", 0)
        except BaseException:
            self._power.close()
            raise
        self._thread = threading.Thread(target=self._work_until_closed, name="hybrid-engine", daemon=True)
        self._thread.start()

    @property
    def session(self) -> Session:
        """Raises ``NoModelError`` while there is none."""
        session = self._session
        if session is None:
            raise _loading() if self.status.latest.phase == "loading" else _no_model()
        return session

    def check_open(self) -> None:
        """Raises ``EngineClosedError``."""
        if self.closing:
            raise _closed()

    def queue(self, request: GenerationRequest) -> Reply:
        """Queues it; events come in its turn. Raises ``RequestError``, ``NoModelError`` or ``EngineClosedError``."""
        reply = Reply(request)
        with self._lock:
            self.check_open()
            if self.status.latest.phase == "unloaded":
                raise _no_model()
            if request.request_id in self._by_id:
                raise RequestError("A reply with this request id is under way: use a new id.", "request_id")
            self._by_id[request.request_id] = reply
            self._inbox.put(reply)
        return reply

    def cancel(self, request_id: str) -> None:
        """Ends that reply within one token, queued or running."""
        reply = self._by_id.get(request_id)
        if reply is not None:
            reply.cancelled.set()

    def ask(self, action: Callable[[], Any], between_tokens: bool) -> Any:
        """Lets the engine's thread execute ``action``, between tokens or only between replies; returns its result."""
        command = Command(action, between_tokens)
        with self._lock:
            self.check_open()
            self._inbox.put(command)
        return command.done.result()

    def close(self) -> None:
        """Ends all replies, the thread and the sensors; closing again does nothing."""
        with self._lock:
            self.closing = True
            self._inbox.wake()
        self._thread.join()
        self._power.close()

    # What follows runs on the engine's thread.

    def replace_model(
        self, checkpoint: Checkpoint, config: EngineConfig, cancelled: Cancelled = never_cancelled
    ) -> ModelInfo:
        """Loads another model. Raises a ``HybridError`` after loading the previous model again, if that can be done."""
        stop_if(cancelled)  # while it waited for a reply
        previous_records = self.records
        self._publish("loading")
        self._take_down()  # both models at once may not fit
        try:
            progress = self.status.loading()
            self._put_up(Session.from_checkpoint(checkpoint, config, self._device, None, progress, cancelled))
        except Exception as error:
            clear_frames(error.__traceback__)  # the frames still hold the loaded part of the new model
            self._restore(previous_records)
            raise
        return self.records.info

    def timed(self, work: Timing[Timed], progress: Progress, cancelled: Cancelled) -> Timed:
        """Measures with the session; snapshot and records go on showing the user's replies, not those measured."""
        session = self.session

        def report(share: float, what: str) -> None:
            self._restate("timing")
            progress(share, what)

        self._restate("timing")
        try:
            return work(session, self._power, report, lambda: self.closing or cancelled())
        finally:
            self.records = session.records
            self._publish("idle")

    def _restore(self, records: Records) -> None:
        try:
            progress = self.status.loading("Going back to the former model. ")
            self._put_up(Session.reopened(records, self._device, progress, lambda: self.closing))
        except Exception as error:
            clear_frames(error.__traceback__)
            self.status.tell("")
            self._publish("unloaded")
            raise NoModelError(
                "Neither the new model nor the former one could be loaded: load another model, or start the program "
                "again."
            ) from error

    def _put_up(self, session: Session) -> None:
        self._session, self.records = session, session.records
        self.status.tell("")
        self._publish("idle")

    def _take_down(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            with self._failures.surviving("giving back the memory of a model"):
                session.close()
            del session
            gc.collect()  # a model's objects refer to each other in cycles

    def _work_until_closed(self) -> None:
        with torch.no_grad():
            try:
                torch.set_num_threads(self.records.settings.cpu_threads)
                while not self.closing:
                    with self._failures.surviving("serving"):
                        self._serve_what_there_is()
            finally:  # nobody may wait for a thread that has ended
                with self._lock:
                    self.closing = True
                self._shut_down()

    def _serve_what_there_is(self) -> None:
        filling = self._session is not None and self._session.warm_start.has_more
        self._inbox.receive(not self._inbox.replies, IDLE_PERIOD_S if filling else None)
        self._inbox.run_ready()
        while self._inbox.deferred and not self.closing:
            self._inbox.deferred.popleft().execute()
        if self._inbox.replies and not self.closing:
            reply = self._inbox.replies.popleft()
            try:  # from here on nobody else would end it
                self._make_reply(reply)
            except BaseException as error:  # a panic of compiled code is no ``Exception``, and must not end the thread
                self._end(reply, error if isinstance(error, Exception) else RuntimeError(repr(error)))
            if self._session is not None:
                self._session.keep_uses()
        if self._session is not None:
            with self._failures.surviving("looking for copies that have landed"):
                self._session.runtime.parts.slots.settle()
                self._session.tend(idle=not self._inbox.replies)
        self._publish("idle" if self._session is not None else "unloaded")

    def _make_reply(self, reply: Reply) -> None:
        session, meter = self.session, self._meter(reply)
        with closing(session.generator.reply(reply.request)) as items:
            while not (reply.cancelled.is_set() or self.closing):
                item = next(items)
                if isinstance(item, PrefillProgress):
                    self._prefilled(meter, item)
                elif self._token(meter, reply, item):
                    return
                session.tend(idle=False)
                session.runtime.note_slots()
                self._publish("prefill" if meter.prefilling else "decode", reply, meter)
                self._inbox.receive(wait=False)
                self._inbox.run_ready()
                self._end_cancelled()
        self._publish("idle", None, meter)
        self._end(reply, self._cancelled(meter))

    def _end_cancelled(self) -> None:
        """Ends the replies that were cancelled while they waited."""
        for reply in [reply for reply in self._inbox.replies if reply.cancelled.is_set()]:
            self._inbox.replies.remove(reply)
            try:
                self._end(reply, self._cancelled(self._meter(reply)))
            except Exception as error:  # ends this reply, not the one under way
                self._end(reply, error)

    def _end(self, reply: Reply, last: TokenEvent | BaseException) -> None:
        """Hands on a reply's last event and frees its id."""
        self._by_id.pop(reply.request.request_id, None)
        reply.events.put(last)

    def _prefilled(self, meter: ReplyMeter, progress: PrefillProgress) -> None:
        self.records.telemetry.prompt_tokens += progress.done - meter.prefilled_tokens
        meter.prefilled(progress)

    def _token(self, meter: ReplyMeter, reply: Reply, event: TokenEvent) -> bool:
        """Hands on one event; True when it was the last."""
        if event.token_id >= 0 or event.finish_reason is not None:  # else it is the text of a reply that is continued
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
        session = self._session
        if session is None:
            self._restate(phase)
            return
        with self._failures.surviving("publishing a snapshot"):
            active = reply.request.request_id if reply else ""
            self.status.publish(phase, session.runtime, meter, active, len(self._inbox.replies))

    def _restate(self, phase: PhaseName) -> None:
        """Publishes the last snapshot in another phase, while the runtime has no figures of the user's replies."""
        with self._failures.surviving("publishing a snapshot"):
            slots_bytes = 0 if phase == "unloaded" else None
            self.status.restate(phase, len(self._inbox.replies), slots_bytes)

    def _shut_down(self) -> None:
        self._inbox.receive(wait=False)
        for reply in self._inbox.replies:
            self._end(reply, _closed())
        for command in (*self._inbox.ready, *self._inbox.deferred):
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
