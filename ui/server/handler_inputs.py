"""Handler inputs: whether the values posted to one of the page's handlers are of its components' kinds.

Gradio hands on whatever is posted, and a handler that gets a number for a text fails as if the server were at fault.
The checks follow from the page's components, so a new handler needs no line here; a component of a kind that has no
check takes nothing at all, so that a new kind cannot be forgotten. Knows routes and components;
``ui.server.payloads`` judges the form of messages, and a handler the meaning of its values.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import gradio as gr

from hybrid.text.characters import is_text

# Gradio's routes to a handler: by the name at the end of the path, by the number in the body, or by either.
_BY_NUMBER, _BY_NAME = frozenset({"run", "api", "queue"}), frozenset({"run", "api", "call"})
_LARGEST = 1e300  # integers in JSON may be of any size, and fail when converted to float
_LONGEST_SESSION = 100

Check: TypeAlias = Callable[[gr.components.Component, Any], str]


class HandlerInputs:
    """The handlers of one page."""

    def __init__(self, page: gr.Blocks) -> None:
        self._page = page

    def problem_of(self, path: str, posted: Any) -> str:
        """Why ``posted`` is refused, or an empty text; ``path`` is the part after Gradio's prefix."""
        route, *names = path.strip("/").split("/")
        if route not in _BY_NUMBER | _BY_NAME or not names:
            return ""
        if not isinstance(posted, dict):
            return "A handler is asked by a JSON object."
        handler = self._handler(route, names[-1], posted.get("fn_index"))
        if handler is None:
            return "This page has no such handler."
        values = posted.get("data")
        if not isinstance(values, list) or len(values) != len(handler.inputs):
            return f"This handler takes a list of {len(handler.inputs)} values as its data."
        problems = (_problem(component, value) for component, value in zip(handler.inputs, values, strict=True))
        return _envelope_problem(posted, handler) or next(filter(None, problems), "")

    def _handler(self, route: str, name: str, number: Any) -> Any:
        """The handler that Gradio would take: by number before name. ``None`` for what the browser does by itself."""
        handlers = self._page.fns
        handler = None
        if number is not None and route in _BY_NUMBER:
            handler = handlers.get(number) if type(number) is int else None
        elif route in _BY_NAME:
            handler = next((each for each in handlers.values() if each.api_name == name), None)
        return handler if handler is not None and handler.fn is not None else None


def _problem(component: gr.components.Component, value: Any) -> str:
    check = next((check for kind, check in _CHECKS if isinstance(component, kind)), None)
    return check(component, value) if check else f"{component.label} takes no values."


def _envelope_problem(posted: dict[str, Any], handler: Any) -> str:
    """Why what stands around the values is refused; events' data matter only to the handlers that get them."""
    session, data = posted.get("session_hash"), posted.get("event_data")
    if not (session is None or (isinstance(session, str) and len(session) <= _LONGEST_SESSION and session.isalnum())):
        return "A session's name is letters and digits."
    if handler.collects_event_data and not _is_flat(data):
        return "This event's data are an object of texts, numbers and switches."
    return ""


def _is_flat(data: Any) -> bool:
    return isinstance(data, dict) and all(
        isinstance(value, str | bool) or (isinstance(value, int | float) and abs(value) < _LARGEST)
        for value in data.values()
    )


def _text(component: gr.components.Component, value: Any) -> str:
    return "" if isinstance(value, str) else f"{component.label} must be text."


def _number(component: gr.components.Component, value: Any) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST
    return "" if value is None or is_number else f"{component.label} must be a number, or null."


def _switch(component: gr.components.Component, value: Any) -> str:
    return "" if isinstance(value, bool) else f"{component.label} must be true or false."


def _choice(component: gr.components.Component, value: Any) -> str:
    """Checks that the value is one of the choices, unless they change: then only the handler knows them."""
    if value is None:
        return ""
    if not isinstance(value, str) or not is_text(value):
        return f"{component.label} must be text, or null."
    choices = [choice for _, choice in component.choices]
    return "" if not choices or value in choices else f"{component.label} must be one of {', '.join(choices)}."


def _chat(component: gr.components.Component, value: Any) -> str:
    is_chat = isinstance(value, list) and all(isinstance(message, dict) and "role" in message for message in value)
    return "" if is_chat else f"{component.label} must be a list of messages."


_CHECKS: Sequence[tuple[Any, Check]] = (
    (gr.Textbox, _text),
    (gr.Number, _number),
    (gr.Checkbox, _switch),
    (gr.Dropdown | gr.Radio, _choice),
    (gr.Chatbot, _chat),
)
