"""Bodies of requests: whole ones within the limits, and why others are refused."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.server.connections import bodies
from ui.server.connections.bodies import BodyRefused, again, read_body


def read(*messages: Any, length: str | None = None) -> bytes:
    """The body of a request whose parts come as these messages, and then no more."""
    left = list(messages)

    async def receive() -> Any:
        if not left:
            await asyncio.Event().wait()
        return left.pop(0)

    headers = [] if length is None else [(b"content-length", length.encode())]
    return asyncio.run(read_body({"type": "http", "headers": headers}, receive))


def part(data: bytes, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": data, "more_body": more}


@given(st.lists(st.binary(max_size=20), min_size=1))
def test_parts_become_a_whole(parts: list[bytes]) -> None:
    messages = [part(data, place < len(parts) - 1) for place, data in enumerate(parts)]
    assert read(*messages) == b"".join(parts)


@pytest.mark.parametrize("length", [str(bodies.MOST_BYTES + 1), "9" * 5000, "-1", "x", "1e3", "\u00b2", ""])
def test_a_length_that_is_too_much_or_none(length: str) -> None:
    with pytest.raises(BodyRefused, match="413"):
        read(length=length)


def test_bytes_are_counted_whatever_the_length_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_BYTES", 10)
    assert read(part(b"x" * 10, False), length="10") == b"x" * 10
    for length in ("1", None):
        with pytest.raises(BodyRefused, match="413"):
            read(part(b"x" * 6), part(b"x" * 5), length=length)


def test_what_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SLOWEST_S", 0.02)
    with pytest.raises(BodyRefused, match="408"):
        read(part(b"x"), length="5")


def test_a_client_that_leaves() -> None:
    with pytest.raises(BodyRefused, match="400"):
        read(part(b"x"), {"type": "http.disconnect"})


def test_a_body_is_given_again() -> None:
    async def gone() -> Any:
        return {"type": "http.disconnect"}

    async def twice() -> list[Any]:
        receive = again(b"body", gone)
        return [await receive(), await receive()]

    assert asyncio.run(twice()) == [part(b"body", False), {"type": "http.disconnect"}]
