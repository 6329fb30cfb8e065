"""The host's part of a step; in the device's place a thread runs ahead, and looks up what it finds by itself."""

import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from hybrid.cpu.kernel_mlp import cpu_mlp, warm_up
from hybrid.decode.one_graph_step import OneGraphStep
from hybrid.gpu.mailbox import NOTHING_DUE, PLAN_DUE, SHARE_DUE, StepMailbox
from hybrid.layer.miss_split import MissShares
from hybrid.observe.telemetry import StepRecord
from hybrid.types import MAPPINGS, Geometry, MappingName, ModelInfo
from tests.fakes.executor_bench import (
    EXPERTS,
    HIDDEN,
    INNER,
    LAYERS,
    LAYOUT,
    STORE,
    Bench,
    K,
    expected,
    make_bench,
    silu_gate,
)
from tests.models.talkative import PATIENCE_S

INFO = ModelInfo("made up", "none", LAYERS, EXPERTS, K, STORE.expert_bytes, 0, "float32", 64)
SHARES = {
    "none": MissShares((0, 0, 0), (0, 0, 0)),
    "some": MissShares((0, 1, 3), (0, 2, 1)),
    "all": MissShares((0, INNER, INNER), (0, INNER, 2)),
}


@dataclass
class Layer:
    """What the device makes of a layer."""

    hidden: Tensor
    index: Tensor
    weights: Tensor
    out: Tensor | None = None


class FakeDevice:
    """Runs through a step on a thread of its own, at an uneven pace; looks up, computes and waits as the graph does."""

    def __init__(self, bench: Bench, host: StepMailbox, seed: int) -> None:
        self._bench, self._host, self._rng = bench, host, np.random.default_rng(seed)
        self.layers: list[Layer] = []
        self.breaks_at: int | None = None
        self.sum_ns: Callable[[int], int] = lambda own_rows: 0
        self.host_waits = threading.Event()
        self._thread = threading.Thread()

    def replay(self) -> None:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def running(self) -> bool:
        return self._thread.is_alive()

    def join(self) -> None:
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        for number, layer in enumerate(self.layers):
            if number == self.breaks_at:
                return
            self._pause()
            self._layer(number, layer)

    def _layer(self, number: int, layer: Layer) -> None:
        host = self._host
        host.hidden.copy_(layer.hidden)
        host.choices[number].copy_(layer.index)
        host.weights[number].copy_(layer.weights)
        slots = self._bench.parts.slots.residency[number][layer.index[0]].clone()
        host.slots[number].copy_(slots)
        missed = int((slots < 0).sum())
        device_rows = int(host.device_rows[missed])
        host.rows[number, 0] = device_rows
        due = missed > 0 and device_rows < INNER
        self.host_waits.clear()
        planned = missed > 0 and bool(host.waits_for_plans[0])
        host.arrived[number, 0] = SHARE_DUE if due else PLAN_DUE if planned else NOTHING_DUE
        if number < LAYERS - 1 and self._rng.random() < 0.5:
            assert self.host_waits.wait(PATIENCE_S), "the host never came to wait for the next layer"
        out = self._experts(number, layer, slots.tolist(), device_rows)
        self._pause()
        if due or planned:
            give_up = time.monotonic() + PATIENCE_S
            while not host.answered[number, 0] and time.monotonic() < give_up:
                time.sleep(0)
        layer.out = out + host.share if due else out
        host.clock[number, :3] = torch.tensor([0, 0, self.sum_ns(device_rows)])

    def _experts(self, number: int, layer: Layer, slots: list[int], device_rows: int) -> Tensor:
        """Hits from their slots as these are now; of the misses the first rows."""
        out = torch.zeros(1, HIDDEN)
        for expert, slot, weight in zip(layer.index[0].tolist(), slots, layer.weights[0].tolist(), strict=True):
            store, pool = STORE.layers[number], self._bench.transfer.pool
            up, down = (pool[0][slot], pool[1][slot]) if slot >= 0 else (store.up[expert], store.down[expert])
            rows = INNER if slot >= 0 else device_rows
            out += weight * (silu_gate(layer.hidden @ up.T)[:, :rows] @ down[:, :rows].T)
        return out

    def _pause(self) -> None:
        for _ in range(int(self._rng.integers(0, 3))):
            time.sleep(0)


@dataclass
class Stand:
    bench: Bench
    host: StepMailbox
    device: FakeDevice
    step: OneGraphStep

    def run(self, layers: list[Layer]) -> None:
        self.device.layers = layers
        self.step.begin()
        self.host.begin()
        self.step.queue()
        self.step.run()
        self.step.close_books()
        self.device.join()


class WatchedBuffers(StepMailbox):
    """Tells the device when the host has nothing else to do than to wait for it."""

    waits = threading.Event()

    def await_arrival(self, layer: int, looks: int) -> int:
        self.waits.set()
        return super().await_arrival(layer, looks)


MISSES = {"python": None, "one thread": 1, "a team": 3}
"""Who computes misses: Python, or a server of so many threads."""


def make_stand(
    geometry: Geometry, mapping: MappingName, shares: MissShares, seed: int, threads: int | None = None, **cache: str
) -> Stand:
    if threads:
        warm_up(LAYOUT, serves_steps=True)  # or the device would lose patience with the compiler
    bench = make_bench(geometry, mapping, mlp=threads and cpu_mlp(LAYOUT, silu_gate, threads), **cache)
    host = WatchedBuffers(INFO, HIDDEN, torch.float32)
    host.waits_for_plans[0] = int(mapping == "pooled")
    fake = FakeDevice(bench, host, seed)
    host.waits = fake.host_waits
    landing = np.random.default_rng(seed + 1)
    landed = bench.transfer.landed

    def some_landed() -> list[int]:
        bench.transfer.land(int(landing.integers(0, 3)))
        return landed()

    bench.transfer.landed = some_landed  # type: ignore[method-assign]
    step = OneGraphStep(
        bench.parts, host, (shares, SHARES["none"]), INNER, mapping == "pooled", fake.replay, fake.running
    )
    stand = Stand(bench, host, fake, step)
    weakref.finalize(stand, step.close)
    return stand


def token(rng: np.random.Generator) -> list[Layer]:
    def layer() -> Layer:
        index = torch.from_numpy(rng.permutation(EXPERTS)[None, :K].astype(np.int64))
        hidden = torch.from_numpy(rng.standard_normal((1, HIDDEN), np.float32))
        return Layer(hidden, index, torch.from_numpy(rng.random((1, K), np.float32)))

    return [layer() for _ in range(LAYERS)]


@pytest.mark.usefixtures("every_job_in_parallel")
@pytest.mark.parametrize("threads", MISSES.values(), ids=MISSES)
@pytest.mark.parametrize("mapping", MAPPINGS)
@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize(("policy", "admission"), [("lru", "always"), ("lfu", "bounded")])
def test_every_layer_gets_its_sum_however_the_device_runs_ahead(
    mapping: MappingName, share: str, policy: str, admission: str, threads: int | None
) -> None:
    """A copy into a slot that is still to be read would show: until it lands the slot holds no numbers."""
    rng = np.random.default_rng(5)
    for seed, geometry in enumerate([Geometry(0, 0), Geometry(1, 1), Geometry(LAYERS, 2), Geometry(LAYERS, EXPERTS)]):
        stand = make_stand(geometry, mapping, SHARES[share], seed, threads, policy=policy, admission=admission)
        for _ in range(25):
            layers = token(rng)
            stand.run(layers)
            for number, layer in enumerate(layers):
                wanted = expected(number, layer.hidden, layer.index, layer.weights)
                torch.testing.assert_close(layer.out, wanted, rtol=1e-4, atol=1e-4)
        counters = stand.bench.telemetry.counters()
        assert counters.steps == 25
        assert counters.hits + counters.misses == counters.routed == 25 * LAYERS * K
        assert counters.fills * STORE.expert_bytes <= counters.bytes_copied


@pytest.mark.parametrize("threads", MISSES.values(), ids=MISSES)
@pytest.mark.parametrize("mapping", MAPPINGS)
def test_fills_leave_the_link_to_the_misses_of_their_own_layer(mapping: MappingName, threads: int | None) -> None:
    stand = make_stand(Geometry(LAYERS, 2), mapping, SHARES["some"], 0, threads)
    fill, host, fills = stand.bench.transfer.fill, stand.host, 0

    def after_the_answer(*args: Any, **options: Any) -> None:
        nonlocal fills
        fills += 1
        layer = len(stand.step._planned) - 1
        assert int(host.answered[layer, 0]) or int(host.arrived[layer, 0]) != SHARE_DUE
        fill(*args, **options)

    stand.bench.transfer.fill = after_the_answer  # type: ignore[method-assign]
    rng = np.random.default_rng(3)
    for _ in range(20):
        stand.run(token(rng))
    assert fills > 20


def test_the_books_tell_what_the_device_found() -> None:
    stand = make_stand(Geometry(LAYERS, 2), "layered", SHARES["none"], 0)
    steps: list[StepRecord] = []
    stand.bench.telemetry.on_step = steps.append
    rng = np.random.default_rng(1)
    for _ in range(10):
        stand.run(token(rng))
        resident = stand.host.slots.numpy() >= 0
        assert (steps[-1].choices[:, 0] == stand.host.choices.numpy()[:, 0]).all()
        assert ((steps[-1].outcomes[:, 0] == 0) == resident).all()
    window = stand.bench.telemetry.window(10)
    assert (window.hits + window.misses == K).all()
    assert window.in_flight.sum() > 0
    assert (window.cpu_ms[window.misses > 0] > 0).all()
    assert not window.cpu_ms[window.misses == 0].any()


def test_the_devices_time_is_told_a_step_later() -> None:
    stand = make_stand(Geometry(LAYERS, EXPERTS), "layered", SHARES["none"], 0)
    stand.run(token(np.random.default_rng(1)))
    assert np.isnan(stand.bench.telemetry.window(1).gpu_ms).all()
    stand.host.clock.copy_(torch.tensor([[5, 2_000_005, 3_000_005, 0], [0, 500_000, 500_000, 0]]))
    stand.run(token(np.random.default_rng(2)))
    assert stand.bench.telemetry.window(2).gpu_ms[0].tolist() == [2.0, 0.5]


def test_a_share_that_does_not_pay_is_given_up() -> None:
    stand = make_stand(Geometry(0, 0), "layered", SHARES["some"], 0)
    stand.device.sum_ns = lambda own_rows: 2_000_000 if own_rows else 1_000_000
    rng = np.random.default_rng(1)
    rows_by_step = []
    for _ in range(60):
        stand.run(token(rng))
        rows_by_step.append([stand.host.own_rows(layer) for layer in range(LAYERS)])
    assert rows_by_step[:2].count([3, 3]) == 1, "one of two steps is a trial"
    assert rows_by_step[32:] == [[0] * LAYERS] * 28


def test_a_device_that_stops_is_not_waited_for() -> None:
    stand = make_stand(Geometry(LAYERS, 2), "layered", SHARES["none"], 0)
    stand.device.breaks_at = 1
    with pytest.raises(RuntimeError, match="layer 1"):
        stand.run(token(np.random.default_rng(1)))
    assert stand.bench.telemetry.steps == 0


def test_what_went_wrong_on_the_device_is_raised() -> None:
    stand = make_stand(Geometry(LAYERS, 2), "layered", SHARES["none"], 0)

    def broken() -> bool:
        raise RuntimeError("an illegal memory access")

    silent: Callable[[], None] = lambda: None  # noqa: E731
    step = OneGraphStep(stand.bench.parts, stand.host, (SHARES["none"],), INNER, False, silent, broken)
    step.begin()
    stand.host.begin()
    step.queue()
    with pytest.raises(RuntimeError, match="illegal"):
        step.run()
