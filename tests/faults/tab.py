"""Tab of a browser as the server sees it: the page's handlers asked over HTTP, without a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

PATIENCE_S = 60.0


class Tab:
    """One session of the page; ``session`` is letters and digits, as Gradio wants it."""

    def __init__(self, address: str, session: str = "tab", patience_s: float = PATIENCE_S) -> None:
        self.client = httpx.Client(base_url=address, timeout=patience_s)
        config = self.client.get("/config").json()
        self._session = session
        self._handlers = {each["api_name"]: each for each in config["dependencies"]}
        self._ids = {each["props"].get("elem_id"): each["id"] for each in config["components"]}

    def ask(self, question: str, *sampling: Any) -> None:
        """Sends a question that begins a conversation, and begins with the reply."""
        outputs = self._handlers["ask"]["outputs"]
        answer = dict(zip(outputs, self.post("run/predict", "ask", [question, [], "", ""]), strict=True))
        chat = [{"role": "user", "content": [{"type": "text", "text": question}], "metadata": None}]
        run, conversation = answer[self._ids["run"]], answer[self._ids["conversation"]]
        self.post("queue/join", "reply", [chat, run, conversation, *sampling])

    @contextmanager
    def events(self) -> Iterator[Iterator[str]]:
        """Lines of the session's event stream, which ends when all that was begun has ended."""
        with self.client.stream("GET", "/gradio_api/queue/data", params={"session_hash": self._session}) as answer:
            yield answer.iter_lines()

    def post(self, route: str, name: str, data: list[Any]) -> list[Any]:
        """What a handler answers; empty for one that is queued."""
        body = {"data": data, "fn_index": self._handlers[name]["id"], "session_hash": self._session}
        answer = self.client.post(f"/gradio_api/{route}", json=body)
        assert answer.status_code == httpx.codes.OK, answer.text
        values: list[Any] = answer.json().get("data", [])
        return values
