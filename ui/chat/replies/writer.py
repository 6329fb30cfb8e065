"""Writer of replies: on a thread of its own it takes a reply from the engine and keeps it when it ends.

It goes on whether or not a tab looks on. Knows the engine and the keeper; nothing of tabs or of Gradio.
"""

import logging
import threading
from collections.abc import Callable

from hybrid.errors import HybridError
from hybrid.types import GenerationRequest
from ui.chat.keeper import Keeper
from ui.chat.messages import figures_message, question_of
from ui.chat.replies.active_replies import Asked
from ui.chat.replies.reply import Ending, Reply
from ui.chat.replies.under_way import UnderWay
from ui.engine_protocol import EngineProtocol
from ui.text.figures import figures_details, figures_line

BROKEN_OFF = "The reply failed. See the terminal for details, then try again."
PATIENCE_S = 0.5  # for replies to end by themselves when the program ends

logger = logging.getLogger(__name__)


class Writer:
    """``over`` is told each reply's run once its end is kept."""

    def __init__(self, engine: EngineProtocol, keeper: Keeper, over: Callable[[str], None]) -> None:
        self._engine = engine
        self._keeper = keeper
        self._over = over
        self._under_way = UnderWay()

    def start(self, reply: Reply, asked: Asked, request: Callable[[], GenerationRequest]) -> None:
        """Begins to write; ``request`` may refuse."""
        self._under_way.add(reply)
        threading.Thread(target=self._write, args=(reply, asked, request), name="write-reply", daemon=True).start()

    def end_all(self) -> None:
        """Ends all replies and sees that what they have written is kept, since the program ends."""
        for reply in self._under_way.all():
            self._engine.cancel(reply.run)
        for reply in self._under_way.wait(PATIENCE_S):  # slow ones, whose next token has not come yet
            reply.ended = True
            if reply.says_something:
                self._keeper.keep(reply.conversation, reply.saved, reply.shown(over=True), reply.rest)

    def _write(self, reply: Reply, asked: Asked, request: Callable[[], GenerationRequest]) -> None:
        ending: Ending | None = None
        try:
            reply.events = self._engine.generate(request())
            for _ in reply.arriving():
                pass
            ending = self._finish(reply)
        except HybridError as refusal:
            ending = self._broken_off(reply, asked, refusal)
        except Exception:
            logger.exception("A reply broke off")
            ending = self._broken_off(reply, asked, BROKEN_OFF)
        finally:
            self._engine.cancel(reply.run)
            reply.close(ending)
            self._over(reply.run)
            self._under_way.remove(reply)

    def _finish(self, reply: Reply) -> Ending | None:
        """Saves the reply, as far as it came, with its figures."""
        if reply.ended:  # the end of the program has kept it
            return None
        if reply.before is not None and not reply.is_new:
            reply.ended = True
            return Ending(reply.before, reply.conversation)
        messages = reply.shown() if reply.says_something else list(reply.history)
        problem = ""
        if reply.last and reply.last.stats and reply.last.finish_reason:
            stats, power = reply.last.stats, self._engine.snapshot().power
            details = figures_details(stats, power, reply.last.finish_reason)
            messages.append(figures_message(figures_line(stats, reply.last.finish_reason), details, reply.run))
            problem = self._keeper.note(reply.last, reply.conversation, question_of(reply.history))
        saved = self._keeper.keep(reply.conversation, reply.saved, messages, reply.rest)
        reply.ended = True
        return Ending(messages, saved.conversation, problem or saved.problem or saved.notice)

    def _broken_off(self, reply: Reply, asked: Asked, why: HybridError | str) -> Ending | None:
        """Ends a reply that failed: text that has come stays; if none has, the chat is as before the question."""
        if reply.ended:
            return None
        reply.ended = True
        if reply.is_new:
            messages = reply.shown(over=True)
            return Ending(
                messages, self._keeper.keep(reply.conversation, reply.saved, messages, reply.rest).conversation, why
            )
        if asked.before is None:
            return Ending(list(reply.history), reply.conversation, why)
        saved = self._keeper.take_back(reply.conversation, reply.saved, asked.before)
        return Ending(asked.before, saved.conversation, why, is_refused=True)
