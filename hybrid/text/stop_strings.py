"""Stop strings: the reply ends before the first of them, and what may become one is held back.

Knows text in pieces as it comes; knows nothing of tokens.
"""

from dataclasses import dataclass

from hybrid.text.thoughts import possible_start


@dataclass(slots=True)
class StopStrings:
    """Cuts a text stream before the first of ``stops``, holding back what may become one."""

    stops: tuple[str, ...]
    _held: str = ""

    def push(self, text: str) -> tuple[str, bool]:
        """Takes text; returns what can now be shown of it, and whether a stop string has come."""
        self._held += text
        starts = [at for stop in self.stops if stop and (at := self._held.find(stop)) >= 0]
        if starts:
            shown, self._held = self._held[: min(starts)], ""
            return shown, True
        keep = possible_start(self._held, self.stops)
        cut = len(self._held) - keep
        shown, self._held = self._held[:cut], self._held[cut:]
        return shown, False

    def flush(self) -> str:
        """The text that was held back; no text may follow."""
        held, self._held = self._held, ""
        return held
