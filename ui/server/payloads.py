"""Payload checks: components may be sent plain values and text blocks, and nothing that Gradio would fetch or build.

Gradio looks for files anywhere in a posted body, before a component gets it: a dictionary with a path and the mark of a
file makes the server copy any file that it can read, or fetch an address, to where other users can read it. A block of
a chat may even name a component to build. This page takes no files, so a body with any such thing is refused before
Gradio reads it.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from ui.server.connections.bodies import MOST_BYTES, TOO_MANY_PARTS, has_too_many_parts

_MOST_DEPTH = 32

# Keys by which Gradio's models recognise files and components, and describe them.
_REFUSED_KEYS = frozenset(
    {"_type", "path", "url", "file", "files", "component", "constructor_args", "meta", "alt_text"}
)
_ROLES = ("user", "assistant")
_MESSAGE_KEYS = frozenset({"role", "content", "metadata", "options"})
_METADATA_KEYS = frozenset({"title", "id", "status", "log"})
_BLOCK_KEYS = frozenset({"type", "text"})


def problem_of(body: bytes, also: Callable[[Any], str] = lambda _: "") -> str:
    """Why a body posted to one of Gradio's routes is refused, or an empty text; ``also`` judges its content."""
    if len(body) > MOST_BYTES:
        return f"A request holds at most {MOST_BYTES // 1_000_000} MB."
    if not body:  # Gradio refuses this itself where it needs a body
        return ""
    if has_too_many_parts(body):
        return TOO_MANY_PARTS
    try:
        posted = json.loads(body)  # as Gradio reads it, whatever its encoding
    except (ValueError, RecursionError):
        return "The body of the request isn't valid JSON."
    return next(_problems(posted, 0), "") or also(posted)


def _problems(value: Any, depth: int) -> Iterator[str]:
    if depth > _MOST_DEPTH:
        yield "The request is nested too deeply."
    elif isinstance(value, dict):
        if refused := sorted(_REFUSED_KEYS & value.keys()):
            yield f"This page takes no files and no components ({', '.join(refused)})."
        if "role" in value:
            yield from _message_problems(value)
        for inner in value.values():
            yield from _problems(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _problems(inner, depth + 1)


def _message_problems(message: dict[str, Any]) -> Iterator[str]:
    content, metadata = message.get("content"), message.get("metadata")
    if message["role"] not in _ROLES:
        yield "A message is the user's or the assistant's."
    if not isinstance(content, list) or not all(_is_text(block) for block in content):
        yield "A message's content is a list of blocks of text and nothing else."
    if not (metadata is None or (isinstance(metadata, dict) and _is_metadata(metadata))):
        yield f"A message's metadata are null, or texts: {', '.join(sorted(_METADATA_KEYS))}."
    if message.get("options") or not message.keys() <= _MESSAGE_KEYS:
        yield "A message has a role, its content and metadata, and nothing else."


def _is_metadata(metadata: dict[str, Any]) -> bool:
    return (
        metadata.keys() <= _METADATA_KEYS
        and all(value is None or isinstance(value, str) for value in metadata.values())
        and metadata.get("status") in {None, "pending", "done"}
    )


def _is_text(block: Any) -> bool:
    return (
        isinstance(block, dict)
        and block.get("type") == "text"
        and isinstance(block.get("text"), str)
        and block.keys() <= _BLOCK_KEYS
    )
