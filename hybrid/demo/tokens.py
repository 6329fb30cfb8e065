"""Tokenizer, chat template, and packing of chats into training rows.

Every digit is a token of its own. A message is ``<|role|>text<|end|>``: an end mark and nothing after
it, so that a chat's tokens always begin with the tokens of the chat so far, replies as generated included.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from hybrid.demo.corpus.chats import Chat
from hybrid.demo.corpus.exchanges import TOPICS

PAD, END, SYSTEM, USER, ASSISTANT = "<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"
SPECIALS = (PAD, END, SYSTEM, USER, ASSISTANT)
NO_TOPIC = -1

CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{% if message['role'] not in ['system', 'user', 'assistant'] %}"
    "{{ raise_exception('Roles are system, user and assistant.') }}"
    "{% endif %}"
    "{% set text = message['content'] if message['role'] == 'assistant' else message['content'] | trim %}"
    "{{ '<|' + message['role'] + '|>' + text + '<|end|>' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)


def train_tokenizer(chats: Iterable[Chat], vocabulary: int, max_length: int) -> PreTrainedTokenizerFast:
    """A byte-level BPE of ``vocabulary`` tokens; no text is unknown to it."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\d"), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIALS),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator((m["content"] for chat in chats for m in chat.messages()), trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        eos_token=END,
        additional_special_tokens=[SYSTEM, USER, ASSISTANT],
        chat_template=CHAT_TEMPLATE,
        clean_up_tokenization_spaces=False,
        model_max_length=max_length,
        padding_side="left",
    )


@dataclass(frozen=True, slots=True)
class Encoded:
    """One chat as parallel lists over its tokens."""

    tokens: list[int]
    taught: list[bool]  # whether the model learns to produce the token
    topics: list[int]  # index into TOPICS, or NO_TOPIC


def encode(tokenizer: PreTrainedTokenizerFast, chats: Sequence[Chat], longest: int) -> list[Encoded]:
    """Tokens of each chat, cut before the exchange that would pass ``longest`` tokens."""
    end, system, user, assistant = tokenizer.convert_tokens_to_ids([END, SYSTEM, USER, ASSISTANT])
    texts = [message["content"] for chat in chats for message in chat.messages()]
    pieces = iter(tokenizer(texts, add_special_tokens=False)["input_ids"])
    encoded = []
    for chat in chats:
        made = Encoded([], [], [])
        if chat.system:
            _extend(made, [system, *next(pieces), end], taught_from=None, topic=NO_TOPIC)
        full = False
        for exchange in chat.exchanges:
            asked, replied = [user, *next(pieces), end], [assistant, *next(pieces), end]
            full = full or len(made.tokens) + len(asked) + len(replied) > longest
            if not full:
                topic = TOPICS.index(exchange.topic)
                _extend(made, asked, taught_from=None, topic=topic)
                _extend(made, replied, taught_from=1, topic=topic)
        encoded.append(made)
    return encoded


def _extend(made: Encoded, tokens: list[int], taught_from: int | None, topic: int) -> None:
    made.tokens.extend(tokens)
    made.taught.extend(taught_from is not None and i >= taught_from for i in range(len(tokens)))
    made.topics.extend([topic] * len(tokens))


@dataclass(frozen=True, slots=True)
class Rows:
    """Chats packed side by side; every array is (rows, length). ``chat`` is 0 on padding, else 1, 2, ..."""

    tokens: NDArray[np.int16]
    taught: NDArray[np.bool_]
    topics: NDArray[np.int8]
    chat: NDArray[np.int16]


_OPEN_ROWS = 64  # rows that may still take a chat: enough to leave little padding


def pack(encoded: Sequence[Encoded], length: int, pad: int) -> Rows:
    """First-fit packing into rows of ``length`` tokens; chats are neither split nor mixed."""
    rows: list[list[Encoded]] = []
    room: list[int] = []
    for chat in encoded:
        size = len(chat.tokens)
        start = max(0, len(rows) - _OPEN_ROWS)
        spot = next((r for r in range(start, len(rows)) if room[r] >= size), None)
        if spot is None:
            rows.append([chat])
            room.append(length - size)
        else:
            rows[spot].append(chat)
            room[spot] -= size
    shape = (len(rows), length)
    packed = Rows(
        np.full(shape, pad, np.int16),
        np.zeros(shape, np.bool_),
        np.full(shape, NO_TOPIC, np.int8),
        np.zeros(shape, np.int16),
    )
    for r, row in enumerate(rows):
        at = 0
        for number, chat in enumerate(row, start=1):
            span = slice(at, at + len(chat.tokens))
            packed.tokens[r, span] = chat.tokens
            packed.taught[r, span] = chat.taught
            packed.topics[r, span] = chat.topics
            packed.chat[r, span] = number
            at = span.stop
    return packed
