"""Cut replies: the tokens of the last ones, so that a reply can go on where it was cut.

By tokens rather than by text: made of text again they may differ, and what follows would not be what one longer reply
had said.
"""

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from hybrid.errors import RequestError

MOST_KEPT = 32  # a few bytes a token each


@dataclass(frozen=True, slots=True)
class CutReply:
    """The tokens of a reply that was cut, and of its prompt."""

    prompt: Sequence[int]
    written: Sequence[int]


class CutReplies:
    """The last cut replies by their request ids; belongs to the engine's thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, CutReply] = OrderedDict()

    def keep(self, request_id: str, prompt: Sequence[int], written: Sequence[int]) -> None:
        """Keeps a reply that has been cut, and forgets the oldest."""
        self._kept[request_id] = CutReply(array("q", prompt), array("q", written))
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    def find(self, request_id: str) -> CutReply:
        """Raises ``RequestError`` for a reply that ended by itself, or of which nothing is known any more."""
        found = self._kept.get(request_id)
        if found is None:
            raise RequestError(
                "This reply can no longer be continued: the model was loaded again since, or many replies were cut. "
                "Ask for it again, with a higher limit.",
                "messages",
            )
        return found
