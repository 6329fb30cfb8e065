"""Penalties: scores lowered for tokens that the conversation, or the reply so far, holds already; and biases."""

from collections.abc import Sequence

import torch
from torch import Tensor

from hybrid.gpu.triton_support import runs_triton


class RepetitionPenalty:
    """Lowers the scores of tokens that the context holds, as transformers' ``RepetitionPenaltyLogitsProcessor``.

    transformers' needs all tokens of the context on the device at every step; this one remembers them there.
    """

    def __init__(self, penalty: float) -> None:
        self._penalty = penalty
        self._seen: Tensor | None = None  # (1, vocabulary) bool
        self._context_length = 0  # tokens of the context that ``_seen`` holds
        self._drawn: Tensor | None = None  # (1,) the last draw: the last token of a context that has grown by one

    def weigh(self, context: Sequence[int], scores: Tensor) -> Tensor:
        """``scores`` (1, vocabulary), lowered for the context's tokens."""
        if self._seen is None:
            self._seen = torch.zeros_like(scores, dtype=torch.bool)
        new, self._context_length = len(context) - self._context_length, len(context)
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
        """Remembers ``drawn`` (1,), with which the context will end at the next call."""
        self._drawn = drawn


def _penalise_at_once(scores: Tensor, seen: Tensor, drawn: Tensor, penalty: float) -> Tensor:
    """As the end of ``RepetitionPenalty.weigh``, in one launch."""
    from hybrid.gpu.kernels.sampling import penalise

    return penalise(scores, seen, drawn, penalty)


class CountPenalty:
    """Lowers the scores of tokens by how often the reply, not the prompt, holds them.

    By OpenAI's formula: the count times ``frequency``, and ``presence`` once. Negative values raise the scores.
    """

    def __init__(self, presence: float, frequency: float) -> None:
        self._presence, self._frequency = presence, frequency
        self._counts: Tensor | None = None  # (1, vocabulary) float32

    def weigh(self, scores: Tensor) -> Tensor:
        """``scores`` (1, vocabulary), lowered for the reply's tokens so far."""
        if self._counts is None:
            self._counts = torch.zeros_like(scores)
            return scores
        return scores - self._frequency * self._counts - self._presence * (self._counts > 0)

    def note(self, drawn: Tensor) -> None:
        """Counts ``drawn`` (1,), which must be on the scores' device."""
        if self._counts is not None:
            self._counts.index_add_(1, drawn, torch.ones_like(self._counts[:, :1]))


class Bias:
    """Adds to the scores of single tokens, before anything else is done with them."""

    def __init__(self, biases: Sequence[tuple[int, float]]) -> None:
        self._biases = biases
        self._added: tuple[Tensor, Tensor] | None = None  # (biases,) tokens and values, on the scores' device

    def weigh(self, scores: Tensor) -> Tensor:
        """``scores`` (1, vocabulary) with the biases; every token has to be in the vocabulary."""
        if self._added is None:
            tokens, values = zip(*self._biases, strict=True)
            device = scores.device
            self._added = torch.tensor(tokens, device=device), torch.tensor(values, dtype=scores.dtype, device=device)
        return scores.index_add(1, self._added[0], self._added[1][None])
