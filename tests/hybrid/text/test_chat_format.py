"""Where a turn ends and how thoughts are marked, read off templates."""

import pytest
from transformers import PreTrainedTokenizerFast

from hybrid.text.chat_format import chat_format
from hybrid.text.thoughts import THINK, Marks
from tests.models.scripted_models import CHATML, TEMPLATE, byte_fallback, byte_level

HEADERS = (
    "{% for m in messages %}<|start|>{{ m.role }}{% if m.role == 'assistant' %}<|channel|>final{% endif %}"
    "<|message|>{{ m.content }}{% if loop.last and m.role == 'assistant' %}<|return|>{% else %}<|end|>{% endif %}"
    "{% endfor %}{% if add_generation_prompt %}<|start|>assistant{% endif %}"
)
HARMONY_TOKENS = ["<|start|>", "<|channel|>", "<|message|>", "<|end|>", "<|return|>", "<|call|>"]
INSTRUCTIONS = (
    "{{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}[INST] {{ m.content | trim }} [/INST]"
    "{% else %} {{ m.content | trim }} {{ eos_token }}{% endif %}{% endfor %}"
)
ROLES_ONLY = (
    "{% for m in messages %}<|{{ m.role }}|>\n{{ m.content }}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
HASHES = (
    "{% for m in messages %}### {{ 'User' if m.role == 'user' else 'Assistant' }}:\n{{ m.content }}\n\n{% endfor %}"
    "{% if add_generation_prompt %}### Assistant:\n{% endif %}"
)

ONE_LINE = (
    "{% for m in messages %}{{ ('USER: ' if m.role == 'user' else 'ASSISTANT: ') + m.content + ' ' }}{% endfor %}"
    "{% if add_generation_prompt %}ASSISTANT:{% endif %}"
)


PARTS = CHATML.replace(
    "{{ m.content }}", "{% for part in m.content if part.type == 'text' %}{{ part.text }}{% endfor %}"
)


def between_turns(text: str, question: str = "") -> str:
    """A template that writes ``text`` after each turn, and ``question`` before each question."""
    return (
        f"{{% for m in messages %}}{{{{ {question!r} if m.role == 'user' else '' }}}}{{{{ m.content }}}}"
        f"{{{{ {text!r} }}}}{{% endfor %}}"
    )


def named(tokenizer: PreTrainedTokenizerFast, *words: str) -> set[int]:
    return {tokenizer.convert_tokens_to_ids(word) for word in words}


@pytest.mark.parametrize(
    ("template", "special", "ends"),
    [
        (CHATML, [], ["<|im_end|>"]),
        (ROLES_ONLY, ["<|user|>", "<|assistant|>"], ["<|user|>"]),
        (HEADERS, HARMONY_TOKENS, ["<|return|>", "<|call|>"]),
        (TEMPLATE, [], []),
        (PARTS, [], ["<|im_end|>"]),
        (PARTS.replace("m.content if", "m.content[:1] if"), [], ["<|im_end|>"]),
        ("{{ raise_exception('no') }}", [], []),
        ("{{ 1 / 0 }}", [], []),
    ],
)
def test_a_turn_ends_with_the_token_that_the_template_puts_there(
    template: str, special: list[str], ends: list[str]
) -> None:
    tokenizer = byte_level(special=special, template=template, end="<|endoftext|>")
    assert chat_format(tokenizer).end_ids == named(tokenizer, *ends)


def test_an_end_after_white_space_is_found() -> None:
    tokenizer = byte_fallback(template=INSTRUCTIONS)
    assert chat_format(tokenizer).end_ids == named(tokenizer, "</s>")


@pytest.mark.parametrize(
    ("template", "stops"),
    [
        (CHATML, ("<|im_end|>",)),
        (CHATML.replace("<|im_end|>", "|end|").replace("<|im_start|>", "|start|"), ("|end|",)),
        (CHATML.replace("<|im_end|>", "{/turn}"), ("{/turn}",)),
        (HASHES.replace("m.content", "m.content | upper"), ("\n### User:",)),
        (HASHES, ("\n### User:",)),
        (ONE_LINE, (" USER:",)),
        ("{% if messages[0].role != 'system' %}{{ raise_exception('no rules') }}{% endif %}" + CHATML, ("<|im_end|>",)),
        (between_turns("[|end|]\n", "[|user|]"), ("[|end|]",)),
        (between_turns("@end@\n"), ("@end@",)),
        (between_turns("%%END-OF-TURN%%"), ("%%END-OF-TURN%%",)),
        (between_turns("\n###\n"), ("\n###\n",)),
        (between_turns("\n\n---\n\n"), ("\n---\n",)),
        (between_turns("\n", ">>> "), ("\n>>> ",)),
        (between_turns("\n", "**User:** "), ("\n**User:**",)),
        (between_turns("\n", "- "), ()),
        (between_turns("\n\n"), ()),
        (between_turns(" "), ()),
        (between_turns(""), ()),
        (TEMPLATE, ()),
        ("{{ messages[-1].content }}", ()),
    ],
)
def test_an_end_without_a_token_is_a_stop_string(template: str | None, stops: tuple[str, ...]) -> None:
    form = chat_format(byte_fallback(template=template))
    assert (form.stops, form.end_ids) == (stops, frozenset())


def test_without_a_template_no_speaker_goes_on() -> None:
    form = chat_format(byte_fallback(template=None))
    assert {"\nuser:", "\nUser:", "\nHuman:", "\nAssistant:"} <= set(form.stops)
    assert form.end_ids == frozenset()


@pytest.mark.parametrize(
    ("templates", "end"),
    [
        ({"default": CHATML, "tool_use": ""}, "<|im_end|>"),
        ({"tool_use": CHATML, "rag": ""}, "<|im_end|>"),
        ({}, None),
    ],
)
def test_of_several_templates_one_is_used(templates: dict[str, str], end: str | None) -> None:
    tokenizer = byte_level(end="<|endoftext|>")
    tokenizer.chat_template = templates
    form = chat_format(tokenizer)
    assert form.end_ids == (named(tokenizer, end) if end else set())


def test_marks_of_thoughts_come_from_template_and_tokens() -> None:
    assert chat_format(byte_fallback()).marks == (THINK,)
    brackets = chat_format(byte_level(special=["[THINK]", "[/THINK]"]))
    assert Marks("[THINK]", "[/THINK]") in brackets.marks
    assert len(brackets.visible) == 2
    spoken = CHATML.replace("{{ m.content }}", "{{ m.content.split('</seed:think>')[-1] }}{# <seed:think> #}")
    assert Marks("<seed:think>", "</seed:think>") in chat_format(byte_level(template=spoken)).marks
    assert len(chat_format(byte_level(template=CHATML + "{# <thought> #}")).marks) == 1, "it never closes"


@pytest.mark.parametrize("word", ["answer", "response", "final_answer"])
def test_marks_around_answers_come_from_template_and_tokens(word: str) -> None:
    template = CHATML.replace("{{ m.content }}", f"{{{{ m.content.split('<{word}>')[-1].split('</{word}>')[0] }}}}")
    assert chat_format(byte_level(template=template)).wraps == (Marks(f"<{word}>", f"</{word}>"),)
    assert len(chat_format(byte_level(special=[f"<{word}>", f"</{word}>"])).visible) == 2
    assert chat_format(byte_level(template=CHATML + f"{{# <{word}> #}}")).wraps == (), "it never closes"


@pytest.mark.parametrize("word", ["reflection", "scratchpad", "analysis", "inner_monologue", "thought_process"])
def test_thoughts_have_many_names(word: str) -> None:
    template = CHATML.replace("{{ m.content }}", f"{{{{ m.content.split('</{word}>')[-1] }}}}{{# <{word}> #}}")
    assert Marks(f"<{word}>", f"</{word}>") in chat_format(byte_level(template=template)).marks


@pytest.mark.parametrize(
    ("prompt", "opened"),
    [("<think>\n", THINK), ("<think>", THINK), ("<think>\n\n</think>\n\n", None), ("", None)],
)
def test_a_prompt_may_end_inside_a_thought(prompt: str, opened: Marks | None) -> None:
    template = CHATML.replace("<|im_start|>assistant\n{% endif %}", f"<|im_start|>assistant\n{prompt}{{% endif %}}")
    assert chat_format(byte_level(template=template)).opened == opened


def test_channels_come_from_the_tokens() -> None:
    form = chat_format(byte_level(special=HARMONY_TOKENS, template=HEADERS))
    assert form.channels
    assert len(form.visible) == 4
    assert form.stops == ()
