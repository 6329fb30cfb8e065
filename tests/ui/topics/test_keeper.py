"""Replies counted by topic: by their conversation's name, else by a known question; and what the page gets of it."""

import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from hybrid.errors import KeepingError
from tests.fakes.fake_engine import MODEL
from tests.fakes.kept_chat import Kept, answered, ask
from tests.fakes.lab_inputs import talked
from ui.chat.handlers import Chat
from ui.chat.keeper import Keeper
from ui.chat.menu import ConversationMenu
from ui.chat.prompts import DEMO, TOPIC_OF_PROMPT
from ui.chat.replies.active_replies import ActiveReplies
from ui.storage.topics import ModelKey, TopicCounts, TopicsStore
from ui.topics.keeper import TopicKeeper
from ui.topics.routes import topics_routes, topics_view
from ui.wire.packing import unpacked

KEY = ModelKey(MODEL.name, MODEL.layers, MODEL.experts)
PROMPTS = {"What is 2 + 2?": "Sums", "Tell me about a fox": "Stories"}


@pytest.fixture
def store(tmp_path: Path) -> TopicsStore:
    return TopicsStore(lambda: tmp_path / "topics.db")


def test_every_prompt_of_the_topic_demo_has_a_topic() -> None:
    assert [TOPIC_OF_PROMPT[prompt] for prompt in DEMO][:2] == ["Sums", "Stories"]


def test_a_known_question_counts_for_its_topic_and_others_for_none(store: TopicsStore) -> None:
    engine = talked("What is 2 + 2?", "hello there")
    keeper = TopicKeeper(engine, store, PROMPTS)
    for question in ("What is 2 + 2?", "hello there"):
        keeper.note(question, "", question).result()
    counts = store.counts(KEY)
    sums = engine.recorded("What is 2 + 2?")
    assert sums is not None
    assert (counts.names, counts.tokens) == (("Sums",), (sums.trace.tokens,))
    assert np.array_equal(counts.uses[0], sums.trace.uses())
    both = sum(reply.trace.choices.size for reply in engine.recorded_replies())
    kept = sum(sum(words.values()) for words in counts.words.values())
    assert 0.9 * both < kept <= both  # of each expert the most frequent


def test_a_named_conversation_is_its_own_topic(store: TopicsStore) -> None:
    engine = talked("What is 2 + 2?", "and this", "later")
    keeper = TopicKeeper(engine, store, PROMPTS)
    sentence = keeper.name("c1", " Ships at sea ", ["What is 2 + 2?", "and this", "gone"])
    assert sentence.startswith("“Ships at sea” is a topic now: 2 of its replies count")
    keeper.note("later", "c1", "What is 2 + 2?").result()
    counts = store.counts(KEY)
    assert counts.names == ("Ships at sea",)
    assert counts.tokens == (sum(reply.trace.tokens for reply in engine.recorded_replies()),)
    assert "its next replies count" in keeper.name("c2", "New", [])


def test_what_is_gone_or_cannot_be_kept_stops_nothing(
    store: TopicsStore, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = TopicKeeper(talked("hi"), store, {})
    keeper.note("nobody", "", "hi").result()
    assert store.counts(KEY).words == {}

    def full(*_: Any) -> None:
        raise KeepingError("The disk is full.")

    monkeypatch.setattr(TopicsStore, "add_words", full)
    with caplog.at_level(logging.WARNING):
        keeper.note("hi", "", "hi").result()
    assert "The disk is full" in caplog.text


def test_a_chat_is_counted_and_its_conversation_becomes_a_topic(store: TopicsStore, tmp_path: Path) -> None:
    kept, engine = Kept(tmp_path), talked()
    keeper = TopicKeeper(engine, store, PROMPTS)
    chat = kept.pane(engine)[0]
    noted: list[Any] = []
    asks = Keeper(engine, kept.conversations, kept.runs, lambda *of: noted.append((of, keeper.note(*of))))
    menu = ConversationMenu(kept.conversations, ActiveReplies(lambda _: None), keeper.name)
    chat = Chat(engine, chat._runs, asks, menu)
    shown = ask(chat, "What is 2 + 2?")
    answered(chat, shown)
    ((request, conversation, question), counted) = noted[0]
    counted.result()
    assert (conversation, question) == (shown.conversation, "What is 2 + 2?")
    assert engine.recorded(request) is not None
    assert store.counts(KEY).names == ("Sums",)
    assert "is a topic now: 1 of its replies count" in menu.use_as_topic(shown.conversation).notice
    assert len(store.counts(KEY).names) == 2
    assert "Send a message first" in menu.use_as_topic("").error


def test_tokens_with_and_without_a_space_are_one_word() -> None:
    words = {0: {" of": 3, "of": 2, " ": 99, "it": 4}}
    view = topics_view("demo", TopicCounts((), (), np.zeros((0, 1, 2), np.int64), words))
    assert view["words"] == [["of", "it"], []]


def test_the_page_gets_preferences_shares_and_tokens(store: TopicsStore) -> None:
    engine = talked("What is 2 + 2?", "Tell me about a fox")
    app = FastAPI()
    app.include_router(topics_routes(engine, store))
    client = TestClient(app)
    empty = client.get("/topics").json()
    assert (empty["topics"], len(empty["words"])) == ([], MODEL.layers * MODEL.experts)
    assert set(unpacked(empty["preferred"])) == {0}
    keeper = TopicKeeper(engine, store, PROMPTS)
    for question in PROMPTS:
        keeper.note(question, "", question).result()
    answer = client.get("/topics").json()
    assert [topic["name"] for topic in answer["topics"]] == ["Sums", "Stories"]
    shares = np.array(unpacked(answer["shares"])).reshape(2, -1)
    used = shares.sum(axis=0) > 0
    assert used.any()
    assert (abs(shares.sum(axis=0)[used] - 100) <= 1).all()
    assert max(unpacked(answer["preferred"])) <= 2
    assert any(answer["words"])
    assert client.get("/topics").headers["cache-control"] == "no-store"
