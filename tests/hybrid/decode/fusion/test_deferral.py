"""Deferred results have their values whenever somebody reads them, and are launched once."""

from collections.abc import Callable
from functools import partial

import pytest
import torch
from torch import Tensor

from hybrid.decode.fusion.deferral import Deferral, TooLateError


class Fill:
    """Makes a tensor of ones later."""

    def __init__(self, deferral: Deferral, source: Tensor | None = None) -> None:
        self.out, self.launched = torch.zeros(2, 3), 0
        deferral.defer(self, (self.out,), () if source is None else (source,), partial(self._launch, source))

    def _launch(self, source: Tensor | None) -> None:
        self.launched += 1
        self.out.copy_(torch.ones(2, 3) if source is None else source)


READERS: dict[str, Callable[[Tensor], Tensor]] = {
    "a sum": lambda tensor: tensor + 1,
    "a view's sum": lambda tensor: tensor.view(3, 2).transpose(0, 1)[1:].sum(),
    "a copy": lambda tensor: tensor.clone(),
    "one of several": lambda tensor: torch.cat([torch.zeros(2, 3), tensor]),
    "a target": lambda tensor: torch.add(torch.ones(2, 3), tensor, out=torch.empty(2, 3)),
    "in place": lambda tensor: tensor.mul_(3),
}


@pytest.mark.parametrize("reader", READERS)
def test_whoever_reads_finds_the_values(reader: str) -> None:
    with Deferral() as deferral:
        fill = Fill(deferral)
        assert fill.launched == 0
        actual = READERS[reader](fill.out)
        assert fill.launched == 1
    assert torch.equal(actual, READERS[reader](torch.ones(2, 3)))


def test_views_and_shapes_read_nothing() -> None:
    with Deferral() as deferral:
        fill = Fill(deferral)
        view = fill.out.view(6)[None].contiguous().reshape(3, 2)
        assert view.shape == (3, 2)
        assert fill.launched == 0
        assert deferral.waiting_for(view, Fill) is fill
        assert deferral.waiting_for(fill.out[1:], Fill) is None, "that is not all of it"
        assert deferral.waiting_for(fill.out, str) is None


def test_what_is_overwritten_is_read_before() -> None:
    source = torch.full((2, 3), 5.0)
    with Deferral() as deferral:
        fill = Fill(deferral, source)
        source.add_(1)
    assert torch.equal(fill.out, torch.full((2, 3), 5.0))


def test_a_memory_that_is_written_again_is_written_in_order() -> None:
    out, order = torch.zeros(1), []
    with Deferral() as deferral:
        deferral.defer("first", (out,), (), lambda: order.append(1))
        deferral.defer("second", (out,), (), lambda: order.append(2))
        deferral.settle(out)
    assert order == [1, 2]


def test_what_another_kernel_has_computed_is_not_launched() -> None:
    with Deferral() as deferral:
        fill = Fill(deferral)
        deferral.computed(fill)
        deferral.end()
        assert fill.launched == 0


def test_what_is_passed_over_is_there_for_who_reads_it_all_the_same() -> None:
    source = torch.full((2, 3), 5.0)
    with Deferral() as deferral:
        fill, late = Fill(deferral, source), Fill(deferral, source)
        deferral.passed_over(fill)
        deferral.passed_over(late)
        deferral.settle_all()
        assert fill.launched == 0
        assert float(fill.out.sum()) == 30.0
        source.add_(1)
        with pytest.raises(TooLateError):
            late.out.sum()


def test_consumers_are_launched_before_what_they_may_compute_along_the_way() -> None:
    order: list[str] = []
    one, two = torch.zeros(1), torch.zeros(2)
    with Deferral() as deferral:
        deferral.defer("producer", (one,), (), lambda: order.append("producer"))

        def consume() -> None:
            deferral.computed("producer")
            order.append("both")

        deferral.defer("consumer", (two,), (one,), consume)
        deferral.end()
    assert order == ["both"]


def test_nothing_waits_outside() -> None:
    deferral = Deferral()
    assert Fill(deferral).launched == 1
    with deferral:
        assert Fill(deferral).launched == 0
    assert Fill(deferral).launched == 1
