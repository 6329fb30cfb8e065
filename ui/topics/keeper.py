"""Keeper of topics: counts every recorded reply, under the topic of its conversation or of its question.

Counting happens on a thread of its own, so that no reply waits for it; what cannot be kept is logged, and missed by
nobody but the picture. Knows the engine's recordings and the store.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from hybrid.errors import KeepingError
from hybrid.lab import RecordedReply
from hybrid.lab.topics import words_in
from ui.engine_protocol import EngineProtocol
from ui.storage.topics import LONGEST_NAME, ModelKey, TopicsStore

logger = logging.getLogger(__name__)


class TopicKeeper:
    """``topic_of_prompt``: the topics of known questions, such as those of *Switch topics*."""

    def __init__(self, engine: EngineProtocol, store: TopicsStore, topic_of_prompt: Mapping[str, str]) -> None:
        self._engine, self._store, self._topic_of_prompt = engine, store, topic_of_prompt
        self._worker = ThreadPoolExecutor(1, "topics")

    def note(self, request_id: str, conversation: str, question: str) -> Future[None]:
        """Counts a reply that has ended."""
        recording, model = self._engine.recorded(request_id), self._model()
        return self._worker.submit(self._guarded, lambda: self._count(recording, model, conversation, question))

    def name(self, conversation: str, topic: str, request_ids: Sequence[str]) -> str:
        """Makes a conversation one about ``topic``, with the replies so far that are still recorded; says so.

        Raises ``KeepingError``.
        """
        name = topic.strip()[:LONGEST_NAME]
        self._store.name(conversation, name)
        recordings = [recording for request in request_ids if (recording := self._engine.recorded(request)) is not None]
        for recording in recordings:
            self._store.add_uses(self._model(), name, recording.trace.uses(), recording.trace.tokens)
        counted = f"{len(recordings)} of its replies count, and all that follow"
        replies = counted if recordings else "its next replies count"
        return f"“{name}” is a topic now: {replies}. See Topics above the heatmap."

    def _model(self) -> ModelKey:
        model = self._engine.snapshot().model
        return ModelKey(model.name, model.layers, model.experts)

    def _count(self, recording: RecordedReply | None, model: ModelKey, conversation: str, question: str) -> None:
        if recording is None or not recording.trace.tokens:
            return
        trace = recording.trace
        if (trace.layers, trace.num_experts) != (model.layers, model.experts):  # of a model that has left since
            return
        self._store.add_words(model, words_in(trace))
        topic = (self._store.topic_of(conversation) if conversation else "") or self._topic_of_prompt.get(question, "")
        if topic:
            self._store.add_uses(model, topic, trace.uses(), trace.tokens)

    @staticmethod
    def _guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except KeepingError as error:
            logger.warning("A reply was not counted by topic: %s", error)
        except Exception:
            logger.exception("A reply was not counted by topic")
