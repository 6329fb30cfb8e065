"""The corpus: seeded chats made of exchanges, typed the way people type.

``chats(seed, count, side)`` always yields the same chats for the same arguments.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from hybrid.demo.corpus.exchanges import TOPICS, Exchange, Topic, build_exchange
from hybrid.demo.corpus.phrasings import Side

# Share of exchanges. Sums need the most practice; a story is four times as long as anything else.
_WEIGHTS: dict[Topic, float] = {
    "sums": 0.34,
    "capitals": 0.12,
    "opposites": 0.09,
    "spanish": 0.10,
    "french": 0.10,
    "stories": 0.08,
    "python": 0.08,
    "talk": 0.13,
}  # fmt: skip
_STAY = 0.45  # chance that the next exchange stays on the topic
_SWITCH_LANGUAGE = 0.25  # chance to ask for the other language, having been told a word
_SYSTEM_SHARE = 0.12
_SYSTEMS = (
    "You are a helpful assistant.",
    "You are a helpful, honest assistant. Keep your answers short.",
    "Answer politely.",
    "Be brief.",
    "You are a friendly chatbot.",
    "You are a small demo model. Answer only what you know.",
    "You are an assistant. Answer in English.",
    "Help the user with short and correct answers.",
)
_OPENERS = tuple(
    "Please: |Hi! |Hello, |Ok, |Now: |Quick question: |Tell me: |Hey, |So, |Thanks! |Great. |Well, |Hi there, |Good. "
    "|One more: |Excuse me, ".split("|")
)
_CLOSERS = (" please", ", please.", " Thanks!", " Thank you.", " pls", " :)", "!")


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation; ``system`` is empty when there is no system message."""

    system: str
    exchanges: tuple[Exchange, ...]

    def messages(self) -> list[dict[str, str]]:
        """The chat as role/content messages, system message first if there is one."""
        opening = [{"role": "system", "content": self.system}] if self.system else []
        turns = (
            ({"role": "user", "content": e.user}, {"role": "assistant", "content": e.reply}) for e in self.exchanges
        )
        return opening + [message for turn in turns for message in turn]


def _decorate(rng: Random, text: str) -> str:
    """Put a few words before or after a question, as people do."""
    if rng.random() < 0.18:
        text = rng.choice(_OPENERS) + text
    if rng.random() < 0.10:
        text = text.rstrip(".?!") + rng.choice(_CLOSERS)
    return text


def _typo(rng: Random, text: str) -> str:
    """Drop, double or swap one letter; digits stay, since they would change the question."""
    spots = [i for i in range(len(text) - 1) if text[i].isalpha() and text[i + 1].isalpha()]
    if not spots:
        return text
    i = rng.choice(spots)
    middle = rng.choice((text[i + 1], text[i] * 2 + text[i + 1], text[i + 1] + text[i]))
    return text[:i] + middle + text[i + 2 :]


def _type(rng: Random, text: str) -> str:
    """Type ``text`` carelessly: no capitals, no final mark, a slip of the finger."""
    style = rng.random()
    if style < 0.30:
        text = text.lower()
    elif style < 0.32:
        text = text.upper()
    ending = rng.random()
    if ending < 0.25:
        text = text.rstrip(".?!")
    elif ending < 0.28:
        text += rng.choice(("?", "!", "..", " ", "??"))
    return _typo(rng, text) if rng.random() < 0.03 else text


def typed(rng: Random, exchange: Exchange) -> Exchange:
    """``exchange`` with its question decorated and typed carelessly."""
    asked = _type(rng, _decorate(rng, exchange.user))
    return replace(exchange, user=asked)


def _length(rng: Random) -> int:
    """How many exchanges a chat has: half are short, a tenth are long."""
    kind = rng.random()
    if kind < 0.35:
        return 1
    if kind < 0.70:
        return rng.randint(2, 4)
    return rng.randint(5, 10) if kind < 0.90 else rng.randint(11, 30)


def _next_topic(rng: Random, previous: Exchange | None) -> Topic:
    if previous is not None and rng.random() < _STAY:
        return previous.topic
    if previous is not None and previous.subject and rng.random() < _SWITCH_LANGUAGE:
        return "french" if previous.topic == "spanish" else "spanish"
    [topic] = rng.choices(TOPICS, weights=[_WEIGHTS[t] for t in TOPICS])
    return topic


def build_chat(rng: Random, side: Side) -> Chat:
    """One chat that moves between topics."""
    exchanges: list[Exchange] = []
    previous: Exchange | None = None
    for _ in range(_length(rng)):
        previous = build_exchange(_next_topic(rng, previous), rng, side, previous)
        exchanges.append(typed(rng, previous))
    system = rng.choice(_SYSTEMS) if rng.random() < _SYSTEM_SHARE else ""
    return Chat(system, tuple(exchanges))


def chats(seed: int, count: int, side: Side) -> Iterator[Chat]:
    """``count`` chats, the same ones for the same arguments."""
    rng = Random(f"{seed}:{side}")
    for _ in range(count):
        yield build_chat(rng, side)
