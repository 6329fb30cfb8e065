"""Calls of tools: known by the template's own form, and parted from the text around them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid.errors import RequestError
from hybrid.text.chat_format import chat_format
from hybrid.text.prompts import check_messages, check_tools, encode_chat
from hybrid.text.reply_text import ReplyText
from hybrid.text.tool_calls import CALL, CallSplitter
from hybrid.types import ToolCall
from tests.models.scripted_models import CHATML, byte_fallback, byte_level

TOOLED = (
    "{% if tools %}<|im_start|>system\n{% for tool in tools %}{{ tool | tojson }}\n{% endfor %}<|im_end|>\n{% endif %}"
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}"
    "{% for call in m.tool_calls or [] %}<tool_call>\n"
    '{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}}\n</tool_call>'
    "{% endfor %}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""As Qwen's and Hermes' templates."""

WEATHER: dict[str, Any] = {
    "type": "function",
    "function": {"name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}},
}
OSLO = ToolCall("weather", '{"city": "Oslo"}')
WRITTEN = '<tool_call>\n{"name": "weather", "arguments": {"city": "Oslo"}}\n</tool_call>'


def split(*pieces: str) -> tuple[str, tuple[ToolCall, ...]]:
    splitter = CallSplitter(CALL)
    pushed = [splitter.push(piece) for piece in pieces]
    return "".join(text for text, _ in pushed) + splitter.flush(), tuple(call for _, calls in pushed for call in calls)


def test_the_form_of_calls_comes_from_the_template() -> None:
    form = chat_format(byte_fallback(template=TOOLED))
    assert form.takes_tools
    assert form.calls == CALL


@pytest.mark.parametrize(
    ("template", "takes"),
    [
        (CHATML, False),
        (CHATML + "{# <tool_call> #}", False),
        (TOOLED.replace("<tool_call>", "[CALL]").replace("</tool_call>", "[/CALL]"), True),
        (TOOLED.replace('"name": ', '"function": '), True),
        ("{{ raise_exception('no') }}", False),
    ],
)
def test_another_form_is_left_alone(template: str, takes: bool) -> None:
    form = chat_format(byte_fallback(template=template))
    assert (form.takes_tools, form.calls) == (takes, None)


def test_marks_that_are_special_tokens_are_read_all_the_same() -> None:
    tokenizer = byte_level(special=["<tool_call>", "</tool_call>"], template=TOOLED)
    text = ReplyText(tokenizer, chat_format(tokenizer), tools=True)
    parts = [text.push(token) for token in tokenizer(f"Let me look.\n{WRITTEN}").input_ids]
    assert "".join(part.text for part in parts) + text.flush().text == "Let me look."
    assert [call for part in parts for call in part.calls] == [OSLO]


@given(st.data())
def test_calls_are_found_wherever_the_text_is_cut(data: st.DataObject) -> None:
    text = f"Let me look. \n{WRITTEN}\n{WRITTEN.replace('Oslo', 'Rome')}\n"
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)))))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert split(*pieces) == ("Let me look.", (OSLO, ToolCall("weather", '{"city": "Rome"}')))


@given(st.text('<tool_cal/> {}\n"nameargu:', max_size=60), st.integers(1, 5))
def test_no_text_is_lost(text: str, size: int) -> None:
    assert split(*(text[at : at + size] for at in range(0, len(text), size))) == (text, ())


@pytest.mark.parametrize(
    "body",
    [
        "", "no JSON", "[1]", "null", '{"name": "f"}', '{"arguments": {}}', '{"name": 1, "arguments": {}}',
        '{"name": "", "arguments": {}}', '{"name": "f", "arguments": 3}', '{"name": "f", "arguments": "x"}',
        '{"name": "f", "arguments": [1]}', "[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_call_stays_text(body: str) -> None:
    text = f"a {CALL.opening}{body}{CALL.closing} b"
    assert split(text) == (text, ())


def test_text_after_a_call_keeps_its_spaces() -> None:
    assert split(f"a\n{WRITTEN}\n", " b", " c ", WRITTEN, "\nd ") == ("ab cd ", (OSLO, OSLO))


def test_a_call_that_is_cut_off_is_text() -> None:
    assert split("a ", WRITTEN[:30]) == (f"a {WRITTEN[:30]}", ())


def test_arguments_may_be_json_in_a_string() -> None:
    body = json.dumps({"name": "weather", "arguments": '{"city": "Oslo"}'})
    assert split(f"{CALL.opening}{body}{CALL.closing}") == ("", (OSLO,))


def test_without_tools_a_call_is_text() -> None:
    tokenizer = byte_level(template=TOOLED)
    text = ReplyText(tokenizer, chat_format(tokenizer))
    parts = [text.push(token) for token in tokenizer(WRITTEN).input_ids]
    assert "".join(part.text for part in parts) + text.flush().text == WRITTEN


def test_a_stop_string_ends_the_answer_and_no_call() -> None:
    tokenizer = byte_level(template=TOOLED)
    text = ReplyText(tokenizer, chat_format(tokenizer), stops=("Oslo",), tools=True)
    parts = [text.push(token) for token in tokenizer(f"{WRITTEN} In Oslo").input_ids]
    assert [call for part in parts for call in part.calls] == [OSLO]
    assert "".join(part.text for part in parts) == "In "
    assert parts[-1].ended


def test_tools_and_their_calls_reach_the_template() -> None:
    tokenizer = byte_level(template=TOOLED)
    call = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": {"city": "Oslo"}}}
    messages = [
        {"role": "user", "content": "How is Oslo?"},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "content": "", "tool_call_id": "c1"},
    ]
    check_messages(messages)
    check_tools(messages, [WEATHER], chat_format(tokenizer))
    text = tokenizer.decode(encode_chat(tokenizer, messages, [WEATHER]))
    assert '"name": "weather", "parameters"' in text
    assert WRITTEN in text
    assert "<|im_start|>tool\n<|im_end|>" in text


@pytest.mark.parametrize("calls", [[], [{"function": {"name": "f", "arguments": {}}}]])
def test_tools_are_refused_where_the_template_would_leave_them_out(calls: list[object]) -> None:
    form = chat_format(byte_level(template=CHATML))
    messages = [{"role": "user", "content": "x"}, {"role": "assistant", "content": "", "tool_calls": calls}]
    with pytest.raises(RequestError, match="takes no tools"):
        check_tools(messages, [] if calls else [WEATHER], form)
    check_tools(messages[:1], [], form)


def test_half_a_character_in_a_tool_is_refused() -> None:
    with pytest.raises(RequestError, match="half a character"):
        check_tools([], [WEATHER | {"\ud83d": 1}], chat_format(byte_level(template=TOOLED)))
    call = {"function": {"name": "f", "arguments": {"a": "\ud83d"}}}
    with pytest.raises(RequestError, match="half a character"):
        check_messages([{"role": "assistant", "content": "x", "tool_calls": [call]}])
