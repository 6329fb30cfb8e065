"""Replies beyond a chat: to a prompt as it is, in text or in tokens, and with tools that the model may call."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hybrid import Engine
from hybrid.errors import RequestError
from hybrid.types import GenerationRequest, ToolCall
from tests.hybrid.text.test_tool_calls import TOOLED, WEATHER, WRITTEN
from tests.models.scripted_models import byte_fallback, byte_level, ids_of_pieces, save_replies, save_script
from tests.models.talkative import Reference, ids_of, say, text_of

Load = Callable[..., Engine]


def test_a_prompt_is_gone_on_from_as_it_is(load: Load, checkpoint: Path, reference: Reference) -> None:
    engine = load()
    prompt = tuple(reference.tokenizer("ab cd").input_ids)
    expected = reference.continue_(prompt, 12)
    for given in ("ab cd", prompt):
        events = list(engine.generate(GenerationRequest(prompt=given, max_new_tokens=12)))
        assert ids_of(events) == expected
        assert events[-1].stats is not None
        assert events[-1].stats.prompt_tokens == len(prompt)


def test_a_reply_goes_on_within_the_prompts_line(tmp_path: Path, load: Load) -> None:
    """A leading space is the text's own, though a conversation's reply would be stripped of it."""
    tokenizer = byte_fallback(["Hello", " world", "<think>", "x"])
    ids = ids_of_pieces(tokenizer, "Hello", " world", "<think>", "x")
    engine = load(model=str(save_script(tmp_path / "m", tokenizer, [*ids, tokenizer.eos_token_id])))
    events = list(engine.generate(GenerationRequest(prompt=(ids[0],), max_new_tokens=8)))
    assert text_of(events) == " world<think>x"
    assert events[-1].finish_reason == "stop"
    stopped = list(engine.generate(GenerationRequest(prompt=(ids[0],), max_new_tokens=8, stop=("ld<th",))))
    assert (text_of(stopped), stopped[-1].finish_reason) == (" wor", "stop")


@pytest.mark.parametrize("prompt", ["", "\ud83d", (), (-1,), (1 << 70,), "x" * 5000])
def test_a_prompt_that_cannot_be_is_refused(load: Load, prompt: str | tuple[int, ...]) -> None:
    engine = load()
    with pytest.raises(RequestError):
        list(engine.generate(GenerationRequest(prompt=prompt, max_new_tokens=8)))
    assert list(engine.generate(say("ok", max_new_tokens=2))), "the engine went on"


def test_tools_are_called_where_they_are_offered(tmp_path: Path, load: Load) -> None:
    template = TOOLED.replace("<|im_start|>assistant\n{% endif %}", "{{ messages[-1].content[-1] }}{% endif %}")
    engine = load(model=str(save_replies(tmp_path / "m", {"1": f"Let me look.\n{WRITTEN}"}, template=template)))
    offered = list(engine.generate(say("1", tools=(WEATHER,), max_new_tokens=60)))
    assert text_of(offered) == "Let me look."
    assert [call for event in offered for call in event.calls] == [ToolCall("weather", '{"city": "Oslo"}')]
    alone = list(engine.generate(say("1", max_new_tokens=60)))
    assert text_of(alone) == f"Let me look.\n{WRITTEN}"


def test_tools_are_refused_where_the_template_takes_none(tmp_path: Path, load: Load) -> None:
    tokenizer = byte_level(pieces=["ok"])
    engine = load(model=str(save_script(tmp_path / "m", tokenizer, ids_of_pieces(tokenizer, "\n", "ok", "<|im_end|>"))))
    with pytest.raises(RequestError, match="takes no tools"):
        list(engine.generate(say("hi", tools=(WEATHER,))))
    assert text_of(engine.generate(say("hi"))) == "ok"
