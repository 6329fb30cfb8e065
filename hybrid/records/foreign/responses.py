"""Responses of vLLM and SGLang with routed experts: JSON, a list of responses, or one on each line.

vLLM (``--enable-return-routed-experts``) gives ``choices[i].routed_experts`` and ``prompt_routed_experts``: nested
lists, an ``.npy`` file in base64, or base64 with a shape. SGLang gives flat int32 in base64, as
``meta_info.routed_experts`` or ``choices[i].sgl_ext.routed_experts``, without a shape. The last token that was sampled
never went through the model, so a response has one row fewer than tokens.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hybrid.errors import TraceError
from hybrid.records.foreign.arrays import MAGIC, array_of
from hybrid.records.foreign.routing import Hints, RawRouting, expert_numbers, shaped, steps_of

FIELD, PROMPT_FIELD = "routed_experts", "prompt_routed_experts"
_NOTHING = (
    "No response in it has routed experts: ask vLLM for them (--enable-return-routed-experts), "
    'or SGLang ("return_routed_experts": true).'
)


@dataclass(frozen=True, slots=True, eq=False)
class _Turn:
    """The rows of one choice, and how many of them are the prompt's; ``None``: it is not said."""

    ids: NDArray[np.int32]
    prompt: int | None


def read_responses(text: str, hints: Hints) -> RawRouting:
    """All choices of all responses, a turn each. Raises ``TraceError``."""
    turns, model = [], ""
    for response in _responses(text):
        turns += list(_turns(response, hints))
        name = response.get("model")
        model = name if isinstance(name, str) else model
    turns = [turn for turn in turns if len(turn.ids)]
    if not turns:
        raise TraceError(_NOTHING)
    if len({turn.ids.shape[1:] for turn in turns}) > 1:
        raise TraceError("The responses differ in layers or experts per token: import those of one model.")
    prompts, steps, starts, step, tokens = [], [], [], 0, 0
    for turn in turns:
        prompt = np.arange(len(turn.ids)) < (turn.prompt or 0)
        prompts.append(prompt)
        steps.append(steps_of(prompt, step))
        starts.append(tokens)
        step, tokens = int(steps[-1][-1]) + 1, tokens + len(turn.ids)
    is_known = all(turn.prompt is not None for turn in turns)
    return RawRouting(
        np.concatenate([turn.ids for turn in turns]),
        prompt=np.concatenate(prompts) if is_known else None,
        steps=np.concatenate(steps),
        turns=tuple(starts),
        model=model,
    )


def _responses(text: str) -> list[Mapping[str, Any]]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = _lines(text)
    responses = content if isinstance(content, list) else [content]
    if not responses or not all(isinstance(response, dict) for response in responses):
        raise TraceError(_NOTHING)
    return responses


def _lines(text: str) -> list[Any]:
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        return [json.loads(line) for line in lines]
    except (ValueError, RecursionError) as error:
        raise TraceError("It is no complete JSON: it is cut short or damaged. Save the response again.") from error


def _turns(response: Mapping[str, Any], hints: Hints) -> Iterator[_Turn]:
    counts = _named(response, "usage") | _named(response, "meta_info")
    asked, written = _count(counts, "prompt_tokens"), _count(counts, "completion_tokens")
    for place, choice in enumerate(_choices(response)):
        found = _routed(choice)
        if found is None:
            continue
        ids = _ids(found, choice, hints)
        start = _count(found, "start") or 0 if isinstance(found, Mapping) else 0
        before = choice.get(PROMPT_FIELD, response.get(PROMPT_FIELD))
        if before is not None:
            turn = _with_prompt(_ids(before, choice, hints), ids, written)
        else:
            has_prompt = asked is not None and (written is None or len(ids) > written)
            known = max(0, (asked or 0) - start) if has_prompt else 0
            turn = _Turn(ids, None if asked is None else min(known, len(ids)))
        # The choices of one request share its prompt.
        yield turn if place == 0 else _Turn(turn.ids[turn.prompt or 0 :], 0)


def _with_prompt(prompt: NDArray[np.int32], ids: NDArray[np.int32], written: int | None) -> _Turn:
    """``ids`` are the generated tokens' alone, or go over the prompt as well."""
    if prompt.shape[1:] != ids.shape[1:]:
        raise TraceError(f"{PROMPT_FIELD!r} and {FIELD!r} differ in layers or experts per token: save both again.")
    goes_over_both = (
        len(ids) >= len(prompt)
        and (written is None or len(ids) > written)
        and np.array_equal(ids[: len(prompt)], prompt)
    )
    return _Turn(ids if goes_over_both else np.concatenate([prompt, ids]), len(prompt))


def _choices(response: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The parts of a response that may hold routing: its choices, or the response itself."""
    choices = response.get("choices")
    if isinstance(choices, list) and choices:
        return [choice for choice in choices if isinstance(choice, Mapping)]
    return [response]


def _routed(choice: Mapping[str, Any]) -> Any:
    for holder in (choice, _named(choice, "sgl_ext"), _named(choice, "meta_info")):
        if holder.get(FIELD) is not None:
            return holder[FIELD]
    return None


def _ids(value: Any, choice: Mapping[str, Any], hints: Hints) -> NDArray[np.int32]:
    """(tokens, layers, k) of any of the forms."""
    if isinstance(value, list):
        return shaped(expert_numbers(value), hints) if value else np.zeros((0, 1, 1), np.int32)
    if isinstance(value, Mapping):
        return _with_shape(_bytes(value.get("data")), value.get("shape"), value.get("dtype"))
    content = _bytes(value)
    if content.startswith(MAGIC):
        return shaped(expert_numbers(array_of(content)), hints)
    shape = choice.get(f"{FIELD}_shape")
    if shape is not None:
        return _with_shape(content, shape, None)
    if len(content) % 4:
        raise TraceError("Its routed experts are not int32, as SGLang writes them: save the response again.")
    return shaped(expert_numbers(np.frombuffer(content, "<i4")), hints)


def _with_shape(content: bytes, shape: Any, dtype: Any) -> NDArray[np.int32]:
    if not isinstance(shape, list) or len(shape) != 3 or not all(type(n) is int and n > 0 for n in shape):
        raise TraceError("The shape of its routed experts is not three whole numbers: tokens, layers, experts.")
    size, left = divmod(len(content), prod(shape))
    by_size = {1: "<u1", 2: "<u2" if dtype == "uint16" else "<i2", 4: "<i4", 8: "<i8"}
    if left or size not in by_size:
        raise TraceError(f"Its routed experts do not fill their shape {shape}: the response is cut short.")
    return expert_numbers(np.frombuffer(content, by_size[size])).reshape(shape)


def _bytes(value: Any) -> bytes:
    if not isinstance(value, str):
        raise TraceError("Its routed experts are neither lists nor base64: save the response again.")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise TraceError("Its routed experts are no complete base64: save the response again.") from error


def _named(holder: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = holder.get(name)
    return dict(value) if isinstance(value, Mapping) else {}


def _count(holder: Mapping[str, Any], name: str) -> int | None:
    value = holder.get(name)
    return value if type(value) is int and value >= 0 else None
