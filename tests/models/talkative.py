"""A tiny Mixtral whose greedy text varies and never ends by itself, and what tests need to talk to it."""

import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from hybrid.decode.conversation import Conversation
from hybrid.types import GenerationRequest, TokenEvent
from tests.models.tiny_models import save_tiny

PATIENCE_S = 60.0
"""Longer than anything here takes: a wait that runs into it fails its test instead of hanging it."""


def save_talkative(folder: Path, family: str = "mixtral", seed: int = 5) -> Path:
    """As ``save_tiny``, with livelier weights and special tokens that greedy decoding never chooses."""
    save_tiny(family, folder, seed=seed)
    model = AutoModelForCausalLM.from_pretrained(folder)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() > 1 and not ("router" in name or "mlp.gate." in name):
                parameter.normal_(0.0, 0.6, generator=generator)
        model.lm_head.weight[:3] = 0.0
    model.save_pretrained(folder)
    return folder


def say(*turns: str, **sampling: Any) -> GenerationRequest:
    """User and assistant turns in alternation, the user's first."""
    roles = ("user", "assistant")
    messages = [{"role": roles[i % 2], "content": turn} for i, turn in enumerate(turns)]
    return GenerationRequest(messages, **({"max_new_tokens": 24} | sampling))


def ids_of(events: Iterable[TokenEvent]) -> list[int]:
    return [event.token_id for event in events if event.token_id >= 0]


def text_of(events: Iterable[TokenEvent]) -> str:
    return "".join(event.text for event in events)


class Reference:
    """The same checkpoint as plain transformers runs it."""

    def __init__(self, folder: Path) -> None:
        self.model = AutoModelForCausalLM.from_pretrained(folder, experts_implementation="eager").eval()
        self.tokenizer = AutoTokenizer.from_pretrained(folder)

    def prompt(self, request: GenerationRequest) -> list[int]:
        text = self.tokenizer.apply_chat_template(list(request.messages), add_generation_prompt=True, tokenize=False)
        ids: list[int] = self.tokenizer(text, add_special_tokens=False).input_ids
        return ids

    def continue_(self, prompt: Sequence[int], tokens: int, **options: Any) -> list[int]:
        ids = torch.tensor([list(prompt)])
        sequences = self.model.generate(
            ids, attention_mask=torch.ones_like(ids), max_new_tokens=tokens, do_sample=False, **options
        )
        return list(sequences[0, len(prompt) :].tolist())

    def reply(self, request: GenerationRequest, **options: Any) -> list[int]:
        return self.continue_(self.prompt(request), request.max_new_tokens, **options)

    def assert_greedy(self, request: GenerationRequest, chosen: Sequence[int]) -> None:
        """Every token is the likeliest after those before it, as far as rounding lets one tell."""
        prompt = self.prompt(request)
        with torch.no_grad():
            logits = self.model(input_ids=torch.tensor([[*prompt, *chosen]])).logits[0, len(prompt) - 1 : -1]
        best = logits.max(dim=-1).values
        given = logits.gather(1, torch.tensor([list(chosen)]).T)[:, 0]
        assert ((best - given) <= 1e-4 * logits.abs().max()).all(), chosen

    def text(self, request: GenerationRequest) -> str:
        text: str = self.tokenizer.decode(self.reply(request), skip_special_tokens=True)
        return text


class Gate:
    """Holds each forward pass of a conversation until it is let through; notes how many tokens each computes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._permits = threading.Semaphore(0)
        self._arrived = threading.Semaphore(0)
        self.lengths: list[int] = []
        inner = Conversation.finish

        def finish(conversation: Conversation, ids: Sequence[int]) -> torch.Tensor:
            self.lengths.append(len(ids))
            self._arrived.release()
            if not self._permits.acquire(timeout=PATIENCE_S):
                raise TimeoutError("nobody let this forward pass through")
            return inner(conversation, ids)

        monkeypatch.setattr(Conversation, "finish", finish)

    def let(self, passes: int = 1) -> None:
        self._permits.release(passes)

    def open(self) -> None:
        self._permits.release(1 << 20)

    def wait_for_arrivals(self, passes: int = 1) -> None:
        for _ in range(passes):
            assert self._arrived.acquire(timeout=PATIENCE_S), "no forward pass began"
