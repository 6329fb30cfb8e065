"""Traces in and out of the lab: the conversation's, and files."""

import pytest

from hybrid.errors import TraceError
from hybrid.types import GenerationRequest
from tests.fakes.fake_engine import FakeEngine
from tests.fakes.lab_inputs import talked
from ui.lab.traces import CHAT, MOST_LOADED, Traces


def test_the_conversation_leaves_out_what_the_lab_itself_asked() -> None:
    engine = talked("one", "two")
    list(engine.generate(GenerationRequest([{"role": "user", "content": "x"}], request_id="lab-1")))
    traces = Traces(engine)
    assert [reply.request_id for reply in traces.replies()] == ["one", "two"]
    assert traces.find(CHAT).tokens == sum(reply.trace.tokens for reply in traces.replies())


def test_a_saved_trace_comes_back_the_same() -> None:
    traces = Traces(talked())
    before = traces.find(CHAT)
    loaded_trace = traces.load("C:\\mine/fox.safetensors", traces.saved(CHAT))
    assert loaded_trace.name == "fox.safetensors"
    after = traces.find(loaded_trace.id)
    assert (after.choices == before.choices).all()
    assert after.texts == before.texts
    assert traces.name_of(loaded_trace.id) == "fox.safetensors"


def test_a_table_has_a_line_for_each_token_and_layer() -> None:
    traces = Traces(talked())
    lines = traces.table(CHAT).decode().splitlines()
    trace = traces.find(CHAT)
    assert len(lines) == 1 + trace.tokens * trace.layers


def test_nothing_recorded_and_broken_files_are_said_by_name() -> None:
    traces = Traces(FakeEngine())
    with pytest.raises(TraceError, match="send a message first"):
        traces.find(CHAT)
    with pytest.raises(TraceError, match=r"^fox\.safetensors is no complete"):
        traces.load("fox.safetensors", b"what is this")
    whole = Traces(talked()).saved(CHAT)
    with pytest.raises(TraceError, match="cut short"):
        traces.load("fox.safetensors", whole[: len(whole) // 2])
    assert traces.loaded() == ()


def test_only_the_latest_files_are_held() -> None:
    traces = Traces(talked())
    content = traces.saved(CHAT)
    loaded = [traces.load(f"{number}.safetensors", content) for number in range(MOST_LOADED + 1)]
    assert traces.loaded() == tuple(loaded[1:])
    with pytest.raises(TraceError, match="Load its file again"):
        traces.find(loaded[0].id)
