"""The demo model's tokenizer, template and packing."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from hybrid.demo.corpus.chats import Chat, chats
from hybrid.demo.evaluate import DEFAULT_FOLDER
from hybrid.demo.tokens import SPECIALS, encode, pack, train_tokenizer

TOKENIZER = AutoTokenizer.from_pretrained(DEFAULT_FOLDER)
drawn = st.integers(0, 10_000).map(lambda seed: next(chats(seed, 1, "train")))
unhurried = settings(deadline=None, max_examples=40)  # machines differ in speed, not in what is right


def prompt(tokenizer: PreTrainedTokenizerBase, messages: list[dict[str, str]]) -> list[int]:
    ids: list[int] = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=True)["input_ids"]
    return ids


def test_loads_as_a_fast_tokenizer_with_template_and_end_mark() -> None:
    assert TOKENIZER.is_fast
    assert TOKENIZER.chat_template
    assert TOKENIZER.eos_token == "<|end|>"


@unhurried
@given(st.text(max_size=60).filter(lambda text: not any(mark in text for mark in SPECIALS)))
def test_any_text_survives_the_round_trip(text: str) -> None:
    ids = TOKENIZER(text, add_special_tokens=False)["input_ids"]
    assert TOKENIZER.decode(ids) == text


@unhurried
@given(st.integers(0, 10**6))
def test_every_digit_is_a_token(number: int) -> None:
    assert TOKENIZER.tokenize(str(number)) == list(str(number))


@unhurried
@given(drawn)
def test_a_longer_chat_begins_with_the_tokens_of_the_shorter(chat: Chat) -> None:
    """Prompt, then the reply as generated, then the end mark: what a cache holds when the next turn comes."""
    messages = chat.messages()
    for turn in range(len(messages)):
        if messages[turn]["role"] != "assistant":
            continue
        reply = TOKENIZER(messages[turn]["content"], add_special_tokens=False)["input_ids"]
        held = [*prompt(TOKENIZER, messages[:turn]), *reply, TOKENIZER.eos_token_id]
        longer = prompt(TOKENIZER, [*messages[: turn + 1], {"role": "user", "content": "  And now? "}])
        assert longer[: len(held)] == held
        assert TOKENIZER.decode(reply) == messages[turn]["content"]


def test_a_system_message_is_accepted_and_other_roles_are_refused() -> None:
    question = {"role": "user", "content": "Hi"}
    text = TOKENIZER.apply_chat_template([{"role": "system", "content": "Be brief."}, question], tokenize=False)
    assert text == "<|system|>Be brief.<|end|><|user|>Hi<|end|>"
    with pytest.raises(Exception, match="Roles are"):
        TOKENIZER.apply_chat_template([{"role": "tool", "content": "x"}], tokenize=False)


@unhurried
@given(drawn)
def test_training_sees_the_tokens_that_the_template_makes(chat: Chat) -> None:
    neat = Chat(chat.system, tuple(replace(e, user=e.user.strip()) for e in chat.exchanges))  # as the template does
    [made] = encode(TOKENIZER, [neat], longest=10**6)
    whole = TOKENIZER.apply_chat_template(chat.messages(), return_dict=True)["input_ids"]
    assert made.tokens == whole
    taught = [token for token, learned in zip(made.tokens, made.taught, strict=True) if learned]
    replies = "".join(exchange.reply + "<|end|>" for exchange in chat.exchanges)
    assert TOKENIZER.decode(taught) == replies


@unhurried
@given(st.integers(0, 10_000), st.integers(150, 700))
def test_packing_keeps_every_token_once(seed: int, length: int) -> None:
    encoded = [made for made in encode(TOKENIZER, list(chats(seed, 6, "train")), length) if made.tokens]
    rows = pack(encoded, length, TOKENIZER.pad_token_id)
    found = [
        rows.tokens[r][rows.chat[r] == number].tolist()
        for r in range(len(rows.tokens))
        for number in range(1, rows.chat[r].max() + 1)
    ]
    assert sorted(found) == sorted(made.tokens for made in encoded)
    padding = rows.chat == 0
    assert np.all(rows.tokens[padding] == TOKENIZER.pad_token_id)
    assert not rows.taught[padding].any()
    assert np.all(rows.topics[padding] == -1)


def test_training_a_tokenizer_again_gives_the_same_one() -> None:
    one, other = (train_tokenizer(chats(1, 40, "train"), 400, 512) for _ in range(2))
    assert one.get_vocab() == other.get_vocab()
