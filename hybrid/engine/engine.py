"""Engine as others call it: one model, one thread that owns it, methods for any thread.

Commands wait for the engine's thread. Questions never wait: records and a snapshot, which exist in every phase, answer
them.
"""

import atexit
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Unpack

import torch
from transformers.modeling_utils import PreTrainedModel
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid.config import EngineConfig
from hybrid.engine.inbox import Reply
from hybrid.engine.loop import EngineLoop
from hybrid.engine.sampling.checks import check_sampling
from hybrid.engine.session import Session
from hybrid.errors import KeepingError
from hybrid.fit.cached_models import ModelList
from hybrid.fit.inspection import Inspection, ListedModel
from hybrid.fit.inspector import inspect, this_machine
from hybrid.machine.limits import Memory
from hybrid.machine.other_programs import others_at_work
from hybrid.machine.resources import choose_device
from hybrid.model.loading import fetch_weights, open_checkpoint
from hybrid.model.made.kept import kept_bytes, remove_kept
from hybrid.progress import Cancelled, Progress, never_cancelled, no_progress
from hybrid.records.calibration import Calibration
from hybrid.records.look_ahead import LookAhead
from hybrid.records.recorded_reply import RecordedReply
from hybrid.text.prompts import check_messages
from hybrid.types import (
    GenerationRequest,
    LayerHistory,
    ModelInfo,
    Settings,
    SettingsChange,
    Snapshot,
    TokenEvent,
)


class Engine:
    """Runs one model; safe to call from any thread. Make one with ``Engine.load``."""

    def __init__(self, session: Session, device: torch.device) -> None:
        self._device, self._models = device, ModelList()
        self._loop = EngineLoop(session, device)
        self._loads: list[threading.Event] = []  # of each load under way; set once it has been cancelled
        # Once the main thread has left, Python kills other threads at their next step. That would unwind torch's code,
        # which aborts the process.
        atexit.register(self.close)

    @classmethod
    def load(cls, config: EngineConfig, progress: Progress = no_progress) -> "Engine":
        """Checks everything that needs no weights, then loads; ``progress`` is told from threads of its own.

        Raises a ``HybridError`` whose message says what to change.
        """
        device = choose_device(config.device)
        session = Session.open(config, device, progress)
        try:
            return cls(session, device)
        except BaseException:
            session.close()
            raise

    @property
    def model(self) -> PreTrainedModel:
        """The transformers model itself; call it only while no reply is being made.

        Raises ``NoModelError`` while another model is being loaded.
        """
        self._loop.check_open()
        return self._session.loaded.model

    @property
    def tokenizer(self) -> PreTrainedTokenizerBase | None:
        self._loop.check_open()
        return self._loop.records.tokenizer

    def snapshot(self) -> Snapshot:
        """The latest published snapshot; a newer one has a higher ``version``."""
        return self._loop.status.latest

    def generate(self, request: GenerationRequest) -> Iterator[TokenEvent]:
        """Queues a reply and yields its tokens as they come; leaving the loop cancels it.

        Raises ``RequestError``, ``NoModelError`` or ``EngineClosedError``.
        """
        if request.prompt is None:
            check_messages(request.messages)
        check_sampling(request)
        reply = self._loop.queue(request)
        events = self._events_of(reply)
        # Ends the reply also when the iterator is dropped before its first ``next``.
        weakref.finalize(events, reply.cancelled.set).atexit = False
        return events

    def cancel(self, request_id: str) -> None:
        """Ends that reply within one token, queued or running; other replies go on."""
        self._loop.cancel(request_id)

    def reconfigure(self, **changes: Unpack[SettingsChange]) -> Settings:
        """Changes these settings, between two tokens, without reloading weights; the slots start empty.

        Raises a ``ConfigError`` and then keeps the settings in force.
        """
        settings: Settings = self._ask(lambda: self._session.reconfigure(changes), between_tokens=True)
        return settings

    def load_model(self, model: str) -> ModelInfo:
        """Replaces the model once no reply is under way; the slots' settings return to the defaults.

        Until then the snapshot's ``activity`` says how far it is, and ``cancel_loading`` ends it. Raises a
        ``HybridError``. Then the previous model is in force again; if that cannot be loaded again, no model is, and
        another can be loaded.
        """
        self._loop.check_open()
        config = replace(self._loop.records.config, model=model, geometry=None)
        status, is_cancelled = self._loop.status, threading.Event()

        def cancelled() -> bool:
            return is_cancelled.is_set() or self._loop.closing

        self._loads.append(is_cancelled)
        try:
            status.tell(f"Looking at {model}")
            checkpoint = open_checkpoint(model, config.max_context, config.expert_format)
            # May take hours: not on the engine's thread, which goes on answering with the present model.
            fetch_weights(checkpoint, lambda share, what: status.tell(what), cancelled)
            status.tell(f"Waiting to load {model}")
            info: ModelInfo = self._ask(
                lambda: self._loop.replace_model(checkpoint, config, cancelled), between_tokens=False
            )
        finally:
            self._loads.remove(is_cancelled)
            status.tell("")
        return info

    def cancel_loading(self) -> None:
        """Ends each ``load_model`` under way with a ``LoadingCancelledError``: between two blocks of a file, or before
        it has begun. The former model stays, or is read again; what has been downloaded is kept."""
        for is_cancelled in tuple(self._loads):
            is_cancelled.set()

    def inspect(self, model: str) -> Inspection:
        """What is known of ``model`` before it is loaded, and what would go where once the present one has made way.

        With the settings that ``load_model`` would use; takes seconds, and runs on the caller's thread. Raises a
        ``HybridError`` for a model that is not there, and for damaged files.
        """
        records = self._loop.records
        config = replace(records.config, model=model, geometry=None)
        return inspect(config, this_machine(self._device, self._given_back(records.info)))

    def known_models(self, used: Sequence[str] = ()) -> tuple[ListedModel, ...]:
        """The demo, the present model, those ``used`` before, and models with experts in the Hub's cache.

        With what their headers say, and whether their weights fit in RAM once the present model has made way; takes
        seconds the first time, and no network.
        """
        records = self._loop.records
        here = this_machine(self._device, self._given_back(records.info)).memory
        return self._models.listed(used, here.ram_available, records.config.model)

    def kept_experts(self) -> int:
        """Bytes on disk of experts that were made smaller at loads, of whatever model."""
        return kept_bytes()

    def remove_kept_experts(self) -> int:
        """Removes those files; returns their bytes. Models that are loaded stay. Raises ``KeepingError``."""
        try:
            return remove_kept()
        except OSError as error:
            raise KeepingError(f"The kept experts could not be removed ({error.strerror or error}).") from error

    def layer_history(self, layer: int, steps: int = 200, after: int = -1) -> LayerHistory:
        """The history of one MoE layer's slots over the last ``steps`` steps, without the steps up to ``after``."""
        return self._loop.records.layer_history(layer, steps, after)

    def recorded_replies(self) -> tuple[RecordedReply, ...]:
        """The routing of the loaded model's replies, oldest first, with the one under way; in bounded memory."""
        return self._loop.records.recorder.replies()

    def recorded(self, request_id: str) -> RecordedReply | None:
        """One of ``recorded_replies``; ``None`` if it was dropped or never began."""
        return self._loop.records.recorder.reply(request_id)

    def count_tokens(self, messages: Sequence[Mapping[str, Any]]) -> int:
        """How many tokens of the model's context a reply to these messages begins with; on the caller's thread.

        Raises ``RequestError`` for messages that the model's chat template does not take.
        """
        return self._loop.records.count_tokens(messages)

    def calibration(self) -> Calibration | None:
        """How long this machine takes for a layer of the loaded model; ``None`` if it has never been timed."""
        return self._loop.records.calibration

    def calibrate(self, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled) -> Calibration | None:
        """Times this machine, between two replies, in some seconds up to a minute; ``None`` when cancelled.

        ``progress`` and ``cancelled`` are called on the engine's thread. Raises a ``HybridError``.
        """
        calibration: Calibration | None = self._ask(
            lambda: self._loop.timed(Session.calibrate, progress, cancelled), between_tokens=False
        )
        return calibration

    def look_ahead(self, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled) -> LookAhead | None:
        """Scores look-ahead on the last conversation's tokens, between two replies; ``None`` when cancelled.

        ``progress`` and ``cancelled`` are called on the engine's thread. Raises a ``HybridError``.
        """
        score: LookAhead | None = self._ask(
            lambda: self._loop.timed(Session.look_ahead, progress, cancelled), between_tokens=False
        )
        return score

    def others_at_work(self) -> tuple[str, ...]:
        """What other programs take of this machine, in words; half a second, on the caller's thread."""
        if self._device.type != "cuda":
            return others_at_work(None)
        uuid = str(torch.cuda.get_device_properties(self._device).uuid)
        return others_at_work(uuid if uuid.startswith(("GPU-", "MIG-")) else f"GPU-{uuid}")

    def close(self) -> None:
        """Ends all replies and frees slots, page locks and sensors; closing again does nothing."""
        self._loop.close()
        atexit.unregister(self.close)

    def __enter__(self) -> "Engine":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _given_back(self, info: ModelInfo) -> Memory:
        """What there would be more without the present model; it makes way before another one is loaded."""
        if self.snapshot().phase == "unloaded":
            return Memory(0, 0, 0, 0)
        on_device = info.dense_bytes + self.snapshot().memory.slots
        if self._device.type == "cuda":
            return Memory(0, info.experts_bytes, 0, on_device)
        return Memory(0, info.experts_bytes + on_device)

    @property
    def _session(self) -> Session:
        return self._loop.session

    def _ask(self, action: Callable[[], Any], between_tokens: bool) -> Any:
        return self._loop.ask(action, between_tokens)

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
