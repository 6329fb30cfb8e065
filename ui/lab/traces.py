"""Traces that the lab can work on: the routing of the replies so far, and loaded files.

Knows where a trace comes from, and how to load and save it as bytes; ``hybrid.lab`` knows the files' contents.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from hybrid.errors import TraceError
from hybrid.lab import RecordedReply, Trace, export_csv, joined, load_trace, of_the_chat, save_trace
from hybrid.types import new_request_id
from ui.engine_protocol import EngineProtocol

CHAT = "chat"
MOST_LOADED = 4
LONGEST_NAME = 60
LARGEST_FILE = 256 << 20


@dataclass(frozen=True, slots=True)
class LoadedTrace:
    """A trace from a file."""

    id: str
    name: str
    trace: Trace


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

    def name_of(self, source: str) -> str:
        if source == CHAT:
            return "the replies so far"
        return next((loaded.name for loaded in self.loaded() if loaded.id == source), "a trace")

    def load(self, name: str, content: bytes) -> LoadedTrace:
        """Loads a trace file. Raises ``TraceError`` that says what is wrong with it."""
        shown = PurePath(name).name[:LONGEST_NAME] or "trace.safetensors"
        with TemporaryDirectory() as folder:
            path = Path(folder) / "trace.safetensors"
            path.write_bytes(content)
            try:
                trace = load_trace(path)
            except TraceError as error:
                raise TraceError(str(error).replace(str(path), shown)) from error
        if not trace.tokens:
            raise TraceError(f"{shown} has no tokens: record a reply before saving.")
        loaded = LoadedTrace(new_request_id(), shown, trace)
        with self._lock:
            self._loaded[loaded.id] = loaded
            while len(self._loaded) > MOST_LOADED:
                self._loaded.popitem(last=False)
        return loaded

    def saved(self, source: str) -> bytes:
        """The trace as a ``.safetensors`` file."""
        return _written(self.find(source), save_trace)

    def table(self, source: str) -> bytes:
        """The trace as CSV."""
        return _written(self.find(source), export_csv)


def _written(trace: Trace, write: Callable[[Trace, Path], None]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trace"
        write(trace, path)
        return path.read_bytes()
