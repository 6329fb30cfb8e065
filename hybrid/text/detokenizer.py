"""Incremental detokenizer: token ids become text that can be shown as they come.

Knows how vocabularies spell bytes, and holds back incomplete characters; knows nothing of models. Bytes are decoded as
a UTF-8 stream, so that an invalid byte becomes U+FFFD and leaves its neighbours intact.
"""

import codecs
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from tokenizers.pre_tokenizers import ByteLevel
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid.errors import is_failure

_BYTE_TOKEN = re.compile(r"<0x([0-9A-Fa-f]{2})>")
# Tokens. A decoder's text for a token depends on the one before; a few more, since some strip leading spaces.
_CONTEXT = 6
_LONGEST_CHARACTER = 4
HALF = "\ufffd"


class Detokenizer:
    """Turns tokens into text as they come; never raises, and costs the same for every token.

    ``shown`` are special tokens that become text, although the others are skipped. ``after`` are tokens whose text
    goes on here, so that a leading space is kept.
    """

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerBase,
        skip_special_tokens: bool = True,
        shown: Collection[int] = (),
        after: Sequence[int] = (),
    ) -> None:
        self._tokenizer = tokenizer
        added = tokenizer.added_tokens_decoder
        self._added = {token: str(word) for token, word in added.items()}
        special = {token for token, word in added.items() if word.special}
        self._skipped = special - set(shown) if skip_special_tokens else set()
        self._spelling = _Spelling.of(tokenizer)
        self._bytes = codecs.getincrementaldecoder("utf-8")("replace")
        self._context = list(after[-_CONTEXT:])
        self._pending: list[int] = []

    def push(self, token_id: int) -> str:
        """Takes a token; returns the text that can now be shown."""
        word = self._added.get(token_id) or _word(self._tokenizer, token_id)
        if word is None or token_id in self._skipped:
            return ""
        raw = self._spelling.bytes_of(word)
        if raw is None:
            return self._bytes.decode(b"", final=True) + self._pushed_word(token_id)
        text = self._text_before_bytes() + self._bytes.decode(raw)
        if not self._context and self._spelling.strips and raw.isascii():
            text = self._decoded([token_id])  # a leading space may be stripped
        self._remember(token_id)
        return text

    def flush(self) -> str:
        """The text that was held back; no token may follow."""
        return self._text_before_bytes() + self._bytes.decode(b"", final=True)

    def _pushed_word(self, token_id: int) -> str:
        self._pending.append(token_id)
        before = self._decoded(self._context)
        after = self._decoded(self._context + self._pending)
        text = after[len(before) :] if after.startswith(before) else self._decoded(self._pending)
        if text.endswith(HALF) and len(self._pending) < _LONGEST_CHARACTER:
            return ""
        for pending in self._pending:
            self._remember(pending)
        self._pending.clear()
        return text

    def _text_before_bytes(self) -> str:
        if not self._pending:
            return ""
        before, pending = self._decoded(self._context), list(self._pending)
        self._pending.clear()
        after = self._decoded(self._context + pending)
        for token_id in pending:
            self._remember(token_id)
        return after[len(before) :] if after.startswith(before) else self._decoded(pending)

    def _remember(self, token_id: int) -> None:
        self._context.append(token_id)
        del self._context[:-_CONTEXT]

    def _decoded(self, ids: list[int]) -> str:
        together = self._decoded_together(ids) if ids else ""
        if together is not None:
            return together
        return "".join(self._decoded_together([token_id]) or "" for token_id in ids)  # one of them may be at fault

    def _decoded_together(self, ids: list[int]) -> str | None:
        try:
            return str(self._tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False))
        except BaseException as error:  # a tokenizer's code may raise anything on ids it has no word for
            if not is_failure(error):
                raise
            return None


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How a vocabulary spells bytes: every token in mapped bytes, single bytes by name, or not at all."""

    level: bool
    fallback: bool
    strips: bool

    @classmethod
    def of(cls, tokenizer: PreTrainedTokenizerBase) -> "_Spelling":
        backend = getattr(tokenizer, "backend_tokenizer", None)
        decoder = getattr(backend, "decoder", None)
        kinds = _kinds(json.loads(decoder.__getstate__())) if decoder is not None else set()
        level = "ByteLevel" in kinds and kinds <= {"ByteLevel", "ByteFallback", "Fuse"}
        return cls(level, "ByteFallback" in kinds and not level, "Strip" in kinds)

    def bytes_of(self, word: str) -> bytes | None:
        """The bytes that a token spells; ``None`` for a token that is text."""
        if self.level:
            try:
                return bytes(_BYTE_OF[character] for character in word)
            except KeyError:  # an added token stands for itself
                return word.encode("utf-8", "replace")
        match = _BYTE_TOKEN.fullmatch(word) if self.fallback else None
        return bytes([int(match[1], 16)]) if match else None


def _kinds(decoder: dict[str, Any]) -> set[str]:
    return set().union(*map(_kinds, decoder["decoders"])) if "decoders" in decoder else {str(decoder["type"])}


def _word(tokenizer: PreTrainedTokenizerBase, token_id: int) -> str | None:
    try:
        word = tokenizer.convert_ids_to_tokens(token_id)
    except BaseException as error:  # a model may have more tokens than its tokenizer, which may raise anything then
        if not is_failure(error):
            raise
        return None
    return None if word is None else str(word)


def _byte_of() -> dict[str, int]:
    """The byte of each character of a byte-level vocabulary: printable bytes are themselves, others follow U+0100."""
    plain = {character: ord(character) for character in ByteLevel.alphabet() if ord(character) < 0x100}
    others = [byte for byte in range(0x100) if byte not in plain.values()]
    return plain | {chr(0x100 + index): byte for index, byte in enumerate(others)}


_BYTE_OF = _byte_of()
