"""What is posted to Gradio's routes: text goes through, everything that Gradio would fetch, copy or build does not."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.server.connections.bodies import MOST_BYTES
from ui.server.payloads import problem_of

FILE = {"path": "/etc/hostname", "meta": {"_type": "gradio.FileData"}}
HOSTILE: dict[str, Any] = {
    "a file block": [{"role": "user", "content": [{"type": "file", "file": FILE}]}],
    "a file as a message": [{"role": "user", "content": FILE}],
    "a bare file": FILE,
    "a file without its mark": {"path": "/dev/zero"},
    "an address": {"url": "http://127.0.0.1:1/", "meta": {"_type": "gradio.FileData"}},
    "a deep file": [[[{"value": [FILE]}]]],
    "a component": [{"role": "user", "content": {"type": "component", "component": "image", "value": "/etc/hostname"}}],
    "a file among texts": [
        {"role": "user", "content": [{"type": "text", "text": "hi"}, {"type": "file", "file": FILE}]}
    ],
    "a block of another type": [{"role": "assistant", "content": [{"type": "image", "text": "x"}]}],
    "a block with more": [{"role": "assistant", "content": [{"type": "text", "text": "x", "style": "y"}]}],
    "text that is none": [{"role": "assistant", "content": [{"type": "text", "text": 7}]}],
    "an unknown role": [{"role": "root", "content": "x"}],
    "a bare text": [{"role": "user", "content": "x"}],
    "no content": [{"role": "user"}],
    "null for content": [{"role": "user", "content": None}],
    "nested content": [{"role": "user", "content": [[{"type": "text", "text": "x"}]]}],
    "an object as content": [{"role": "user", "content": {"type": {"type": "text"}, "text": "x"}}],
    "a list as a role": [{"role": ["user"], "content": []}],
    "a number as a role": [{"role": 7, "content": []}],
    "odd metadata": [{"role": "user", "content": [], "metadata": ["title"]}],
    "a number as metadata": [{"role": "user", "content": [], "metadata": 0}],
    "a number as a title": [{"role": "user", "content": [], "metadata": {"title": 7}}],
    "an object as an id": [{"role": "user", "content": [], "metadata": {"id": {"a": 1}}}],
    "an unknown status": [{"role": "user", "content": [], "metadata": {"status": "odd"}}],
    "more metadata": [{"role": "user", "content": [], "metadata": {"odd": "x"}}],
    "options": [{"role": "user", "content": [], "options": [7]}],
    "more in a message": [{"role": "user", "content": [], "odd": 1}],
}
CHAT = [
    {"role": "user", "content": [{"type": "text", "text": 'a path: /etc/hostname, {"path": 1}'}], "metadata": None},
    {
        "role": "assistant",
        "content": [{"type": "text", "text": "x"}, {"type": "text", "text": ""}],
        "metadata": {"title": "t", "id": "1", "status": "done", "log": None},
        "options": None,
    },
    {"role": "user", "content": [], "options": []},
]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_it_is_seen_in_every_encoding_and_place(name: str, encoding: str) -> None:
    for body in ({"data": [HOSTILE[name]]}, {"data": [], "event_data": {"value": HOSTILE[name]}}, HOSTILE[name]):
        assert problem_of(json.dumps(body).encode(encoding))


def test_a_chat_goes_through() -> None:
    assert problem_of(json.dumps({"data": ["question", CHAT, "", 0.7, True], "fn_index": 3}).encode()) == ""
    assert problem_of(b"") == ""


plain = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9), st.lists, max_leaves=20)


@given(plain)
def test_plain_values_go_through(value: object) -> None:
    assert problem_of(json.dumps({"data": [value]}).encode()) == ""


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe\xff", b'{"data": [' + b"[" * 100_000, b"x" * (MOST_BYTES + 1)])
def test_what_is_no_request_is_refused(body: bytes) -> None:
    assert problem_of(body)


def test_deep_nesting_is_refused() -> None:
    assert problem_of(b"[" * 60 + b"]" * 60)
