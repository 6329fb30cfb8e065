"""What handlers are sent: of the right kinds it gets through, anything else is refused before a handler sees it."""

from collections.abc import Iterator
from typing import Any

import gradio as gr
import pytest

from tests.ui.server.test_payloads import CHAT
from tests.ui.server.test_server import Client
from ui.server.handler_inputs import HandlerInputs

ROUTES = ("run/predict", "run/predict/", "api/predict", "queue/join")
NO_CHAT: dict[str, Any] = {
    "a number": 7,
    "null": None,
    "text": "x",
    "an object": {},
    "a list of numbers": [1, 2],
    "a list of texts": ["x"],
    "a list of lists": [["question", "answer"]],
    "a list of null": [None],
    "messages without a role": [{"content": [{"type": "text", "text": "x"}]}],
    "messages without content": [{"role": "user"}],
    "nested content": [{"role": "user", "content": {"type": "text", "text": {"type": "text"}}}],
    "an unknown role": [{"role": "system", "content": []}],
    "metadata of another kind": [{"role": "user", "content": [], "metadata": {"title": [1]}}],
}
GOOD: dict[Any, list[Any]] = {
    gr.Textbox: ["", "text", "\ud83d"],
    gr.Number: [0, -1.5, None],
    gr.Checkbox: [True, False],
    gr.Dropdown: [None],
    gr.Radio: [None],
    gr.Chatbot: [[], CHAT],
}
OTHERS: dict[Any, list[Any]] = {
    gr.Textbox: [None, 7, True, [], ["x"], {}],
    gr.Number: ["7", "", True, [], [1], {}, 10**400, float("nan"), float("inf")],
    gr.Checkbox: [None, 0, "true", []],
    gr.Dropdown: [7, True, [], ["lru"], {}, "\ud83d"],
    gr.Radio: [7, False, [], {}, "\ud83d"],
    gr.Chatbot: list(NO_CHAT.values()),
}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    client = Client()
    yield client
    client.close()


@pytest.fixture(scope="module")
def page(client: Client) -> gr.Blocks:
    return client.page


def handlers(page: gr.Blocks) -> list[Any]:
    return [handler for handler in page.fns.values() if handler.fn is not None]


def usual(handler: Any) -> list[Any]:
    return [GOOD[type(component)][0] for component in handler.inputs]


def asked(handler: Any, place: int, value: Any) -> dict[str, Any]:
    data = usual(handler)
    data[place] = value
    return {"data": data, "fn_index": handler._id, "session_hash": "s"}


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(("values", "refused"), [(GOOD, False), (OTHERS, True)])
def test_every_input_of_every_handler(page: gr.Blocks, route: str, values: dict[Any, list[Any]], refused: bool) -> None:
    inputs = HandlerInputs(page)
    for handler in handlers(page):
        for place, component in enumerate(handler.inputs):
            for value in values[type(component)]:
                if value in NO_CHAT.values() and isinstance(value, list) and value and isinstance(value[0], dict):
                    continue  # a message's own form is judged before
                problem = inputs.problem_of(f"/{route}", asked(handler, place, value))
                assert bool(problem) == refused, (handler.fn.__qualname__, component.label, value, problem)
                assert not refused or str(component.label) in problem


def test_a_choice_is_among_those_there_are(page: gr.Blocks) -> None:
    (apply,) = [handler for handler in handlers(page) if handler.fn.__qualname__ == "Controls.apply"]
    place = [component.label for component in apply.inputs].index("Policy")
    inputs = HandlerInputs(page)
    assert inputs.problem_of("/run/predict", asked(apply, place, "lru")) == ""
    assert "Policy must be one of lru, " in inputs.problem_of("/run/predict", asked(apply, place, "random"))


@pytest.mark.parametrize("number", [-1, 10_000, "3", 3.0, True, [], {}])
def test_a_number_that_no_handler_has(page: gr.Blocks, number: Any) -> None:
    for route in ROUTES:
        assert (
            HandlerInputs(page).problem_of(route, {"data": [], "fn_index": number}) == "This page has no such handler."
        )


def test_handlers_by_name(page: gr.Blocks) -> None:
    inputs = HandlerInputs(page)
    (rename,) = [handler for handler in handlers(page) if handler.api_name == "rename"]
    for route in ("run", "api", "call"):
        assert inputs.problem_of(f"/{route}/rename", {"data": usual(rename)}) == ""
        assert "must be text" in inputs.problem_of(f"/{route}/rename/", {"data": ["x", 7]})
        assert "no such handler" in inputs.problem_of(f"/{route}/unknown", {"data": []})
    assert "no such handler" in inputs.problem_of("/queue/join", {"data": usual(rename)})
    assert "must be text" in inputs.problem_of("/call/rename", {"data": ["x", 7], "fn_index": 0}), "by its name alone"


def test_what_only_the_browser_does_is_no_handler(page: gr.Blocks) -> None:
    (number, *_) = [number for number, handler in page.fns.items() if handler.fn is None]
    data = usual(page.fns[number])
    assert "no such handler" in HandlerInputs(page).problem_of("/run/predict", {"data": data, "fn_index": number})


@pytest.mark.parametrize("data", [None, 7, "x", {}, [], ["x"], ["x", "y", "z"]])
def test_too_few_and_too_many_values(page: gr.Blocks, data: Any) -> None:
    assert "a list of 2 values" in HandlerInputs(page).problem_of("/api/rename", {"data": data})


def test_other_routes_are_left_alone(page: gr.Blocks) -> None:
    for path in ("/cancel", "/reset", "/component_server", "/run", "/"):
        assert HandlerInputs(page).problem_of(path, {"fn_index": 10_000}) == ""
    assert "a JSON object" in HandlerInputs(page).problem_of("/run/predict", [1])


@pytest.mark.parametrize("name", NO_CHAT)
def test_no_handler_runs_on_a_chat_that_is_none(client: Client, name: str) -> None:
    takers = 0
    for handler in handlers(client.page):
        for place, component in enumerate(handler.inputs):
            if isinstance(component, gr.Chatbot):
                takers += 1
                for route in ROUTES:
                    answer = client.post_json(f"/gradio_api/{route}", asked(handler, place, NO_CHAT[name]))
                    assert answer.status_code == 400
                    assert answer.text.endswith(".")
    assert takers >= 4
    assert client.engine.requests == []
