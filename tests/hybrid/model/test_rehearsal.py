"""Rehearsed loading: origins that lead every stored value to its place, and none where that cannot be told."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from hybrid.model.rehearsal import Exchange, Join, Stack, Stored, _origin, _traced

Work = Callable[[dict[str, Tensor]], Tensor]

WORKS: dict[str, Work] = {
    "left alone": lambda t: t["a"][...].to(device="cpu", dtype=torch.float32).detach(),
    "cast": lambda t: t["a"][...].to("cpu", torch.bfloat16),
    "stacked": lambda t: torch.stack([t["a"], t["b"]]),
    "stacked at the end": lambda t: torch.stack([t["a"], t["b"]], dim=-1),
    "joined": lambda t: torch.cat([t["a"], t["c"]]),
    "joined from the end": lambda t: torch.cat([t["a"], t["b"]], dim=-1),
    "exchanged": lambda t: t["a"].transpose(-1, 0).contiguous(),
    "exchanged by name": lambda t: torch.transpose(t["a"], dim0=0, dim1=1),
    "two stacks joined": lambda t: torch.cat([torch.stack([t["a"], t["b"]]), torch.stack([t["b"], t["a"]])], dim=1),
}
UNKNOWN: dict[str, Work] = {
    "computed": lambda t: t["a"] * 2,
    "cut": lambda t: t["a"][1:],
    "a part of it": lambda t: torch.chunk(t["a"], 2, dim=1)[0],
    "reshaped": lambda t: t["a"].reshape(3, 2),
    "changed in place": lambda t: t["a"].mul_(2),
    "changed in place, after all": lambda t: (stacked := torch.stack([t["a"], t["b"]]), stacked.mul_(2))[0],
    "written to": lambda t: (t["a"].__setitem__(0, 1.0), t["a"])[1],
    "cast twice": lambda t: t["a"].to(torch.bfloat16).to(torch.float32),
    "cast when stacked": lambda t: torch.stack([t["a"], t["b"]]).to(torch.bfloat16),
    "types mixed": lambda t: torch.cat([t["a"], t["b"].to(torch.float64)]),
    "joined with something else": lambda t: torch.cat([t["a"], torch.empty(1, 3, device="meta")]),
    "dimensions mixed": lambda t: torch.cat([t["a"], torch.empty(0, device="meta")]),
}


def tensors() -> dict[str, Tensor]:
    return {"a": torch.randn(2, 3), "b": torch.randn(2, 3), "c": torch.randn(5, 3)}


def rehearsed(work: Work) -> Tensor:
    return work({name: _traced(t.to("meta"), Stored(name)) for name, t in tensors().items()})


@pytest.mark.parametrize("name", WORKS)
def test_an_origin_leads_to_the_same_values(name: str) -> None:
    values = tensors()
    made = rehearsed(WORKS[name])
    assert made.device.type == "meta"
    origin = _origin(made)
    assert origin is not None
    expected = WORKS[name](values)
    target = torch.full_like(expected, torch.nan)
    for source, view in origin.pieces(target):
        view.copy_(values[source])
    assert (made.shape, made.dtype) == (expected.shape, expected.dtype)
    assert torch.equal(target, expected)


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_not_understood_has_no_origin(name: str) -> None:
    assert _origin(rehearsed(UNKNOWN[name])) is None


def test_origins_are_equal_when_the_same_was_done() -> None:
    def work(t: dict[str, Tensor]) -> Tensor:
        return torch.cat([torch.stack([t["a"]]).transpose(1, 2), torch.stack([t["b"]]).transpose(1, 2)], dim=1)

    part = [Exchange(Stack((Stored(name),), 0), (1, 2)) for name in "ab"]
    assert _origin(rehearsed(work)) == Join((part[0], part[1]), (3, 3), 1)
