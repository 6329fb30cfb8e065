"""Messages and tools as OpenAI's clients send them -> as chat templates take them.

Templates know text alone, so other content is refused. Arguments of calls are JSON in a string there and an object
here. A message that a client got from this server can be sent back as it is.
"""

import json
from typing import Any

from ui.api.errors import ApiError
from ui.api.fields import Fields

MOST_TOOLS = 128
_ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant", "tool": "tool"}
_TEXT_PARTS = "only text is understood. Leave out images, sounds and files."


def messages_of(body: Fields) -> list[dict[str, Any]]:
    """The conversation. Raises ``ApiError``."""
    sent = body.items("messages")
    if not sent:
        raise ApiError("messages is missing: send at least one message.", "messages")
    call_ids: set[str] = set()  # ids of calls
    return [_message(Fields(message, f"messages[{at}]"), call_ids) for at, message in enumerate(sent)]


def _message(fields: Fields, call_ids: set[str]) -> dict[str, Any]:
    role = fields.needed_text("role")
    if role not in _ROLES:
        names = ", ".join(_ROLES)
        raise ApiError(f"{fields.name('role')} has to be one of {names}.", fields.name("role"))
    message: dict[str, Any] = {"role": _ROLES[role], "content": _content(fields)}
    if (name := fields.text("name")) is not None:
        message["name"] = name
    if role == "assistant":
        _add_what_was_said(fields, message, call_ids)
    elif role == "tool":
        message["tool_call_id"] = fields.needed_text("tool_call_id")
        if message["tool_call_id"] not in call_ids:
            where = fields.name("tool_call_id")
            raise ApiError(f"{where} is of no call before it: send the assistant's tool_calls, too.", where)
    fields.end()
    return message


def _content(fields: Fields) -> str:
    content = fields.take("content")
    if content is None or isinstance(content, str):
        return content or ""
    if not isinstance(content, list):
        raise fields.wrong("content", "text, or a list of parts of text")
    texts = []
    for at, part in enumerate(content):
        piece = Fields(part, f"{fields.name('content')}[{at}]")
        piece.refuse("type", _TEXT_PARTS, "text")
        texts.append(piece.text("text") or "")
        piece.end()
    return "".join(texts)


def _add_what_was_said(fields: Fields, message: dict[str, Any], call_ids: set[str]) -> None:
    if (thought := fields.text("reasoning_content")) is not None:
        message["reasoning_content"] = thought
    for name in ("refusal", "audio", "function_call"):
        fields.refuse(name, _TEXT_PARTS)
    fields.refuse("annotations", _TEXT_PARTS, [])
    sent = fields.items("tool_calls")
    if sent:
        message["tool_calls"] = [
            _call(Fields(call, f"{fields.name('tool_calls')}[{at}]"), call_ids) for at, call in enumerate(sent)
        ]


def _call(fields: Fields, call_ids: set[str]) -> dict[str, Any]:
    call_ids.add(number := fields.needed_text("id"))
    fields.refuse("type", "tools are functions.", "function")
    fields.whole("index")
    function = Fields(fields.take("function"), fields.name("function"))
    name, where = function.needed_text("name"), function.name("arguments")
    try:
        arguments = json.loads(function.text("arguments") or "{}")
    except (ValueError, RecursionError):
        arguments = None
    if not isinstance(arguments, dict):
        raise ApiError(f"{where} has to be the JSON of an object, as text.", where)
    function.end()
    fields.end()
    return {"id": number, "type": "function", "function": {"name": name, "arguments": arguments}}


def tools_of(body: Fields) -> tuple[dict[str, Any], ...]:
    """The tools that the model may call; none with ``tool_choice`` "none". Raises ``ApiError``."""
    sent = body.items("tools")
    if len(sent) > MOST_TOOLS:
        raise ApiError(f"tools holds at most {MOST_TOOLS}.", "tools")
    tools = tuple(_tool(Fields(tool, f"tools[{at}]")) for at, tool in enumerate(sent))
    choice = body.take("tool_choice")
    if choice not in (None, "auto", "none"):
        raise ApiError(
            'tool_choice is "auto" or "none": whether the model calls a function is its own decision.', "tool_choice"
        )
    if choice == "auto" and not tools:
        raise ApiError("tool_choice goes with tools: leave it out, or send tools.", "tool_choice")
    body.refuse("parallel_tool_calls", "how many functions a model calls is its own decision.", True)
    for name in ("functions", "function_call"):
        body.refuse(name, "send tools instead.")
    return () if choice == "none" else tools


def _tool(fields: Fields) -> dict[str, Any]:
    fields.refuse("type", "tools are functions.", "function")
    function = Fields(fields.take("function"), fields.name("function"))
    described: dict[str, Any] = {"name": function.needed_text("name")}
    if (description := function.text("description")) is not None:
        described["description"] = description
    parameters = function.take("parameters")
    if parameters is not None:
        if not isinstance(parameters, dict):
            raise function.wrong("parameters", "a JSON schema of an object")
        described["parameters"] = parameters
    function.refuse("strict", "a model's arguments are not held to the schema.", False)
    function.end()
    fields.end()
    return {"type": "function", "function": described}
