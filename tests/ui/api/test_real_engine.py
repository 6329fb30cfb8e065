"""The endpoint in front of the engine itself, with the demo model."""

from collections.abc import Iterator
from typing import Any

import openai
import pytest

from hybrid import Engine, EngineConfig
from tests.repository import ROOT
from tests.ui.api.conftest import Served
from ui.server.access import Access

QUESTION: Any = [{"role": "user", "content": "What is the capital of France?"}]
GREEDY = 0.0


@pytest.fixture(scope="module")
def demo() -> Iterator[Served]:
    with Engine.load(EngineConfig(model=str(ROOT / "assets/demo-moe"), device="cpu")) as engine:
        served = Served(engine, Access(api=True)).start()
        yield served
        served.close()


@pytest.fixture
def client(demo: Served) -> openai.OpenAI:
    return demo.client()


def test_both_ways_of_asking_say_the_same(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="demo-moe", messages=QUESTION, temperature=GREEDY)
    text = whole.choices[0].message.content
    assert text
    assert "Paris" in text
    stream = client.chat.completions.create(model="demo-moe", messages=QUESTION, temperature=GREEDY, stream=True)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in stream) == text
    assert whole.usage
    extra = whole.usage.model_extra
    assert extra is not None
    assert 0 <= extra["hit_rate"] <= 1
    again = client.chat.completions.create(model="demo-moe", messages=QUESTION, temperature=GREEDY)
    assert again.usage
    assert again.usage.prompt_tokens_details
    assert again.usage.prompt_tokens_details.cached_tokens == whole.usage.prompt_tokens - 1


def test_a_stop_string_cuts_across_tokens(client: openai.OpenAI) -> None:
    text = (
        client.chat.completions.create(model="demo-moe", messages=QUESTION, temperature=GREEDY)
        .choices[0]
        .message.content
    )
    assert text
    stop = text[3:9]  # from the middle of one token into another
    for stream in (False, True):
        answer: Any = client.chat.completions.create(
            model="demo-moe", messages=QUESTION, temperature=GREEDY, stop=stop, stream=stream
        )
        said = (
            "".join(chunk.choices[0].delta.content or "" for chunk in answer)
            if stream
            else answer.choices[0].message.content
        )
        assert said == text[: text.index(stop)]


def test_a_seed_repeats_a_reply(client: openai.OpenAI) -> None:
    def said(seed: int) -> str | None:
        reply = client.chat.completions.create(
            model="demo-moe", messages=QUESTION, temperature=3.0, seed=seed, max_tokens=12, extra_body={"min_p": 0.001}
        )
        return reply.choices[0].message.content

    assert said(5) == said(5)
    assert len({said(seed) for seed in range(4)}) > 1


def test_a_completion_goes_on_without_the_template(client: openai.OpenAI) -> None:
    prompt = "<|user|>What is the capital of France?<|end|><|assistant|>"
    text = client.completions.create(model="demo-moe", prompt=prompt, max_tokens=60, temperature=GREEDY).choices[0].text
    chat = client.chat.completions.create(model="demo-moe", messages=QUESTION, temperature=GREEDY)
    assert text == chat.choices[0].message.content


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"temperature": -1}, "temperature"),
        ({"top_p": 0}, "top_p"),
        ({"extra_body": {"min_p": 2}}, "min_p"),
        ({"presence_penalty": 3}, "presence_penalty"),
        ({"seed": -1}, "seed"),
        ({"logit_bias": {"5": 101}}, "logit_bias"),
        ({"logit_bias": {"999999999": 1}}, "logit_bias"),
        ({"tools": [{"type": "function", "function": {"name": "f"}}]}, "tools"),
        ({"messages": [{"role": "user", "content": ""}]}, "messages"),
        ({"messages": [{"role": "user", "content": "x" * 9000}]}, "messages"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_the_engine_cannot_serve_is_refused_before_a_stream_begins(
    client: openai.OpenAI, body: dict[str, Any], param: str, stream: bool
) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(**({"model": "demo-moe", "messages": QUESTION, "stream": stream} | body))
    assert refused.value.param == param


def test_no_model_is_said_as_such(client: openai.OpenAI, demo: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = demo.engine
    assert isinstance(engine, Engine)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine._loop, "closing", True)
        with pytest.raises(openai.InternalServerError, match="has been closed") as refused:
            client.chat.completions.create(model="demo-moe", messages=QUESTION)
    assert refused.value.status_code == 503
