"""The tokens of cut replies, as many as are kept."""

import pytest

from hybrid.engine.cut_replies import MOST_KEPT, CutReplies
from hybrid.errors import RequestError


def test_the_last_cut_replies_are_kept() -> None:
    replies = CutReplies()
    for number in range(MOST_KEPT + 1):
        replies.keep(str(number), [1, 2], [number])
    last = replies.find(str(MOST_KEPT))
    assert ([*last.prompt], [*last.written]) == ([1, 2], [MOST_KEPT])
    assert [*replies.find("1").written] == [1]
    with pytest.raises(RequestError, match="Ask for it again"):
        replies.find("0")
