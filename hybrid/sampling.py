"""Logits -> the next token.

Knows sampling (transformers' own logits processors) and what cannot be sampled; nothing of models or caches.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from transformers import (
    LogitsProcessorList,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from hybrid.characters import is_text
from hybrid.errors import ModelError, RequestError
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
    if not all(map(is_text, request.stop)):
        raise RequestError("A stop string contains half of a character: remove it or type it again.", "stop")
    if request.seed is not None and not 0 <= request.seed < _SEEDS:
        raise RequestError("The seed lies from 0 to below 2**64: choose another or leave it out.", "seed")


def check_numbers(peak: float, dtype: str) -> None:
    """Raises ``ModelError`` unless ``peak``, the largest of a step's logits, is a number."""
    if math.isfinite(peak):
        return
    advice = (
        "Its float16 weights overflow (they hold no more than 65504). Choose the bfloat16 version."
        if dtype == "float16"
        else "Its weights are damaged, or overflow on the way. Download the checkpoint again, or choose another."
    )
    raise ModelError(f"The model computed invalid numbers (NaN or infinity), so the reply ends here. {advice}", "model")


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
