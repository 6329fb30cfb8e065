"""Requests that wait: in their order, by turns with the chat, so many at most, and gone with their clients."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import openai
import pytest

from hybrid.types import GenerationRequest, TokenEvent
from tests.fakes.fake_engine import FakeEngine
from tests.ui.api.conftest import PATIENCE_S, Served, until
from ui.api.errors import ApiError
from ui.api.line import MOST_WAITING, Line
from ui.server.access import Access

MODEL = "demo-moe"


def served_with(line: Line) -> Served:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ui.api.routes.Line", lambda: line)
        return Served(FakeEngine(), Access(api=True)).start()


@pytest.fixture(scope="module")
def line() -> Line:
    return Line()


@pytest.fixture(scope="module")
def served(line: Line) -> Iterator[Served]:
    served = served_with(line)
    yield served
    served.close()


def ask(served: Served, text: str, **options: Any) -> threading.Thread:
    """Asks on another thread."""
    messages: Any = [{"role": "user", "content": text}]
    thread = threading.Thread(
        target=lambda: served.client().chat.completions.create(model=MODEL, messages=messages, **options)
    )
    thread.start()
    return thread


def texts(engine: FakeEngine) -> list[str]:
    return [str(request.messages[0]["content"]) for request in engine.requests]


def test_requests_and_the_chat_take_turns(served: Served, engine: FakeEngine, line: Line) -> None:
    engine.gate.clear()
    threads = [ask(served, "first")]
    until(lambda: texts(engine) == ["first"])
    for count, name in enumerate(("second", "third"), 1):
        threads.append(ask(served, name))
        until(lambda count=count: line.waiting == count)  # type: ignore[misc]
    chat = GenerationRequest([{"role": "user", "content": "chat"}])
    threads.append(threading.Thread(target=lambda: list(engine.generate(chat))))
    threads[-1].start()
    until(lambda: engine.asked == 2)
    engine.gate.set()
    for thread in threads:
        thread.join()
    assert texts(engine) == ["first", "chat", "second", "third"]


def test_a_client_that_leaves_ends_its_reply(served: Served, engine: FakeEngine) -> None:
    engine.gate.clear()
    engine.thought = "Hm."
    client = served.client()
    stream = client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "x"}], stream=True)
    next(iter(stream))
    stream.close()
    until(lambda: engine.asked == 0)  # though the gate is still closed
    with pytest.raises(openai.APITimeoutError):
        client.with_options(timeout=0.3).chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": "y"}]
        )
    until(lambda: engine.asked == 0)
    assert texts(engine)[0] == "x"


def test_a_client_that_leaves_the_line_is_never_served(served: Served, engine: FakeEngine, line: Line) -> None:
    engine.gate.clear()
    first = ask(served, "first")
    until(lambda: texts(engine) == ["first"])
    with pytest.raises(httpx.ReadTimeout):
        served.plain().post(
            "/v1/chat/completions", json={"messages": [{"role": "user", "content": "left"}]}, timeout=0.3
        )
    until(lambda: line.waiting == 0)
    last = ask(served, "last")
    until(lambda: line.waiting == 1)
    engine.gate.set()
    first.join()
    last.join()
    assert texts(engine) == ["first", "last"]


def test_a_client_that_does_not_read_holds_nobody_up(served: Served, engine: FakeEngine) -> None:
    engine.replies = (" ".join(["x" * (1 << 20)] * 24), "Hi there.")
    host, port = served.address.removeprefix("http://").split(":")
    body = b'{"messages": [{"role": "user", "content": "first"}], "stream": true}'
    with socket.create_connection((host, int(port)), PATIENCE_S) as idle:
        head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n\r\n"
        idle.sendall(head.encode() + body)
        until(lambda: texts(engine) == ["first"])
        messages: Any = [{"role": "user", "content": "second"}]
        reply = served.client().chat.completions.create(model=MODEL, messages=messages)
    assert reply.choices[0].message.content == "Hi there."


def test_beyond_the_bound_a_request_is_refused_with_a_reason() -> None:
    line = Line(most_waiting=2)
    served = served_with(line)
    engine = served.engine
    assert isinstance(engine, FakeEngine)
    engine.gate.clear()
    try:
        threads = [ask(served, "first")]
        until(lambda: engine.asked == 1)
        threads += [ask(served, "second"), ask(served, "third")]
        until(lambda: line.waiting == 2)
        body = {"messages": [{"role": "user", "content": "more"}]}
        answer = served.plain().post("/v1/chat/completions", json=body)
        engine.gate.set()
        for thread in threads:
            thread.join()
    finally:
        engine.gate.set()
        served.close()
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["type"]) == (429, "queue_full", "rate_limit_error")
    assert int(answer.headers["retry-after"]) > 0
    assert sorted(texts(engine)) == ["first", "second", "third"]


def test_of_very_many_requests_each_is_answered_or_refused(served: Served, engine: FakeEngine, line: Line) -> None:
    count, engine.replies = 200, ("Hi.",)

    async def ask_all() -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=count)
        async with httpx.AsyncClient(base_url=served.address, limits=limits, timeout=PATIENCE_S) as client:
            requests = [
                client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": str(at)}]})
                for at in range(count)
            ]
            return await asyncio.gather(*requests)

    answers = asyncio.run(ask_all())
    served_ones = [answer for answer in answers if answer.status_code == 200]
    assert all(answer.json()["choices"][0]["message"]["content"] == "Hi." for answer in served_ones)
    assert len(served_ones) == len(engine.requests) >= MOST_WAITING
    refused = [answer for answer in answers if answer.status_code != 200]
    assert {answer.status_code for answer in refused} <= {429}
    assert all("wait already" in answer.json()["error"]["message"] for answer in refused)
    assert line.waiting == 0


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_names_the_model_that_made_it(
    served: Served, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, stream: bool
) -> None:
    """Which is another one than the request came for, if that was loaded while it waited in the engine's queue."""
    generate = engine.generate

    def after_a_load(request: GenerationRequest) -> Iterator[TokenEvent]:
        engine.load_model("demo-two")
        yield from generate(request)

    monkeypatch.setattr(engine, "generate", after_a_load)
    try:
        body = {"messages": [{"role": "user", "content": "x"}], "stream": stream}
        answer = served.plain().post("/v1/chat/completions", json=body)
    finally:
        engine.load_model(MODEL)
    assert '"demo-two"' in answer.text
    assert f'"{MODEL}"' not in answer.text


async def until_there(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.005)


def test_two_hundred_requests_of_which_many_leave(served: Served, engine: FakeEngine, line: Line) -> None:
    """Whoever leaves makes room, is never served, and holds nobody up; the chat waits for one request at most."""
    engine.gate.clear()
    chat = threading.Thread(
        target=lambda: list(engine.generate(GenerationRequest([{"role": "user", "content": "chat"}])))
    )

    async def ask_all() -> tuple[list[httpx.Response], list[httpx.Response]]:
        limits = httpx.Limits(max_connections=200)
        async with httpx.AsyncClient(base_url=served.address, limits=limits, timeout=PATIENCE_S) as client:

            async def asked(text: str) -> httpx.Response:
                body = {"messages": [{"role": "user", "content": text}]}
                return await client.post("/v1/chat/completions", json=body)

            first = asyncio.create_task(asked("first"))
            await until_there(lambda: texts(engine) == ["first"])
            waiting = []
            for number in range(MOST_WAITING):  # one by one, so that their order is known
                waiting.append(asyncio.create_task(asked(f"early {number}")))
                await until_there(lambda: line.waiting == len(waiting))
            for task in waiting[::2]:
                task.cancel()
            await until_there(lambda: line.waiting == MOST_WAITING // 2)
            stay = waiting[1::2]
            for number in range(MOST_WAITING // 2):
                stay.append(asyncio.create_task(asked(f"late {number}")))
                await until_there(lambda: line.waiting == len(stay))
            refused = await asyncio.gather(*(asked("one too many") for _ in range(199 - 3 * MOST_WAITING // 2)))
            chat.start()
            await until_there(lambda: engine.asked == 2)
            engine.gate.set()
            return refused, await asyncio.gather(first, *stay)

    refused, answered = asyncio.run(ask_all())
    chat.join(PATIENCE_S)
    assert {answer.status_code for answer in answered} == {200}
    assert {answer.status_code for answer in refused} == {429}
    half = MOST_WAITING // 2
    early, late = (
        [f"{name} {number}" for number in range(count)] for name, count in (("early", 2 * half), ("late", half))
    )
    assert texts(engine) == ["first", "chat", *early[1::2], *late]
    assert (line.waiting, engine.asked) == (0, 0)


def test_the_line_is_first_come_first_served_and_may_be_left() -> None:
    async def order() -> list[int]:
        line, served = Line(most_waiting=3), list[int]()

        async def come(number: int, hold: asyncio.Event | None = None) -> None:
            async with line.turn():
                served.append(number)
                if hold is not None:
                    await hold.wait()

        hold = asyncio.Event()
        tasks = [asyncio.create_task(come(0, hold))]
        await asyncio.sleep(0)
        for number in (1, 2, 3):
            tasks.append(asyncio.create_task(come(number)))
            await asyncio.sleep(0)
        with pytest.raises(ApiError) as full:
            await come(4)
        assert full.value.status == 429
        tasks[2].cancel()
        await asyncio.sleep(0)
        assert line.waiting == 2
        hold.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        return served

    assert asyncio.run(order()) == [0, 1, 3]
