"""Sampling kernels: draws from a large vocabulary on the device, in two or three launches.

Knows scores and what is left of them by temperature, top-k, top-p and min-p; nothing of requests. A token is drawn as
the largest of its scores with Gumbel noise, which needs neither a sum nor a sort. A nucleus is drawn from by rejection:
of some draws from all tokens, the first is taken that has less than ``top_p`` of the probability before it, as in
FlashInfer's sampling kernels (arXiv 2501.01005). Where a nucleus is so small that all draws are rejected, ``draw``
says so, and the caller sorts. It says, too, where scores are no numbers.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

import math

import torch
import triton
import triton.language as tl
from torch import Tensor
from torch.nn import functional
from triton.language.random import uint_to_uniform_float

DRAWS = 8  # from all tokens, in one launch: two calls of the generator, which gives four numbers each
NONE_ACCEPTED, NOT_FINITE = -1, -2
_BLOCK = 2048
_ROWS = 128  # that the vocabulary is cut into to find the k likeliest
_MOST_TOP_K = 256
_LONG_SEED = 1 << 40  # has kernels of its own, as its type has


def covers(top_k: int) -> bool:
    return top_k <= _MOST_TOP_K


class VocabularyDraw:
    """Draws of one reply; ``seed`` repeats them. ``top_k`` 0, ``top_p`` 1 and ``min_p`` 0 are off.

    ``min_p`` leaves out what is less likely than that share of the likeliest token, after the others, as transformers
    does. So draws come from the tokens that it keeps, while the nucleus is that of all tokens that top-k keeps.
    """

    def __init__(self, temperature: float, top_k: int, top_p: float, seed: int, min_p: float = 0.0) -> None:
        self._temperature, self._top_k, self._top_p = temperature, top_k, top_p
        self._margin = temperature * math.log(min_p) if min_p else None  # of a score below the largest
        self._seed, self._step = seed & ((1 << 63) - 1), 0
        self._buffers: tuple[Tensor, Tensor, Tensor, Tensor] | None = None

    @property
    def drawn(self) -> Tensor:
        """What the last ``draw`` returned."""
        assert self._buffers is not None, "something has been drawn"
        return self._buffers[-1]

    def draw(self, scores: Tensor) -> Tensor:
        """A token for ``scores`` (1, vocabulary) float32, ``NONE_ACCEPTED`` or ``NOT_FINITE``; (1,) int64 there.

        The tensor is the same at every call.
        """
        scores = scores.contiguous()
        words = scores.numel()
        blocks = triton.cdiv(words, _BLOCK)
        least = _kth_largest(scores, min(self._top_k, words)) if self._top_k else scores
        least_drawn = least
        if self._margin is not None:
            least_drawn = scores.max() + self._margin
            least_drawn = torch.maximum(least, least_drawn) if self._top_k else least_drawn
        values, tokens, masses, chosen = self._buffers_of(blocks, scores.device)
        bounded, nucleus = self._top_k > 0, self._top_p < 1.0
        self._step += 1
        _noisy[(blocks,)](
            scores, least_drawn, values, tokens, words, 1 / self._temperature, self._seed, self._step,
            bounded=bounded or self._margin is not None, nucleus=nucleus, draws=DRAWS, block=_BLOCK, num_warps=8,
        )  # fmt: skip
        padded = triton.next_power_of_2(blocks)
        if not nucleus:
            _pick[(1,)](values, tokens, chosen, blocks, draws=DRAWS, block=padded, num_warps=4)
            return chosen
        _before[(blocks,)](
            scores, least, values, tokens, masses, words, blocks, 1 / self._temperature,
            bounded=bounded, draws=DRAWS, block=_BLOCK, padded=padded, num_warps=8,
        )  # fmt: skip
        _accept[(1,)](values, tokens, masses, chosen, blocks, self._top_p, draws=DRAWS, padded=padded, num_warps=4)
        return chosen

    def _buffers_of(self, blocks: int, device: torch.device) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        if self._buffers is None:
            self._buffers = (
                torch.empty((blocks, DRAWS), dtype=torch.float32, device=device),
                torch.empty((blocks, DRAWS), dtype=torch.int32, device=device),
                torch.empty((blocks, 2 * DRAWS), dtype=torch.float32, device=device),
                torch.empty(1, dtype=torch.int64, device=device),
            )
        return self._buffers


def penalise(scores: Tensor, seen: Tensor, drawn: Tensor, penalty: float) -> Tensor:
    """``scores`` (1, vocabulary) with those lowered that were ``seen`` (1, vocabulary) bool; ``drawn`` (1,) is now."""
    words = scores.numel()
    weighed = torch.empty_like(scores)
    _penalise[(triton.cdiv(words, _BLOCK),)](
        scores.contiguous(), seen, drawn, weighed, words, penalty, block=_BLOCK, num_warps=8
    )
    return weighed


def load(scores: Tensor) -> None:
    """Compiles and loads the kernels for scores of this shape, which are only read."""
    for top_k, top_p, seed in ((0, 1.0, 1), (0, 1.0, _LONG_SEED), (0, 0.9, _LONG_SEED), (20, 0.9, _LONG_SEED)):
        drawn = VocabularyDraw(1.0, top_k, top_p, seed).draw(scores)
    VocabularyDraw(1.0, 0, 1.0, _LONG_SEED, min_p=0.1).draw(scores)
    penalise(scores, torch.zeros_like(scores, dtype=torch.bool), drawn, 1.1)


def _kth_largest(scores: Tensor, k: int) -> Tensor:
    """The k-th largest of (1, vocabulary), (1,). Rows first: one long row is a hundred times slower to search."""
    if k * _ROWS < scores.numel():
        rows = functional.pad(scores.view(-1), (0, -scores.numel() % _ROWS), value=float("-inf")).view(_ROWS, -1)
        scores = rows.topk(k, sorted=False).values if rows.shape[1] > k else rows
    return scores.reshape(-1).topk(k).values[-1:]


@triton.jit
def _penalise(scores, seen, drawn, weighed, words, penalty, block: tl.constexpr):
    at = tl.program_id(0) * block + tl.arange(0, block)
    there = at < words
    score = tl.load(scores + at, mask=there, other=0.0)
    was_seen = tl.load(seen + at, mask=there, other=0).to(tl.int1) | (at == tl.load(drawn))
    tl.store(seen + at, was_seen, mask=there)
    lowered = tl.where(score < 0, score * penalty, score / penalty)
    tl.store(weighed + at, tl.where(was_seen, lowered, score), mask=there)


@triton.jit
def _gumbel(random):
    """Of 32 random bits."""
    return -tl.log(-tl.log(tl.maximum(uint_to_uniform_float(random), 1e-10)))


@triton.jit
def _keep_largest(score, noise, there, finite, at, values, tokens, block_id, nth, draws: tl.constexpr):
    noisy = tl.where(there, score + noise, float("-inf"))
    value, place = tl.max(noisy, axis=0, return_indices=True)
    tl.store(values + block_id * draws + nth, tl.where(finite, value, float("inf")))
    some = finite & (value > float("-inf"))  # a block without scores wins only where no other has any
    tl.store(tokens + block_id * draws + nth, tl.where(some, block_id * at.shape[0] + place, -2))  # NOT_FINITE


@triton.jit(
    do_not_specialize=("seed", "step")
)  # every seed or step of 1, or of a multiple of 16, would be compiled for
def _noisy(
    scores, least, values, tokens, words, sharpness, seed, step,
    bounded: tl.constexpr, nucleus: tl.constexpr, draws: tl.constexpr, block: tl.constexpr,
):  # fmt: skip
    """The largest score of a block with noise, for every draw; of scores from ``least`` on, if ``bounded``."""
    block_id = tl.program_id(0)
    at = block_id * block + tl.arange(0, block)
    there = at < words
    score = tl.load(scores + at, mask=there, other=float("-inf"))
    if bounded:
        there = there & (score >= tl.load(least))
    finite = tl.max((~(score < float("inf"))).to(tl.int32), axis=0) == 0
    score *= sharpness
    counter = at * 0
    for call in tl.static_range(draws // 4 if nucleus else 1):
        a, b, c, d = tl.philox(seed, at, counter + step, counter + call, counter)
        _keep_largest(score, _gumbel(a), there, finite, at, values, tokens, block_id, 4 * call, draws)
        if nucleus:
            _keep_largest(score, _gumbel(b), there, finite, at, values, tokens, block_id, 4 * call + 1, draws)
            _keep_largest(score, _gumbel(c), there, finite, at, values, tokens, block_id, 4 * call + 2, draws)
            _keep_largest(score, _gumbel(d), there, finite, at, values, tokens, block_id, 4 * call + 3, draws)


@triton.jit
def _winner(values, tokens, blocks, nth, draws: tl.constexpr, padded: tl.constexpr):
    at = tl.arange(0, padded)
    value = tl.load(values + at * draws + nth, mask=at < blocks, other=float("-inf"))
    place = tl.argmax(value, axis=0)
    return tl.load(tokens + place * draws + nth)


@triton.jit
def _pick(values, tokens, chosen, blocks, draws: tl.constexpr, block: tl.constexpr):
    tl.store(chosen, _winner(values, tokens, blocks, 0, draws, block).to(tl.int64))


@triton.jit
def _before(
    scores, least, values, tokens, masses, words, blocks, sharpness,
    bounded: tl.constexpr, draws: tl.constexpr, block: tl.constexpr, padded: tl.constexpr,
):  # fmt: skip
    """A block's probability before each draw, and all of its probability, both over the draw's own."""
    block_id = tl.program_id(0)
    at = block_id * block + tl.arange(0, block)
    there = at < words
    score = tl.load(scores + at, mask=there, other=float("-inf"))
    if bounded:
        there = there & (score >= tl.load(least))
    for nth in tl.static_range(draws):
        token = _winner(values, tokens, blocks, nth, draws, padded)
        drawn = tl.load(scores + token, mask=token >= 0, other=0.0)
        mass = tl.where(there, tl.exp((score - drawn) * sharpness), 0.0)
        before = there & ((score > drawn) | ((score == drawn) & (at > token)))  # as a stable sort has them
        tl.store(masses + (block_id * 2) * draws + nth, tl.sum(tl.where(before, mass, 0.0), axis=0))
        tl.store(masses + (block_id * 2 + 1) * draws + nth, tl.sum(mass, axis=0))


@triton.jit
def _accept(values, tokens, masses, chosen, blocks, top_p, draws: tl.constexpr, padded: tl.constexpr):
    """The first draw inside the nucleus."""
    at = tl.arange(0, padded)
    result = tl.full((), -1, tl.int64)  # NONE_ACCEPTED
    for nth in tl.static_range(draws):
        before = tl.sum(tl.load(masses + at * 2 * draws + nth, mask=at < blocks, other=0.0), axis=0)
        all_of_it = tl.sum(tl.load(masses + (at * 2 + 1) * draws + nth, mask=at < blocks, other=0.0), axis=0)
        token = _winner(values, tokens, blocks, nth, draws, padded).to(tl.int64)
        inside = (before < top_p * all_of_it) | (token < 0)
        result = tl.where((result == -1) & inside, token, result)
    tl.store(chosen, result)
