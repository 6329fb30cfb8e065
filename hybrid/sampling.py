"""Logits -> the next token, and token ids -> text that can be shown.

Knows sampling (transformers' own logits processors), incremental detokenising (tokenizers' own
stream decoder) and stop strings; knows nothing of models or caches.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers.decoders import DecodeStream
from torch import Tensor
from transformers import (
    LogitsProcessorList,
    PreTrainedTokenizerBase,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from hybrid.errors import RequestError
from hybrid.types import GenerationRequest

_SEEDS = 1 << 64
# Dividing logits by less than these leaves float32.
_COLDEST = 1e-6
_MILDEST = 0.01


def check_sampling(request: GenerationRequest) -> None:
    """Raises ``RequestError`` naming the value to change."""
    if request.max_new_tokens < 1:
        raise RequestError("The reply needs at least 1 new token: raise max_new_tokens.", "max_new_tokens")
    if not 0 <= request.temperature < math.inf:
        raise RequestError("The temperature is a number from 0 up: use 0 for greedy replies.", "temperature")
    if not 0 < request.top_p <= 1:
        raise RequestError("top-p lies above 0 and at most at 1: use 1 to switch it off.", "top_p")
    if request.top_k < 0:
        raise RequestError("top-k cannot be negative: use 0 to switch it off.", "top_k")
    if not _MILDEST <= request.repetition_penalty <= 1 / _MILDEST:
        raise RequestError(
            f"The repetition penalty lies from {_MILDEST} to {1 / _MILDEST:.0f}: use 1 to switch it off.",
            "repetition_penalty",
        )
    if request.seed is not None and not 0 <= request.seed < _SEEDS:
        raise RequestError("The seed lies from 0 to below 2**64: choose another or leave it out.", "seed")


class Sampler:
    """Draws tokens as one request asks. Greedy at temperature 0; a seed makes draws repeatable."""

    def __init__(self, request: GenerationRequest) -> None:
        self._greedy = request.temperature == 0
        self._processors = LogitsProcessorList()
        self._remembers = request.repetition_penalty != 1.0
        if self._remembers:
            self._processors.append(RepetitionPenaltyLogitsProcessor(float(request.repetition_penalty)))
        if not self._greedy:
            self._add_warpers(request)
        self._generator = torch.Generator()
        if request.seed is None:
            self._generator.seed()
        else:
            self._generator.manual_seed(request.seed)

    def _add_warpers(self, request: GenerationRequest) -> None:
        self._processors.append(TemperatureLogitsWarper(max(float(request.temperature), _COLDEST)))
        if request.top_k:
            self._processors.append(TopKLogitsWarper(request.top_k))
        if request.top_p < 1.0:
            self._processors.append(TopPLogitsWarper(request.top_p))

    def next_token(self, context: Sequence[int], logits: Tensor) -> int:
        """``logits`` (1, vocabulary) after ``context``, on any device."""
        if not self._processors:
            return int(logits.argmax(dim=-1))
        # A copy to the device would wait for those of experts that are under way; most requests need none.
        seen = [list(context)] if self._remembers else [[]]
        ids = torch.tensor(seen, dtype=torch.int64, device=logits.device)
        scores = self._processors(ids, logits.float())
        if self._greedy:
            return int(scores.argmax(dim=-1))
        probabilities = scores.softmax(dim=-1).cpu()
        return int(torch.multinomial(probabilities, 1, generator=self._generator))


class Detokenizer:
    """Turns tokens into text as they come, holding back incomplete characters."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase, skip_special_tokens: bool = True) -> None:
        self._backend = tokenizer.backend_tokenizer
        self._stream = DecodeStream(skip_special_tokens=skip_special_tokens)

    def push(self, token_id: int) -> str:
        return self._stream.step(self._backend, token_id) or ""


@dataclass(slots=True)
class StopStrings:
    """Cuts a text stream before the first of ``stops``, holding back what may become one."""

    stops: tuple[str, ...]
    _held: str = ""

    def push(self, text: str) -> tuple[str, bool]:
        """The text that can be shown now, and whether a stop string was found."""
        self._held += text
        found = [at for stop in self.stops if stop and (at := self._held.find(stop)) >= 0]
        if found:
            shown, self._held = self._held[: min(found)], ""
            return shown, True
        keep = self._possible_start()
        cut = len(self._held) - keep
        shown, self._held = self._held[:cut], self._held[cut:]
        return shown, False

    def flush(self) -> str:
        """What was held back, when no stop string can follow any more."""
        held, self._held = self._held, ""
        return held

    def _possible_start(self) -> int:
        longest = max((len(stop) for stop in self.stops), default=1)
        for size in range(min(longest - 1, len(self._held)), 0, -1):
            if any(stop.startswith(self._held[-size:]) for stop in self.stops):
                return size
        return 0
