"""Text of one reply as it is generated: tokens in, thought and answer out, up to a stop string or the turn's end.

Stop strings end the answer; a thought may contain them.
"""

from collections.abc import Iterable

from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid.text.chat_format import ChatFormat
from hybrid.text.detokenizer import Detokenizer, StopStrings
from hybrid.text.thoughts import Part


class ReplyText:
    """Text of one reply: ``push`` every token except one that ends the turn, then ``flush``."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase, form: ChatFormat, stops: Iterable[str] = ()) -> None:
        self._detokenizer = Detokenizer(tokenizer, shown=form.visible)
        self._splitter = form.splitter()
        self._stops = StopStrings((*stops, *form.stops))

    def push(self, token_id: int) -> Part:
        return self._until_stop(self._splitter.push(self._detokenizer.push(token_id)))

    def flush(self) -> Part:
        """The text that was held back; the reply ends here."""
        part = self._until_stop(self._splitter.push(self._detokenizer.flush()))
        if not part.ended:
            part += self._until_stop(self._splitter.flush())
        return part if part.ended else part + Part(self._stops.flush())

    def _until_stop(self, part: Part) -> Part:
        text, stopped = self._stops.push(part.text)
        if part.ended and not stopped:
            text += self._stops.flush()
        return Part(text, part.thought, part.ended or stopped)
