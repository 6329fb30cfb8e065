"""Any body at all: served, or refused with a sentence; nothing else ever comes of it."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hybrid.types import ModelInfo, SamplingDefaults
from tests.fakes.fake_engine import MODEL, FakeEngine
from tests.ui.api.conftest import Served
from ui.api.errors import ApiError
from ui.api.requests import Asked, chat_request, completion_request

TOOL = {"type": "function", "function": {"name": "f", "parameters": {}}}
CALL = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
GOOD: dict[str, Any] = {
    "model": MODEL.name, "stream": False, "stream_options": None, "temperature": 0.5, "top_p": 0.9, "top_k": 3,
    "min_p": 0.1, "repetition_penalty": 1.1, "presence_penalty": 0.1, "frequency_penalty": 0.1, "seed": 1,
    "stop": ["a"], "max_tokens": 5, "max_completion_tokens": 5, "n": 1, "tools": [TOOL], "tool_choice": "auto",
    "response_format": {"type": "text"}, "logprobs": False, "logit_bias": {}, "user": "u", "prompt": "p",
    "messages": [
        {"role": "system", "content": "s"}, {"role": "user", "content": [{"type": "text", "text": "u"}]},
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "c", "content": "t"},
    ],
}  # fmt: skip
plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from([1 << 2000, -1])
values = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*GOOD, "type", "role", "x"]), inner),
    max_leaves=12,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a body, however deep."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in inner for place in places(each, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    if not path:
        return by
    copy = value.copy()
    copy[path[0]] = replaced(value[path[0]], path[1:], by)
    return copy


bodies = values | st.builds(replaced, st.just(GOOD), st.sampled_from(places(GOOD)), values)


@given(bodies)
@settings(max_examples=400)
def test_a_body_is_a_request_or_a_sentence(body: Any) -> None:
    for read in (chat_request, completion_request):
        result = outcome(read, body)
        if isinstance(result, ApiError):
            assert str(result).endswith(".")
            assert 400 <= result.status < 500
        else:
            assert all(isinstance(message["content"], str) for message in result.request.messages)


def outcome(read: Callable[[Any, ModelInfo], Asked], body: Any) -> Asked | ApiError:
    try:
        return read(body, MODEL)
    except ApiError as refusal:
        return refusal


def test_the_body_that_is_changed_is_a_good_one() -> None:
    chat = {name: value for name, value in GOOD.items() if name != "prompt"}
    assert chat_request(chat, MODEL).request.tools == (TOOL,)
    text = {name: value for name, value in GOOD.items() if name in {"prompt", "model", "stop", "seed"}}
    assert completion_request(text, MODEL).request.prompt == "p"


def test_what_is_left_out_is_as_the_makers_recommend() -> None:
    usual = SamplingDefaults(0.6, 0.95, 20, 0.01, 1.05)
    model = replace(MODEL, sampling=usual)
    messages = [{"role": "user", "content": "x"}]
    request = chat_request({"messages": messages}, model).request
    assert (request.temperature, request.top_p, request.top_k, request.min_p) == (0.6, 0.95, 20, 0.01)
    assert request.repetition_penalty == 1.05
    own = chat_request({"messages": messages, "temperature": 0, "top_k": -1, "min_p": 0}, model).request
    assert (own.temperature, own.top_p, own.top_k, own.min_p) == (0, 0.95, 0, 0)
    assert completion_request({"prompt": "x"}, model).request.top_k == 20


@given(body=bodies, path=st.sampled_from(["chat/completions", "completions"]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_answer_of_the_server_has_a_known_form(
    served: Served, engine: FakeEngine, plain_client: httpx.Client, body: Any, path: str
) -> None:
    answer = plain_client.post(f"/v1/{path}", content=json.dumps(body))
    assert answer.status_code in {200, 400, 404}
    if answer.status_code == 200:
        assert answer.headers["content-type"].startswith(("application/json", "text/event-stream"))
    else:
        assert answer.json()["error"]["message"].endswith(".")


@pytest.fixture
def plain_client(served: Served) -> httpx.Client:
    return served.plain()
