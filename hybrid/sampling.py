"""Logits -> the next token.

Knows sampling (transformers' own logits processors) and what cannot be sampled; nothing of models or caches.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from transformers import (
    LogitsProcessorList,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from hybrid.characters import is_text
from hybrid.errors import ModelError, RequestError
from hybrid.gpu_kernels import runs_triton
from hybrid.types import GenerationRequest

if TYPE_CHECKING:
    from hybrid.triton_sampling import VocabularyDraw

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
    """Draws tokens as one request asks. Greedy at temperature 0; a seed makes draws repeatable on one kind of device.

    Everything happens where the logits are; the host gets one number. A copy of all probabilities to the host, and a
    draw there, cost several milliseconds at a vocabulary of 150 000.
    """

    def __init__(self, request: GenerationRequest) -> None:
        self._greedy = request.temperature == 0
        self._seed = request.seed
        self._processors = LogitsProcessorList()
        if not self._greedy:
            self._add_warpers(request)
        self._penalty = _Penalty(float(request.repetition_penalty)) if request.repetition_penalty != 1.0 else None
        self._generator: torch.Generator | None = None
        self._request = request
        self._kernels: VocabularyDraw | None = None

    def _add_warpers(self, request: GenerationRequest) -> None:
        self._processors.append(TemperatureLogitsWarper(max(float(request.temperature), _COLDEST)))
        if request.top_k:
            self._processors.append(TopKLogitsWarper(request.top_k))
        if request.top_p < 1.0:
            self._processors.append(TopPLogitsWarper(request.top_p))

    def next_token(self, context: Sequence[int], logits: Tensor) -> int:
        """``logits`` (1, vocabulary) after ``context``, on any device; a context grows from call to call."""
        scores = logits if self._greedy and self._penalty is None else logits.float()
        if self._penalty is not None:
            scores = self._penalty.weigh(context, scores)
        chosen = self._choose(scores)
        token = int(chosen)
        if token < 0:  # NONE_ACCEPTED: a nucleus too small for the kernels' way; NOT_FINITE: the caller tells of it
            chosen = self._draw(scores)
            token = int(chosen)
        if self._penalty is not None:
            self._penalty.note(chosen)
        return token

    def _choose(self, scores: Tensor) -> Tensor:
        if self._greedy:
            return scores.argmax(dim=-1)
        kernels = self._kernels_on(scores.device)
        return kernels.draw(scores) if kernels is not None else self._draw(scores)

    def _kernels_on(self, device: torch.device) -> "VocabularyDraw | None":
        """What draws there in few launches; ``None`` where nothing does."""
        if self._kernels is None and runs_triton(device):
            self._kernels = _kernels_for(self._request)
        return self._kernels

    def _draw(self, scores: Tensor) -> Tensor:
        """One of the vocabulary with the scores' probabilities.

        The largest of probabilities divided by exponentially distributed numbers is such a draw, as the first of
        several Poisson processes to fire is; unlike ``torch.multinomial``, it does not make the host wait.
        """
        # None of the warpers looks at the tokens so far.
        probabilities: Tensor = self._processors(None, scores).softmax(dim=-1)
        waits = torch.empty_like(probabilities).exponential_(generator=self._generator_on(scores.device))
        return (probabilities / waits).argmax(dim=-1)

    def _generator_on(self, device: torch.device) -> torch.Generator:
        if self._generator is None:
            self._generator = torch.Generator(device)
            if self._seed is None:
                self._generator.seed()
            else:
                self._generator.manual_seed(self._seed)
        return self._generator


def _kernels_for(request: GenerationRequest) -> "VocabularyDraw | None":
    """``None`` for a request whose top-k is too large for the kernels."""
    from hybrid import triton_sampling

    if not triton_sampling.covers(request.top_k):
        return None
    seed = torch.seed() if request.seed is None else request.seed
    temperature = max(float(request.temperature), _COLDEST)
    return triton_sampling.VocabularyDraw(temperature, request.top_k, float(request.top_p), seed)


class _Penalty:
    """Lowers the scores of tokens that the context holds, as transformers' ``RepetitionPenaltyLogitsProcessor``.

    That one asks for all tokens of the context on the device at every step; this one remembers them there.
    """

    def __init__(self, penalty: float) -> None:
        self._penalty = penalty
        self._seen: Tensor | None = None  # (1, vocabulary) bool
        self._known = 0  # tokens of the context that ``_seen`` holds
        self._drawn: Tensor | None = None  # (1,) the last draw, which a context that has grown by one token ends with

    def weigh(self, context: Sequence[int], scores: Tensor) -> Tensor:
        """``scores`` (1, vocabulary) as the context has them."""
        if self._seen is None:
            self._seen = torch.zeros_like(scores, dtype=torch.bool)
        new, self._known = len(context) - self._known, len(context)
        if new == 1 and self._drawn is not None:
            if runs_triton(scores.device):
                return _penalise_at_once(scores, self._seen, self._drawn, self._penalty)
            self._seen.scatter_(1, self._drawn[None], True)
        elif new > 0:
            ids = torch.tensor([context[-new:]], dtype=torch.int64, device=scores.device)
            self._seen.scatter_(1, ids, True)
        weighed = torch.where(scores < 0, scores * self._penalty, scores / self._penalty)
        return torch.where(self._seen, weighed, scores)

    def note(self, drawn: Tensor) -> None:
        """``drawn`` (1,) is what the context will end with at the next call."""
        self._drawn = drawn


def _penalise_at_once(scores: Tensor, seen: Tensor, drawn: Tensor, penalty: float) -> Tensor:
    """The same in one launch."""
    from hybrid.triton_sampling import penalise

    return penalise(scores, seen, drawn, penalty)
