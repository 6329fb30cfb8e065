"""Engine protocol: what the page asks of an engine. Tests use a scripted engine."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol, Unpack

from hybrid.fit.inspection import Inspection, ListedModel
from hybrid.lab import Calibration, Cancelled, LookAhead, Progress, RecordedReply
from hybrid.types import (
    GenerationRequest,
    LayerHistory,
    ModelInfo,
    Settings,
    SettingsChange,
    Snapshot,
    TokenEvent,
)


class EngineProtocol(Protocol):
    """The running engine as the page sees it; every refusal is a ``HybridError``."""

    def generate(self, request: GenerationRequest) -> Iterator[TokenEvent]:
        """Yields a reply's tokens, and blocks until each comes; one request is served at a time."""

    def cancel(self, request_id: str) -> None:
        """Ends that reply only; its ``generate`` then finishes as "cancelled"."""

    def reconfigure(self, **changes: Unpack[SettingsChange]) -> Settings:
        """Changes settings between two tokens; on refusal the settings in force stay."""

    def load_model(self, model: str) -> ModelInfo:
        """Loads another model, by its path or hub id; blocks; on refusal the loaded model stays."""

    def cancel_loading(self) -> None:
        """Ends the loading under way, whoever has asked for it; ``load_model`` then refuses."""

    def inspect(self, model: str) -> Inspection:
        """What is known of a model before it is loaded, and what would go where; takes seconds, loads nothing."""

    def known_models(self, used: Sequence[str] = ()) -> tuple[ListedModel, ...]:
        """Models on this machine: the demo, the present one, those ``used`` before, and what has been downloaded; takes
        seconds the first time."""

    def kept_experts(self) -> int:
        """Bytes on disk of experts that were made smaller at loads, of whatever model; cheap."""

    def remove_kept_experts(self) -> int:
        """Removes them, and returns how many bytes that were; the loaded model stays."""

    def recorded_replies(self) -> tuple[RecordedReply, ...]:
        """Routing of the loaded model's replies, oldest first; in long sessions only that of the latest."""

    def recorded(self, request_id: str) -> RecordedReply | None:
        """The recording of one reply, unless it was dropped."""

    def count_tokens(self, messages: Sequence[Mapping[str, Any]]) -> int:
        """How many tokens of the context these messages take; does not wait for the engine's thread."""

    def calibration(self) -> Calibration | None:
        """This machine's figures for the loaded model, if it has been timed."""

    def calibrate(self, progress: Progress, cancelled: Cancelled) -> Calibration | None:
        """Times this machine between two replies; blocks; ``None`` when cancelled."""

    def look_ahead(self, progress: Progress, cancelled: Cancelled) -> LookAhead | None:
        """Scores look-ahead on the last conversation, between two replies; blocks; ``None`` when cancelled."""

    def others_at_work(self) -> tuple[str, ...]:
        """What other programs take of this machine that a measurement would feel, in words; takes half a second."""

    def snapshot(self) -> Snapshot:
        """The latest published snapshot; cheap, never blocks."""

    def layer_history(self, layer: int, steps: int = 200, after: int = -1) -> LayerHistory:
        """One MoE layer's slots over the last steps; cheap, never blocks."""

    def close(self) -> None:
        """Ends every reply and frees the device."""
