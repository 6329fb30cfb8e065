"""Records of one loaded model: telemetry, slot history, recorded replies, calibration.

Holds no weights, slots or device, so it outlives its model: other threads read it until the next model's records
replace it as a whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid.config import EngineConfig
from hybrid.engine.generation import token_texts
from hybrid.errors import RequestError
from hybrid.observe.recorder import Recorder
from hybrid.observe.slot_history import SlotHistory
from hybrid.observe.telemetry import Telemetry
from hybrid.records.calibration import Calibration
from hybrid.text.helper import encoded_chat, finished
from hybrid.text.prompts import check_messages
from hybrid.types import LayerHistory, ModelInfo, Settings


@dataclass(frozen=True, slots=True)
class Records:
    """Records of ``config``'s model since it was loaded."""

    config: EngineConfig
    info: ModelInfo
    tokenizer: PreTrainedTokenizerBase | None
    telemetry: Telemetry
    history: SlotHistory
    recorder: Recorder
    calibration: Calibration | None = None

    @classmethod
    def begun(
        cls, config: EngineConfig, info: ModelInfo, tokenizer: PreTrainedTokenizerBase | None, settings: Settings
    ) -> "Records":
        """Empty records."""
        recorder = Recorder(info, settings, partial(token_texts, tokenizer))
        telemetry = Telemetry(info.layers, info.experts, info.top_k)
        telemetry.on_step = recorder.completed
        return cls(config, info, tokenizer, telemetry, SlotHistory(info.experts), recorder)

    @property
    def settings(self) -> Settings:
        """The settings in force; without a loaded model, the last ones."""
        return self.recorder.settings

    def count_tokens(self, messages: Sequence[Mapping[str, Any]]) -> int:
        """As ``Engine.count_tokens``."""
        if self.tokenizer is None:
            raise RequestError("This checkpoint has no tokenizer: add tokenizer.json to its folder.", "model")
        check_messages(messages)
        ids: list[int] = finished(encoded_chat(self.tokenizer, messages))
        return len(ids)

    def layer_history(self, layer: int, steps: int, after: int) -> LayerHistory:
        """As ``Engine.layer_history``. Raises ``RequestError`` for a layer that the model does not have."""
        if not 0 <= layer < self.info.layers:
            raise RequestError(f"There is no MoE layer {layer}: choose one below {self.info.layers}.", "layer")
        return self.history.layer(layer, self.telemetry.window(steps), after)
