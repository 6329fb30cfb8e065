"""Exchanges, questions and answers by topic: one builder a topic, and the split of the sums.

An :class:`Exchange` is one question with its reply. Builders draw the wording from one side of the
held-out split; a builder told that the chat is already on its topic may ask more briefly ("And Spain?").
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Literal

from hybrid.demo.corpus import facts
from hybrid.demo.corpus import phrasings as ask
from hybrid.demo.corpus.languages import FRENCH, SPANISH, Language
from hybrid.demo.corpus.phrasings import HELD_OUT_SHARE, Side, made_up_word, phrasings, vary
from hybrid.demo.corpus.stories import HEROES, PLACES, StoryRequest, write_story
from hybrid.demo.corpus.talk import outside, small_talk

Topic = Literal["sums", "capitals", "opposites", "spanish", "french", "stories", "python", "talk"]
TOPICS: tuple[Topic, ...] = (
    "sums",
    "capitals",
    "opposites",
    "spanish",
    "french",
    "stories",
    "python",
    "talk",
)

_SEED = 1612
_FOLLOW_UP = 0.5  # share of brief questions once the chat is on the topic


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its reply.

    ``answer`` is the part of the reply that makes it right. ``subject`` is the English word when the
    question was how to say one, else empty; the next question may refer to it.
    """

    topic: Topic
    user: str
    reply: str
    answer: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """``a + b`` or ``a - b``, both from 0 to 100."""

    a: int
    b: int
    sign: Literal["+", "-"]

    @property
    def question(self) -> str:
        return f"{self.a} {self.sign} {self.b}"

    @property
    def solved(self) -> str:
        return f"{self.question} = {self.a + self.b if self.sign == '+' else self.a - self.b}"


@cache
def sums(side: Side) -> tuple[Sum, ...]:
    """Every sum on one side of the split. ``a + b`` and ``b + a`` are on the same side."""
    rng = Random(_SEED)
    numbers = range(facts.LARGEST + 1)
    units = [
        *([Sum(a, b, "+"), Sum(b, a, "+")] if a != b else [Sum(a, b, "+")] for a in numbers for b in range(a + 1)),
        *([Sum(a, b, "-")] for a in numbers for b in numbers),
    ]
    held_out = frozenset(rng.sample(range(len(units)), round(HELD_OUT_SHARE * len(units))))
    return tuple(s for i, unit in enumerate(units) if (i in held_out) == (side == "held_out") for s in unit)


@cache
def _easy_sums(side: Side) -> tuple[Sum, ...]:
    return tuple(s for s in sums(side) if max(s.a, s.b) <= 20)


def _briefly(rng: Random, topic: Topic, previous: Exchange | None) -> bool:
    """Whether to ask in a few words, which takes a chat that is on the topic already."""
    return previous is not None and previous.topic == topic and rng.random() < _FOLLOW_UP


def _draw_sum(rng: Random, side: Side) -> Sum:
    """Any sum, small ones more often: they are what people try first."""
    return rng.choice(_easy_sums(side) if rng.random() < 0.2 else sums(side))


def sum_phrasings(problem: Sum, side: Side) -> tuple[str, ...]:
    """Phrasings that make sense for ``problem``: nobody gives away more apples than there are."""
    kinds = phrasings(ask.ADD if problem.sign == "+" else ask.SUBTRACT, side)
    if problem.sign == "-" and problem.a < problem.b:
        return tuple(kind for kind in kinds if "-" in kind or "minus" in kind) or ("{a} - {b}",)
    return kinds


def sum_exchange(problem: Sum, phrasing: str, thing: str = "apples", in_words: bool = False) -> Exchange:
    """``thing`` is what a word problem counts; ``in_words`` spells the two numbers."""
    a, b = (facts.english_number(n) if in_words else str(n) for n in (problem.a, problem.b))
    return Exchange("sums", phrasing.format(a=a, b=b, n=thing), f"{problem.solved}.", f"{problem.solved}.")


def _sums(rng: Random, side: Side, previous: Exchange | None) -> Exchange:
    if rng.random() < 0.35:
        problems = [_draw_sum(rng, side) for _ in range(rng.randint(2, 8))]
        asked = rng.choice(phrasings(ask.DRILL, side)).format(sums=", ".join(p.question for p in problems))
        reply = ", ".join(p.solved for p in problems) + "."
        return Exchange("sums", asked, reply, reply)
    problem = _draw_sum(rng, side)
    if _briefly(rng, "sums", previous):
        asked = rng.choice(phrasings(ask.ANOTHER_SUM, side)).format(sum=problem.question)
        return Exchange("sums", asked, f"{problem.solved}.", f"{problem.solved}.")
    phrasing = rng.choice(sum_phrasings(problem, side))
    in_words = "+" not in phrasing and "-" not in phrasing and rng.random() < 0.2
    return sum_exchange(problem, phrasing, rng.choice(ask.THINGS_TO_COUNT), in_words)


def capital_exchange(country: str, phrasing: str) -> Exchange:
    """``country`` is a name or an alias, with its article."""
    name = facts.ALIASES.get(country, country)
    capital = facts.CAPITALS[name]
    return Exchange("capitals", phrasing.format(x=country), f"The capital of {name} is {capital}.", f" is {capital}.")


def country_exchange(country: str, phrasing: str) -> Exchange:
    capital = facts.CAPITALS[country]
    return Exchange(
        "capitals", phrasing.format(x=capital), f"{capital} is the capital of {country}.", f" of {country}."
    )


def _capitals(rng: Random, side: Side, previous: Exchange | None) -> Exchange:
    if rng.random() < 0.15:
        return country_exchange(rng.choice(list(facts.CAPITALS)), rng.choice(phrasings(ask.COUNTRY, side)))
    country = rng.choice(list(facts.ALIASES if rng.random() < 0.1 else facts.CAPITALS))
    brief = _briefly(rng, "capitals", previous)
    made = capital_exchange(
        country, vary(rng, rng.choice(phrasings(ask.ANOTHER_CAPITAL if brief else ask.CAPITAL, side)))
    )
    if rng.random() < 0.1:
        return Exchange("capitals", made.user.replace(country, country.removeprefix("the ")), made.reply, made.answer)
    return made


@cache
def opposite_pairs() -> tuple[tuple[str, str], ...]:
    """Every (word, opposite), both ways round."""
    there = tuple(facts.OPPOSITES.items())
    return there + tuple((right, left) for left, right in there)


def opposite_exchange(pair: tuple[str, str], phrasing: str) -> Exchange:
    word, opposite = pair
    return Exchange("opposites", phrasing.format(x=word), f"The opposite of {word} is {opposite}.", f" is {opposite}.")


def _opposites(rng: Random, side: Side, previous: Exchange | None) -> Exchange:
    brief = _briefly(rng, "opposites", previous)
    kind = ask.ANOTHER_OPPOSITE if brief else ask.OPPOSITE
    return opposite_exchange(rng.choice(opposite_pairs()), vary(rng, rng.choice(phrasings(kind, side))))


def word_exchange(language: Language, pair: tuple[str, str], phrasing: str, typed: str = "") -> Exchange:
    """``typed`` is what the person writes for the English word, if not the word itself."""
    english, foreign = pair
    asked = phrasing.format(x=typed or english, language=language.name)
    reply = f'In {language.name}, {english} is "{foreign}".'
    return Exchange(language.topic, asked, reply, f'"{foreign}".', english)


def back_exchange(language: Language, pair: tuple[str, str], phrasing: str) -> Exchange:
    english, foreign = pair
    asked = phrasing.format(x=foreign, language=language.name)
    return Exchange(language.topic, asked, f'"{foreign}" is {language.name} for {english}.', f" for {english}.")


def _count_or_list(rng: Random, side: Side, language: Language) -> Exchange:
    if rng.random() < 0.5:
        last = rng.randint(3, 20)
        spoken = facts.english_number(last) if rng.random() < 0.5 else str(last)
        asked = rng.choice(phrasings(ask.COUNT, side)).format(x=spoken, language=language.name)
        reply = ", ".join(language.number(value) for value in range(1, last + 1)) + "."
    else:
        asked = rng.choice(phrasings(ask.LIST_COLOURS, side)).format(language=language.name)
        reply = ", ".join(f"{english}: {foreign}" for english, foreign in language.colours.items()) + "."
    return Exchange(language.topic, asked, reply, reply)


def _words(rng: Random, side: Side, previous: Exchange | None, language: Language) -> Exchange:
    kind = rng.random()
    if previous is not None and previous.subject and previous.topic != language.topic and kind < 0.6:
        pair = (previous.subject, dict(language.words())[previous.subject])
        return word_exchange(language, pair, rng.choice(phrasings(ask.IN_OTHER_LANGUAGE, side)))
    if kind < 0.12:
        return _count_or_list(rng, side, language)
    if rng.random() < 0.4:
        pair = rng.choice(list(language.colours.items()))
        typed = "gray" if pair[0] == "grey" and rng.random() < 0.3 else pair[0]
    else:
        value = rng.randint(0, 20) if rng.random() < 0.5 else rng.randint(0, facts.LARGEST)
        pair = (facts.english_number(value), language.number(value))
        typed = str(value) if rng.random() < 0.3 else pair[0]
    if kind < 0.27:
        # A word both languages write alike can only be asked about by naming the language.
        taught_by_both = {foreign for _, foreign in SPANISH.words()} & {foreign for _, foreign in FRENCH.words()}
        shared = pair[1] in taught_by_both or pair[0] == pair[1]
        kinds = [p for p in phrasings(ask.BACK, side) if "{language}" in p or not shared]
        return back_exchange(language, pair, rng.choice(kinds or ["Translate {x} from {language}."]))
    kind_of_asking = ask.ANOTHER_WORD if _briefly(rng, language.topic, previous) else ask.TRANSLATE
    return word_exchange(language, pair, vary(rng, rng.choice(phrasings(kind_of_asking, side))), typed)


def _spanish(rng: Random, side: Side, previous: Exchange | None) -> Exchange:
    return _words(rng, side, previous, SPANISH)


def _french(rng: Random, side: Side, previous: Exchange | None) -> Exchange:
    return _words(rng, side, previous, FRENCH)


def _hero(rng: Random) -> str:
    """Mostly a usual hero; sometimes a word without meaning, so that any word will do for a hero."""
    return rng.choice(HEROES) if rng.random() < 0.85 else made_up_word(rng)


def _with_article(asked: str) -> str:
    return re.sub(r"\ba (?=[aeiou])", "an ", asked)


def _stories(rng: Random, side: Side, previous: Exchange | None) -> Exchange:
    brief = _briefly(rng, "stories", previous)
    choice = rng.random()
    hero = _hero(rng) if choice < 0.75 else None
    place = rng.choice(PLACES) if choice < 0.2 else None
    kind: tuple[str, ...]
    if place:
        kind = ask.STORY_PLACE
    elif hero:
        kind = ask.ANOTHER_STORY_ABOUT if brief else ask.STORY_ABOUT
    else:
        kind = ask.ANOTHER_STORY if brief else ask.STORY
    asked = _with_article(rng.choice(phrasings(kind, side)).format(x=hero, place=place))
    reply = write_story(rng, StoryRequest(hero, place))
    return Exchange("stories", asked, reply, reply)


def code_exchange(snippet: facts.Snippet, task: str, phrasing: str) -> Exchange:
    reply = f"```python\n{snippet.code}\n```\n{snippet.note}"
    return Exchange("python", phrasing.format(x=task), reply, f"\n{snippet.code}\n")


def _python(rng: Random, side: Side, previous: Exchange | None) -> Exchange:
    snippet = rng.choice(facts.SNIPPETS)
    brief = _briefly(rng, "python", previous)
    kind = ask.ANOTHER_CODE if brief else ask.CODE
    return code_exchange(snippet, rng.choice((snippet.task, snippet.other_task)), rng.choice(phrasings(kind, side)))


def _talk(rng: Random, side: Side, previous: Exchange | None) -> Exchange:
    exchange = small_talk(rng, side) if rng.random() < 0.5 else outside(rng, side)
    return Exchange("talk", exchange.user, exchange.reply, exchange.reply)


_BUILDERS: Mapping[Topic, Callable[[Random, Side, Exchange | None], Exchange]] = {
    "sums": _sums,
    "capitals": _capitals,
    "opposites": _opposites,
    "spanish": _spanish,
    "french": _french,
    "stories": _stories,
    "python": _python,
    "talk": _talk,
}


def build_exchange(topic: Topic, rng: Random, side: Side, previous: Exchange | None) -> Exchange:
    """Draw one exchange that may lean on the one before it."""
    return _BUILDERS[topic](rng, side, previous)
