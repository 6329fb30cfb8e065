"""Traces that the lab can work on: the routing of the replies so far, and loaded files.

Knows where a trace comes from, and how to load and save it as bytes; ``hybrid.lab`` knows the files' contents.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from hybrid.errors import TraceError
from hybrid.lab import (
    Hints,
    ImportedTrace,
    RecordedReply,
    Trace,
    export_csv,
    import_trace,
    joined,
    load_trace,
    of_the_chat,
    save_trace,
)
from hybrid.types import ModelInfo, new_request_id
from ui.engine_protocol import EngineProtocol

CHAT = "chat"
MOST_LOADED = 4
LONGEST_NAME = 60
LARGEST_FILE = 256 << 20


@dataclass(frozen=True, slots=True)
class LoadedTrace:
    """A trace from a file. ``notes``: what was left out of it and worked out. ``expert_bytes``: of its model, where the
    user has said so."""

    id: str
    name: str
    trace: Trace
    notes: tuple[str, ...] = ()
    expert_bytes: int | None = None


class Traces:
    """Traces by the ids that the page uses. Thread-safe; the oldest loaded files make room for new ones."""

    def __init__(self, engine: EngineProtocol) -> None:
        self._engine = engine
        self._loaded: OrderedDict[str, LoadedTrace] = OrderedDict()
        self._lock = threading.Lock()

    def replies(self) -> tuple[RecordedReply, ...]:
        """The replies of the chat, oldest first."""
        return of_the_chat(self._engine.recorded_replies())

    def loaded(self) -> tuple[LoadedTrace, ...]:
        with self._lock:
            return tuple(self._loaded.values())

    def find(self, source: str) -> Trace:
        """The trace with that id. Raises ``TraceError`` if nothing has been recorded, or the file is no longer held."""
        if source == CHAT:
            return joined(self.replies())
        with self._lock:
            loaded = self._loaded.get(source)
        if loaded is None:
            raise TraceError("That trace is no longer loaded. Load its file again.")
        return loaded.trace

    def has(self, source: str) -> bool:
        """Whether there is anything to work on."""
        return bool(self.replies()) if source == CHAT else self.about(source) is not None

    def name_of(self, source: str) -> str:
        if source == CHAT:
            return "the replies so far"
        loaded = self.about(source)
        return "a trace" if loaded is None else loaded.name

    def load(
        self, name: str, content: bytes, hints: Hints | None = None, expert_bytes: int | None = None
    ) -> LoadedTrace:
        """Loads a trace file, the Lab's own or another program's. Raises ``TraceError`` that says what is wrong."""
        shown = PurePath(name).name[:LONGEST_NAME] or "trace"
        notes: tuple[str, ...] = ()
        if _is_own(shown, content):
            trace = _own(shown, content)
        else:
            imported = self._imported(shown, content, hints or Hints())
            trace, notes = imported.trace, imported.notes
        if not trace.tokens:
            raise TraceError(f"{shown} has no tokens: record a reply before saving.")
        loaded = LoadedTrace(new_request_id(), shown, trace, notes, expert_bytes)
        with self._lock:
            self._loaded[loaded.id] = loaded
            while len(self._loaded) > MOST_LOADED:
                self._loaded.popitem(last=False)
        return loaded

    def _imported(self, name: str, content: bytes, hints: Hints) -> ImportedTrace:
        """The trace of another program; of as many experts as the loaded model has, if it may be that model's."""
        imported, model = import_trace(name, content, hints), self._engine.snapshot().model
        trace = imported.trace
        may_be_its = (trace.layers, trace.top_k) == (model.layers, model.top_k) and trace.num_experts < model.experts
        if hints.experts is None and may_be_its:
            return import_trace(name, content, replace(hints, experts=model.experts))
        return imported

    def about(self, source: str) -> LoadedTrace | None:
        """What is known of a loaded file."""
        return next((loaded for loaded in self.loaded() if loaded.id == source), None)

    def saved(self, source: str) -> bytes:
        """The trace as a ``.safetensors`` file."""
        return _written(self.find(source), save_trace)

    def table(self, source: str) -> bytes:
        """The trace as CSV."""
        return _written(self.find(source), export_csv)


def is_of(trace: Trace, model: ModelInfo) -> bool:
    """Whether the trace has the layers and experts of ``model``."""
    return (trace.layers, trace.num_experts, trace.top_k) == (model.layers, model.experts, model.top_k)


def _is_own(name: str, content: bytes) -> bool:
    """Whether it is, or is meant to be, a file saved by the Lab: a length, then a header in JSON."""
    return PurePath(name).suffix.lower() == ".safetensors" or (content[8:9] == b"{" and content[6:8] == bytes(2))


def _own(name: str, content: bytes) -> Trace:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trace.safetensors"
        path.write_bytes(content)
        try:
            return load_trace(path)
        except TraceError as error:
            raise TraceError(str(error).replace(str(path), name)) from error


def _written(trace: Trace, write: Callable[[Trace, Path], None]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trace"
        write(trace, path)
        return path.read_bytes()
