"""Sampler: logits -> the next token.

Knows sampling (transformers' logits processors) and what cannot be sampled; nothing of models or caches.
"""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from transformers import (
    LogitsProcessorList,
    MinPLogitsWarper,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from hybrid.engine.sampling.penalties import Bias, CountPenalty, RepetitionPenalty
from hybrid.errors import ModelError
from hybrid.gpu.triton_support import runs_triton
from hybrid.types import GenerationRequest

if TYPE_CHECKING:
    from hybrid.gpu.kernels.sampling import VocabularyDraw

_COLDEST = 1e-6  # logits divided by less would overflow float32


class NotFiniteError(ArithmeticError):
    """The largest of a step's logits is NaN or infinite: there is no token to choose."""


def invalid_numbers(dtype: str) -> ModelError:
    """The error for a model whose weights are ``dtype`` and whose logits are NaN or infinite."""
    advice = (
        "Its float16 weights overflow (they hold no more than 65504). Choose the bfloat16 version."
        if dtype == "float16"
        else "Its weights are damaged, or overflow on the way. Download the checkpoint again, or choose another."
    )
    message = f"The model computed invalid numbers (NaN or infinity), so the reply ends here. {advice}"
    return ModelError(message, "model")


def _nothing() -> None:
    """Fills no time."""


class Sampler:
    """Draws tokens by the settings of one request. Greedy at temperature 0; a seed makes draws repeatable on one kind
    of device.

    All work is done on the logits' device, from which the host reads once. Copying all probabilities to the host and
    drawing there would cost several milliseconds at a vocabulary of 150 000.
    """

    def __init__(self, request: GenerationRequest) -> None:
        self._greedy = request.temperature == 0
        self._seed = request.seed
        self._processors = LogitsProcessorList()
        if not self._greedy:
            self._add_warpers(request)
        self._penalty: RepetitionPenalty | None = None
        if request.repetition_penalty != 1.0:
            self._penalty = RepetitionPenalty(float(request.repetition_penalty))
        self._counts: CountPenalty | None = None
        if request.presence_penalty or request.frequency_penalty:
            self._counts = CountPenalty(float(request.presence_penalty), float(request.frequency_penalty))
        self._bias = Bias(request.logit_bias) if request.logit_bias else None
        self._generator: torch.Generator | None = None
        self._largest: _Largest | None = None
        self._request = request
        self._kernels: VocabularyDraw | None = None
        self._is_queued = False  # whether the next token is being drawn already

    def _add_warpers(self, request: GenerationRequest) -> None:
        self._processors.append(TemperatureLogitsWarper(max(float(request.temperature), _COLDEST)))
        if request.top_k:
            self._processors.append(TopKLogitsWarper(request.top_k))
        if request.top_p < 1.0:
            self._processors.append(TopPLogitsWarper(request.top_p))
        if request.min_p:
            self._processors.append(MinPLogitsWarper(float(request.min_p)))

    def expect(self, logits: Tensor | None) -> None:
        """Queues the next draw, from ``logits`` that the device is still to compute; ``next_token`` then draws no more,
        whatever tensor brings these logits. Does nothing where they are not known, or not all there is to draw from."""
        if logits is None or self._penalty is not None or logits.dtype != torch.float32:
            return
        if self._greedy:
            self._largest_of(logits).queue(logits)
        elif (kernels := self._kernels_on(logits.device)) is not None:
            kernels.draw(logits)
        else:
            return
        self._is_queued = True

    def next_token(self, context: Sequence[int], logits: Tensor, meanwhile: Callable[[], None] = _nothing) -> int:
        """Draws by ``logits`` (1, vocabulary) after ``context``, on any device; the context grows from call to call.

        Calls ``meanwhile`` while the device draws. Raises ``NotFiniteError``.
        """
        changed = self._penalty is not None or self._counts is not None or self._bias is not None
        scores = logits if self._greedy and not changed else logits.float()
        if self._bias is not None:
            scores = self._bias.weigh(scores)
        if self._penalty is not None:
            scores = self._penalty.weigh(context, scores)
        if self._counts is not None:
            scores = self._counts.weigh(scores)
        drawn, token = self._choose(scores, meanwhile)
        if self._penalty is not None:
            self._penalty.note(drawn)
        if self._counts is not None:
            self._counts.note(drawn)
        return token

    def _choose(self, scores: Tensor, meanwhile: Callable[[], None]) -> tuple[Tensor, int]:
        """A token: as a tensor (1,) on the scores' device, and as a number on the host."""
        queued, self._is_queued = self._is_queued, False
        if self._greedy:
            return self._take_largest(scores, meanwhile, queued)
        kernels = self._kernels_on(scores.device)
        if kernels is not None:
            drawn = kernels.drawn if queued else kernels.draw(scores)
            meanwhile()
            token = int(drawn)
            if token >= 0:
                return drawn, token
            # NONE_ACCEPTED: the nucleus is too small for the kernels. NOT_FINITE: ``_take_largest`` raises.
        return self._take_largest(self._race(scores), meanwhile)

    def _take_largest(self, values: Tensor, meanwhile: Callable[[], None], queued: bool = False) -> tuple[Tensor, int]:
        """The place of the largest of ``values`` (1, vocabulary); NaN counts as the largest.

        Raises ``NotFiniteError`` if the largest is NaN or infinite; it is minus infinity if all tokens are ruled out.
        """
        largest = self._largest_of(values)
        if not queued:
            largest.queue(values)
        meanwhile()
        place, value = largest.read()
        if not math.isfinite(value):
            raise NotFiniteError
        return largest.place, place

    def _largest_of(self, values: Tensor) -> "_Largest":
        if self._largest is None or not self._largest.fits(values):
            self._largest = _Largest(values.device, values.dtype)
        return self._largest

    def _kernels_on(self, device: torch.device) -> "VocabularyDraw | None":
        """The kernels that draw on this device in few launches; ``None`` where there are none."""
        if self._kernels is None and runs_triton(device):
            self._kernels = _kernels_for(self._request)
        return self._kernels

    def _race(self, scores: Tensor) -> Tensor:
        """Random values: the place of the largest is a draw with the scores' probabilities. NaN where scores are NaN.

        They are the probabilities divided by exponentially distributed numbers: the largest is the first of several
        Poisson processes to fire. Unlike ``torch.multinomial``, this does not make the host wait.
        """
        # None of the warpers looks at the tokens so far.
        probabilities: Tensor = self._processors(None, scores).softmax(dim=-1)
        waits = torch.empty_like(probabilities).exponential_(generator=self._generator_on(scores.device))
        return probabilities / waits

    def _generator_on(self, device: torch.device) -> torch.Generator:
        if self._generator is None:
            self._generator = torch.Generator(device)
            if self._seed is None:
                self._generator.seed()
            else:
                self._generator.manual_seed(self._seed)
        return self._generator


def load_kernels(device: torch.device, words: int) -> None:
    """Compiles and loads the kernels for a vocabulary of ``words``, so that the first reply need not wait for it."""
    if not runs_triton(device):
        return
    from hybrid.gpu.kernels import sampling

    sampling.load(torch.zeros((1, words), dtype=torch.float32, device=device))


def _kernels_for(request: GenerationRequest) -> "VocabularyDraw | None":
    """``None`` for a request whose top-k is too large for the kernels."""
    from hybrid.gpu.kernels import sampling

    if not sampling.covers(request.top_k):
        return None
    seed = torch.seed() if request.seed is None else request.seed
    temperature = max(float(request.temperature), _COLDEST)
    return sampling.VocabularyDraw(temperature, request.top_k, float(request.top_p), seed, float(request.min_p))


class _Largest:
    """The largest of many values and its place: one launch computes both, one read fetches both.

    They lie side by side in one tensor, used again at every call, so that the host waits for the device once.
    """

    def __init__(self, device: torch.device, dtype: torch.dtype) -> None:
        self._device, self._dtype = device, dtype
        self._pair = torch.empty(2, dtype=torch.int64, device=device)
        self._host_pair = self._pair if device.type == "cpu" else torch.empty(2, dtype=torch.int64)
        self.place, self._value = self._halves(self._pair)
        self._host_place, self._host_value = self._halves(self._host_pair)

    def fits(self, values: Tensor) -> bool:
        return values.device == self._device and values.dtype == self._dtype

    def queue(self, values: Tensor) -> None:
        """Has the device look through ``values`` (1, any); ``place`` (1,) holds the place there until the next call."""
        torch.max(values, dim=-1, out=(self._value, self.place))

    def read(self) -> tuple[int, float]:
        """Waits for the place and the value of the largest."""
        if self._host_pair is not self._pair:
            self._host_pair.copy_(self._pair)
        return int(self._host_place), float(self._host_value)

    def _halves(self, both: Tensor) -> tuple[Tensor, Tensor]:
        return both[:1], both[1:].view(self._dtype)[:1]
