"""What a module computes is recognised by its results alone, and nothing is taken for what it is not."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional

from hybrid.model.activation_probe import Activation, activation_of
from hybrid.types import ClampedSwiglu

LIMIT, ALPHA = 7.0, 1.702
Halves = Callable[[Tensor, Tensor], Tensor]


class Experts(nn.Module):
    """As far as its activation goes; ``declared`` is what it says of its rows."""

    def __init__(self, gated: bool = True, declared: bool = True, **numbers: float) -> None:
        super().__init__()
        self.has_gate, self.is_concatenated = gated, declared
        self.num_experts, self.hidden_size = 4, 32
        for name, number in numbers.items():
            setattr(self, name, number)


def concatenated(halves: Halves) -> Callable[[Tensor], Tensor]:
    return lambda rows: halves(*rows.chunk(2, dim=-1))


def interleaved(halves: Halves) -> Callable[[Tensor], Tensor]:
    return lambda rows: halves(rows[..., ::2], rows[..., 1::2])


def clamped(swiglu: ClampedSwiglu) -> Halves:
    def apply(gate: Tensor, up: Tensor) -> Tensor:
        gate, up = gate.clamp(max=swiglu.limit), up.clamp(-swiglu.limit, swiglu.limit)
        return (up + swiglu.offset) * (gate * torch.sigmoid(gate * swiglu.alpha))

    return apply


@given(
    intermediate=st.integers(2, 90),  # with one, the orders are the same
    swiglu=st.builds(
        ClampedSwiglu,
        alpha=st.sampled_from([0.5, 1.0, ALPHA]),
        limit=st.sampled_from([0.3, 1.0, LIMIT, 10.0, 100.0]),
        offset=st.sampled_from([0.0, 1.0]),
    ),
    in_halves=st.booleans(),
    declared=st.booleans(),
)
def test_a_clamped_swiglu_is_known_by_its_numbers_in_either_order(
    intermediate: int, swiglu: ClampedSwiglu, in_halves: bool, declared: bool
) -> None:
    module = Experts(declared=declared, beta=swiglu.alpha, cap=swiglu.limit)
    apply = (concatenated if in_halves else interleaved)(clamped(swiglu))
    assert activation_of(module, apply, intermediate) == Activation("clamped_swiglu", in_halves, swiglu)


def test_a_limit_may_be_a_whole_number() -> None:
    module = Experts(limit=10)
    activation = activation_of(module, concatenated(clamped(ClampedSwiglu(limit=10.0))), 40)
    assert activation == Activation("clamped_swiglu", True, ClampedSwiglu(1.0, 10.0, 0.0))


PLAIN: dict[str, Callable[[Tensor], Tensor]] = {
    "silu": nn.SiLU(),
    "gelu": nn.GELU(),
    "gelu_tanh": nn.GELU(approximate="tanh"),
    "relu2": lambda values: functional.relu(values) ** 2,
}


@pytest.mark.parametrize("name", PLAIN)
def test_plain_activations_are_known(name: str) -> None:
    plain = PLAIN[name]
    assert activation_of(Experts(gated=False), plain, 40) == Activation(name)
    for order, in_halves in ((concatenated, True), (interleaved, False)):
        apply = order(lambda gate, up: plain(gate) * up)
        assert activation_of(Experts(), apply, 40) == Activation(name, in_halves)
        never_clamped = activation_of(Experts(limit=float("inf")), apply, 40)
        assert never_clamped == Activation(name, in_halves)


UNKNOWN: dict[str, Halves] = {
    "gate clamped on both sides": lambda gate, up: clamped(LIKE)(gate.clamp(min=-LIMIT), up),
    "gate clamped alone": lambda gate, up: (
        gate.clamp(max=LIMIT) * torch.sigmoid(ALPHA * gate.clamp(max=LIMIT)) * (up + 1)
    ),
    "up clamped from above alone": lambda gate, up: clamped(ClampedSwiglu(ALPHA, 1e9, 1))(
        gate.clamp(max=LIMIT), up.clamp(max=LIMIT)
    ),
    "clamped after the activation": lambda gate, up: functional.silu(gate).clamp(max=LIMIT) * up.clamp(-LIMIT, LIMIT),
    "another limit than it holds": clamped(ClampedSwiglu(ALPHA, 7.1, 1.0)),
    "another factor than it holds": clamped(ClampedSwiglu(1.7, LIMIT, 1.0)),
    "another offset": clamped(ClampedSwiglu(ALPHA, LIMIT, 0.5)),
    "up before gate": lambda gate, up: clamped(LIKE)(up, gate),
    "a rougher GELU": lambda gate, up: gate * torch.sigmoid(ALPHA * gate) * up,
    "a limit far out": lambda gate, up: functional.silu(gate.clamp(max=500.0)) * up,
    "one value too few": lambda gate, up: clamped(LIKE)(gate, up)[:, 1:],
}
LIKE = ClampedSwiglu(ALPHA, LIMIT, 1.0)


@pytest.mark.parametrize("case", UNKNOWN)
@pytest.mark.parametrize("declared", [True, False])
def test_what_is_merely_like_it_is_custom(case: str, declared: bool) -> None:
    module = Experts(declared=declared, alpha=ALPHA, limit=LIMIT, far=501.0)
    assert activation_of(module, concatenated(UNKNOWN[case]), 40) == Activation("custom", declared)


def test_what_cannot_be_tried_is_custom() -> None:
    def refuse(rows: Tensor) -> Tensor:
        raise ValueError("only on an accelerator")

    assert activation_of(Experts(), refuse, 40) == Activation("custom")
    assert activation_of(Experts(gated=False), refuse, 40) == Activation("custom")


def test_a_module_that_changes_its_input_is_tried_all_the_same() -> None:
    def in_place(gate: Tensor, up: Tensor) -> Tensor:
        return functional.silu(gate.clamp_(max=LIMIT)) * up.clamp_(-LIMIT, LIMIT)

    activation = activation_of(Experts(limit=LIMIT), concatenated(in_place), 40)
    assert activation == Activation("clamped_swiglu", True, ClampedSwiglu(1.0, LIMIT, 0.0))
