"""A token of a tiny model runs on one thread and torch's own kernels; prompts and larger models as they did."""

from dataclasses import replace

import pytest
import torch

from hybrid.config import EXPERT_DTYPES
from hybrid.cpu.small_steps import has_small_steps, small_step
from hybrid.decode.conversation import Conversation
from hybrid.decode.runtime import Runtime
from hybrid.layout import FormatName
from hybrid.model.loading import load_model, open_checkpoint
from hybrid.types import Geometry, Settings
from tests.repository import ROOT

DEMO = ROOT / "assets" / "demo-moe"
CPU = torch.device("cpu")


def in_force() -> tuple[int, bool]:
    return torch.get_num_threads(), bool(torch.backends.mkldnn.enabled)


def test_a_small_step_ends_as_it_began() -> None:
    before = in_force()
    with small_step():
        assert in_force() == (1, False)
    assert in_force() == before
    with pytest.raises(ZeroDivisionError), small_step():
        1 / 0  # noqa: B018
    assert in_force() == before


def test_what_counts_is_what_lies_outside_the_experts() -> None:
    info = open_checkpoint(str(DEMO)).info
    assert has_small_steps(info)
    assert has_small_steps(replace(info, experts=info.experts * 100, total_bytes=info.total_bytes * 100))
    assert not has_small_steps(replace(info, dense_bytes=info.dense_bytes + (64 << 20)))


@pytest.mark.parametrize("small", [True, False])
def test_prompts_keep_all_threads(small: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hybrid.decode.runtime.has_small_steps", lambda info: small)
    loaded = load_model(open_checkpoint(str(DEMO)), CPU)
    runtime = Runtime(loaded, Settings(Geometry(2, 2), "layered", "lru", "always", 2, 2), CPU)
    seen: list[tuple[int, bool]] = []
    loaded.model.register_forward_pre_hook(lambda *_: seen.append(in_force()))
    conversation = Conversation(loaded.model, runtime)
    with torch.no_grad():
        conversation.forward([5, 6, 7])
        conversation.forward([8])
    assert seen == [(2, True), (1, False) if small else (2, True)]
    assert in_force() == (2, True)
    runtime.close()


@pytest.mark.parametrize("weight_format", ["plain", *EXPERT_DTYPES[1:]])
def test_experts_made_smaller_leave_the_rest_as_small_as_it_was(weight_format: FormatName) -> None:
    loaded = load_model(open_checkpoint(str(DEMO), expert_format=weight_format), CPU)
    runtime = Runtime(loaded, Settings(Geometry(2, 2), "layered", "lru", "always", 2, 2), CPU)
    before = in_force()
    with runtime.computing(1):
        assert in_force() == (1, False)
    assert in_force() == before
    runtime.close()
