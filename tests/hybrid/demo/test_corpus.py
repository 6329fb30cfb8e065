"""The demo model's corpus: what is held out stays out, and what is taught is right."""

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hybrid.demo.corpus import facts, phrasings
from hybrid.demo.corpus.chats import Chat, chats, typed
from hybrid.demo.corpus.exchanges import TOPICS, Exchange, Sum, build_exchange, sums
from hybrid.demo.corpus.languages import FRENCH, SPANISH, Language
from hybrid.demo.corpus.phrasings import vary
from hybrid.demo.corpus.stories import HEROES, PLACES, StoryRequest, write_story

KINDS = {name: kind for name, kind in vars(phrasings).items() if name.isupper() and isinstance(kind, tuple)}
seeds = st.integers(0, 2**32)
unhurried = settings(deadline=None, max_examples=40)  # machines differ in speed, not in what is right


def drawn(side: phrasings.Side, count: int = 150) -> list[Chat]:
    return list(chats(3, count, side))


def exchanges(side: phrasings.Side) -> list[Exchange]:
    return [exchange for chat in drawn(side) for exchange in chat.exchanges]


def test_the_same_seed_gives_the_same_chats() -> None:
    assert drawn("train") == drawn("train")


def test_every_topic_occurs_and_chats_change_topic() -> None:
    assert {exchange.topic for exchange in exchanges("train")} == set(TOPICS)
    assert any(len({e.topic for e in chat.exchanges}) >= 3 for chat in drawn("train"))


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_tenth_of_the_phrasings_of_each_kind_is_held_out(name: str) -> None:
    kind = KINDS[name]
    seen, unseen = phrasings.phrasings(kind, "train"), phrasings.phrasings(kind, "held_out")
    assert len(kind) == len(set(kind))
    assert len(unseen) == max(1, round(0.1 * len(kind)))
    assert sorted(seen + unseen) == sorted(kind)


def test_a_tenth_of_the_sums_is_held_out_whichever_way_round() -> None:
    seen, unseen = set(sums("train")), set(sums("held_out"))
    assert not seen & unseen
    assert len(seen | unseen) == 2 * 101 * 101
    assert 0.09 < len(unseen) / len(seen | unseen) < 0.11
    assert all(Sum(s.b, s.a, "+") in unseen for s in unseen if s.sign == "+")


def test_no_held_out_sum_is_ever_taught() -> None:
    unseen = {s.solved for s in sums("held_out")}
    taught = {solved for e in exchanges("train") if e.topic == "sums" for solved in e.reply.rstrip(".").split(", ")}
    assert taught
    assert not taught & unseen


@unhurried
@given(st.integers(0, 100), st.integers(0, 100), st.sampled_from("+-"))
def test_sums_are_right(a: int, b: int, sign: str) -> None:
    solved = Sum(a, b, "+" if sign == "+" else "-").solved
    assert solved == f"{a} {sign} {b} = {a + b if sign == '+' else a - b}"


@unhurried
@given(seeds, st.sampled_from(TOPICS), st.sampled_from(["train", "held_out"]))
def test_every_reply_holds_its_answer_and_no_placeholder(seed: int, topic: str, side: phrasings.Side) -> None:
    [name] = [t for t in TOPICS if t == topic]
    exchange = build_exchange(name, Random(seed), side, None)
    assert exchange.topic == topic
    assert exchange.answer in exchange.reply
    assert exchange.user
    assert not re.search(r"\{[a-z]", exchange.user)


@unhurried
@given(seeds)
def test_careless_typing_never_changes_a_number(seed: int) -> None:
    rng = Random(seed)
    exchange = build_exchange("sums", rng, "train", None)
    assert re.findall(r"\d+", typed(rng, exchange).user) == re.findall(r"\d+", exchange.user)


@unhurried
@given(seeds, st.sampled_from(phrasings.CAPITAL))
def test_varied_wording_keeps_what_is_asked_about(seed: int, phrasing: str) -> None:
    varied = vary(Random(seed), phrasing)
    assert "{x}" in varied
    assert ("capital" in varied) == ("capital" in phrasing)


def test_stories_are_many_and_of_a_good_length() -> None:
    rng = Random(1)
    stories = [write_story(rng, StoryRequest()) for _ in range(500)]
    assert len(set(stories)) > 450
    assert all(45 <= len(story.split()) <= 110 for story in stories)


@unhurried
@given(seeds, st.sampled_from(HEROES), st.sampled_from(PLACES))
def test_a_story_has_the_hero_and_the_place_asked_for(seed: int, hero: str, place: str) -> None:
    opening = write_story(Random(seed), StoryRequest(hero, place)).split(". ")[0]
    assert hero in opening
    assert place in opening


def test_at_least_sixty_countries_with_a_capital_each() -> None:
    assert len(facts.CAPITALS) >= 60
    assert len(set(facts.CAPITALS.values())) == len(facts.CAPITALS)
    assert set(facts.ALIASES.values()) <= set(facts.CAPITALS)


def test_opposites_are_unambiguous() -> None:
    words = [*facts.OPPOSITES, *facts.OPPOSITES.values()]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("language", [SPANISH, FRENCH], ids=lambda language: language.name)
def test_no_two_words_of_a_language_are_alike(language: Language) -> None:
    words = language.words()
    assert len({english for english, _ in words}) == len({foreign for _, foreign in words}) == len(words)


@pytest.mark.parametrize(
    ("value", "spanish", "french"),
    [
        (0, "cero", "zéro"),
        (16, "dieciséis", "seize"),
        (21, "veintiuno", "vingt et un"),
        (30, "treinta", "trente"),
        (45, "cuarenta y cinco", "quarante-cinq"),
        (71, "setenta y uno", "soixante et onze"),
        (80, "ochenta", "quatre-vingts"),
        (81, "ochenta y uno", "quatre-vingt-un"),
        (99, "noventa y nueve", "quatre-vingt-dix-neuf"),
        (100, "cien", "cent"),
    ],
)
def test_number_words(value: int, spanish: str, french: str) -> None:
    assert facts.spanish_number(value) == spanish
    assert facts.french_number(value) == french


@pytest.mark.parametrize("snippet", facts.SNIPPETS, ids=lambda snippet: snippet.task)
def test_every_python_line_is_python(snippet: facts.Snippet) -> None:
    compile(snippet.code, "snippet", "exec")
