"""Look-ahead on the scripted engine: the sentence, the line, and what is missing."""

import numpy as np
import pytest

from hybrid.errors import RequestError
from hybrid.lab import LookAhead
from tests.fakes.fake_engine import FakeEngine
from tests.fakes.lab_inputs import result_of, talked
from ui.lab.kinds.look_ahead import look_ahead_view


def test_the_score_is_a_sentence_and_a_line_by_layer() -> None:
    view = result_of(talked(), "lookahead").view
    assert view.sentences["lookahead"].startswith("30 tokens: a layer's router, asked with the state of")
    line = view.figures["lookahead"].data[0]
    assert line["x"] == list(range(1, 12))
    assert (line["y"][0], line["y"][-1]) == (0.6, 0.9)


def test_it_is_compared_with_chance_and_with_the_token_before() -> None:
    score = LookAhead(9, 8, 2, np.array([0.9, 0.5, 0.7]), np.array([0.4, 0.5, 0.6]))
    sentence = look_ahead_view(score).sentences["lookahead"]
    assert "names 70 % of the experts" in sentence
    assert "(25 % by chance, 50 % by naming those of the token before)" in sentence
    assert sentence.endswith("Least in layer 2: 50 %.")


def test_before_a_reply_there_is_nothing_to_score() -> None:
    with pytest.raises(RequestError, match="Send a message first"):
        result_of(FakeEngine(), "lookahead")
