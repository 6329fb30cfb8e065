"""Six clients of a soak: two of the endpoint, a chat, two pages that open and close, and one that changes settings.

Each repeats one step until it is told to stop; whatever is not as it should be is counted, with its text.
"""

import json
import random
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.faults.tab import Tab

TOKENS = 24
PATIENCE_S = 300.0
_POLICIES, _ADMISSIONS = ("lru", "fifo", "lfu", "lfru"), ("always", "bounded", "never")
_PLACEMENTS = ("cached", "cached", "cached", "cpu_only", "on_demand", "static_popular")
_REASONED = frozenset({400, 429, 503})
_PAGES = ("/", "/config", "/runs", "/telemetry/layer?layer=0", "/lab/state", "/v1/models")


@dataclass(eq=False)
class Soak:
    """What all clients share. ``expected``: by checkpoint's name, the answers by question."""

    address: str
    checkpoints: Mapping[str, str]  # folders by name
    expected: Mapping[str, Mapping[str, str]]
    ending: threading.Event = field(default_factory=threading.Event)
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1

    def blame(self, what: str) -> None:
        with self._lock:
            self.faults.append(what)

    def judge(self, model: str, question: str, text: str) -> None:
        """Counts a whole greedy answer."""
        if self.expected[model][question] == text:
            self.count("exact answers")
        else:
            self.blame(f"{model} answered {question!r} with {text!r}")


class Client(threading.Thread):
    """Repeats ``step``, with a pause of ``pause_s`` at most."""

    pause_s = 1.0

    def __init__(self, soak: Soak, seed: int) -> None:
        super().__init__(name=f"{type(self).__name__.lower()}-{seed}", daemon=True)
        self.soak, self.random = soak, random.Random(seed)
        self.client = httpx.Client(base_url=soak.address, timeout=PATIENCE_S)

    def run(self) -> None:
        while not self.soak.ending.is_set():
            try:
                self.step()
            except Exception as error:
                if not self.soak.ending.is_set():
                    self.soak.blame(f"{self.name}: {type(error).__name__}: {error}")
            self.soak.ending.wait(self.random.uniform(0, self.pause_s))
        self.client.close()

    def step(self) -> None:
        raise NotImplementedError

    def body(self, greedy: bool, **more: Any) -> tuple[str, dict[str, Any]]:
        question = self.random.choice(sorted(next(iter(self.soak.expected.values()))))
        sampling = (
            {"temperature": 0} if greedy else {"temperature": 1.0, "top_p": 0.9, "seed": self.random.randrange(99)}
        )
        return question, {"messages": [{"role": "user", "content": question}], "max_tokens": TOKENS} | sampling | more


class Asking(Client):
    """Of the endpoint: whole answers, of which some are not waited for."""

    def step(self) -> None:
        greedy = self.random.random() < 0.7
        question, body = self.body(greedy)
        leaves = self.random.random() < 0.2
        try:
            answer = self.client.post("/v1/chat/completions", json=body, timeout=0.3 if leaves else PATIENCE_S)
        except httpx.TimeoutException:
            if not leaves:
                raise
            self.soak.count("requests left by their clients")
            return
        if answer.status_code in _REASONED and answer.json()["error"]["message"]:
            self.soak.count("refused with a reason")
            return
        answer.raise_for_status()
        whole = answer.json()
        if greedy:
            self.soak.judge(whole["model"], question, whole["choices"][0]["message"]["content"])
        else:
            self.soak.count("sampled answers")


class Streaming(Client):
    """Of the endpoint: streams, of which some are left in the middle."""

    def step(self) -> None:
        greedy = self.random.random() < 0.7
        question, body = self.body(greedy, stream=True)
        leaves_after = self.random.randrange(12) if self.random.random() < 0.3 else None
        text, model = "", ""
        with self.client.stream("POST", "/v1/chat/completions", json=body) as answer:
            if answer.status_code in _REASONED and json.loads(answer.read())["error"]["message"]:
                self.soak.count("refused with a reason")
                return
            answer.raise_for_status()
            for number, line in enumerate(line for line in answer.iter_lines() if line.startswith("data: {")):
                if number == leaves_after:
                    self.soak.count("streams left by their clients")
                    return
                chunk = json.loads(line.removeprefix("data: "))
                if "error" in chunk:
                    self.soak.count("refused with a reason")
                    return
                model = chunk["model"]
                text += "".join(choice["delta"].get("content") or "" for choice in chunk["choices"])
        if greedy:
            self.soak.judge(model, question, text)
        else:
            self.soak.count("sampled answers")


class Chatting(Client):
    """The page's chat: replies, of which some are stopped, and some lose their tab."""

    def __init__(self, soak: Soak, seed: int) -> None:
        super().__init__(soak, seed)
        self.tabs = 0
        self.tab: Tab | None = None

    def step(self) -> None:
        if self.tab is None:
            self.tabs += 1
            self.tab = Tab(self.soak.address, f"tab{self.tabs}", PATIENCE_S)
        chance = self.random.random()
        question, _ = self.body(greedy=True)
        self.tab.ask(question, self.random.choice((0, 1)), 1, 0, 0, 1, "", TOKENS, "")
        with self.tab.events() as lines:
            for line in lines:
                if chance < 0.2 and "process_generating" in line:
                    self.tab.post("run/predict", "stop", [])
                    self.soak.count("stopped replies")
                    chance = 1.0
                elif chance < 0.35 and "process_generating" in line:
                    self.soak.count("tabs closed in mid-reply")
                    break
                elif "process_completed" in line:
                    self.soak.count("chat replies")
                    if '"success": false' in line or '"success":false' in line:
                        self.soak.blame(f"{self.name}: {line[:500]}")
        if 0.2 <= chance < 0.35 or self.random.random() < 0.1:
            self.tab.client.close()
            self.tab = None


class Watching(Client):
    """A page that opens, follows the telemetry for a while, and closes."""

    def step(self) -> None:
        for path in _PAGES:
            answer = self.client.get(path)
            if answer.status_code >= httpx.codes.BAD_REQUEST:
                self.soak.blame(f"{path} gave {answer.status_code}: {answer.text[:200]}")
        self.soak.count("pages opened")
        events, most = 0, self.random.randrange(1, 60)
        with self.client.stream("GET", "/telemetry", headers={"Accept-Encoding": "identity"}) as answer:
            for line in answer.iter_lines():
                events += line.startswith("event: ")
                if events >= most or self.soak.ending.is_set():
                    break
        self.soak.count("event streams")


class Setting(Client):
    """Changes settings through the page's panel, in the middle of replies, and loads the other checkpoint at times."""

    pause_s = 3.0
    loads_every = 40

    def __init__(self, soak: Soak, seed: int) -> None:
        super().__init__(soak, seed)
        self.tab = Tab(soak.address, f"settings{seed}", PATIENCE_S)
        self.steps = 0

    def step(self) -> None:
        self.steps += 1
        if self.steps % self.loads_every == 0:
            names = sorted(self.soak.checkpoints)
            name = names[self.steps // self.loads_every % len(names)]
            self._panel("load", [self.soak.checkpoints[name]])
            self.soak.count("model loads")
            return
        choose = self.random.choice
        fields = [
            choose((0, 1, 2)), choose((0, 1, 2, 3, 4)), choose(("layered", "pooled")), choose(_POLICIES),
            choose(_ADMISSIONS), choose((1, 2, 4)), choose(_PLACEMENTS), choose((True, False)), choose((1, 2)),
        ]  # fmt: skip
        self._panel("apply", fields)
        self.soak.count("settings changed")

    def _panel(self, name: str, data: list[Any]) -> None:
        problem = self.tab.post("run/predict", name, data)[-1]
        if isinstance(problem, str) and problem:
            self.soak.count(f"refused: {name}")


def clients_of(soak: Soak) -> list[Client]:
    return [
        Asking(soak, 1),
        Streaming(soak, 2),
        Chatting(soak, 3),
        Watching(soak, 4),
        Watching(soak, 5),
        Setting(soak, 6),
    ]
