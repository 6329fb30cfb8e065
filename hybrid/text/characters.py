"""Characters of a text: halves of them, which no file, network or tokenizer can encode, and letters of either case."""

import re
from functools import lru_cache


def is_text(text: str) -> bool:
    """Whether every character is whole."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def repaired(text: str) -> str:
    """The text with two halves side by side joined to their character, and a lone half replaced by U+FFFD."""
    return text if is_text(text) else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def encodable(text: str) -> str:
    """The text with a question mark for every half: what an answer to the page can hold."""
    return text.encode(errors="replace").decode()


@lru_cache(maxsize=4)
def in_any_case(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, the longest that fits, in letters of any case."""
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)", re.IGNORECASE)
