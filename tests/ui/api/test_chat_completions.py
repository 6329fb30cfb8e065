"""Chat completions by the official client, against a real server."""

import json
from typing import Any

import openai
import pytest

from hybrid.types import ToolCall
from tests.fakes.fake_engine import REPLY, FakeEngine
from tests.ui.api.conftest import Served

HELLO: Any = [{"role": "user", "content": "hello there"}]
MODEL = "demo-moe"
WEATHER: Any = {
    "type": "function",
    "function": {"name": "weather", "description": "d", "parameters": {"type": "object", "properties": {}}},
}
OSLO = ToolCall("weather", '{"city": "Oslo"}')


def test_a_reply_in_one_piece(client: openai.OpenAI, engine: FakeEngine) -> None:
    engine.thought = "Hm. "
    reply = client.chat.completions.create(model=MODEL, messages=HELLO)
    (choice,) = reply.choices
    assert (choice.message.role, choice.message.content, choice.finish_reason) == ("assistant", REPLY, "stop")
    assert choice.message.model_extra == {"reasoning_content": "Hm. "}
    assert (reply.object, reply.model) == ("chat.completion", MODEL)
    assert reply.usage
    assert reply.usage.prompt_tokens == 2
    assert reply.usage.total_tokens == 2 + reply.usage.completion_tokens
    extra = reply.usage.model_extra
    assert extra is not None
    assert 0 <= extra["hit_rate"] <= 1
    assert (extra["gpu_joules"], extra["cpu_joules"]) == (None, None), "there is no sensor"


def test_a_stream_says_the_same(client: openai.OpenAI, engine: FakeEngine) -> None:
    engine.thought = "Hm. "
    chunks = list(
        client.chat.completions.create(model=MODEL, messages=HELLO, stream=True, stream_options={"include_usage": True})
    )
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert deltas[0].role == "assistant"
    assert "".join(delta.content or "" for delta in deltas) == REPLY
    assert "".join((delta.model_extra or {}).get("reasoning_content", "") for delta in deltas) == "Hm. "
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert len({chunk.id for chunk in chunks}) == 1
    assert [chunk.usage is not None for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert chunks[-1].choices == []


def test_the_clients_own_way_of_streaming(client: openai.OpenAI, engine: FakeEngine) -> None:
    engine.replies, engine.calls = ("Let me look.",), (OSLO,)
    with client.chat.completions.stream(model=MODEL, messages=HELLO, tools=[WEATHER]) as stream:
        kinds = {event.type for event in stream}
        whole = stream.get_final_completion()
    assert "content.delta" in kinds
    (choice,) = whole.choices
    assert choice.message.content == "Let me look."
    assert choice.message.tool_calls
    assert choice.message.tool_calls[0].function.arguments == OSLO.arguments


def test_without_being_asked_a_stream_says_nothing_of_usage(client: openai.OpenAI, engine: FakeEngine) -> None:
    chunks = list(client.chat.completions.create(model=MODEL, messages=HELLO, stream=True))
    assert all(chunk.usage is None and chunk.choices for chunk in chunks)


def test_every_setting_reaches_the_engine(client: openai.OpenAI, engine: FakeEngine) -> None:
    client.chat.completions.create(
        model=MODEL, messages=HELLO, temperature=0.5, top_p=0.9, seed=7, stop=["a", "b"], max_tokens=9,
        presence_penalty=0.5, frequency_penalty=-0.5, user="me", n=1, logit_bias={"17": -100, "4": 2},
        extra_body={"top_k": 40, "min_p": 0.05, "repetition_penalty": 1.1},
    )  # fmt: skip
    (request,) = engine.requests
    assert (request.temperature, request.top_p, request.top_k, request.min_p) == (0.5, 0.9, 40, 0.05)
    assert (request.repetition_penalty, request.presence_penalty, request.frequency_penalty) == (1.1, 0.5, -0.5)
    assert request.logit_bias == ((17, -100.0), (4, 2.0))
    assert (request.seed, request.stop, request.max_new_tokens) == (7, ("a", "b"), 9)
    client.chat.completions.create(model=MODEL, messages=HELLO, stop="x", max_completion_tokens=3)
    assert (engine.requests[1].stop, engine.requests[1].max_new_tokens) == (("x",), 3)


def test_a_reply_that_is_cut_says_so(client: openai.OpenAI, engine: FakeEngine) -> None:
    reply = client.chat.completions.create(model=MODEL, messages=HELLO, max_tokens=3)
    assert reply.choices[0].finish_reason == "length"
    assert reply.usage
    assert reply.usage.completion_tokens == 3


def test_calls_of_tools(client: openai.OpenAI, engine: FakeEngine) -> None:
    engine.replies, engine.calls = ("Let me look.",), (OSLO, OSLO)
    reply = client.chat.completions.create(model=MODEL, messages=HELLO, tools=[WEATHER])
    assert engine.requests[0].tools == (WEATHER,)
    (choice,) = reply.choices
    assert choice.finish_reason == "tool_calls"
    assert choice.message.tool_calls
    assert [
        (c.type, c.function.name, c.function.arguments) for c in choice.message.tool_calls if c.type == "function"
    ] == [("function", OSLO.name, OSLO.arguments)] * 2
    assert len({call.id for call in choice.message.tool_calls}) == 2
    streamed = client.chat.completions.create(model=MODEL, messages=HELLO, tools=[WEATHER], stream=True)
    calls = [call for chunk in streamed for call in chunk.choices[0].delta.tool_calls or []]
    assert [(call.index, call.function and call.function.name) for call in calls] == [(0, "weather"), (1, "weather")]


def test_a_reply_with_calls_can_be_sent_back(client: openai.OpenAI, engine: FakeEngine) -> None:
    engine.replies, engine.calls, engine.thought = ("Let me look.",), (OSLO,), "Hm."
    message = client.chat.completions.create(model=MODEL, messages=HELLO, tools=[WEATHER]).choices[0].message
    assert message.tool_calls
    number = message.tool_calls[0].id
    result: Any = {"role": "tool", "tool_call_id": number, "content": "7 °C"}
    client.chat.completions.create(model=MODEL, messages=[*HELLO, message, result], tools=[WEATHER])
    said = engine.requests[1].messages
    function = {"name": "weather", "arguments": {"city": "Oslo"}}
    assert said[1] == {
        "role": "assistant", "content": "Let me look.", "reasoning_content": "Hm.",
        "tool_calls": [{"id": number, "type": "function", "function": function}],
    }  # fmt: skip
    assert said[2] == {"role": "tool", "content": "7 °C", "tool_call_id": number}


def test_tools_that_may_not_be_called_are_not_told(client: openai.OpenAI, engine: FakeEngine) -> None:
    client.chat.completions.create(model=MODEL, messages=HELLO, tools=[WEATHER], tool_choice="none")
    assert engine.requests[0].tools == ()


def test_parts_of_text_are_joined_and_a_developer_is_the_system(client: openai.OpenAI, engine: FakeEngine) -> None:
    parts: Any = [{"type": "text", "text": "hello "}, {"type": "text", "text": "there"}]
    client.chat.completions.create(
        model=MODEL, messages=[{"role": "developer", "content": "Be brief."}, {"role": "user", "content": parts}]
    )
    assert list(engine.requests[0].messages) == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "hello there"},
    ]


def test_what_the_engine_refuses_is_a_refused_request(
    client: openai.OpenAI, engine: FakeEngine, served: Served
) -> None:
    with pytest.raises(openai.NotFoundError, match="has loaded the model demo-moe") as unknown:
        client.chat.completions.create(model="gpt-5", messages=HELLO)
    assert (unknown.value.code, unknown.value.param) == ("model_not_found", "model")


def test_an_error_in_mid_stream_reaches_the_client(client: openai.OpenAI, engine: FakeEngine) -> None:
    engine.gate.clear()
    engine.thought = "so that the stream begins"
    stream = client.chat.completions.create(model=MODEL, messages=HELLO, stream=True)
    assert next(iter(stream)).choices[0].delta.role == "assistant"
    engine.cancel(engine.requests[0].request_id)  # as when the program ends
    with pytest.raises(openai.APIError, match="cancelled on the server"):
        list(stream)


def test_the_bytes_of_a_stream(served: Served, engine: FakeEngine) -> None:
    engine.replies = ("Hi \u00e9",)
    body = {"messages": HELLO, "stream": True, "model": MODEL}
    with served.plain().stream("POST", "/v1/chat/completions", json=body) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in answer.iter_lines() if line]
    assert all(line.startswith("data: ") for line in lines)
    assert lines[-1] == "data: [DONE]"
    chunks = [json.loads(line.removeprefix("data: ")) for line in lines[:-1]]
    assert "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks) == "Hi \u00e9"
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
