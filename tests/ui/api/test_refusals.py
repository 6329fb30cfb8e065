"""What the endpoint refuses, and how it says so."""

import socket
from typing import Any

import httpx
import openai
import pytest

from tests.fakes.fake_engine import FakeEngine
from tests.ui.api.conftest import PATIENCE_S, Served
from ui.api.requests import CHARACTERS_A_TOKEN
from ui.server.connections import bodies

HELLO = [{"role": "user", "content": "hello"}]
PICTURE = {"type": "image_url", "image_url": {"url": "x"}}
CALL = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
CALLED = {"role": "assistant", "content": None, "tool_calls": [CALL]}
TOOL = {"type": "function", "function": {"name": "f"}}

BIASES = [[], 5, {"x": 1}, {"5": "x"}, {"-1": 1}, {"9" * 99: 1}, {str(at): 1 for at in range(301)}]


def refused(answer: httpx.Response, status: int = 400) -> dict[str, Any]:
    """The error, in OpenAI's shape."""
    assert answer.status_code == status, answer.text
    error: dict[str, Any] = answer.json()["error"]
    assert error.keys() == {"message", "type", "param", "code"}
    assert error["message"].endswith(".")
    return error


FIELDS = {
    "n": [2, 0, "1", 1.0, True], "logprobs": [True, 1], "top_logprobs": [5], "logit_bias": BIASES,
    "response_format": [{"type": "json_object"}, {"type": "json_schema"}], "tool_choice": ["required", {"type": "f"}],
    "functions": [[]], "function_call": ["auto"], "parallel_tool_calls": [False], "reasoning_effort": ["low"],
    "modalities": [["audio"]], "audio": [{}], "store": [True], "service_tier": ["priority"], "metadata": [{"a": "b"}],
    "user": [5], "stream": ["yes", 1], "stream_options": [{"include_usage": True}], "temperature": ["hot", True, {}],
    "top_p": ["1"], "top_k": [1.5, "1"], "min_p": [[]], "repetition_penalty": ["x"], "presence_penalty": ["x"],
    "frequency_penalty": ["x"], "seed": [1.5, "1"], "max_tokens": [0, -1, 1.5, "9"], "max_completion_tokens": [0],
    "stop": [5, [5], "", [""], ["x"] * 17, "x" * 1001, {}],
    "tools": [{}, [1], [{}], [{"type": "custom"}], [TOOL] * 129],
    "best_of": [1], "something_else": [1], "messages": [None, [], {}, "hello", [1]], "model": [5],
}  # fmt: skip


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in FIELDS.items() for value in values])
def test_a_field_that_cannot_be_served_is_named(served: Served, engine: FakeEngine, field: str, value: object) -> None:
    error = refused(served.plain().post("/v1/chat/completions", json={"messages": HELLO} | {field: value}))
    assert str(error["param"]).startswith(field)
    assert error["type"] == "invalid_request_error"
    assert engine.requests == []


@pytest.mark.parametrize("field", ["logprobs", "echo", "best_of", "suffix", "messages", "n"])
def test_a_completion_has_refusals_of_its_own(served: Served, engine: FakeEngine, field: str) -> None:
    body = {"prompt": "x", field: {"logprobs": 0, "echo": True, "suffix": "y"}.get(field, 3)}
    assert refused(served.plain().post("/v1/completions", json=body))["param"] == field


@pytest.mark.parametrize(
    ("messages", "param"),
    [
        (
            [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}],
            "messages[0].content[0].type",
        ),
        ([{"role": "user", "content": [{"type": "input_audio"}]}], "messages[0].content[0].type"),
        ([{"role": "user", "content": 5}], "messages[0].content"),
        ([{"role": "user", "content": ["x"]}], "messages[0].content[0]"),
        ([{"role": "wizard", "content": "x"}], "messages[0].role"),
        ([{"content": "x"}], "messages[0].role"),
        ([{"role": "user", "content": "x", "tool_calls": []}], "messages[0].tool_calls"),
        ([{"role": "user", "content": "x", "cache_control": {}}], "messages[0].cache_control"),
        ([*HELLO, {"role": "tool", "content": "x"}], "messages[1].tool_call_id"),
        ([*HELLO, {"role": "tool", "content": "x", "tool_call_id": "c2"}], "messages[1].tool_call_id"),
        ([*HELLO, CALLED | {"tool_calls": [CALL | {"type": "custom"}]}], "messages[1].tool_calls[0].type"),
        ([*HELLO, CALLED | {"tool_calls": [CALL | {"function": 1}]}], "messages[1].tool_calls[0].function"),
        (
            [*HELLO, CALLED | {"tool_calls": [CALL | {"function": {"name": "f", "arguments": "[1]"}}]}],
            "messages[1].tool_calls[0].function.arguments",
        ),
        ([*HELLO, CALLED | {"audio": {"id": "a"}}], "messages[1].audio"),
    ],
)
def test_a_message_that_is_no_text_is_refused(
    served: Served, engine: FakeEngine, messages: list[object], param: str
) -> None:
    assert refused(served.plain().post("/v1/chat/completions", json={"messages": messages}))["param"] == param


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"5", b'"x"', b"\xff\xfe", b"[" * 200_000, b"1" * 5000,
        b'{"messages":' + b"[" * 80 + b"]" * 80 + b"}", b'{"messages": [], "model": "\\ud83d"}',
    ],
)  # fmt: skip
def test_a_body_that_is_no_object_is_refused(served: Served, engine: FakeEngine, body: bytes) -> None:
    for path in ("/v1/chat/completions", "/v1/completions"):
        answer = served.plain().post(path, content=body)
        refused(answer, 404 if b"ud83d" in body else 400)


def test_a_text_that_is_certainly_too_long_does_not_wait(served: Served, engine: FakeEngine) -> None:
    long = "x" * (CHARACTERS_A_TOKEN * 512 + 1)
    bodies_sent = (
        ("chat/completions", {"messages": [{"role": "user", "content": long}]}),
        ("completions", {"prompt": long}),
    )
    for path, body in bodies_sent:
        assert "shorten it" in refused(served.plain().post(f"/v1/{path}", json=body))["message"]
    assert engine.requests == []


def test_a_body_of_very_many_parts_is_refused(served: Served, engine: FakeEngine) -> None:
    body = b'{"messages": [' + b"{}," * bodies.MOST_BRACKETS + b"{}]}"
    assert "too many parts" in refused(served.plain().post("/v1/completions", content=body), 413)["message"]


def test_limits_that_contradict_each_other_are_refused(served: Served, engine: FakeEngine) -> None:
    body = {"messages": HELLO, "max_tokens": 5, "max_completion_tokens": 6}
    assert "different things" in refused(served.plain().post("/v1/chat/completions", json=body))["message"]


def test_a_large_body_is_refused_by_its_length_and_by_its_count(served: Served, engine: FakeEngine) -> None:
    large = b'{"messages": "' + b"x" * bodies.MOST_BYTES + b'"}'
    refused(served.plain().post("/v1/chat/completions", content=large), 413)
    pieces = (large[at : at + (1 << 20)] for at in range(0, len(large), 1 << 20))
    refused(served.plain().post("/v1/chat/completions", content=pieces), 413)
    assert served.plain().get("/v1/models").status_code == 200


def test_a_body_that_never_ends_is_given_up(
    served: Served, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "SLOWEST_S", 0.05)
    host, port = served.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), PATIENCE_S) as connection:
        head = f"POST /v1/completions HTTP/1.1\r\nHost: {host}\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{{"
        connection.sendall(head.encode())
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"send it again" in answer


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/chat/completions"), ("POST", "/v1/models"), ("GET", "/v1/embeddings"), ("PUT", "/v1/")],
)
def test_what_is_not_there_is_said_in_the_same_form(served: Served, engine: FakeEngine, method: str, path: str) -> None:
    error = refused(served.plain().request(method, path), 404)
    assert error["code"] == "unknown_url"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"host": "evil.example"}, 400),
    ],
)
def test_pages_of_other_sites_cannot_use_it(
    served: Served, engine: FakeEngine, headers: dict[str, str], status: int
) -> None:
    for method, path in (("POST", "/v1/chat/completions"), ("GET", "/v1/models"), ("OPTIONS", "/v1/models")):
        answer = served.plain().request(method, path, headers=headers)
        refused(answer, status)
        assert "access-control-allow-origin" not in answer.headers
    assert engine.requests == []


def test_an_unexpected_error_keeps_its_words_to_itself(
    served: Served, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object) -> object:
        raise RuntimeError("secret")

    monkeypatch.setattr(engine, "generate", fail)
    with pytest.raises(openai.InternalServerError, match="the terminal of the program says why") as error:
        served.client().chat.completions.create(model="demo-moe", messages=HELLO)
    assert "secret" not in str(error.value)
    assert "secret" in caplog.text
