"""What handlers are sent: of the right kinds it gets through, anything else is refused before a handler sees it."""

import asyncio
import itertools
import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import gradio as gr
import pytest

from tests.ui.server.test_payloads import CHAT, HOSTILE
from tests.ui.server.test_server import Client
from ui.server.handler_inputs import HandlerInputs
from ui.server.payloads import problem_of

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
    for path in ("/cancel", "/reset", "/run", "/"):
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


EVERYTHING_ELSE: list[Any] = [
    *HOSTILE.values(),
    {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}},
    {"path": "C:\\\\Windows\\\\win.ini"},
    {"url": "file:///etc/passwd"},
    {"is_stream": True, "path": "x"},
    [["question", "answer"]],
    [{"role": "user", "content": [{"type": "text", "text": "x"}]}, None],
    [[]],
    [0],
    {"": {}},
    {"__type__": "update", "value": "x"},
]


def takes(component: Any, value: Any) -> bool:
    """Whether the value is one that such a component may be sent."""
    return isinstance(component, gr.Chatbot) and value == []


@pytest.mark.parametrize("route", ROUTES)
def test_every_endpoint_of_the_config_refuses_what_is_not_its_inputs(client: Client, route: str) -> None:
    inputs = {block["id"]: block["type"] for block in client.page.get_config_file()["components"]}
    endpoints = client.page.get_config_file()["dependencies"]
    judged = partial(HandlerInputs(client.page).problem_of, f"/{route}")
    tried = 0
    for endpoint in endpoints:
        handler = client.page.fns[endpoint["id"]]
        if handler.fn is None:
            continue
        assert [inputs[number] for number in endpoint["inputs"]] == [c.get_block_name() for c in handler.inputs]
        for place, component in enumerate(handler.inputs):
            for value in EVERYTHING_ELSE:
                if takes(component, value):
                    continue
                body = json.dumps(asked(handler, place, value)).encode()
                assert problem_of(body, judged), (handler.fn, component, value)
                tried += 1
    assert tried > 1000


def test_over_http_they_are_answered_400(client: Client) -> None:
    """One hostile value for each place of each endpoint, each in its turn; the test above has tried all."""
    values = itertools.cycle(EVERYTHING_ELSE)
    for handler in handlers(client.page):
        for place in range(len(handler.inputs)):
            answer = client.post_json("/gradio_api/run/predict", asked(handler, place, next(values)))
            assert answer.status_code == 400, (handler.fn, place)
    assert client.engine.requests == []


def test_a_kind_of_component_without_a_check_takes_nothing() -> None:
    async def made() -> gr.Blocks:  # while a loop runs: without one, Gradio makes loops of its own
        with gr.Blocks() as page:
            image, seen = gr.Image(label="Picture"), gr.JSON(label="Seen")
            page.load(lambda *_: None, [image, seen], None)
        return page

    page = asyncio.run(made())
    for value in (None, "x", {}):
        problem = HandlerInputs(page).problem_of("/run/predict", {"data": [value, value], "fn_index": 0})
        assert problem == "Picture takes no values."


@pytest.mark.parametrize("data", [None, [], "x", 7, {"ways": []}, {"ways": {}}, {"ways": None}, {"ways": 10**400}])
def test_data_of_events_for_the_handler_that_gets_them(page: gr.Blocks, data: Any) -> None:
    (filled,) = [handler for handler in handlers(page) if handler.collects_event_data]
    posted = {"data": [], "fn_index": filled._id, "event_data": data}
    for route in ROUTES:
        assert "event's data" in HandlerInputs(page).problem_of(route, posted)
        assert HandlerInputs(page).problem_of(route, posted | {"event_data": {"ways": 2, "policy": "lru"}}) == ""


@pytest.mark.parametrize("session", [7, [], {}, "", "../x", "a b", "x" * 101, "\u0000"])
def test_a_session_that_has_no_such_name(page: gr.Blocks, session: Any) -> None:
    handler = handlers(page)[0]
    posted = asked(handler, 0, "x") | {"session_hash": session}
    assert "session" in HandlerInputs(page).problem_of("/queue/join", posted)
