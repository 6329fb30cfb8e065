"""Topics on disk: added up over programs, by model, in bounded room."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from ui.storage import topics
from ui.storage.topics import MOST_WORDS, ModelKey, TopicsStore

MODEL, OTHER = ModelKey("demo", 2, 3), ModelKey("demo", 3, 2)
USES = np.arange(6).reshape(2, 3)


@pytest.fixture
def store(tmp_path: Path) -> TopicsStore:
    return TopicsStore(lambda: tmp_path / "topics.db")


def test_counts_add_up_and_are_there_after_a_restart(store: TopicsStore, tmp_path: Path) -> None:
    store.add_uses(MODEL, "Sums", USES, 5)
    store.add_uses(MODEL, " Foxes ", USES, 7)
    TopicsStore(lambda: tmp_path / "topics.db").add_uses(MODEL, "Sums", USES, 5)
    counts = store.counts(MODEL)
    assert (counts.names, counts.tokens) == (("Sums", "Foxes"), (10, 7))
    assert np.array_equal(counts.uses, np.stack([2 * USES, USES]))
    assert store.counts(OTHER).uses.shape == (0, 3, 2)


def test_of_the_tokens_the_most_frequent_are_kept(store: TopicsStore) -> None:
    rare: Mapping[int, Mapping[str, int]] = {4: {f"w{n}": 1 for n in range(2 * MOST_WORDS)}}
    store.add_words(MODEL, {4: {"the": 3}, 0: {"a": 1}})
    store.add_words(MODEL, rare)
    store.add_words(MODEL, {4: {"the": 2}})
    words = store.counts(MODEL).words
    assert words[0] == {"a": 1}
    assert words[4]["the"] == 5
    assert len(words[4]) == MOST_WORDS
    assert store.counts(OTHER).words == {}


def test_conversations_are_named_once_and_renamed(store: TopicsStore) -> None:
    assert store.topic_of("c1") == ""
    store.name("c1", "Foxes")
    store.name("c1", "Ships")
    assert store.topic_of("c1") == "Ships"


def test_the_oldest_topics_make_room(store: TopicsStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "MOST_TOPICS", 2)
    for name in ("a", "b", "c"):
        store.add_uses(MODEL, name, USES, 1)
    assert store.counts(MODEL).names == ("b", "c")


@pytest.mark.parametrize("damage", ["uses = x'01'", "uses = 'text'", "tokens = 'many'", "uses = zeroblob(4000)"])
def test_a_row_that_cannot_be_read_counts_as_none(store: TopicsStore, tmp_path: Path, damage: str) -> None:
    store.add_uses(MODEL, "Sums", USES, 5)
    store.add_uses(MODEL, "Foxes", USES, 5)
    with closing(sqlite3.connect(tmp_path / "topics.db")) as connection, connection:
        connection.execute(f"UPDATE topics SET {damage} WHERE topic = 'Sums'")
    assert store.counts(MODEL).names == ("Foxes",)
    store.add_uses(MODEL, "Sums", USES, 7)
    assert dict(zip(store.counts(MODEL).names, store.counts(MODEL).tokens, strict=True)) == {"Sums": 7, "Foxes": 5}
    assert np.array_equal(store.counts(MODEL).uses[0], USES)


@pytest.mark.parametrize("words", ["", "{", "[" * 100_000, "7", "[1]", '{"x": {}}', '{"0": 7}', '{"0": {"x": "many"}}'])
def test_words_that_cannot_be_read_count_as_none(store: TopicsStore, tmp_path: Path, words: str) -> None:
    store.add_words(MODEL, {0: {"a": 1}})
    with closing(sqlite3.connect(tmp_path / "topics.db")) as connection, connection:
        connection.execute("UPDATE words SET words = ?", (words,))
    assert not any(store.counts(MODEL).words.values())
    store.add_words(MODEL, {1: {"b": 2}})
    assert store.counts(MODEL).words[1] == {"b": 2}
