"""One interface to compute experts: against transformers' own modules, and one implementation against the other."""

import gc
import weakref
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Literal

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional
from transformers.models.gpt_oss.modeling_gpt_oss import GptOssExperts
from transformers.models.mixtral.modeling_mixtral import MixtralExperts
from transformers.models.nemotron_h.modeling_nemotron_h import NemotronHExperts

from hybrid.cpu import kernels
from hybrid.cpu.kernel_mlp import _MATMUL_TOKENS_SMALL, cpu_mlp, warm_up
from hybrid.errors import ThreadCountError
from hybrid.experts.torch_mlp import device_mlp, load_products, product_rows, torch_mlp
from hybrid.experts.work import ExpertBank, ExpertMlp, ExpertWork, PlacedPairs, TokenBuffers
from hybrid.model.expert_modules import expert_tensors, make_rows_contiguous
from hybrid.types import ClampedSwiglu, ExpertLayout
from tests.cuda import needs_cuda

pytestmark = pytest.mark.usefixtures("every_job_in_parallel")

EXPERTS, HIDDEN, INTERMEDIATE, TOP_K = 6, 24, 40, 3

Family = tuple[nn.Module, ExpertLayout, Callable[[Tensor], Tensor]]


def layout_of(**changes: object) -> ExpertLayout:
    plain = ExpertLayout(EXPERTS, HIDDEN, INTERMEDIATE, "float32", True, False, True, "silu")
    return replace(plain, **changes)  # type: ignore[arg-type]


def plain_mlp(_: ExpertLayout, gate: Callable[[Tensor], Tensor]) -> ExpertMlp:
    return torch_mlp(gate)


def silu_gate(rows: Tensor) -> Tensor:
    gate, up = rows.chunk(2, dim=-1)
    return functional.silu(gate) * up


def mixtral() -> Family:
    module = MixtralExperts(
        SimpleNamespace(
            num_local_experts=EXPERTS, hidden_size=HIDDEN, intermediate_size=INTERMEDIATE, hidden_act="silu"
        )
    )
    return module, layout_of(), module._apply_gate


def gpt_oss() -> Family:
    module = GptOssExperts(
        SimpleNamespace(
            num_local_experts=EXPERTS,
            hidden_size=HIDDEN,
            intermediate_size=INTERMEDIATE,
            swiglu_alpha=1.702,
            swiglu_limit=7.0,
        )
    )
    module.limit = 1.0  # so low that it matters
    make_rows_contiguous([module])
    swiglu = ClampedSwiglu(alpha=1.702, limit=1.0, offset=1.0)
    layout = layout_of(biased=True, concatenated=False, activation="clamped_swiglu", swiglu=swiglu)
    return module, layout, module._apply_gate


def nemotron_h() -> Family:
    module = NemotronHExperts(
        SimpleNamespace(
            n_routed_experts=EXPERTS,
            hidden_size=HIDDEN,
            moe_intermediate_size=INTERMEDIATE,
            moe_latent_size=None,
            mlp_hidden_act="relu2",
        )
    )
    layout = layout_of(gated=False, activation="relu2")
    return module, layout, module.act_fn


def routed(tokens: int) -> tuple[Tensor, Tensor, ExpertWork]:
    """A router's choice, as transformers' experts and as ours take it."""
    index = torch.rand(tokens, EXPERTS).topk(TOP_K).indices
    weights = torch.rand(tokens, TOP_K)
    flat = index.flatten().numpy()
    order = np.argsort(flat, kind="stable")
    entries, counts = np.unique(flat, return_counts=True)
    offsets = np.concatenate(([0], np.cumsum(counts)))
    work = ExpertWork(entries, offsets, order // TOP_K, weights.flatten().numpy()[order])
    return index, weights, work


@pytest.mark.parametrize(
    ("make", "device"),
    [
        pytest.param(plain_mlp, "cpu", id="torch"),
        pytest.param(lambda layout, gate: cpu_mlp(layout, gate, 2), "cpu", id="kernels"),
        pytest.param(plain_mlp, "cuda", marks=needs_cuda, id="torch-cuda"),
        pytest.param(lambda layout, gate: device_mlp(gate), "cpu", id="few-sizes"),
        pytest.param(lambda layout, gate: device_mlp(gate), "cuda", marks=needs_cuda, id="few-sizes-cuda"),
    ],
)
@pytest.mark.parametrize("family", [mixtral, gpt_oss, nemotron_h])
@pytest.mark.parametrize("tokens", [1, 5, 70])
def test_equals_transformers_eager_experts(
    family: Callable[[], Family], make: Callable[..., ExpertMlp], device: str, tokens: int
) -> None:
    torch.manual_seed(tokens)
    module, layout, gate = family()
    for parameter in module.parameters():
        nn.init.normal_(parameter, std=0.3)
    module.config = SimpleNamespace(_experts_implementation="eager")
    index, weights, work = routed(tokens)
    hidden, before = torch.randn(tokens, HIDDEN), torch.randn(tokens, HIDDEN)
    with torch.no_grad():
        expected = before + module(hidden, index, weights)
    module.to(device)
    bank, out = ExpertBank(*expert_tensors(module)), before.to(device)
    make(layout, gate).accumulate(bank, work, hidden.to(device), out)
    torch.testing.assert_close(out.cpu(), expected, rtol=2e-5, atol=2e-5)


@given(st.integers(1, 4096))
def test_a_product_has_its_rows_and_not_many_more(tokens: int) -> None:
    rows = product_rows(tokens)
    assert tokens <= rows < max(tokens + 128, 17)
    assert rows <= 2 * tokens or rows == 16
    assert rows == product_rows(rows)


def test_up_to_a_long_prompts_demand_there_are_few_sizes_and_all_are_loaded() -> None:
    layout = layout_of(gated=True, activation="silu")
    seen: list[int] = []

    def gate(inner: Tensor) -> Tensor:
        seen.append(inner.shape[0])
        return silu_gate(inner)

    load_products(device_mlp(gate), bank_of(layout, 0), torch.float32)
    assert seen == [1, 16, 32, 64, 128, 256, 384, 512]
    assert {product_rows(tokens) for tokens in range(1, 513)} == set(seen)


def test_rows_beyond_the_pairs_asked_for_are_left_unused() -> None:
    """Also where they are other experts' tokens, and where there are fewer than the product would take."""
    layout = layout_of(gated=True, activation="silu")
    bank, hidden = bank_of(layout, 1), torch.randn(40, HIDDEN)
    hidden[20:] = torch.nan
    tokens, weights = np.arange(40), np.ones(40, np.float32)
    for placed in (None, PlacedPairs(torch.from_numpy(tokens), torch.from_numpy(weights), (0,))):
        work = ExpertWork(np.array([2]), np.array([0, 20]), tokens[:20], weights[:20], placed=placed)
        out, expected = torch.zeros(40, HIDDEN), torch.zeros(40, HIDDEN)
        device_mlp(silu_gate).accumulate(bank, work, hidden, out)
        torch_mlp(silu_gate).accumulate(bank, work, hidden, expected)
        torch.testing.assert_close(out, expected)


def bank_of(layout: ExpertLayout, seed: int) -> ExpertBank:
    torch.manual_seed(seed)
    dtype = getattr(torch, layout.dtype)
    return ExpertBank(
        torch.randn(EXPERTS, layout.rows, layout.hidden).mul(0.3).to(dtype),
        torch.randn(EXPERTS, layout.hidden, layout.intermediate).mul(0.3).to(dtype),
        torch.randn(EXPERTS, layout.rows).to(dtype) if layout.biased else None,
        torch.randn(EXPERTS, layout.hidden).to(dtype) if layout.biased else None,
    )


@settings(deadline=None, max_examples=60)
@given(
    tokens=st.integers(1, 90),
    hidden=st.integers(1, 70),
    intermediate=st.integers(1, 70),
    dtype=st.sampled_from(["float32", "bfloat16", "float16"]),
    biased=st.booleans(),
    seed=st.integers(0, 2**32),
)
def test_few_tokens_and_many_agree_with_torch(
    tokens: int, hidden: int, intermediate: int, dtype: str, biased: bool, seed: int
) -> None:
    layout = layout_of(hidden=hidden, intermediate=intermediate, dtype=dtype, biased=biased)
    bank = bank_of(layout, seed)
    _, _, work = routed(tokens)
    states, before = torch.randn(tokens, hidden).to(bank.up.dtype), torch.randn(tokens, hidden)
    exact, out = before.double(), before.clone()
    exact_bank = ExpertBank(*(None if t is None else t.double() for t in _tensors(bank)))  # type: ignore[arg-type]
    _in_float64(layout, exact_bank, work, states.double(), exact)
    cpu_mlp(layout, silu_gate, 2).accumulate(bank, work, states, out)
    tolerance = {"float32": 1e-5, "float16": 1e-2, "bfloat16": 8e-2}[dtype]
    assert (out - exact).norm() <= tolerance * ((exact - before).norm() + 1)


def _in_float64(layout: ExpertLayout, bank: ExpertBank, work: ExpertWork, hidden: Tensor, out: Tensor) -> None:
    for number, entry in enumerate(work.entries.tolist()):
        for pair in range(work.offsets[number], work.offsets[number + 1]):
            token = work.tokens[pair]
            rows = bank.up[entry] @ hidden[token] + (0 if bank.up_bias is None else bank.up_bias[entry])
            result = bank.down[entry] @ silu_gate(rows) + (0 if bank.down_bias is None else bank.down_bias[entry])
            out[token] += float(work.weights[pair]) * result


def _tensors(bank: ExpertBank) -> tuple[Tensor | None, ...]:
    return bank.up, bank.down, bank.up_bias, bank.down_bias


@pytest.mark.parametrize("make", [plain_mlp, lambda layout, gate: cpu_mlp(layout, gate, 2)], ids=["torch", "kernels"])
@pytest.mark.parametrize("tokens", [1, 5, 90])
def test_columns_in_an_order_of_each_expert_give_the_same(make: Callable[..., ExpertMlp], tokens: int) -> None:
    layout = layout_of()
    bank, (_, _, work) = bank_of(layout, 2), routed(tokens)
    hidden, before = torch.randn(tokens, HIDDEN), torch.randn(tokens, HIDDEN)
    expected, out = before.clone(), before.clone()
    plain_mlp(layout, silu_gate).accumulate(bank, work, hidden, expected)
    order = torch.stack([torch.randperm(HIDDEN) for _ in range(EXPERTS)])
    up = torch.stack([matrix[:, columns] for matrix, columns in zip(bank.up, order, strict=True)])
    ordered = replace(bank, up=up, up_order=order.int())
    mlp = make(replace(layout, ordered=True), silu_gate)
    mlp.accumulate(ordered, work, hidden, out)
    torch.testing.assert_close(out, expected)


def test_a_token_alone_takes_the_order_of_each_expert() -> None:
    layout, buffers = layout_of(), token_buffers([-1] * EXPERTS)
    bank = bank_of(layout, 2)
    order = torch.stack([torch.randperm(HIDDEN) for _ in range(EXPERTS)])
    up = torch.stack([matrix[:, columns] for matrix, columns in zip(bank.up, order, strict=True)])
    assert cpu_mlp(layout, silu_gate, 2).bind(bank, buffers)(1) > 0
    expected = buffers.out.clone()
    ordered = replace(bank, up=up, up_order=order.int())
    assert cpu_mlp(replace(layout, ordered=True), silu_gate, 2).bind(ordered, buffers)(1) > 0
    torch.testing.assert_close(buffers.out, expected)


def test_single_token_is_every_entry_once() -> None:
    work = ExpertWork.single_token(np.array([4, 2]), np.array([0.5, 0.25], np.float32))
    assert work.entries.tolist() == [4, 2]
    assert work.offsets.tolist() == [0, 1, 2]
    assert work.tokens.tolist() == [0, 0]
    assert work.weights.tolist() == [0.5, 0.25]


def test_selected_work_keeps_its_pairs() -> None:
    work = ExpertWork(np.array([5, 1, 3]), np.array([0, 2, 3, 6]), np.arange(6), np.arange(6, dtype=np.float32))
    chosen = work.select(np.array([True, False, True]))
    assert chosen.entries.tolist() == [5, 3]
    assert chosen.offsets.tolist() == [0, 2, 5]
    assert chosen.tokens.tolist() == chosen.weights.tolist() == [0, 1, 3, 4, 5]


@pytest.mark.parametrize("make", [plain_mlp, lambda layout, gate: cpu_mlp(layout, gate, 2)], ids=["torch", "kernels"])
@pytest.mark.parametrize("which", ["bank is a view with gaps", "read-only routing", "strided routing"])
def test_odd_memory_is_computed_all_the_same(which: str, make: Callable[..., ExpertMlp]) -> None:
    layout = layout_of()
    bank = bank_of(layout, 0)
    work = ExpertWork.single_token(np.array([1, 4]), np.array([0.3, 0.7], np.float32))
    hidden, expected = torch.randn(1, HIDDEN), torch.zeros(1, HIDDEN)
    torch_mlp(silu_gate).accumulate(bank, work, hidden, expected)
    if which == "bank is a view with gaps":
        wide = torch.randn(EXPERTS, layout.rows, HIDDEN + 8)
        wide[:, :, :HIDDEN] = bank.up
        bank = replace(bank, up=wide[:, :, :HIDDEN])
    elif which == "read-only routing":
        work.weights.flags.writeable = False
    else:
        work = replace(work, entries=np.array([1, 0, 4, 0])[::2])
    out = torch.zeros(1, HIDDEN)
    make(layout, silu_gate).accumulate(bank, work, hidden, out)
    torch.testing.assert_close(out, expected)


def test_an_entry_outside_the_bank_is_refused() -> None:
    layout = layout_of()
    work = ExpertWork.single_token(np.array([EXPERTS]), np.ones(1, np.float32))
    with pytest.raises(IndexError):
        cpu_mlp(layout, silu_gate, 2).accumulate(
            bank_of(layout, 0), work, torch.randn(1, HIDDEN), torch.zeros(1, HIDDEN)
        )


def test_less_than_one_thread_is_refused() -> None:
    with pytest.raises(ThreadCountError):
        cpu_mlp(layout_of(), silu_gate, 0)


def test_warm_up_takes_any_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    warmed: list[ExpertLayout] = []
    monkeypatch.setattr(kernels, "warm_up", warmed.append)
    covered, other = layout_of(), layout_of(activation="custom")
    warm_up(covered, serves_steps=False)
    warm_up(other, serves_steps=False)
    assert warmed == [covered]


def test_weights_are_read_in_their_own_dtype_on_the_kernels() -> None:
    """bfloat16 weights, float32 sums: far closer to float64 than bfloat16 arithmetic comes."""
    layout = layout_of(hidden=512, intermediate=300, dtype="bfloat16")
    bank = bank_of(layout, 1)
    work = ExpertWork.single_token(np.arange(3), np.full(3, 0.3, np.float32))
    hidden, out = torch.randn(1, 512).to(torch.bfloat16), torch.zeros(1, 512)
    exact = out.double()
    _in_float64(layout, ExpertBank(bank.up.double(), bank.down.double(), None, None), work, hidden.double(), exact)
    cpu_mlp(layout, silu_gate, 2).accumulate(bank, work, hidden, out)
    assert (out - exact).norm() < 1e-6 * exact.norm()


def test_few_tokens_stay_on_the_kernels_and_many_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []
    real = kernels.run
    monkeypatch.setattr(kernels, "run", lambda job, threads: (runs.append(job.pairs.tokens.size), real(job, threads)))
    layout = layout_of()
    limit = _MATMUL_TOKENS_SMALL
    work = ExpertWork(
        np.array([0, 1]),
        np.array([0, limit, 2 * limit + 1]),
        np.concatenate((np.arange(limit), np.arange(limit + 1))),
        np.ones(2 * limit + 1, np.float32),
    )
    hidden = torch.randn(limit + 1, HIDDEN)
    out = torch.zeros(limit + 1, HIDDEN)
    cpu_mlp(layout, silu_gate, 2).accumulate(bank_of(layout, 0), work, hidden, out)
    assert runs == [limit]


def token_buffers(slots: list[int], dtype: torch.dtype = torch.float32) -> TokenBuffers:
    """One token through every expert; those with a slot are somebody else's."""
    return TokenBuffers(
        hidden=torch.randn(1, HIDDEN).to(dtype),
        choices=torch.randperm(EXPERTS),
        weights=torch.rand(EXPERTS),
        slots=torch.tensor(slots),
        out=torch.randn(1, HIDDEN),
    )


@settings(deadline=None, max_examples=60)
@given(
    slots=st.lists(st.sampled_from([-1, 0, 5]), min_size=EXPERTS, max_size=EXPERTS),
    first=st.integers(0, INTERMEDIATE - 1),
    threads=st.integers(1, 3),
    dtype=st.sampled_from(["float32", "bfloat16"]),
    kernel=st.booleans(),
)
def test_a_bound_call_computes_the_experts_without_a_slot(
    slots: list[int], first: int, threads: int, dtype: Literal["float32", "bfloat16"], kernel: bool
) -> None:
    layout, stored = layout_of(dtype=dtype), getattr(torch, dtype)
    bank = ExpertBank(
        torch.randn(EXPERTS, 2 * INTERMEDIATE, HIDDEN).to(stored),
        torch.randn(EXPERTS, HIDDEN, INTERMEDIATE).to(stored),
        None,
        None,
    )
    mlp = cpu_mlp(layout, silu_gate, threads) if kernel else torch_mlp(silu_gate)
    buffers = token_buffers(slots, stored)
    call = mlp.bind(bank, buffers)
    for _ in range(2):
        buffers.choices.copy_(torch.randperm(EXPERTS))
        before = buffers.out.clone()
        missed = buffers.slots < 0
        work = ExpertWork.single_token(buffers.choices[missed].numpy(), buffers.weights[missed].numpy(), first)
        expected = torch.zeros(1, HIDDEN) if missed.any() else before
        mlp.accumulate(bank, work, buffers.hidden, expected)
        assert call(first) == int(missed.sum())
        assert torch.equal(buffers.out, expected)


def test_a_bound_call_refuses_what_is_out_of_bounds_before_computing() -> None:
    layout = layout_of()
    buffers = token_buffers([-1] * EXPERTS)
    call = cpu_mlp(layout, silu_gate, 2).bind(bank_of(layout, 0), buffers)
    before = buffers.out.clone()
    for first in (-1, INTERMEDIATE):
        with pytest.raises(IndexError):
            call(first)
    buffers.choices[2] = EXPERTS
    with pytest.raises(IndexError):
        call(0)
    assert torch.equal(buffers.out, before)


def test_a_bound_call_keeps_the_memory_it_reads() -> None:
    layout = layout_of()
    mlp = cpu_mlp(layout, silu_gate, 2)
    bank, buffers = bank_of(layout, 0), token_buffers([-1] * EXPERTS)
    references = [weakref.ref(tensor) for tensor in (bank.up, bank.down, buffers.hidden, buffers.slots)]
    out, call = buffers.out, mlp.bind(bank, buffers)
    del bank, buffers
    gc.collect()
    assert all(reference() is not None for reference in references)
    assert call(0) == EXPERTS
    assert out.isfinite().all()


def test_an_odd_bank_is_bound_all_the_same() -> None:
    layout = layout_of()
    bank = bank_of(layout, 0)
    odd = ExpertBank(bank.up.transpose(1, 2).contiguous().transpose(1, 2), bank.down, None, None)
    buffers = token_buffers([-1] * EXPERTS)
    expected = buffers.out.clone()
    cpu_mlp(layout, silu_gate, 2).bind(bank, replace(buffers, out=expected))(0)
    cpu_mlp(layout, silu_gate, 2).bind(odd, buffers)(0)
    torch.testing.assert_close(buffers.out, expected)
