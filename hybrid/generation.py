"""One reply at a time from a loaded model: prompt, prefill, tokens, over a KV cache that survives turns.

Knows the shared prefix of consecutive prompts and the order sampling -> text -> stop.
Does not know chat templates, experts, threads or queues; whoever iterates over ``reply`` may stop at any token.
"""

from collections import abc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor
from transformers import DynamicCache
from transformers.modeling_utils import PreTrainedModel
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid.capture import CaptureError
from hybrid.chat_format import ChatFormat, chat_format, template_of
from hybrid.errors import RequestError
from hybrid.graphs import GraphedDecoder
from hybrid.loading import LoadedModel
from hybrid.prompts import check_messages, encode_chat
from hybrid.reply_text import ReplyText
from hybrid.sampling import NotFiniteError, Sampler, check_sampling, invalid_numbers, load_kernels
from hybrid.step_observer import Nobody, StepObserver
from hybrid.text_stream import Detokenizer
from hybrid.types import FinishReason, GenerationRequest, TokenEvent


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
        self._begun: int | None = None  # the token whose step is under way

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
        if len(ids) == 1:
            self.begin(ids[0])
        logits = self.finish(ids)
        self.close_books()
        return logits

    def begin(self, token: int) -> None:
        """Has the device begin to append a token, where it can; ``finish`` must follow."""
        with self._reset_on_failure():
            decoder = self._decoder()
            if decoder is not None:
                decoder.begin(token)
                self._begun = token

    def finish(self, ids: Sequence[int]) -> Tensor:
        """As ``forward``, which may have begun; what the telemetry knows of it is complete after ``close_books``."""
        with self._reset_on_failure():
            begun, self._begun = self._begun, None
            if begun is not None and self._static is not None:
                assert [begun] == list(ids), "what has begun is finished first"
                logits = self._static.finish()
            else:
                self._leave_static()
                logits = self._forward_eagerly(ids)
        self.ids.extend(ids)
        return logits

    def end_what_has_begun(self) -> bool:
        """Finishes a token that has begun; whether one had."""
        begun = [] if self._begun is None else [self._begun]
        if begun:
            self.finish(begun)
        return bool(begun)

    def close_books(self) -> None:
        """The telemetry knows all of the last token."""
        if self._static is not None:
            self._static.close_books()

    @contextmanager
    def _reset_on_failure(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.reset()
            raise

    def _decoder(self) -> GraphedDecoder | None:
        """The decoder, with the tokens so far; ``None`` if there is none or nothing is cached yet."""
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
        return decoder

    def _leave_static(self) -> None:
        if self._static is not None:
            self._kv, self._static = self._static.release(len(self.ids)), None

    def _forward_eagerly(self, ids: Sequence[int]) -> Tensor:
        tokens = torch.tensor([ids], device=self._model.device)
        output = self._model(input_ids=tokens, past_key_values=self._kv, use_cache=True, logits_to_keep=1)
        logits: Tensor = output.logits[:, -1]
        return logits


class Generator:
    """Replies with one model, one after the other."""

    def __init__(self, loaded: LoadedModel, source: DecoderSource, observer: StepObserver | None = None) -> None:
        self._observer = observer or Nobody()
        self._tokenizer = loaded.tokenizer
        self._max_context = loaded.info.max_context
        self._end_ids = _end_ids(loaded)
        self._source = source
        self._dtype = loaded.info.dtype
        self._format: tuple[str, ChatFormat] | None = None
        self._embedding_rows = loaded.model.get_input_embeddings().weight.shape[0]
        self._conversation = Conversation(loaded.model, source)
        load_kernels(loaded.model.device, self._embedding_rows)

    def reply(self, request: GenerationRequest) -> abc.Generator[PrefillProgress | TokenEvent, None, None]:
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
            logits = self._prefill(prompt[start : start + chunk])
            yield PrefillProgress(min(start + chunk, len(prompt)) - reused, total, len(prompt))
        yield from self._decode(request, logits, min(request.max_new_tokens, room))

    def forget(self) -> None:
        """The next prompt is computed from its start."""
        self._conversation.reset()

    def encode(self, messages: Sequence[Mapping[str, str]]) -> list[int]:
        """The prompt's tokens, by the model's chat template."""
        tokenizer = self._text_tokenizer()
        check_messages(messages)
        ids = encode_chat(tokenizer, messages)
        check_ids(ids, self._embedding_rows, tokenizer)
        return ids

    def _decode(self, request: GenerationRequest, logits: Tensor, limit: int) -> Iterator[TokenEvent]:
        sampler, text = Sampler(request), ReplyText(self._text_tokenizer(), self._chat_format(), request.stop)
        end_ids = self._end_ids | self._chat_format().end_ids
        fed: int | None = None  # whose step is not in the books yet
        try:
            for count in range(1, limit + 1):
                token = self._sample(sampler, logits)
                ends = token in end_ids
                if not ends and count < limit:
                    self._conversation.begin(token)  # the device is not to wait for what else there is, text included
                part = text.flush() if ends else text.push(token)
                reason: FinishReason | None = "stop" if ends or part.ended else "length" if count == limit else None
                if reason == "length":
                    part += text.flush()
                self._close_books(fed)
                fed = None
                self._observer.sampled()
                if reason is not None:
                    yield TokenEvent(part.text, token, reason, thought=part.thought)
                    return
                self._observer.computing()
                yield TokenEvent(part.text, token, thought=part.thought)
                logits = self._conversation.finish([token])
                fed = token
        finally:
            if self._conversation.end_what_has_begun():  # somebody has left, or a stop string was found meanwhile
                fed = token
            self._close_books(fed)

    def _close_books(self, fed: int | None) -> None:
        if fed is not None:
            self._conversation.close_books()
            self._observer.computed([fed], prompt=False)

    def _sample(self, sampler: Sampler, logits: Tensor) -> int:
        """Raises ``ModelError`` where the model's numbers are none; the cache that holds them is given up."""
        try:
            return sampler.next_token(self._conversation.ids, logits)
        except NotFiniteError:
            self.forget()
            raise invalid_numbers(self._dtype) from None

    def _chat_format(self) -> ChatFormat:
        tokenizer = self._text_tokenizer()
        template = template_of(tokenizer)
        if self._format is None or self._format[0] != template:
            self._format = template, chat_format(tokenizer)
        return self._format[1]

    def _prefill(self, ids: Sequence[int]) -> Tensor:
        self._observer.computing()
        logits = self._conversation.forward(ids)
        self._observer.computed(ids, prompt=True)
        return logits

    def _text_tokenizer(self) -> PreTrainedTokenizerBase:
        if self._tokenizer is None:
            raise RequestError("This checkpoint has no tokenizer: add tokenizer.json to its folder.", "model")
        return self._tokenizer


def token_texts(tokenizer: PreTrainedTokenizerBase | None, ids: Sequence[int]) -> list[str]:
    """The text each token adds, special ones included; a character of several tokens belongs to the last of them."""
    if tokenizer is None or not ids:
        return []
    detokenizer = Detokenizer(tokenizer, skip_special_tokens=False)
    texts = [detokenizer.push(token) for token in ids]
    texts[-1] += detokenizer.flush()
    return texts


def check_ids(ids: Sequence[int], rows: int, tokenizer: PreTrainedTokenizerBase) -> None:
    """Raises ``RequestError`` for tokens beyond the embedding: a GPU that looks one up is lost to the whole program."""
    beyond = next((i for i in ids if not 0 <= i < rows), None)
    if beyond is not None:
        raise RequestError(
            f"The tokenizer knows {tokenizer.convert_ids_to_tokens(beyond)!r}, but this model does not. Remove it from "
            "your message, or start a new chat if it is in an earlier one.",
            "messages",
        )


def _end_ids(loaded: LoadedModel) -> frozenset[int]:
    named = loaded.model.generation_config.eos_token_id if loaded.model.generation_config else None
    ids = set(named) if isinstance(named, (list, tuple)) else {named}
    if loaded.tokenizer is not None:
        ids.add(loaded.tokenizer.eos_token_id)
    return frozenset(i for i in ids if i is not None)
