"""The record of replies: what was computed, of whom, with what outcome; bounded, and readable at any time."""

import sys
import tracemalloc
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid import Engine
from hybrid.errors import TraceError
from hybrid.lab import RecordedReply, joined
from hybrid.observe import recorder as recorder_module
from hybrid.observe.recorder import Recorder
from hybrid.observe.telemetry import StepRecord
from hybrid.types import Geometry, ModelInfo, Outcome, Settings
from tests.fakes.fake_recordings import fake_recording
from tests.models.talkative import Reference, say

LAYERS, EXPERTS, K = 3, 5, 2
INFO = ModelInfo("a model", "mixtral", LAYERS, EXPERTS, K, 100, 1000, "float32", 64)
SETTINGS = Settings(Geometry(3, 2), "layered", "lru", "always", 2, 1)


def step_of(tokens: int, seed: int = 0, weighted: bool = True) -> StepRecord:
    rng = np.random.default_rng(seed)
    shape = (LAYERS, tokens, K)
    return StepRecord(
        rng.integers(0, EXPERTS, shape).astype(np.int16),
        rng.integers(0, 3, shape).astype(np.uint8),
        rng.random(shape, np.float32) if weighted else None,
    )


def make_recorder(most_bytes: int = 1 << 20) -> Recorder:
    return Recorder(INFO, SETTINGS, lambda ids: [f"<{token}>" for token in ids], most_bytes)


def compute(recorder: Recorder, record: StepRecord, ids: Sequence[int], prompt: bool) -> None:
    recorder.computing()
    recorder.completed(record)
    recorder.computed(ids, prompt)
    if not prompt:
        recorder.sampled()


@given(st.lists(st.integers(1, 4), max_size=3), st.integers(0, 5), st.sets(st.integers(0, 8)))
def test_a_reply_holds_its_tokens_in_order_whenever_it_is_read(
    chunks: list[int], generated: int, read_after: set[int]
) -> None:
    recorder = make_recorder()
    recorder.begin("one")
    records = [step_of(tokens, seed) for seed, tokens in enumerate([*chunks, *[1] * generated])]
    first = 0
    for number, record in enumerate(records):
        tokens = record.choices.shape[1]
        compute(recorder, record, range(first, first + tokens), prompt=number < len(chunks))
        first += tokens
        if number in read_after:
            assert recorder.replies()[0].trace.tokens == first
    reply = recorder.reply("one")
    if not records:
        assert reply is None
        assert recorder.replies() == ()
        return
    assert reply is not None
    trace = reply.trace
    assert trace.choices.tolist() == np.concatenate([r.choices for r in records], axis=1).swapaxes(0, 1).tolist()
    assert reply.outcomes.tolist() == np.concatenate([r.outcomes for r in records], axis=1).swapaxes(0, 1).tolist()
    assert trace.weights is not None
    assert trace.weights.shape == trace.choices.shape
    assert trace.texts == tuple(f"<{token}>" for token in range(first))
    assert trace.steps.tolist() == [i for i, r in enumerate(records) for _ in range(r.choices.shape[1])]
    assert trace.prompt.tolist() == [True] * sum(chunks) + [False] * generated
    assert np.isnan(reply.milliseconds).tolist() == trace.prompt.tolist()
    assert (trace.origin.model, trace.origin.geometry) == (INFO.name, SETTINGS.geometry)
    assert recorder.reply("one") is reply


def test_steps_that_are_nobodys_are_not_recorded() -> None:
    recorder = make_recorder()
    compute(recorder, step_of(1), [1], prompt=False)
    recorder.begin("one")
    recorder.completed(step_of(1))
    recorder.computing()
    recorder.computed([1], prompt=True)
    compute(recorder, step_of(2), [1], prompt=True)
    assert recorder.replies() == ()
    assert recorder.reply("two") is None


def test_the_oldest_replies_make_room() -> None:
    def add_reply(recorder: Recorder, name: str) -> None:
        recorder.begin(name)
        compute(recorder, step_of(4, weighted=False), range(4), prompt=True)

    alone = make_recorder()
    add_reply(alone, "one")
    recorder = make_recorder(most_bytes=2 * alone.nbytes)
    for name in ("one", "two", "three"):
        add_reply(recorder, name)
    assert [reply.request_id for reply in recorder.replies()] == ["two", "three"]
    assert recorder.replies()[0].trace.weights is None
    recorder.begin("endless")
    for _ in range(4):
        compute(recorder, step_of(4, weighted=False), range(4), prompt=True)
    assert recorder.replies() == ()


def test_replies_without_a_token_make_room_too() -> None:
    recorder = make_recorder(most_bytes=1 << 16)
    for number in range(1000):
        recorder.begin(str(number))
    assert recorder.nbytes <= 1 << 16


def test_the_bound_is_of_memory_not_of_contents() -> None:
    recorder, records = make_recorder(1 << 30), [[step_of(1) for _ in range(100)] for _ in range(20)]
    del records[0][:]  # what is imported and made at the first step counts for nobody
    recorder.begin("first")
    compute(recorder, step_of(1), [0], prompt=False)
    tracemalloc.start()
    try:
        before, taken = recorder.nbytes, tracemalloc.get_traced_memory()[0]
        for number, steps in enumerate(records):
            recorder.begin(str(number))
            for at in range(len(steps)):
                arrays = (None if array is None else array.copy() for array in steps[at])
                compute(recorder, StepRecord(*arrays), [1000 + at], prompt=False)
        taken = tracemalloc.get_traced_memory()[0] - taken
    finally:
        tracemalloc.stop()
    assert 0.7 < (recorder.nbytes - before) / taken < 1.4


def test_a_token_costs_the_same_however_many_replies_are_kept() -> None:
    recorder, record, costs = make_recorder(1 << 30), step_of(1), []
    for more in (1, 10, 1000):
        for _ in range(more):
            recorder.begin("kept")
            compute(recorder, record, [1], prompt=False)
        recorder.begin("counted")
        compute(recorder, record, [1], prompt=True)
        costs.append(opcodes_of(lambda: compute(recorder, record, [1], prompt=False)))
    assert costs[0] > 0
    assert len(set(costs)) == 1, costs


def opcodes_of(action: Callable[[], None]) -> int:
    """How many instructions of the recorder's own file the interpreter executes."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        if frame.f_code.co_filename != recorder_module.__file__:
            return None
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return trace

    former = sys.gettrace()
    sys.settrace(trace)
    try:
        action()
    finally:
        sys.settrace(former)
    return count


def test_replies_are_joined_turn_by_turn() -> None:
    model = ModelInfo("a model", "mixtral", 2, 6, 2, 1, 1, "float32", 64)
    settings = Settings(Geometry(2, 3), "layered", "lru", "always", 2, 1)
    replies = [fake_recording(str(i), ["a", "b"], ["c"] * i, model, settings) for i in range(3)]
    trace = joined(replies)
    assert trace.turns.tolist() == [0, 2, 5]
    assert trace.steps.tolist() == [0, 0, 1, 1, 2, 3, 3, 4, 5]
    assert trace.texts == ("a", "b", "a", "b", "c", "a", "b", "c", "c")
    assert np.array_equal(trace.choices, np.concatenate([reply.trace.choices for reply in replies]))


def test_nothing_and_different_models_cannot_be_joined() -> None:
    settings = Settings(Geometry(2, 3), "layered", "lru", "always", 2, 1)
    small, large = (ModelInfo("m", "mixtral", 2, experts, 2, 1, 1, "float32", 64) for experts in (4, 6))
    for replies in ([], [fake_recording("x", ["a"], ["b"], model, settings) for model in (small, large)]):
        with pytest.raises(TraceError):
            joined(replies)


def outcomes_of(replies: Sequence[RecordedReply], outcome: Outcome) -> int:
    return sum(int((reply.outcomes == outcome).sum()) for reply in replies)


def test_the_engine_records_every_token_that_went_through_the_model(engine: Engine, reference: Reference) -> None:
    first = say("How much?", max_new_tokens=6)
    events = [list(engine.generate(first))]
    longer = say("How much?", "".join(event.text for event in events[0]), "And now?", max_new_tokens=4)
    events.append(list(engine.generate(longer)))
    replies = engine.recorded_replies()
    assert [reply.request_id for reply in replies] == [first.request_id, longer.request_id]
    counters = engine.snapshot().counters
    assert outcomes_of(replies, Outcome.HIT) == counters.hits
    assert outcomes_of(replies, Outcome.IN_FLIGHT) == counters.in_flight
    assert sum(reply.outcomes.size for reply in replies) == counters.routed
    for reply, request, of_reply in zip(replies, (first, longer), events, strict=True):
        stats = of_reply[-1].stats
        assert stats is not None
        assert int(reply.trace.prompt.sum()) == stats.prefilled_tokens
        assert int((~reply.trace.prompt).sum()) == stats.generated_tokens - 1
        assert (reply.milliseconds[~reply.trace.prompt] > 0).all()
        prompt = reference.tokenizer.decode(reference.prompt(request))
        generated = "".join(event.text for event in of_reply[:-1])
        assert (prompt + generated).endswith("".join(reply.trace.texts))
        assert reply.settings == stats.settings
        assert reply.trace.weights is not None
        assert (reply.trace.weights > 0).all()
    assert engine.recorded(first.request_id) is replies[0]
    assert engine.recorded("another") is None
    assert joined(replies).turns.tolist() == [0, replies[0].trace.tokens]


def test_another_model_starts_another_record(load: Callable[..., Engine], checkpoint: str) -> None:
    engine = load()
    list(engine.generate(say("Hello?", max_new_tokens=2)))
    assert len(engine.recorded_replies()) == 1
    engine.load_model(str(checkpoint))
    assert engine.recorded_replies() == ()
