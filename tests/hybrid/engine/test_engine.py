"""The engine from outside: replies, settings that change under way, models that change, and its end."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hybrid import Engine, EngineConfig, Geometry
from hybrid.cache.policies import POLICIES
from hybrid.checkpoint.tensor_reading import Reader
from hybrid.decode.runtime import Runtime
from hybrid.engine import session, snapshots
from hybrid.engine.snapshots import SnapshotBoard
from hybrid.errors import (
    ConfigError,
    DeviceError,
    EngineClosedError,
    GeometryError,
    HybridError,
    LoadingCancelledError,
    MemoryBudgetError,
    ModelNotFoundError,
    NoModelError,
    RequestError,
    ThreadCountError,
    UnsupportedModelError,
)
from hybrid.gpu import device as gpu_device
from hybrid.gpu.transfer import Weights, allocate_pool
from hybrid.layer.prefill_chunk import PREFILL_CHUNK
from hybrid.types import ADMISSIONS, MAPPINGS, SlotState, Snapshot
from tests.models.talkative import PATIENCE_S, Gate, Reference, ids_of, say, text_of
from tests.models.tiny_models import save_tiny
from tests.threads import left_over

Load = Callable[..., Engine]


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def assert_reconciled(snapshot: Snapshot) -> None:
    counters, model, occupancy = snapshot.counters, snapshot.model, snapshot.occupancy
    assert counters.hits + counters.misses == counters.routed == sum(occupancy.uses)
    assert counters.hits == sum(occupancy.hits)
    assert counters.in_flight <= counters.misses
    assert counters.evictions <= counters.fills
    if snapshot.machine.emulated:
        assert counters.bytes_copied == counters.fills * model.expert_bytes
    else:  # prompts stream experts besides
        assert counters.bytes_copied >= counters.fills * model.expert_bytes
    for slot, cell in enumerate(occupancy.slot_cell):
        assert cell < 0 or occupancy.slot[cell] == slot
    for cell, slot in enumerate(occupancy.slot):
        assert (slot >= 0) == (occupancy.state[cell] != SlotState.EMPTY)


def finished(engine: Engine, version: int) -> Snapshot:
    """The snapshot after ``version`` in which nothing is under way."""
    wait_until(lambda: engine.snapshot().version > version and engine.snapshot().phase == "idle")
    return engine.snapshot()


def wait_until(fact: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(int(PATIENCE_S / 0.01)):
        if fact():
            return
        pause.wait(0.01)
    raise AssertionError("it never came true")


# Replies


def test_greedy_is_what_transformers_generates(engine: Engine, reference: Reference) -> None:
    request = say("Say something long.", max_new_tokens=40)
    events = list(engine.generate(request))
    assert ids_of(events) == reference.reply(request)
    assert text_of(events) == reference.text(request)
    assert [event.finish_reason for event in events[:-1]] == [None] * 39
    assert [event.stats for event in events[:-1]] == [None] * 39


def test_the_last_event_carries_the_figures(engine: Engine) -> None:
    first, second = (list(engine.generate(say("How much?", max_new_tokens=9)))[-1].stats for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.prompt_tokens == first.prefilled_tokens == len("u:How much?;a:")
    assert (second.prompt_tokens, second.prefilled_tokens) == (first.prompt_tokens, 1)
    assert first.generated_tokens == second.generated_tokens == 9
    assert first.settings == engine.snapshot().settings
    assert first.hit_rate is not None
    assert first.tokens_per_s is not None
    assert first.time_to_first_token_s is not None


def test_counters_reconcile(load: Load, device: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PREFILL_CHUNK, device, 4)
    engine = load(device=device)
    stats = [list(engine.generate(say(text, max_new_tokens=n)))[-1].stats for text, n in [("Count", 7), ("Twice", 1)]]
    snapshot = engine.snapshot()
    assert_reconciled(snapshot)
    counters = snapshot.counters
    assert counters.prompt_tokens == sum(s.prefilled_tokens for s in stats if s is not None)
    assert counters.generated_tokens == 8
    computed = counters.prompt_tokens + counters.generated_tokens - len(stats)
    assert counters.routed == computed * snapshot.model.layers * snapshot.model.top_k


def test_two_at_once_both_get_their_own_text(engine: Engine, reference: Reference, pool: ThreadPoolExecutor) -> None:
    requests = [say(f"Number {n}", max_new_tokens=16) for n in range(4)]
    replies = pool.map(lambda request: list(engine.generate(request)), requests)
    for request, events in zip(requests, replies, strict=True):
        assert ids_of(events) == reference.reply(request)


@pytest.mark.parametrize(
    ("request_options", "field"),
    [({"temperature": -1.0}, "temperature"), ({"top_p": 0.0}, "top_p"), ({"max_new_tokens": 0}, "max_new_tokens")],
)
def test_a_refused_request_changes_nothing(
    engine: Engine, reference: Reference, request_options: dict[str, Any], field: str
) -> None:
    for text, options, named in [("", {}, "messages"), ("x", request_options, field), ("x" * 600, {}, "messages")]:
        with pytest.raises(RequestError) as refused:
            list(engine.generate(say(text, **options)))
        assert refused.value.field == named
    assert engine.snapshot().counters.routed == 0
    request = say("And now?")
    assert ids_of(engine.generate(request)) == reference.reply(request)


def test_an_error_on_the_way_reaches_the_caller_and_only_them(
    engine: Engine, reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = say("Break here.")
    with monkeypatch.context() as patch:
        patch.setattr("hybrid.engine.generation.Sampler.next_token", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            list(engine.generate(request))
    assert ids_of(engine.generate(request)) == reference.reply(request)


def test_a_request_id_is_taken_until_its_reply_has_ended(engine: Engine, gate: Gate) -> None:
    request = say("Twice?", max_new_tokens=2)
    events = engine.generate(request)
    with pytest.raises(RequestError, match="new id") as refused:
        engine.generate(request)
    assert refused.value.field == "request_id"
    gate.open()
    assert len(list(events)) == 2
    for _ in range(20):
        assert len(list(engine.generate(request))) == 2


# Cancelling


def test_cancel_ends_a_reply_within_one_token(engine: Engine, gate: Gate) -> None:
    request = say("Long, please.", max_new_tokens=200)
    events = engine.generate(request)
    gate.let(3)
    seen = [next(events) for _ in range(3)]
    engine.cancel(request.request_id)
    gate.open()
    rest = list(events)
    assert len(rest) <= 2
    assert (rest[-1].finish_reason, rest[-1].token_id, rest[-1].text) == ("cancelled", -1, "")
    assert rest[-1].stats is not None
    assert rest[-1].stats.generated_tokens == len(seen) + len(rest) - 1


def test_cancel_ends_a_waiting_reply_before_its_turn(engine: Engine, gate: Gate, reference: Reference) -> None:
    running, waiting = say("Me first.", max_new_tokens=12), say("Then me.")
    first, second = engine.generate(running), engine.generate(waiting)
    gate.wait_for_arrivals()
    engine.cancel(waiting.request_id)
    gate.let(2)
    (last,) = second
    assert (last.finish_reason, last.token_id) == ("cancelled", -1)
    assert last.stats is not None
    assert (last.stats.prefilled_tokens, last.stats.generated_tokens) == (0, 0)
    assert engine.snapshot().counters.generated_tokens < 12, "it waited for the other's end"
    gate.open()
    assert ids_of(first) == reference.reply(running)
    assert sum(length for length in gate.lengths if length > 1) == len(reference.prompt(running))


def test_a_reply_cancelled_while_its_prompt_is_computed_has_no_tokens(engine: Engine, gate: Gate) -> None:
    request = say("Stop right there.")
    events = engine.generate(request)
    gate.wait_for_arrivals()
    engine.cancel(request.request_id)
    gate.open()
    (last,) = events
    assert last.finish_reason == "cancelled"


def test_cancelling_the_unknown_does_nothing(engine: Engine) -> None:
    engine.cancel("nobody")
    request = say("Still here?")
    events = list(engine.generate(request))
    engine.cancel(request.request_id)
    assert events[-1].finish_reason == "length"


@pytest.mark.parametrize("how", ["never begun", "dropped", "closed"])
def test_an_abandoned_reply_frees_the_engine(engine: Engine, gate: Gate, reference: Reference, how: str) -> None:
    events = engine.generate(say("Nobody listens.", max_new_tokens=300))
    if how != "never begun":
        gate.let(2)
        next(events)
    context = contextlib.closing(events) if how == "closed" else contextlib.nullcontext()
    with context:
        del events
    gate.open()
    request = say("But I do.", max_new_tokens=5)
    assert ids_of(engine.generate(request)) == reference.reply(request)
    assert gate.lengths.count(1) < 50, "the abandoned reply was made to its end"


# The cache never shows in the text

questions = st.text("abcdefgh ?", min_size=1, max_size=12).filter(str.strip)
changes = st.fixed_dictionaries(
    {},
    optional={
        "geometry": st.builds(Geometry, st.integers(0, 2), st.integers(0, 4)),
        "mapping": st.sampled_from(MAPPINGS),
        "policy": st.sampled_from(sorted(POLICIES)),
        "admission": st.sampled_from(ADMISSIONS),
        "max_queued_copies": st.integers(1, 4),
        "cpu_threads": st.integers(1, 2),
    },
)


@pytest.fixture(scope="module")
def lasting_engine(checkpoint: Path) -> Iterator[Engine]:
    with Engine.load(EngineConfig(model=str(checkpoint), device="cpu")) as engine:
        yield engine


@given(st.lists(st.tuples(changes, questions, st.integers(1, 6)), min_size=1, max_size=5))
@settings(max_examples=15)
def test_text_never_depends_on_the_cache(
    lasting_engine: Engine, reference: Reference, history: list[tuple[dict[str, Any], str, int]]
) -> None:
    """Rule 4, over whatever was asked and set before."""
    available = lasting_engine.snapshot().machine.logical_cpus
    for change, question, length in history:
        if "cpu_threads" in change:
            change["cpu_threads"] = min(change["cpu_threads"], available)
        given = lasting_engine.reconfigure(**change)
        assert {name: getattr(given, name) for name in change} == change
        request = say(question, max_new_tokens=length)
        reference.assert_greedy(request, ids_of(lasting_engine.generate(request)))
    assert_reconciled(lasting_engine.snapshot())


class NeverLanding:
    """A copy engine that takes every order and delivers none; the slots hold garbage."""

    orders = 0

    def __init__(self, pool: Weights) -> None:
        self.pool = pool
        for part in pool:
            part.fill_(torch.nan)

    def fill(self, slot: int, source: Weights, *, unused: bool = False) -> None:
        NeverLanding.orders += 1

    def landed(self) -> list[int]:
        return []

    def drain(self) -> list[int]:
        return []

    def close(self) -> None:
        self.pool = ()


def test_copies_that_never_land_hold_nothing_up(
    load: Load, reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NeverLanding, "orders", 0)
    monkeypatch.setattr(gpu_device, "make_transfer", lambda pool, device: NeverLanding(pool))
    engine = load(geometry=Geometry(2, 2))
    request = say("Is anything coming?", max_new_tokens=20)
    assert ids_of(engine.generate(request)) == reference.reply(request)
    snapshot = engine.snapshot()
    assert_reconciled(snapshot)
    assert snapshot.counters.hits == 0
    assert snapshot.counters.in_flight > 0
    assert snapshot.counters.fills == NeverLanding.orders == 4
    assert snapshot.occupancy.state.count(SlotState.LOADING) == 4


# Settings


def test_settings_change_without_touching_the_weights(engine: Engine, reference: Reference) -> None:
    addresses = [p.data_ptr() for p in engine.model.parameters()]
    request = say("Same again?", max_new_tokens=6)
    expected = reference.reply(request)
    changes: list[dict[str, Any]] = [
        {"geometry": Geometry(1, 3)},
        {"mapping": "pooled"},
        {"policy": "lfru"},
        {"admission": "bounded", "max_queued_copies": 1},
        {"cpu_threads": 1},
        {"geometry": Geometry(0, 0)},
    ]
    for change in changes:
        given = engine.reconfigure(**change)
        assert all(getattr(given, name) == value for name, value in change.items())
        assert ids_of(engine.generate(request)) == expected
        snapshot = engine.snapshot()
        assert snapshot.settings == given
        assert snapshot.memory.slots == given.geometry.slots * snapshot.model.expert_bytes
        assert len(snapshot.occupancy.slot_cell) == given.geometry.slots
    assert [p.data_ptr() for p in engine.model.parameters()] == addresses


def test_settings_change_between_two_tokens_of_a_reply(
    engine: Engine, gate: Gate, reference: Reference, pool: ThreadPoolExecutor
) -> None:
    request = say("Whatever happens.", max_new_tokens=300)
    events = engine.generate(request)
    gate.let()
    seen = [next(events)]  # an order that comes while the prompt waits is carried out before the first token
    changes: list[dict[str, Any]] = [
        {"geometry": Geometry(2, 4)},
        {"mapping": "pooled", "policy": "fifo"},
        {"geometry": Geometry(1, 1), "admission": "never"},
        {"cpu_threads": 1, "geometry": Geometry(2, 2), "admission": "always"},
    ]
    for change in changes:
        order: Future[Any] = pool.submit(engine.reconfigure, **change)
        while not order.done():
            gate.let()
            seen.append(next(events))
        assert all(getattr(order.result(), name) == value for name, value in change.items())
        assert seen[-1].finish_reason is None, "the reply ended before the settings changed"
    gate.open()
    seen += events
    assert ids_of(seen) == reference.reply(request)
    assert_reconciled(engine.snapshot())


REJECTED: list[tuple[dict[str, Any], type[ConfigError], str, str]] = [
    ({"geometry": Geometry(2, 5)}, GeometryError, "ways", "at most 4"),
    ({"geometry": Geometry(3, 2)}, GeometryError, "indexes", "at most 2"),
    ({"geometry": Geometry(-1, 2)}, GeometryError, "indexes", "use 0"),
    ({"geometry": Geometry(2, -2)}, GeometryError, "ways", "use 0"),
    ({"geometry": Geometry(2, 4)}, MemoryBudgetError, "ways", "at most 5 slots"),
    ({"cpu_threads": 0}, ThreadCountError, "cpu_threads", "between 1 and"),
    ({"cpu_threads": 100_000}, ThreadCountError, "cpu_threads", "between 1 and"),
    ({"max_queued_copies": 0}, ConfigError, "max_queued_copies", "at least 1"),
    ({"policy": "best"}, ConfigError, "policy", "choose one of"),
    ({"mapping": "spread"}, ConfigError, "mapping", "choose one of"),
    ({"admission": "some"}, ConfigError, "admission", "choose one of"),
]


def test_rejected_settings_leave_the_last_good_ones_in_force(load: Load, reference: Reference, device: str) -> None:
    expert_bytes = (2 * 40 * 32 + 32 * 40) * 4
    engine = load(device=device, vram_gib=5.5 * expert_bytes / 2**30)
    before = engine.snapshot()
    request = say("Still the same?", max_new_tokens=4)
    for change, error, field, advice in REJECTED:
        with pytest.raises(error) as refused:
            engine.reconfigure(**change)
        assert type(refused.value) is error
        assert refused.value.field == field
        assert advice in str(refused.value)
        assert ids_of(engine.generate(request)) == reference.reply(request)
        assert engine.snapshot().settings == before.settings
    assert engine.snapshot().counters.hits > 0, "a rejected setting emptied the slots"


def test_an_allocation_that_fails_restores_the_settings(
    engine: Engine, reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = engine.snapshot().settings
    inner = allocate_pool

    def allocate(geometry: Geometry, like: Weights, device: torch.device) -> Weights:
        if geometry.slots > 4:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return inner(geometry, like, device)

    monkeypatch.setattr(gpu_device, "allocate_pool", allocate)
    with pytest.raises(MemoryBudgetError, match="choose fewer") as refused:
        engine.reconfigure(geometry=Geometry(2, 4))
    assert refused.value.field == "ways"
    request = say("Did it matter?")
    assert ids_of(engine.generate(request)) == reference.reply(request)
    assert engine.snapshot().settings == before
    assert engine.snapshot().counters.hits > 0
    assert engine.reconfigure(geometry=Geometry(1, 4)).geometry == Geometry(1, 4)


# Models


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny("qwen3_moe", tmp_path_factory.mktemp("other"))


def test_another_model_takes_over(engine: Engine, other: Path) -> None:
    list(engine.generate(say("Hello")))
    info = engine.load_model(str(other))
    snapshot = engine.snapshot()
    assert snapshot.model == info
    assert (info.family, info.layers, info.experts, info.top_k) == ("qwen3_moe", 2, 6, 3)
    assert snapshot.counters.routed == 0
    assert snapshot.settings.geometry.ways <= 6
    request = say("And who are you?", max_new_tokens=10)
    assert ids_of(engine.generate(request)) == Reference(other).reply(request)


def test_a_model_change_waits_for_the_reply_under_way(
    engine: Engine, gate: Gate, other: Path, reference: Reference, pool: ThreadPoolExecutor
) -> None:
    request = say("Let me finish.", max_new_tokens=10)
    events = engine.generate(request)
    gate.wait_for_arrivals()
    order = pool.submit(engine.load_model, str(other))
    gate.open()
    assert ids_of(events) == reference.reply(request)
    assert order.result(PATIENCE_S).family == "qwen3_moe"


def test_a_model_that_is_refused_leaves_the_former_answering(
    engine: Engine, reference: Reference, tmp_path: Path, checkpoint: Path
) -> None:
    engine.reconfigure(geometry=Geometry(1, 3), policy="fifo")
    list(engine.generate(say("Who are you?", max_new_tokens=1)))
    before = engine.snapshot()
    request = say("Are you still you?", max_new_tokens=5)
    broken = copytree(checkpoint, tmp_path / "broken")
    (broken / "model.safetensors").write_bytes((broken / "model.safetensors").read_bytes()[:-100])
    for name, error in [
        (str(tmp_path / "nothing"), ModelNotFoundError),
        (str(tmp_path), ModelNotFoundError),
        (str(broken), UnsupportedModelError),
    ]:
        with pytest.raises(error) as refused:
            engine.load_model(name)
        assert refused.value.field == "model"
        assert ids_of(engine.generate(request)) == reference.reply(request)
        assert engine.snapshot().model == before.model
        assert engine.snapshot().settings == before.settings


@pytest.fixture
def activities(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What snapshots say of another model, in their order."""
    said: list[str] = []
    restate = SnapshotBoard.restate

    def note(board: SnapshotBoard, *arguments: Any) -> None:
        restate(board, *arguments)
        said.append(board.latest.activity)

    monkeypatch.setattr(SnapshotBoard, "restate", note)
    for period in ("_LOADING_PERIOD_S", "_MIN_PERIOD_S"):
        monkeypatch.setattr(snapshots, period, 0.0)
    return said


def test_a_load_says_how_far_it_is(engine: Engine, other: Path, activities: list[str]) -> None:
    engine.load_model(str(other))
    assert [said for said in activities if said.startswith("Reading the weights: 0.0 of 0.0 GB")]
    assert engine.snapshot().activity == ""


def test_a_load_that_fails_half_way_brings_the_former_model_back_and_says_so(
    engine: Engine, other: Path, reference: Reference, activities: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    request = say("Are you still you?", max_new_tokens=5)
    before = engine.snapshot()
    runtime = Runtime
    with monkeypatch.context() as patch:

        def fails_once(*arguments: Any) -> Any:
            patch.setattr(session, "Runtime", runtime)
            raise torch.OutOfMemoryError("no room for slots")

        patch.setattr(session, "Runtime", fails_once)
        with pytest.raises(MemoryBudgetError, match="does not fit into the memory"):
            engine.load_model(str(other))
    assert [said for said in activities if said.startswith("Going back to the former model. Reading the weights")]
    assert engine.snapshot().activity == ""
    assert (engine.snapshot().model, engine.snapshot().settings) == (before.model, before.settings)
    assert ids_of(engine.generate(request)) == reference.reply(request)


class Held:
    """Stops the reading of weights at its first block until it is let on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.on = threading.Event(), threading.Event()
        read = Reader._read_into

        def hold(reader: Reader, *arguments: Any) -> None:
            self.reached.set()
            assert self.on.wait(PATIENCE_S)
            read(reader, *arguments)

        monkeypatch.setattr(Reader, "_read_into", hold)


def test_a_load_can_be_cancelled_while_weights_are_read(
    engine: Engine, other: Path, reference: Reference, monkeypatch: pytest.MonkeyPatch, pool: ThreadPoolExecutor
) -> None:
    request = say("Are you still you?", max_new_tokens=5)
    before = engine.snapshot()
    held = Held(monkeypatch)
    order = pool.submit(engine.load_model, str(other))
    assert held.reached.wait(PATIENCE_S)
    engine.cancel_loading()
    held.on.set()
    with pytest.raises(LoadingCancelledError, match="Loading was cancelled") as refused:
        order.result(PATIENCE_S)
    assert refused.value.field == "model"
    assert engine.snapshot().activity == ""
    assert (engine.snapshot().model, engine.snapshot().settings) == (before.model, before.settings)
    assert ids_of(engine.generate(request)) == reference.reply(request)
    assert engine.load_model(str(other)).family == "qwen3_moe"  # a later one is not cancelled


def test_a_load_that_is_cancelled_while_it_waits_for_a_reply_never_begins(
    engine: Engine, gate: Gate, other: Path, reference: Reference, pool: ThreadPoolExecutor, activities: list[str]
) -> None:
    request = say("Let me finish.", max_new_tokens=10)
    events = engine.generate(request)
    gate.wait_for_arrivals()
    order = pool.submit(engine.load_model, str(other))
    while engine.snapshot().phase == "loading" or not engine._loop.status._activity.startswith("Waiting to load"):
        assert not order.done()
    engine.cancel_loading()
    gate.open()
    assert ids_of(events) == reference.reply(request)
    with pytest.raises(LoadingCancelledError):
        order.result(PATIENCE_S)
    assert not [said for said in activities if said.startswith("Reading")]


def test_closing_ends_a_load_under_way_and_does_not_go_back(
    load: Load, other: Path, monkeypatch: pytest.MonkeyPatch, pool: ThreadPoolExecutor, activities: list[str]
) -> None:
    before = set(threading.enumerate())
    engine = load()
    held = Held(monkeypatch)
    order = pool.submit(engine.load_model, str(other))
    assert held.reached.wait(PATIENCE_S)
    closing = pool.submit(engine.close)
    while not engine._loop.closing:
        assert not closing.done()
    held.on.set()
    closing.result(PATIENCE_S)
    with pytest.raises(HybridError):
        order.result(PATIENCE_S)
    assert engine.snapshot().phase == "closed"
    assert not [said for said in activities if "former model. Reading" in said]
    pool.shutdown()
    assert left_over(before) == []


def test_loading_refuses_settings_before_weights_are_read(
    load: Load, monkeypatch: pytest.MonkeyPatch, checkpoint: Path
) -> None:
    def read(checkpoint: object) -> None:
        raise AssertionError("the weights were read")

    monkeypatch.setattr("hybrid.model.loading._read_weights", read)
    for options, error in [
        ({"geometry": Geometry(9, 1)}, GeometryError),
        ({"cpu_threads": 0}, ThreadCountError),
        ({"vram_gib": 0.0}, MemoryBudgetError),
        ({"device": "tpu"}, DeviceError),
    ]:
        with pytest.raises(error):
            load(**options)


# What can be seen


def test_the_cpu_is_told_to_be_an_emulation(load: Load) -> None:
    machine = load(device="cpu").snapshot().machine
    assert (machine.device, machine.emulated, machine.page_locked) == ("cpu", True, False)


@pytest.mark.skipif(torch.cuda.is_available(), reason="needs a machine without a CUDA GPU")
def test_cuda_without_a_gpu_is_refused_and_auto_falls_back(load: Load) -> None:
    with pytest.raises(DeviceError, match="choose the device cpu"):
        load(device="cuda")
    assert load(device="auto").snapshot().machine.device == "cpu"


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")
def test_auto_takes_the_gpu_with_page_locked_weights(load: Load) -> None:
    machine = load(device="auto").snapshot().machine
    assert (machine.device, machine.emulated, machine.page_locked, machine.notices) == ("cuda", False, True, ())


def test_snapshots_follow_a_reply_through_its_phases(engine: Engine, gate: Gate) -> None:
    start = engine.snapshot()
    assert (start.phase, start.active_request, start.speed.tokens_per_s) == ("idle", "", None)
    request, waiting = say("Watch me.", max_new_tokens=6), say("Wait.", max_new_tokens=1)
    events, other = engine.generate(request), engine.generate(waiting)
    gate.wait_for_arrivals()
    prefilling = engine.snapshot()
    assert (prefilling.phase, prefilling.active_request) == ("prefill", request.request_id)
    assert (prefilling.speed.prefill_done, prefilling.speed.prefill_total) == (0, len("u:Watch me.;a:"))
    gate.let()
    gate.wait_for_arrivals()
    decoding = engine.snapshot()
    assert (decoding.phase, decoding.active_request) == ("decode", request.request_id)
    assert decoding.counters.generated_tokens == 1
    gate.open()
    list(events)
    list(other)
    end = engine.snapshot()
    assert (end.phase, end.active_request, end.queued_requests) == ("idle", "", 0)
    assert start.version < prefilling.version < decoding.version < end.version
    assert end.speed.prefill_done == end.speed.prefill_total
    assert (start.counters.generated_tokens, end.counters.generated_tokens) == (0, 7)


def test_versions_rise_and_figures_never_fall(engine: Engine) -> None:
    seen = [engine.snapshot()]
    seen += [engine.snapshot() for _ in engine.generate(say("Go on and on.", max_new_tokens=40))]
    for earlier, later in zip(seen, seen[1:], strict=False):
        assert later.version >= earlier.version
        assert (later.version == earlier.version) == (later is earlier)
        assert later.counters.routed >= earlier.counters.routed
        assert later.time_s >= earlier.time_s
        assert_reconciled(later)


def test_an_idle_engine_notices_what_has_landed(engine: Engine) -> None:
    list(engine.generate(say("Fill them.", max_new_tokens=20)))
    snapshot = finished(engine, engine.snapshot().version + 1)
    assert snapshot.occupancy.state.count(SlotState.READY) == snapshot.settings.geometry.slots


def test_a_missing_sensor_has_a_reason(engine: Engine) -> None:
    list(engine.generate(say("Power?", max_new_tokens=2)))
    power = engine.snapshot().power
    for sensor in (power.gpu, power.cpu):
        assert sensor.source
        assert (sensor.watts is None) <= bool(sensor.reason)


# The end


def test_close_ends_everything_and_may_be_repeated(load: Load, device: str) -> None:
    before = set(threading.enumerate())
    engine = load(device=device)
    assert set(threading.enumerate()) > before
    list(engine.generate(say("Last words?", max_new_tokens=3)))
    engine.close()
    engine.close()
    assert left_over(before) == []
    assert engine.snapshot().phase == "closed"
    for use in [
        lambda: engine.generate(say("Hello?")),
        lambda: engine.reconfigure(policy="lru"),
        lambda: engine.load_model("anything"),
        lambda: engine.model,
        lambda: engine.tokenizer,
    ]:
        with pytest.raises(EngineClosedError, match="load it again"):
            use()
    engine.cancel("nobody")


def is_closing(engine: Engine) -> bool:
    try:
        return engine.model is None
    except EngineClosedError:
        return True


def test_close_ends_the_replies_under_way(load: Load, gate: Gate, pool: ThreadPoolExecutor) -> None:
    engine = load()
    running = engine.generate(say("Go on.", max_new_tokens=300))
    waiting = engine.generate(say("And I?"))
    gate.let(2)
    next(running)
    gate.wait_for_arrivals(2)
    closed = pool.submit(engine.close)
    wait_until(lambda: is_closing(engine))
    gate.open()
    closed.result(PATIENCE_S)
    *_, last = running
    assert last.finish_reason == "cancelled"
    with pytest.raises(EngineClosedError):
        next(waiting)


def test_an_engine_closes_itself_as_a_context(checkpoint: Path) -> None:
    with (
        pytest.raises(KeyError),
        Engine.load(EngineConfig(model=str(checkpoint), device="cpu")) as engine,
    ):
        raise KeyError
    assert engine.snapshot().phase == "closed"


def test_a_load_that_fails_late_leaves_no_thread(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(threading.enumerate())

    def allocate(*arguments: object) -> Weights:
        raise torch.OutOfMemoryError("out of memory")

    monkeypatch.setattr(gpu_device, "allocate_pool", allocate)
    with pytest.raises((HybridError, torch.OutOfMemoryError)):
        load()
    assert left_over(before) == []


def test_an_engine_that_lost_both_models_says_so_and_takes_another(
    load: Load, monkeypatch: pytest.MonkeyPatch, checkpoint: Path, reference: Reference
) -> None:
    before = set(threading.enumerate())
    engine = load()

    def vanish(*_: object) -> None:
        raise OSError("the disk is gone")

    request = say("Still there?")
    with monkeypatch.context() as patch:
        patch.setattr("hybrid.engine.session.load_model", vanish)
        for _ in range(2):
            with pytest.raises(NoModelError, match="start the program again"):
                engine.load_model(str(checkpoint))
            assert engine.snapshot().phase == "unloaded"
            with pytest.raises(NoModelError, match="load another model"):
                engine.generate(request)
            with pytest.raises(NoModelError, match="load another model"):
                engine.reconfigure(policy="fifo")
    assert engine.load_model(str(checkpoint)) == engine.snapshot().model
    assert ids_of(engine.generate(request)) == reference.reply(request)
    engine.close()
    assert left_over(before) == []
