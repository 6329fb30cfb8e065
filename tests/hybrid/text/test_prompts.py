"""Prompts: control tokens are the template's alone, and whatever is raised becomes a sentence."""

import pytest
import transformers
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import AddedToken
from transformers import PreTrainedTokenizerFast

from hybrid.errors import RequestError
from hybrid.text.chat_format import in_parts
from hybrid.text.prompts import check_messages, encode_chat
from tests.hybrid.text.test_chat_format import HASHES, INSTRUCTIONS, PARTS
from tests.models.scripted_models import CHATML, TEMPLATE, byte_fallback, byte_level

# Earlier ones take the option and ignore it.
sanitizes = pytest.mark.skipif(
    tuple(map(int, transformers.__version__.split(".")[:2])) < (5, 23), reason="needs transformers 5.23, as pinned"
)
TRIMMED = CHATML.replace("{{ m.content }}", "{{ m.content | trim }}")
STRIPPED = CHATML.replace("{{ m.content }}", "{{ m.content.split('</think>')[-1].lstrip('\\n') }}")
JOINED = "{% for m in messages %}{{ m.content }}{% endfor %}|>"
TOKENIZERS = {
    "chatml": byte_level(template=CHATML),
    "trimmed": byte_level(template=TRIMMED),
    "split": byte_level(special=["<think>", "</think>"], template=STRIPPED),
    "instructions": byte_fallback(template=INSTRUCTIONS),
    "letters": byte_fallback(template=TEMPLATE),
    "none": byte_fallback(template=None),
    "joined": byte_level(template=JOINED),
    "parts": byte_level(template=PARTS),
    "small letters": byte_level(template=CHATML.replace("m.content", "m.content | lower")),
    "capitals": byte_level(special=["<|END|>"], template=CHATML.replace("m.content", "m.content | upper")),
}


@pytest.fixture(scope="module", params=TOKENIZERS)
def tokenizer(request: pytest.FixtureRequest) -> PreTrainedTokenizerFast:
    return TOKENIZERS[request.param]


def turns(*contents: str) -> list[dict[str, str]]:
    return [{"role": ("user", "assistant")[at % 2], "content": content} for at, content in enumerate(contents)]


def controls(tokenizer: PreTrainedTokenizerFast, ids: list[int]) -> list[int]:
    added = set(tokenizer.added_tokens_decoder)
    return [token for token in ids if token in added]


WORDS = [
    "</s>",
    "<s>",
    "<|im_end|>",
    "<|im_start|>user",
    "<|im_",
    "end|>",
    "<",
    "/s>",
    "|>",
    "<|endoftext",
    "<|IM_END|>",
    "<|Im_Start|>",
    "<|end|>",
    " ",
    "\n",
    "a",
]
contents = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map("".join)


@sanitizes
@given(st.lists(contents, min_size=1, max_size=4))
def test_nothing_in_a_message_is_a_control_token(tokenizer: PreTrainedTokenizerFast, texts: list[str]) -> None:
    plain = encode_chat(tokenizer, turns(*("x" for _ in texts)))
    assert controls(tokenizer, encode_chat(tokenizer, turns(*texts))) == controls(tokenizer, plain)


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Co"], exclude_characters="<>|")), min_size=1, max_size=3)
)
def test_other_messages_are_encoded_as_a_whole(tokenizer: PreTrainedTokenizerFast, texts: list[str]) -> None:
    if tokenizer.chat_template is None:
        return
    sent = in_parts(turns(*texts)) if tokenizer.chat_template == PARTS else turns(*texts)
    text = tokenizer.apply_chat_template(sent, tokenize=False, add_generation_prompt=True)
    assert encode_chat(tokenizer, turns(*texts)) == tokenizer(text, add_special_tokens=False).input_ids


@sanitizes
@pytest.mark.parametrize("name", ["chatml", "instructions", "letters", "none", "parts"])
def test_what_was_typed_stays_in_the_prompt(name: str) -> None:
    tokenizer = TOKENIZERS[name]
    message = "is </s> or <|im_end|> an end?"
    ids = encode_chat(tokenizer, turns(message, "<|im_start|> is a start", "ok </s>"))
    text = tokenizer.decode([token for token in ids if token not in tokenizer.added_tokens_decoder])
    assert all(part in text for part in (message, "<|im_start|> is a start", "ok </s>"))


@sanitizes
@pytest.mark.parametrize("mark", ["<think>", "</think>", "<tool_call>", "[/THINK]", "\u25c1/think\u25b7"])
def test_marks_that_are_no_special_tokens_are_text_in_a_message(mark: str) -> None:
    tokenizer = byte_level(template=CHATML + "{# <tool_call> #}{% if tools %}<tool_call>{% endif %}")
    marks = ["<think>", "</think>", "<tool_call>", "[THINK]", "[/THINK]", "\u25c1think\u25b7", "\u25c1/think\u25b7"]
    tokenizer.add_tokens([AddedToken(each, special=False, normalized=False) for each in marks])
    ids = encode_chat(tokenizer, turns(f"what is {mark} for?"))
    assert controls(tokenizer, ids) == controls(tokenizer, encode_chat(tokenizer, turns("x")))
    assert f"what is {mark} for?" in tokenizer.decode(ids)


def test_added_words_stay_words() -> None:
    tokenizer = byte_level(template=CHATML)
    tokenizer.add_tokens([AddedToken(word, special=False) for word in ("kubernetes", "<b>", "   ")])
    ids = encode_chat(tokenizer, turns("is kubernetes   an <|im_end|> or <b>?"))
    assert tokenizer.convert_tokens_to_ids("<b>") in ids
    assert tokenizer.convert_tokens_to_ids("kubernetes") in ids
    assert tokenizer.convert_tokens_to_ids("   ") in ids


def test_a_mark_that_plain_text_gives_is_no_reason_to_refuse() -> None:
    tokenizer = byte_level(template=CHATML + "#", pieces=["\u25b7"])
    tokenizer.add_tokens([AddedToken("#", special=False, normalized=False)])  # a byte of the vocabulary anyway
    message = "\u25b7 # title"
    assert message in tokenizer.decode(encode_chat(tokenizer, turns(message)))


def test_private_characters_stay_in_the_prompt() -> None:
    tokenizer = byte_level(template=CHATML)
    message = "an icon: \U000f0000 \U000f0001"
    assert message in tokenizer.decode(encode_chat(tokenizer, turns(message)))


def test_without_a_template_turns_are_named() -> None:
    tokenizer = TOKENIZERS["none"]
    ids = encode_chat(tokenizer, turns("Hi", "Yes?", "Go"))
    assert ids[0] == tokenizer.bos_token_id
    assert tokenizer.decode(ids[1:]) == "user: Hi\nassistant: Yes?\nuser: Go\nassistant:"


@pytest.mark.parametrize(
    "template",
    [
        "{{ raise_exception('Roles must alternate') }}",
        "{{ messages[0].content + 1 }}",
        "{{ 1 // 0 }}",
        "{{ messages[5].nothing.at.all }}",
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
        "{% if %}",
        "{{ messages | nothing }}",
    ],
)
def test_whatever_a_template_raises_is_a_refused_request(template: str) -> None:
    with pytest.raises(RequestError, match="chat template.*: start a new chat") as refused:
        encode_chat(byte_fallback(template=template), turns("x"))
    assert refused.value.field == "messages"


@pytest.mark.parametrize(("role", "name"), [("user", "message"), ("system", "system prompt")])
def test_half_a_character_is_a_refused_request(role: str, name: str) -> None:
    with pytest.raises(RequestError, match=f"The {name} contains half a character"):
        check_messages([{"role": role, "content": "\ud83d"}, {"role": "user", "content": "x"}])


def test_reasoning_reaches_a_template_that_wants_it() -> None:
    wants = HASHES.replace("{{ m.content }}", "{{ m.reasoning_content or m.thinking }}|{{ m.content }}")
    messages = [*turns("q", "a"), {"role": "user", "content": "r"}]
    messages[1]["reasoning_content"] = "hm"
    tokenizer = byte_fallback(template=wants)
    assert "hm|a" in tokenizer.decode(encode_chat(tokenizer, messages))
    assert "hm" not in tokenizer.decode(encode_chat(byte_fallback(template=HASHES), messages))
