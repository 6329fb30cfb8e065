"""How far the engine is from transformers' own computation of a family.

The reference never uses a cache and computes every expert itself: whatever the engine keeps between prompts has to lead
to the same logits as computing all tokens at once.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import torch
from torch import Tensor
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForImageTextToText, PreTrainedConfig
from transformers.modeling_utils import PreTrainedModel

from hybrid import Engine, GenerationRequest
from hybrid.decode.conversation import Conversation
from hybrid.model.skeleton.continuation import continues_prompts
from tests.models.tiny_models import VOCABULARY, save_tokenizer

CHUNK, CHUNKS, STEPS = 7, 3, 5
_REPLY = 8
_ROUTERS = ("router", "mlp.gate.", "moe.gate.", "feed_forward.gate.")


class EagerSource:
    """Settings under which a conversation never captures a step."""

    def decoder(self) -> None:
        return None

    def give_up_capture(self, reason: str) -> None:
        raise AssertionError(reason)

    def prefill_chunk(self) -> int:
        return CHUNK

    def computing(self, tokens: int) -> AbstractContextManager[None]:
        return nullcontext()


def save_small(config: PreTrainedConfig, folder: Path, seed: int = 0) -> Path:
    """A random float32 checkpoint as published: with its towers, if it has any. Its routers are decisive."""
    torch.manual_seed(seed)
    model = _auto(config).from_config(config, dtype=torch.float32)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() > 1:
                parameter.normal_(0.0, 1.0 if any(router in name for router in _ROUTERS) else 0.2)
            elif name.endswith("bias"):
                parameter.normal_(0.0, 0.1)
    model.save_pretrained(folder)
    save_tokenizer(folder)
    return folder


def reference(folder: Path) -> PreTrainedModel:
    """The checkpoint in transformers' own hands."""
    auto = _auto(AutoConfig.from_pretrained(folder))
    model: PreTrainedModel = auto.from_pretrained(folder, dtype="auto", experts_implementation="eager").eval()
    return model


@torch.no_grad()
def logits_error(engine: Engine, eager: PreTrainedModel) -> float:
    """The largest difference of logits after the parts of a prompt and after single tokens, relative to the largest.

    Then the same for a prompt that goes on from there.
    """
    generator = torch.Generator().manual_seed(7)
    ids = torch.randint(3, VOCABULARY, (2 * (CHUNK * CHUNKS + STEPS),), generator=generator).tolist()
    expected = eager(input_ids=torch.tensor([ids], device=eager.device), use_cache=False).logits[0].float()
    conversation, errors = Conversation(engine.model, EagerSource(), continues_prompts(engine.model)), []

    def append(begin: int, end: int) -> None:
        errors.append((conversation.forward(ids[begin:end])[0] - expected[end - 1]).abs().max())

    for length in (CHUNK * CHUNKS, 2 * CHUNK * CHUNKS + STEPS):
        for begin, end in conversation.chunks(conversation.rewind_to_prefix(ids[:length]), CHUNK):
            append(begin, end)
        for place in range(length, length + STEPS):
            append(place, place + 1)
    return float(torch.stack(errors).max() / expected.abs().max())


def odd_turns(engine: Engine, eager: PreTrainedModel) -> list[str]:
    """Names of the turns of a chat in which the engine's greedy text is not the reference's."""
    first = [{"role": "user", "content": "Which experts see this?"}]
    reply, odd = _reply(engine, eager, first, "first")
    second = [*first, {"role": "assistant", "content": reply}, {"role": "user", "content": "And now?"}]
    _, odd_second = _reply(engine, eager, second, "second")
    edited = [*second[:-1], {"role": "user", "content": "And later on?"}]
    _, odd_edited = _reply(engine, eager, edited, "edited")
    anew = [{"role": "user", "content": "A long prompt of several chunks. " * 3}]
    _, odd_long = _reply(engine, eager, anew, "long")
    _, odd_again = _reply(engine, eager, anew, "again")
    return [*odd, *odd_second, *odd_edited, *odd_long, *odd_again]


@torch.no_grad()
def _reply(
    engine: Engine, eager: PreTrainedModel, messages: Sequence[dict[str, str]], turn: str
) -> tuple[str, list[str]]:
    """The engine's text; ``turn`` if the reference would have chosen another token somewhere."""
    events = list(engine.generate(GenerationRequest(messages, max_new_tokens=_REPLY)))
    prompt = engine.tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
    ids = engine.tokenizer(prompt, add_special_tokens=False).input_ids
    reply = [event.token_id for event in events]
    tokens = torch.tensor([ids + reply], device=eager.device)
    logits: Tensor = eager(input_ids=tokens, use_cache=False).logits[0, len(ids) - 1 : -1]
    expected = logits.argmax(-1).tolist()
    return "".join(event.text for event in events), [] if expected == reply else [turn]


def _auto(config: PreTrainedConfig) -> type[AutoModelForCausalLM | AutoModelForImageTextToText]:
    """What a published checkpoint is a model of."""
    kind = AutoModelForImageTextToText
    return kind if type(config) in kind._model_mapping else AutoModelForCausalLM
