"""What a whole model computes, for a comparison of an engine's with transformers' own."""

import torch
from transformers import DynamicCache
from transformers.modeling_utils import PreTrainedModel

from hybrid import Engine, GenerationRequest, Geometry
from tests.models.tiny_models import VOCABULARY

_TOKENS = torch.randint(3, VOCABULARY, (1, 14), generator=torch.Generator().manual_seed(5))
_PROMPT = 10


def logits_of(model: PreTrainedModel) -> torch.Tensor:
    """Prefill, then one token at a time: (tokens, vocabulary)."""
    cache, tokens = DynamicCache(config=model.config), _TOKENS.to(model.device)
    pieces = [tokens[:, :_PROMPT], *tokens[:, _PROMPT:].split(1, dim=1)]
    with torch.no_grad():
        return torch.cat([model(input_ids=p, past_key_values=cache).logits[0] for p in pieces]).float().cpu()


def greedy_texts(engine: Engine, model: PreTrainedModel) -> tuple[list[int], list[int]]:
    """The tokens of the engine's reply to one question, and of transformers' with ``model``."""
    messages = [{"role": "user", "content": "Which experts see this?"}]
    events = list(engine.generate(GenerationRequest(messages, max_new_tokens=12)))
    prompt = engine.tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
    ids = engine.tokenizer(prompt, add_special_tokens=False, return_tensors="pt").input_ids
    expected = model.generate(ids, max_new_tokens=12, do_sample=False)[0, ids.shape[1] :].tolist()
    return [event.token_id for event in events], expected


def assert_same_logits(engine: Engine, plain: PreTrainedModel) -> None:
    """The engine's logits are ``plain``'s within the device's rounding, with no slots, with some, and with all."""
    expected, info = logits_of(plain), engine.snapshot().model
    tolerance = 2e-5 if engine.model.device.type == "cpu" else 6e-5
    for geometry in (Geometry(0, 0), Geometry(1, 2), Geometry(info.layers, info.experts)):
        engine.reconfigure(geometry=geometry)
        for _ in range(2):
            difference = (logits_of(engine.model) - expected).abs().max() / expected.abs().max()
            assert difference < tolerance, (geometry, float(difference))
