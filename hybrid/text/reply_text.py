"""Text of one reply as it is generated: tokens in, thought, answer and calls of tools out, up to its end.

A stop string or the turn's end ends it. Stop strings end the answer; a thought and a call may contain them.
"""

from collections.abc import Iterable, Sequence

from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid.text.chat_format import ChatFormat
from hybrid.text.detokenizer import Detokenizer
from hybrid.text.stop_strings import StopStrings
from hybrid.text.thoughts import Part
from hybrid.text.tool_calls import CallSplitter


class ReplyText:
    """Text of one reply: ``push`` every token except one that ends the turn, then ``flush``.

    ``tools``: whether the model was offered any, so that its answer may call them. ``after``: see ``Detokenizer``.
    """

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerBase,
        form: ChatFormat,
        stops: Iterable[str] = (),
        tools: bool = False,
        after: Sequence[int] = (),
    ) -> None:
        self._detokenizer = Detokenizer(tokenizer, shown=form.visible, after=after)
        self._splitter = form.splitter()
        self._calls = CallSplitter(form.calls) if tools and form.calls else None
        self._stops = StopStrings((*stops, *form.stops))

    def push(self, token_id: int) -> Part:
        return self._until_stop(self._splitter.push(self._detokenizer.push(token_id)))

    def flush(self) -> Part:
        """The text that was held back; the reply ends here."""
        part = self._until_stop(self._splitter.push(self._detokenizer.flush()))
        if not part.ended:
            part += self._until_stop(self._splitter.flush())
        return part if part.ended else part + self._rest()

    def _until_stop(self, part: Part) -> Part:
        answer, calls = self._calls.push(part.text) if self._calls else (part.text, ())
        text, stopped = self._stops.push(answer)
        if part.ended and not stopped:
            text += self._rest().text
        return Part(text, part.thought, part.ended or stopped, calls)

    def _rest(self) -> Part:
        text, stopped = self._stops.push(self._calls.flush() if self._calls else "")
        return Part(text if stopped else text + self._stops.flush())
