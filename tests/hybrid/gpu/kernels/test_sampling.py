"""Draws from a large vocabulary on the device against transformers' processors: ties, bounds, and no numbers."""

import pytest
import torch
from torch import Tensor
from transformers import MinPLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

from hybrid.engine.sampling.sampler import Sampler
from tests.cuda import needs_cuda
from tests.models.talkative import say

pytestmark = needs_cuda

WORDS, DRAWS, BINS = 5000, 4000, 12


def some_scores(tied: bool) -> Tensor:
    """``tied``: many tokens share a score, as those of a model in 16 bits do."""
    scores = torch.randn((1, WORDS), generator=torch.Generator().manual_seed(3)) * 2
    return (scores * 8).round() / 8 if tied else scores


def nucleus(scores: Tensor, top_p: float) -> Tensor:
    """``TopPLogitsWarper``, but which of tied tokens are in does not depend on how a device sorts."""
    ascending, order = scores.double().sort(stable=True)
    outside = ascending.softmax(dim=-1).cumsum(dim=-1) <= 1 - top_p
    return scores.masked_fill(torch.zeros_like(outside).scatter(1, order, outside), float("-inf"))


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize(
    ("temperature", "top_k", "top_p", "min_p"),
    [
        (1.0, 0, 1.0, 0.0), (0.7, 20, 1.0, 0.0), (0.7, 20, 0.9, 0.0), (1.3, 0, 0.8, 0.0), (1.0, 300, 0.5, 0.0),
        (1.0, 0, 1.0, 0.05), (1.5, 0, 0.9, 0.1), (1.5, 40, 1.0, 0.1), (1.5, 40, 0.9, 0.03),
    ],
)  # fmt: skip
def test_draws_as_transformers_would(temperature: float, top_k: int, top_p: float, min_p: float, tied: bool) -> None:
    left = some_scores(tied) / temperature
    if top_k:
        left = TopKLogitsWarper(top_k)(None, left)
    if top_p < 1 and not tied:
        assert (TopPLogitsWarper(top_p)(None, left).isinf() != nucleus(left, top_p).isinf()).sum() <= 1
    if top_p < 1:
        left = nucleus(left, top_p)
    if min_p:
        left = MinPLogitsWarper(min_p)(None, left)
    expected = left.softmax(dim=-1)[0].double()
    sampler = Sampler(say("x", seed=5, temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p))
    scores = some_scores(tied).cuda()
    drawn = torch.tensor([sampler.next_token([1], scores) for _ in range(DRAWS)]).bincount(minlength=WORDS).double()
    # Both sum many probabilities: the token at the nucleus' edge may be in or out.
    assert ((expected == 0) & (drawn > 0)).sum() <= 1
    order = expected.argsort(descending=True)
    bins = (expected[order].cumsum(0) * BINS).long().clamp(max=BINS - 1)
    wanted = torch.zeros(BINS).double().scatter_add_(0, bins, expected[order]) * DRAWS
    seen = torch.zeros(BINS).double().scatter_add_(0, bins, drawn[order])
    some = wanted > 0
    chi_squared = float(((seen - wanted).square() / wanted)[some].sum())
    assert chi_squared < BINS + 5 * (2 * BINS) ** 0.5


def test_a_nucleus_too_small_for_rejection_is_drawn_from_all_the_same() -> None:
    scores = torch.zeros((1, WORDS))
    scores[0, 7] = 1.0
    sampler = Sampler(say("x", seed=1, temperature=1.0, top_p=1e-4))
    assert {sampler.next_token([1], scores.cuda()) for _ in range(20)} == {7}


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_what_is_no_number_is_told(bad: float) -> None:
    from hybrid.gpu.kernels.sampling import NOT_FINITE, VocabularyDraw

    scores = torch.zeros((1, WORDS), device="cuda")
    scores[0, 3333] = bad
    for wrong in (scores, torch.full_like(scores, float("-inf"))):
        for top_k in (0, 20):
            assert int(VocabularyDraw(1.0, top_k, 1.0, 0).draw(wrong)) == NOT_FINITE
            assert int(VocabularyDraw(1.0, top_k, 0.9, 0).draw(wrong)) == NOT_FINITE


def test_one_score_in_one_block_is_drawn() -> None:
    scores = torch.full((1, WORDS), float("-inf"), device="cuda")
    scores[0, 3333] = 0.5
    for top_p in (1.0, 0.9):
        assert Sampler(say("x", seed=1, temperature=1.0, top_p=top_p)).next_token([1], scores) == 3333


def test_the_penalty_in_one_launch() -> None:
    plain, fused = (Sampler(say("x", repetition_penalty=1.7)) for _ in range(2))
    context = [3, 3, 7]
    for step in range(20):
        scores = torch.randn((1, WORDS), generator=torch.Generator().manual_seed(step))
        token = plain.next_token(context, scores)
        assert fused.next_token(context, scores.cuda()) == token
        context.append(token)
