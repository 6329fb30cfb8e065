"""One reply at a time from a loaded model: prompt, prefill, tokens, over a KV cache that survives turns.

Knows chat templates, the shared prefix of consecutive prompts and the order sampling -> text -> stop.
Does not know experts, threads or queues; whoever iterates over ``reply`` may stop at any token.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from jinja2 import TemplateError
from torch import Tensor
from transformers import DynamicCache
from transformers.modeling_utils import PreTrainedModel
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid.capture import CaptureError
from hybrid.errors import RequestError
from hybrid.graphs import GraphedDecoder
from hybrid.loading import LoadedModel
from hybrid.sampling import Detokenizer, Sampler, StopStrings, check_sampling
from hybrid.types import GenerationRequest, TokenEvent


@dataclass(frozen=True, slots=True)
class PrefillProgress:
    """Prompt tokens computed so far; ``total`` leaves the reused prefix out."""

    done: int
    total: int
    prompt_tokens: int


class DecoderSource(Protocol):
    """Where the decoder of the present settings is to be had."""

    def decoder(self) -> GraphedDecoder | None:
        """Replays captured steps of one token; ``None`` where decoding is eager."""

    def give_up_capture(self, reason: str) -> None:
        """``decoder`` returns ``None`` from now on."""

    def prefill_chunk(self) -> int:
        """Tokens of a prompt to compute at once."""


class Conversation:
    """The KV cache and the tokens it stands for.

    Prompts grow a ``DynamicCache``; single tokens run on the decoder's static one, where there is a decoder.
    """

    def __init__(self, model: PreTrainedModel, source: DecoderSource) -> None:
        self._model, self._source = model, source
        self.reset()

    def reset(self) -> None:
        self.ids: list[int] = []
        self._kv = DynamicCache()
        self._static: GraphedDecoder | None = None

    def rewind_to_prefix(self, prompt: Sequence[int]) -> int:
        """Keeps the cached tokens that ``prompt`` shares, always leaving one to compute; returns how many."""
        shared = 0
        for cached, wanted in zip(self.ids, prompt[:-1], strict=False):
            if cached != wanted:
                break
            shared += 1
        if shared == 0:
            self.reset()
        elif shared < len(self.ids):
            self._leave_static()
            self._kv.crop(shared - len(self.ids))
            del self.ids[shared:]
        return shared

    def forward(self, ids: Sequence[int]) -> Tensor:
        """Appends tokens; returns the logits after the last one, (1, vocabulary)."""
        try:
            logits = self._step(ids[0]) if len(ids) == 1 else None
            if logits is None:
                self._leave_static()
                logits = self._forward_eagerly(ids)
        except BaseException:
            self.reset()
            raise
        self.ids.extend(ids)
        return logits

    def _step(self, token: int) -> Tensor | None:
        """One token on the decoder; ``None`` if there is none or nothing is cached yet."""
        decoder = self._source.decoder()
        if decoder is None or not self.ids:
            return None
        if not decoder.ready:
            self._leave_static()
        if self._static is None:
            try:
                decoder.adopt(self._kv, len(self.ids))
            except CaptureError as error:
                self._source.give_up_capture(str(error))
                return None
            self._static, self._kv = decoder, DynamicCache()
        return decoder.step(token)

    def _leave_static(self) -> None:
        if self._static is not None:
            self._kv, self._static = self._static.release(len(self.ids)), None

    def _forward_eagerly(self, ids: Sequence[int]) -> Tensor:
        tokens = torch.tensor([ids], device=self._model.device)
        output = self._model(input_ids=tokens, past_key_values=self._kv, use_cache=True, logits_to_keep=1)
        logits: Tensor = output.logits[:, -1]
        return logits


class StepObserver(Protocol):
    """Told of every step of a reply, in order; see ``recorder.Recorder``."""

    def begin(self, request_id: str) -> None: ...

    def computing(self) -> None: ...

    def computed(self, ids: Sequence[int], prompt: bool) -> None: ...

    def sampled(self) -> None: ...


class Generator:
    """Replies with one model, one after the other."""

    def __init__(self, loaded: LoadedModel, source: DecoderSource, observer: StepObserver | None = None) -> None:
        self._observer = observer or _Nobody()
        self._tokenizer = loaded.tokenizer
        self._max_context = loaded.info.max_context
        self._end_ids = _end_ids(loaded)
        self._source = source
        self._conversation = Conversation(loaded.model, source)

    def reply(self, request: GenerationRequest) -> Iterator[PrefillProgress | TokenEvent]:
        """Progress while the prompt is computed, then one event per token, the last with a reason.

        Raises ``RequestError`` for a request that cannot be served.
        """
        check_sampling(request)
        prompt = self.encode(request.messages)
        room = self._max_context - len(prompt)
        if room < 1:
            raise RequestError(
                f"The conversation is {len(prompt)} tokens long, but this model holds {self._max_context}: "
                "start a new chat or shorten the message.",
                "messages",
            )
        reused = self._conversation.rewind_to_prefix(prompt)
        total = len(prompt) - reused
        self._observer.begin(request.request_id)
        yield PrefillProgress(0, total, len(prompt))
        chunk = self._source.prefill_chunk()
        for start in range(reused, len(prompt), chunk):
            logits = self._forward(prompt[start : start + chunk], prompt=True)
            yield PrefillProgress(min(start + chunk, len(prompt)) - reused, total, len(prompt))
        yield from self._decode(request, logits, min(request.max_new_tokens, room))

    def forget(self) -> None:
        """The next prompt is computed from its start."""
        self._conversation.reset()

    def encode(self, messages: Sequence[Mapping[str, str]]) -> list[int]:
        """The prompt's tokens, by the model's chat template."""
        tokenizer = self._text_tokenizer()
        check_messages(messages)
        ids: list[int] = tokenizer(_prompt_text(tokenizer, messages), add_special_tokens=False)["input_ids"]
        return ids

    def _decode(self, request: GenerationRequest, logits: Tensor, limit: int) -> Iterator[TokenEvent]:
        sampler, detokenizer = Sampler(request), Detokenizer(self._text_tokenizer())
        stops = StopStrings(request.stop)
        for count in range(1, limit + 1):
            token = sampler.next_token(self._conversation.ids, logits)
            self._observer.sampled()
            if token in self._end_ids:
                yield TokenEvent(stops.flush(), token, "stop")
                return
            text, stopped = stops.push(detokenizer.push(token))
            if stopped:
                yield TokenEvent(text, token, "stop")
                return
            if count == limit:
                yield TokenEvent(text + stops.flush(), token, "length")
                return
            yield TokenEvent(text, token)
            logits = self._forward([token], prompt=False)

    def _forward(self, ids: Sequence[int], prompt: bool) -> Tensor:
        self._observer.computing()
        logits = self._conversation.forward(ids)
        self._observer.computed(ids, prompt)
        return logits

    def _text_tokenizer(self) -> PreTrainedTokenizerBase:
        if self._tokenizer is None:
            raise RequestError("This checkpoint has no tokenizer: add tokenizer.json to its folder.", "model")
        return self._tokenizer


def token_texts(tokenizer: PreTrainedTokenizerBase | None, ids: Sequence[int]) -> list[str]:
    """The text each token adds, special ones included; a character of several tokens belongs to the last of them."""
    if tokenizer is None:
        return []
    detokenizer = Detokenizer(tokenizer, skip_special_tokens=False)
    return [detokenizer.push(token) for token in ids]


class _Nobody:
    """Observes nothing."""

    def begin(self, request_id: str) -> None:
        pass

    def computing(self) -> None:
        pass

    def computed(self, ids: Sequence[int], prompt: bool) -> None:
        pass

    def sampled(self) -> None:
        pass


def check_messages(messages: Sequence[Mapping[str, str]]) -> None:
    """Raises ``RequestError`` unless there is something to answer."""
    if not all(isinstance(m.get("content", ""), str) for m in messages):
        raise RequestError("Every message's content is text: leave out pictures and other parts.", "messages")
    if not messages or not messages[-1].get("content", "").strip():
        raise RequestError("The message is empty: type something first.", "messages")
    if any(m.get("role") not in ("system", "user", "assistant") for m in messages):
        raise RequestError("Every message needs a role: system, user or assistant.", "messages")


def _prompt_text(tokenizer: PreTrainedTokenizerBase, messages: Sequence[Mapping[str, str]]) -> str:
    if tokenizer.chat_template is None:
        turns = [f"{m['role']}: {m.get('content', '')}" for m in messages]
        return (tokenizer.bos_token or "") + "\n".join([*turns, "assistant:"])
    turns_given = [{"content": ""} | dict(m) for m in messages]
    try:
        text = tokenizer.apply_chat_template(turns_given, tokenize=False, add_generation_prompt=True)
    except TemplateError as error:
        raise RequestError(
            f"The model's chat template does not take this conversation ({error}): start a new chat, without a "
            "system message if there is one.",
            "messages",
        ) from error
    return str(text)


def _end_ids(loaded: LoadedModel) -> frozenset[int]:
    named = loaded.model.generation_config.eos_token_id if loaded.model.generation_config else None
    ids = set(named) if isinstance(named, (list, tuple)) else {named}
    if loaded.tokenizer is not None:
        ids.add(loaded.tokenizer.eos_token_id)
    return frozenset(i for i in ids if i is not None)
