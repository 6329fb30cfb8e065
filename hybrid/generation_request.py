"""Generation request: one reply to make, and how to draw its tokens.

Knows the fields of a request; ``engine.sampling.checks`` knows which values can be served.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


def new_request_id() -> str:
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """One reply to generate. ``temperature`` 0 is greedy; ``top_k`` 0, ``top_p`` 1 and ``min_p`` 0 are off.

    ``logit_bias`` has pairs of a token and what is added to its logit.

    ``messages`` go through the model's chat template, with ``tools``, which are described as in OpenAI's API. Or, with
    ``prompt``, there are neither: the reply goes on from this text, or these tokens, as they are.

    ``continues`` is the id of a reply to the same messages that was cut, by the token limit or by ``cancel``: this one
    goes on with it from its last token, under the prompt that it had. Its first event repeats what there was.
    """

    messages: Sequence[Mapping[str, Any]] = ()
    max_new_tokens: int = 256
    temperature: float = 0.0
    top_p: float = 1.0
    top_k: int = 0
    repetition_penalty: float = 1.0
    seed: int | None = None
    stop: tuple[str, ...] = ()
    request_id: str = field(default_factory=new_request_id)
    min_p: float = 0.0
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    logit_bias: tuple[tuple[int, float], ...] = ()
    tools: tuple[Mapping[str, Any], ...] = ()
    prompt: str | tuple[int, ...] | None = None
    continues: str = ""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A function that the model asks to be called; ``arguments`` is its JSON, an object."""

    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class SamplingDefaults:
    """How a model's makers would draw its tokens; fields as in ``GenerationRequest``."""

    temperature: float = 0.0
    top_p: float = 1.0
    top_k: int = 0
    min_p: float = 0.0
    repetition_penalty: float = 1.0
