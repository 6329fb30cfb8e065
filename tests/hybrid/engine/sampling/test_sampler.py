"""Logits -> token against transformers' own processors."""

import re

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import (
    LogitsProcessorList,
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from hybrid.engine.sampling.checks import check_sampling
from hybrid.engine.sampling.sampler import NotFiniteError, Sampler, invalid_numbers
from hybrid.errors import RequestError
from hybrid.types import GenerationRequest
from tests.models.talkative import say

WORDS = 50
seeds = st.integers(0, (1 << 64) - 1)


def logits_from(seed: int) -> torch.Tensor:
    return torch.randn((1, WORDS), generator=torch.Generator().manual_seed(seed % 1000)) * 3


def draws(request: GenerationRequest, logits: torch.Tensor, count: int = 20) -> list[int]:
    sampler = Sampler(request)
    return [sampler.next_token([1, 2, 3], logits) for _ in range(count)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("max_new_tokens", 0),
        ("max_new_tokens", -1),
        ("temperature", -0.1),
        ("temperature", float("nan")),
        ("temperature", float("inf")),
        ("top_p", 0.0),
        ("top_p", 1.1),
        ("top_p", float("nan")),
        ("top_k", -1),
        ("repetition_penalty", 0.0),
        ("repetition_penalty", -1.0),
        ("repetition_penalty", 1e-300),
        ("repetition_penalty", float("nan")),
        ("min_p", -0.1),
        ("min_p", 1.1),
        ("min_p", float("nan")),
        ("presence_penalty", 2.1),
        ("presence_penalty", float("nan")),
        ("frequency_penalty", -2.1),
        ("logit_bias", ((1, 101.0),)),
        ("logit_bias", ((1, float("nan")),)),
        ("seed", -1),
        ("seed", 1 << 64),
        ("stop", ("\ud83d",)),
    ],
)
def test_values_that_cannot_be_are_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(RequestError) as refused:
        check_sampling(say("x", **{field: value}))
    assert refused.value.field == field
    assert re.search("must be|can't be|Remove", str(refused.value)), "what is allowed, or what to do, is missing"


@given(
    st.floats(0, 100, exclude_min=True),
    st.floats(0, 1, exclude_min=True),
    st.integers(0, 2 * WORDS),
    st.floats(0, 1),
    st.floats(0.01, 100),
    st.tuples(st.floats(-2, 2), st.floats(-2, 2)),
    seeds,
)
def test_whatever_passes_the_check_can_be_drawn_from(
    temperature: float, top_p: float, top_k: int, min_p: float, penalty: float, counts: tuple[float, float], seed: int
) -> None:
    request = say(
        "x", temperature=temperature, top_p=top_p, top_k=top_k, min_p=min_p, repetition_penalty=penalty,
        presence_penalty=counts[0], frequency_penalty=counts[1], seed=seed,
    )  # fmt: skip
    check_sampling(request)
    assert all(0 <= token < WORDS for token in draws(request, logits_from(seed), 3))


def test_whole_numbers_do_for_fractions() -> None:
    assert draws(say("x", temperature=1, top_p=1, repetition_penalty=2, seed=0), logits_from(1))


@given(seeds)
def test_greedy_takes_the_likeliest(seed: int) -> None:
    logits = logits_from(seed)
    assert set(draws(say("x"), logits, 3)) == {int(logits.argmax())}


@given(seeds)
def test_a_seed_repeats_its_draws(seed: int) -> None:
    request = say("x", temperature=1.0, seed=seed)
    assert draws(request, logits_from(seed)) == draws(request, logits_from(seed))


def test_draws_differ_between_seeds_and_without_one() -> None:
    logits = logits_from(0)
    different = {tuple(draws(say("x", temperature=2.0, seed=seed), logits)) for seed in (None, None, 1, 2)}
    assert len(different) == 4


@given(seeds, st.integers(1, 10))
def test_top_k_keeps_the_k_likeliest(seed: int, k: int) -> None:
    logits = logits_from(seed)
    allowed = set(logits[0].topk(k).indices.tolist())
    assert set(draws(say("x", temperature=5.0, top_k=k, seed=seed), logits)) <= allowed


@given(seeds, st.floats(0.01, 0.99))
def test_top_p_keeps_the_smallest_nucleus(seed: int, top_p: float) -> None:
    logits = logits_from(seed)
    likeliest, order = logits[0].softmax(dim=-1).sort(descending=True)
    before = likeliest.cumsum(0) - likeliest
    allowed = set(order[before <= top_p + 1e-6].tolist())
    assert set(draws(say("x", temperature=1.0, top_p=top_p, seed=seed), logits)) <= allowed


@given(seeds, st.floats(0.01, 1.0), st.floats(0.2, 3.0))
def test_min_p_keeps_what_is_likely_enough_beside_the_likeliest(seed: int, min_p: float, temperature: float) -> None:
    logits = logits_from(seed)
    left = MinPLogitsWarper(min_p)(None, logits / temperature)
    allowed = set(left[0].isfinite().nonzero().flatten().tolist())
    assert set(draws(say("x", temperature=temperature, min_p=min_p, seed=seed), logits)) <= allowed


def test_temperature_spreads_the_draws() -> None:
    logits = logits_from(3)
    cold = set(draws(say("x", temperature=0.01, seed=0), logits, 100))
    hot = set(draws(say("x", temperature=10.0, seed=0), logits, 100))
    assert cold == {int(logits.argmax())}
    assert len(hot) > 10


def test_repetition_penalty_weighs_on_what_was_said() -> None:
    logits = torch.tensor([[1.0, 3.0, 2.0, -1.0]])
    assert Sampler(say("x", repetition_penalty=2.0)).next_token([1], logits) == 2
    assert Sampler(say("x", repetition_penalty=1.4)).next_token([1], logits) == 1
    assert logits.tolist() == [[1.0, 3.0, 2.0, -1.0]], "the model's logits were changed"


def test_penalties_by_count_follow_the_reply_and_not_the_prompt() -> None:
    presence, frequency, prompt = 0.6, 0.5, [4, 4, 4]
    sampler = Sampler(say("x", presence_penalty=presence, frequency_penalty=frequency))
    logits = torch.tensor([[2.0, 1.5, 0.0, -1.0, 1.9]])
    reply: list[int] = []
    for _ in range(12):
        counts = torch.tensor([[float(reply.count(token)) for token in range(5)]])
        expected = int((logits - frequency * counts - presence * (counts > 0)).argmax())
        reply.append(sampler.next_token([*prompt, *reply], logits))
        assert reply[-1] == expected
    assert len(set(reply)) > 3, "nothing was lowered"
    assert reply[:2] == [0, 4], "the prompt's tokens were counted"
    assert torch.equal(logits, torch.tensor([[2.0, 1.5, 0.0, -1.0, 1.9]])), "the model's logits were changed"


@pytest.mark.parametrize("fields", [{}, {"temperature": 1.0}, {"temperature": 1.0, "top_p": 0.9, "min_p": 0.01}])
def test_a_bias_forces_and_forbids_tokens(fields: dict[str, float]) -> None:
    logits = torch.tensor([[1.0, 3.0, 2.0, -1.0]])
    forced = Sampler(say("x", logit_bias=((3, 100.0),), seed=1, **fields))
    assert {forced.next_token([1], logits) for _ in range(20)} == {3}
    forbidden = Sampler(say("x", logit_bias=((1, -100.0), (2, -50.0), (3, -100.0)), seed=1, **fields))
    assert {forbidden.next_token([1], logits) for _ in range(20)} == {0}
    assert logits.tolist() == [[1.0, 3.0, 2.0, -1.0]], "the model's logits were changed"


def test_a_bias_is_added_to_the_logit() -> None:
    logits = torch.tensor([[1.0, 3.0, 2.5]])
    assert Sampler(say("x", logit_bias=((2, 0.4),))).next_token([1], logits) == 1
    assert Sampler(say("x", logit_bias=((2, 0.6),))).next_token([1], logits) == 2
    assert Sampler(say("x", logit_bias=((2, 0.3), (2, 0.3)))).next_token([1], logits) == 2


def test_a_negative_penalty_by_count_makes_a_token_likelier() -> None:
    logits = torch.tensor([[1.0, 1.5]])
    sampler = Sampler(say("x", frequency_penalty=-2.0, temperature=1.0, seed=1))
    drawn = [sampler.next_token([0], logits) for _ in range(40)]
    assert len(set(drawn[10:])) == 1


def test_the_penalty_follows_a_context_as_it_grows() -> None:
    sampler, theirs = Sampler(say("x", repetition_penalty=1.7)), RepetitionPenaltyLogitsProcessor(1.7)
    context = [3, 3, 7]
    for step in range(20):
        logits = logits_from(step)
        token = sampler.next_token(context, logits)
        assert token == int(theirs(torch.tensor([context]), logits).argmax())
        context.append(token)


DEVICES = ["cpu", pytest.param("cuda", marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU"))]
SETTINGS = {
    "temperature": {"temperature": 1.0},
    "nucleus and top-k": {"temperature": 0.7, "top_p": 0.9, "top_k": 20},
    "nucleus": {"temperature": 1.3, "top_p": 0.8},
    "penalty": {"temperature": 1.0, "repetition_penalty": 1.3, "top_p": 0.95},
    "min-p": {"temperature": 1.5, "min_p": 0.1},
    "min-p within a nucleus": {"temperature": 1.5, "top_k": 30, "top_p": 0.9, "min_p": 0.08},
}


def theirs(fields: dict[str, float], context: list[int], logits: torch.Tensor) -> torch.Tensor:
    """Probabilities as transformers' processors give them."""
    processors = LogitsProcessorList([TemperatureLogitsWarper(fields["temperature"])])
    if "repetition_penalty" in fields:
        processors.insert(0, RepetitionPenaltyLogitsProcessor(fields["repetition_penalty"]))
    if "top_k" in fields:
        processors.append(TopKLogitsWarper(int(fields["top_k"])))
    if "top_p" in fields:
        processors.append(TopPLogitsWarper(fields["top_p"]))
    if "min_p" in fields:
        processors.append(MinPLogitsWarper(fields["min_p"]))
    return processors(torch.tensor([context]), logits).softmax(dim=-1)[0]


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", [*SETTINGS, "greedy"])
def test_a_draw_that_is_expected_is_the_one_that_follows(name: str, device: str) -> None:
    """However often it is said, and in whatever tensor the logits come in the end."""
    plain, ahead = (Sampler(say("x", seed=4, **SETTINGS.get(name, {}))) for _ in range(2))
    context = [1]
    for seed in range(20):
        logits = logits_from(seed).to(device)
        if seed % 3:
            ahead.expect(logits)
        else:
            ahead.expect(None)
        tokens = {sampler.next_token(context, logits.clone()) for sampler in (plain, ahead)}
        assert len(tokens) == 1
        context += tokens


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", SETTINGS)
def test_draws_are_distributed_as_transformers_would_draw(name: str, device: str) -> None:
    fields, context, logits = SETTINGS[name], [1, 2, 3], logits_from(5)
    expected = theirs(fields, context, logits)
    sampler, count = Sampler(say("x", seed=7, **fields)), 4000
    on_device = logits.to(device)
    drawn = torch.tensor([sampler.next_token(context, on_device) for _ in range(count)]).bincount(minlength=WORDS)
    assert not drawn[expected == 0].any(), "a token that had been left out was drawn"
    often = expected * count >= 5
    rest = ~often & (expected > 0)
    seen = torch.cat([drawn[often], drawn[rest].sum()[None]]).double()
    wanted = torch.cat([expected[often], expected[rest].sum()[None]]).double() * count
    chi_squared = float(((seen - wanted).square() / wanted.clamp(min=1e-9)).sum())
    freedom = int((wanted > 0).sum()) - 1
    # Five deviations above the mean: wrong probabilities are hundreds away, and the seed is fixed.
    assert chi_squared < freedom + 5 * (2 * freedom) ** 0.5


NAN, INFINITY = float("nan"), float("inf")
ALL_SETTINGS = SETTINGS | {
    "greedy": {},
    "greedy with a penalty": {"repetition_penalty": 1.3},
    "a bias": {"temperature": 1.0, "logit_bias": ((3, 1.0),)},
    "penalties by count": {"temperature": 1.0, "presence_penalty": 1.0, "frequency_penalty": 0.5},
    "a top-k beyond the kernels": {"temperature": 1.0, "top_k": 1000},
    "the likeliest alone": {"temperature": 1.0, "top_k": 1},
}


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_logits_without_a_largest_number_are_refused(name: str, dtype: torch.dtype, device: str) -> None:
    sampler, good = Sampler(say("x", seed=7, **ALL_SETTINGS[name])), logits_from(5).to(device, dtype)
    for bad in (NAN, INFINITY):
        one, whole = good.clone(), torch.full_like(good, bad)
        one[0, 7] = bad
        for logits in (one, whole):
            with pytest.raises(NotFiniteError):
                sampler.next_token([1, 2, 3], logits)
    with pytest.raises(NotFiniteError):
        sampler.next_token([1, 2, 3], torch.full_like(good, -INFINITY))
    most = good.clone()
    most[0, 1:] = -INFINITY  # a model may rule tokens out
    assert sampler.next_token([1, 2, 3], most) == 0


def test_a_reply_may_change_between_types_of_logits() -> None:
    sampler = Sampler(say("x"))
    assert [sampler.next_token([1], logits_from(5).to(dtype)) for dtype in (torch.float32, torch.bfloat16)] == [
        int(logits_from(5).argmax())
    ] * 2


def test_a_step_without_numbers_says_what_is_wrong_with_the_model() -> None:
    assert re.search("invalid numbers.*bfloat16 version", str(invalid_numbers("float16")))
    assert re.search("invalid numbers.*damaged", str(invalid_numbers("bfloat16")))
