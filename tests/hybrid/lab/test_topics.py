"""Topics of experts: shares that do not depend on how much was said about a topic, clear preferences, tokens."""

import numpy as np

from hybrid.lab import Trace
from hybrid.lab.topics import FEWEST_USES, preferred_topics, topic_shares, words_in

CHOICES = [[[0, 1], [2, 3]], [[0, 2], [2, 3]], [[0, 1], [1, 3]]]


def test_uses_are_counted_by_layer_and_expert() -> None:
    trace = Trace.from_choices(CHOICES, num_experts=4)
    assert trace.uses().tolist() == [[3, 2, 1, 0], [0, 1, 2, 3]]


def test_a_topic_that_was_talked_about_more_counts_no_more() -> None:
    uses = np.array([[[10, 10, 0]], [[100, 0, 0]]])
    assert topic_shares(uses, [10, 100]).tolist() == [[[0.5, 1.0, 0.0]], [[0.5, 0.0, 0.0]]]


def test_only_clear_preferences_of_experts_in_use_count() -> None:
    few = FEWEST_USES - 1
    uses = np.array([[[50, 40, few, 0]], [[50, 5, 0, 30]]])
    assert preferred_topics(uses, [100, 100]).tolist() == [[-1, 0, -1, 1]]
    assert preferred_topics(uses[:1], [100]).tolist() == [[-1] * 4]
    assert preferred_topics(np.zeros((0, 1, 4), np.int64), []).tolist() == [[-1] * 4]


def test_words_are_those_of_the_tokens_that_chose_an_expert() -> None:
    trace = Trace.from_choices(CHOICES, num_experts=4, texts=["a", "b", "a"])
    words = words_in(trace)
    assert words[0] == {"a": 2, "b": 1}
    assert words[2] == {"b": 1}
    assert words[4 + 1] == {"a": 1}
    assert 3 not in words
    assert words_in(Trace.from_choices(CHOICES, num_experts=4)) == {}
