"""Bodies of the two endpoints that generate -> requests for the engine.

Everything a body asks for is served, or refused with a sentence: nothing is left out silently. Which values can be
served, such as how high a temperature may be, the engine decides.
"""

from dataclasses import dataclass
from typing import Any

from hybrid.types import GenerationRequest, ModelInfo
from ui.api.errors import ApiError
from ui.api.fields import Fields
from ui.api.messages import messages_of, tools_of

MOST_STOPS, LONGEST_STOP = 16, 1000  # strings, characters
MOST_BIASES = 300
CHARACTERS_A_TOKEN = 64  # more than any text has on average
COMPLETION_TOKENS = 16  # of a completion that sets no limit, as OpenAI documents it
_NO_PROBABILITIES = "probabilities of tokens are not kept."


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and the form in which its answer is wanted."""

    request: GenerationRequest
    chat: bool
    stream: bool
    include_usage: bool  # in a chunk of its own at a stream's end


def chat_request(content: Any, model: ModelInfo) -> Asked:
    """Of ``/v1/chat/completions``. Raises ``ApiError``."""
    body = Fields(content)
    _check_model(body, model)
    messages, tools = messages_of(body), tools_of(body)
    _check_length("messages", sum(len(message["content"]) for message in messages), model)
    limit = _limit(body, "max_completion_tokens", "max_tokens")
    body.refuse("logprobs", _NO_PROBABILITIES, False)
    body.refuse("top_logprobs", _NO_PROBABILITIES, 0)
    body.refuse("response_format", "a reply is not held to a format.", {"type": "text"})
    body.refuse("modalities", "replies are text.", ["text"])
    for name in ("audio", "prediction", "reasoning_effort", "verbosity", "web_search_options"):
        body.refuse(name, "the engine has nothing like it.")
    request = GenerationRequest(messages, limit or model.max_context, tools=tools, **_sampling(body, model))
    return _asked(body, request, chat=True)


def completion_request(content: Any, model: ModelInfo) -> Asked:
    """Of ``/v1/completions``. Raises ``ApiError``."""
    body = Fields(content)
    _check_model(body, model)
    prompt, limit = _prompt(body), _limit(body, "max_tokens")
    _check_length("prompt", len(prompt), model)
    body.refuse("logprobs", _NO_PROBABILITIES)
    body.refuse("echo", "an answer holds what is new.", False)
    body.refuse("best_of", "one answer is made.", 1)
    body.refuse("suffix", "a text goes on at its end.", "")
    request = GenerationRequest(prompt=prompt, max_new_tokens=limit or COMPLETION_TOKENS, **_sampling(body, model))
    return _asked(body, request, chat=False)


def check_served(name: str, model: ModelInfo) -> None:
    """Raises ``ApiError`` unless ``name`` is the loaded model's."""
    if name != model.name:
        raise ApiError(
            f"This server has loaded the model {model.name}, and no other: send that name.", "model", 404,
            "model_not_found",
        )  # fmt: skip


def _check_model(body: Fields, model: ModelInfo) -> None:
    if (name := body.text("model")) is not None:
        check_served(name, model)


def _check_length(field: str, characters: int, model: ModelInfo) -> None:
    """Refuses what is certainly too long, so that nobody waits while it is made into tokens."""
    if characters > CHARACTERS_A_TOKEN * model.max_context:
        raise ApiError(
            f"{field} holds {characters:,} characters, which is more than this model's {model.max_context:,} tokens: "
            "shorten it.",
            field,
        )


def _asked(body: Fields, request: GenerationRequest, chat: bool) -> Asked:
    stream = bool(body.flag("stream"))
    options = body.take("stream_options")
    usage = False
    if options is not None:
        if not stream:
            raise ApiError("stream_options goes with stream: true.", "stream_options")
        fields = Fields(options, "stream_options")
        usage = bool(fields.flag("include_usage"))
        fields.refuse("include_obfuscation", "chunks are sent as they are.", False)
        fields.end()
    if body.whole("n") not in (None, 1):
        raise ApiError("n can only be 1: one answer is made. Send the request again for another.", "n")
    body.refuse("store", "nothing of it is kept.", False)
    body.refuse("service_tier", "there is one queue for all.", "auto", "default")
    for label in ("user", "safety_identifier", "prompt_cache_key"):  # these ask for nothing
        body.text(label)
    body.refuse("metadata", "nothing of it is kept.", {})
    body.end()
    return Asked(request, chat, stream, usage)


def _sampling(body: Fields, model: ModelInfo) -> dict[str, Any]:
    """How to draw; what the body leaves out is as the model's makers recommend."""
    usual = model.sampling
    top_k = body.whole("top_k")
    return {
        "temperature": body.number("temperature", usual.temperature),
        "top_p": body.number("top_p", usual.top_p),
        "top_k": usual.top_k if top_k is None else 0 if top_k == -1 else top_k,  # other servers switch it off by -1
        "min_p": body.number("min_p", usual.min_p),
        "repetition_penalty": body.number("repetition_penalty", usual.repetition_penalty),
        "presence_penalty": body.number("presence_penalty", 0.0),
        "frequency_penalty": body.number("frequency_penalty", 0.0),
        "logit_bias": _biases(body),
        "seed": body.whole("seed"),
        "stop": _stops(body),
    }


def _stops(body: Fields) -> tuple[str, ...]:
    sent = body.take("stop")
    stops = [sent] if isinstance(sent, str) else [] if sent is None else sent
    if not isinstance(stops, list) or not all(isinstance(stop, str) for stop in stops):
        raise body.wrong("stop", "text, or a list of texts")
    if len(stops) > MOST_STOPS or not all(0 < len(stop) <= LONGEST_STOP for stop in stops):
        raise ApiError(
            f"stop holds at most {MOST_STOPS} texts, each of 1 to {LONGEST_STOP} characters.", "stop"
        )  # fmt: skip
    return tuple(stops)


def _biases(body: Fields) -> tuple[tuple[int, float], ...]:
    """Tokens by their numbers, which JSON writes as text, and what is added to their logits."""
    sent = body.take("logit_bias")
    biases = {} if sent is None else sent
    if not isinstance(biases, dict) or len(biases) > MOST_BIASES:
        raise body.wrong("logit_bias", f"an object of at most {MOST_BIASES} tokens and their biases")
    fields = Fields(biases, "logit_bias")
    for token in biases:
        if not (token.isascii() and token.isdecimal() and len(token) < 10):
            raise ApiError("logit_bias names tokens by their numbers, such as 50256.", "logit_bias")
    return tuple((int(token), fields.number(token, 0.0)) for token in biases)


def _limit(body: Fields, *names: str) -> int | None:
    """The most tokens of a reply, by any of these names."""
    limits = {name: value for name in names if (value := body.whole(name)) is not None}
    if len(set(limits.values())) > 1:
        raise ApiError(f"{' and '.join(limits)} say different things: send one of them.", next(iter(limits)))
    for name, value in limits.items():
        if value < 1:
            raise ApiError(f"{name} has to be at least 1.", name)
    return next(iter(limits.values()), None)


def _prompt(body: Fields) -> str | tuple[int, ...]:
    prompt = body.take("prompt")
    if isinstance(prompt, list) and len(prompt) == 1 and isinstance(prompt[0], str | list):
        prompt = prompt[0]
    if isinstance(prompt, str):
        return prompt
    if isinstance(prompt, list) and prompt and all(type(token) is int for token in prompt):
        return tuple(prompt)
    raise ApiError("prompt has to be one text, or one list of tokens: send several one after the other.", "prompt")
