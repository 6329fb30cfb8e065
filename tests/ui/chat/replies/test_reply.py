"""A reply as it grows."""

import threading

from hybrid.types import TokenEvent
from tests.fakes.kept_chat import text_of
from ui.chat.replies.reply import Reply

EVENTS = (TokenEvent("", 1, thought="hm, "), TokenEvent("", 1, thought="so"), TokenEvent("Ho", 2))


def test_a_thought_is_pending_until_its_answer_begins() -> None:
    reply = Reply([], "", "run", iter(EVENTS), clock=iter((10.0, 13.2)).__next__)
    titles = []
    for _ in reply.arriving():
        metadata = reply.shown()[0]["metadata"]
        titles.append((metadata["title"], metadata["status"]))
    assert titles == [("Thinking", "pending")] * 2 + [("Thought for 3 s", "done")]
    assert [text_of(message) for message in reply.shown()] == ["hm, so", "Ho"]


def test_who_watches_is_told_of_news_and_of_the_end() -> None:
    reply = Reply([], "", "run", iter(EVENTS))
    assert reply.news(0, 0) == 0
    assert not reply.wait_until_over(0)
    told: list[tuple[int, bool]] = []
    watching = threading.Thread(target=lambda: told.append((reply.news(0, 30), reply.wait_until_over(30))))
    watching.start()
    list(reply.arriving())
    reply.close(None)
    watching.join(30)
    assert told[0][0] > 0
    assert told[0][1]
