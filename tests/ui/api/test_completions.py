"""Completions and the list of models by the official client."""

import openai
import pytest

from tests.fakes.fake_engine import REPLY, FakeEngine
from tests.ui.api.conftest import Served

MODEL = "demo-moe"


def test_a_text_goes_on(client: openai.OpenAI, engine: FakeEngine) -> None:
    reply = client.completions.create(model=MODEL, prompt="Once upon", max_tokens=400)
    assert (reply.object, reply.choices[0].text, reply.choices[0].finish_reason) == ("text_completion", REPLY, "stop")
    assert engine.requests[0].prompt == "Once upon"
    assert engine.requests[0].messages == ()
    assert reply.usage
    assert reply.usage.prompt_tokens == 2


def test_a_stream_of_text(client: openai.OpenAI, engine: FakeEngine) -> None:
    chunks = list(client.completions.create(model=MODEL, prompt="Once", max_tokens=400, stream=True))
    assert "".join(chunk.choices[0].text for chunk in chunks) == REPLY
    assert chunks[-1].choices[0].finish_reason == "stop"


def test_without_a_limit_a_completion_is_short(client: openai.OpenAI, engine: FakeEngine) -> None:
    client.completions.create(model=MODEL, prompt="Once")
    assert engine.requests[0].max_new_tokens == 16


@pytest.mark.parametrize(
    ("prompt", "taken"), [([1, 2, 3], (1, 2, 3)), ([[1, 2]], (1, 2)), (["one"], "one"), ("two", "two")]
)
def test_a_prompt_has_several_forms(
    served: Served, engine: FakeEngine, prompt: object, taken: str | tuple[int, ...]
) -> None:
    assert served.plain().post("/v1/completions", json={"prompt": prompt}).status_code == 200
    assert engine.requests[0].prompt == taken


@pytest.mark.parametrize("prompt", [None, 1, [], ["a", "b"], [[1], [2]], [1, "a"], [True], [1.5], {"a": 1}])
def test_several_prompts_or_none_are_refused(served: Served, engine: FakeEngine, prompt: object) -> None:
    answer = served.plain().post("/v1/completions", json={"prompt": prompt})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "prompt")
    assert engine.requests == []


def test_the_loaded_model_is_listed(client: openai.OpenAI, engine: FakeEngine) -> None:
    (model,) = client.models.list().data
    assert (model.id, model.object, model.owned_by) == (MODEL, "model", "hybrid-moe")
    assert model.model_extra == {"max_model_len": 512}
    assert client.models.retrieve(MODEL).id == MODEL
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("org/other")
