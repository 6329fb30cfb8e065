"""Warm start: empty slots are filled with the experts that earlier sessions used most, behind whatever else there is.

A few copies at a time: while nothing is under way about as many as the link moves until somebody looks again, and
during a reply no more than the cache itself may queue. Experts get empty slots only, so that nothing is evicted.
"""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from hybrid.decode.runtime import Runtime
from hybrid.machine.user_folders import cache_dir
from hybrid.records.expert_uses import added, load_uses, save_uses
from hybrid.types import ExpertKey, ModelInfo, Settings

IDLE_PERIOD_S = 0.02  # between two looks, while there is something to fill and nothing else to do
_IDLE_BYTES = 256 << 20  # under way at most, while nothing else is


class WarmStart:
    """For one session of a model, on the engine's thread. ``uses``: of its experts, flat (layers, experts)."""

    def __init__(self, uses: Sequence[int], model: ModelInfo, settings: Settings) -> None:
        is_filled = settings.placement == "cached" and settings.admission != "never"
        ranked = sorted(range(len(uses)), key=lambda cell: (-uses[cell], cell)) if is_filled else []
        self._keys = deque(ExpertKey(*divmod(cell, model.experts)) for cell in ranked if uses[cell])
        self._most_queued = settings.max_queued_copies
        self._idle_most = max(self._most_queued, _IDLE_BYTES // max(model.expert_bytes, 1))

    @property
    def has_more(self) -> bool:
        return bool(self._keys)

    def stop(self) -> None:
        """What has not been filled stays out."""
        self._keys.clear()

    def go_on(self, runtime: Runtime, *, idle: bool) -> None:
        """Starts some more copies, and waits for none."""
        most = self._idle_most if idle else self._most_queued
        while self._keys and runtime.fills_under_way < most:
            runtime.fill_empty_slot(self._keys.popleft())


class UsesFile:
    """Where the uses of a session's experts are kept for the next one."""

    def __init__(self, model: ModelInfo) -> None:
        self._model = model
        self._folder: Path | None = None
        with suppress(OSError):  # then nothing is kept
            self._folder = cache_dir() / "uses"
        self.before = load_uses(self._folder, model) if self._folder is not None else ()

    def keep(self, uses: Sequence[int]) -> None:
        """Those of this session so far, on top of the ones from before it."""
        if self._folder is not None and any(uses):
            save_uses(self._folder, self._model, added(uses, self.before))
