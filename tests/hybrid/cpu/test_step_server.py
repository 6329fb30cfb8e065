"""The team that serves a step's misses by itself: what it computes, when it answers, and how it is left."""

import gc
import time
from collections.abc import Iterator

import pytest
import torch

from hybrid.cpu.kernel_mlp import cpu_mlp, warm_up
from hybrid.cpu.step_server import StepServer, step_server
from hybrid.experts.host_weights import host_bank
from hybrid.experts.work import TokenCall
from hybrid.gpu.mailbox import NOTHING_DUE, SHARE_DUE, StepMailbox
from hybrid.types import ModelInfo
from tests.fakes.executor_bench import EXPERTS, HIDDEN, LAYERS, LAYOUT, STORE, K, expected, silu_gate
from tests.models.talkative import PATIENCE_S

INFO = ModelInfo("made up", "none", LAYERS, EXPERTS, K, STORE.expert_bytes, 0, "float32", 64)
CHOICES, WEIGHTS = torch.tensor([[3, 1]]), torch.tensor([[0.5, 2.0]])

pytestmark = pytest.mark.usefixtures("every_job_in_parallel")


class Stand:
    """A server, and a mailbox that the test writes in the device's place."""

    def __init__(self, threads: int, plans_first: bool = False) -> None:
        warm_up(LAYOUT, serves_steps=True)
        self.host = StepMailbox(INFO, HIDDEN, torch.float32)
        mlp = cpu_mlp(LAYOUT, silu_gate, threads)
        self.calls = [
            mlp.bind(host_bank(STORE.layers[layer]), self.host.token_buffers(layer)) for layer in range(LAYERS)
        ]
        server = step_server(self.calls, self.host.words(), plans_first)
        assert server is not None
        self.server: StepServer = server

    def begin(self) -> None:
        self.host.begin()
        self.server.begin()

    def arrive(self, layer: int, hidden: torch.Tensor, due: int = SHARE_DUE, choices: torch.Tensor = CHOICES) -> None:
        self.host.hidden.copy_(hidden)
        self.host.choices[layer].copy_(choices)
        self.host.weights[layer].copy_(WEIGHTS)
        self.host.slots[layer].fill_(-1)
        self.host.arrived[layer, 0] = due

    def is_answered(self, layer: int, patience_s: float = PATIENCE_S) -> bool:
        give_up = time.monotonic() + patience_s
        while not (answered := self.host.await_answer(layer, 1)) and time.monotonic() < give_up:
            time.sleep(0)
        return bool(answered)


@pytest.fixture(params=[1, 3])
def threads(request: pytest.FixtureRequest) -> int:
    number: int = request.param
    return number


@pytest.fixture
def stand(threads: int) -> Iterator[Stand]:
    stand = Stand(threads)
    yield stand
    stand.server.close()


def test_layers_are_computed_and_answered_as_they_arrive(stand: Stand) -> None:
    for step in range(20):
        if step % 7 == 6:
            time.sleep(0.005)  # the threads go to sleep and have to be woken
        stand.begin()
        for layer in range(LAYERS):
            hidden = torch.randn((1, HIDDEN), generator=torch.Generator().manual_seed(10 * step + layer))
            stand.arrive(layer, hidden)
            assert stand.is_answered(layer)
            wanted = expected(layer, hidden, CHOICES, WEIGHTS)
            torch.testing.assert_close(stand.host.share, wanted, rtol=1e-4, atol=1e-4)
        stand.server.join()
        assert all(milliseconds > 0 for milliseconds in stand.server.cpu_ms())


def test_a_layer_that_misses_nothing_is_passed_over(stand: Stand) -> None:
    stand.begin()
    stand.arrive(0, torch.zeros(1, HIDDEN), NOTHING_DUE)
    stand.arrive(1, torch.zeros(1, HIDDEN))
    stand.server.join()
    assert [stand.is_answered(layer, 0.0) for layer in range(LAYERS)] == [False, True]
    assert stand.server.cpu_ms()[0] == 0.0


def test_an_expert_that_is_not_there_is_told_of_once(stand: Stand) -> None:
    stand.begin()
    stand.arrive(0, torch.zeros(1, HIDDEN), choices=torch.tensor([[0, EXPERTS]]))
    assert stand.is_answered(0), "the device may not wait for ever"
    stand.arrive(1, torch.zeros(1, HIDDEN))
    with pytest.raises(IndexError, match="expert"):
        stand.server.join()
    stand.server.join()


def test_a_step_that_is_abandoned_is_followed_by_another(stand: Stand) -> None:
    stand.begin()
    stand.arrive(0, torch.zeros(1, HIDDEN))
    assert stand.is_answered(0)
    stand.server.abandon()
    stand.begin()
    for layer in range(LAYERS):
        stand.arrive(layer, torch.ones(1, HIDDEN))
        assert stand.is_answered(layer)
    stand.server.join()


def test_a_server_closes_in_the_middle_of_a_step(threads: int) -> None:
    stand = Stand(threads)
    stand.begin()
    stand.server.close()
    with pytest.raises(RuntimeError, match="ended"):
        stand.server.check()


def test_a_server_that_nobody_holds_ends_its_thread(threads: int) -> None:
    """It would keep the weights of a model that could not be loaded to its end."""
    stand = Stand(threads)
    stand.begin()
    for layer in range(LAYERS):
        stand.arrive(layer, torch.ones(1, HIDDEN))
    stand.server.join()
    thread = stand.server._thread
    del stand
    gc.collect()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()


def test_a_layer_is_answered_only_once_it_is_planned(threads: int) -> None:
    stand = Stand(threads, plans_first=True)
    stand.begin()
    for layer in range(LAYERS):
        stand.arrive(layer, torch.ones(1, HIDDEN))
        assert not stand.is_answered(layer, 0.02)
        stand.server.planned(layer)
        assert stand.is_answered(layer)
    stand.server.close()


def test_what_torch_computes_is_not_served() -> None:
    class Other:
        def __call__(self, first: int) -> int:
            return 0

    host = StepMailbox(INFO, HIDDEN, torch.float32)
    calls: list[TokenCall] = [Other(), Other()]
    assert step_server(calls, host.words(), False) is None
