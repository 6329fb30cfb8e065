"""Mutations of inputs: bytes that are changed, cut, doubled or spliced; values of JSON that become others.

A mutation is drawn from a ``Random`` alone, so a seed and a number give the same input again.
"""

import json
import struct
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

_NUMBERS = (0, 1, 2, 127, 128, 255, 256, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1 << 62, (1 << 64) - 1)
_VALUES: Sequence[Any] = (
    None, True, False, 0, -1, 1, 2, 1.5, -0.0, 1e308, float("inf"), float("nan"), 1 << 31, 1 << 63, 1 << 64, 10**40,
    1 << 2000, "", "x", "\ud800", "\0", "\x1b[31m", "../..", "é" * 40, "x" * 3000, "9" * 5000, [], {}, [[]], [1],
    [None], ["x"], {"a": 1}, {"": {}}, [0] * 200, 10_000_000, -10_000_000, "1", "true", "null", "NaN",
)  # fmt: skip
_WORDS = (
    b"\0", b"\xff", b"{", b"[", b'"', b"'", b",", b"%", b"\\", b"\n", b"1e999", b"-1", b"NaN", b"\xed\xa0\x80", b"%00",
    b"%ff", b"{{", b"{%", b"\xef\xbb\xbf", b"\xff\xfe", b"None", b"9" * 30,
)  # fmt: skip
_MOST_BYTES = 200_000


def mutated(content: bytes, random: Random) -> bytes:
    """The input with one change or several."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        if content[:1] in b'{["' and content and random.random() < 0.7 and (other := _other_json(content, random)):
            content = other
        else:
            content = random.choice(_CHANGES)(content, random)
    return content[:_MOST_BYTES]


def other_value(document: Any, random: Random) -> Any:
    """The JSON value with one part replaced, left out, doubled, or put elsewhere."""
    places = list(_places(document))
    holder, key = random.choice(places)
    if holder is None:
        return random.choice(_VALUES)
    match random.randrange(6):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, dict):
            holder[random.choice(("", "x", "\ud800", key + "x", key.upper(), "__metadata__"))] = holder.pop(key)
        case 1 | 2:
            other, inner = random.choice(places)
            part = document if other is None else other[inner] if inner in _keys(other) else None
            holder[key] = _copied(part)
        case 3 if isinstance(holder, list):
            holder *= random.choice((2, 3, 50))
        case 4:
            for _ in range(random.choice((1, 5, 60))):
                holder[key] = [holder[key]]
        case _:
            holder[key] = random.choice(_VALUES)
    return document


def _keys(holder: Any) -> Any:
    return holder if isinstance(holder, dict) else range(len(holder))


def _copied(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _places(value: Any, holder: Any = None, key: Any = None) -> Any:
    yield holder, key
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for each, part in inner:
        yield from _places(part, value, each)


def _other_json(content: bytes, random: Random) -> bytes:
    try:
        return json.dumps(other_value(json.loads(content), random), ensure_ascii=random.random() < 0.9).encode(
            errors="surrogatepass"
        )
    except (ValueError, RecursionError):
        return b""


def _place(content: bytes, random: Random) -> tuple[int, int]:
    start = random.randint(0, len(content))
    return start, min(len(content), start + random.choice((1, 1, 2, 4, 8, 16, 100)))


def _flipped(content: bytes, random: Random) -> bytes:
    start, _ = _place(content, random)
    return content[:start] + bytes([random.randrange(256)]) + content[start + 1 :]


def _cut(content: bytes, random: Random) -> bytes:
    start, end = _place(content, random)
    return content[:start] + content[end:]


def _shortened(content: bytes, random: Random) -> bytes:
    return content[: random.randint(0, len(content))]


def _doubled(content: bytes, random: Random) -> bytes:
    start, end = _place(content, random)
    return content[:end] + content[start:end] * random.choice((1, 2, 40)) + content[end:]


def _with_word(content: bytes, random: Random) -> bytes:
    start, end = _place(content, random)
    return content[:start] + random.choice(_WORDS) + content[random.choice((start, end)) :]


def _with_number(content: bytes, random: Random) -> bytes:
    start, _ = _place(content, random)
    form = random.choice(("<B", "<H", "<I", "<Q", ">I"))
    number = random.choice(_NUMBERS) & ((1 << (8 * struct.calcsize(form))) - 1)
    return content[:start] + struct.pack(form, number) + content[start + struct.calcsize(form) :]


def _moved(content: bytes, random: Random) -> bytes:
    start, end = _place(content, random)
    to = random.randint(0, len(content))
    return content[:to] + content[start:end] + content[to:]


_CHANGES: Sequence[Callable[[bytes, Random], bytes]] = (
    _flipped, _flipped, _cut, _shortened, _doubled, _with_word, _with_number, _moved,
)  # fmt: skip
