"""Continuation of a prompt: whether a model that keeps states may compute several tokens at once from one of them.

Found out by trying it, since some families take up their state for single tokens only: for several tokens they begin
anew, and say nothing.
"""

import torch
from torch import Tensor
from transformers.modeling_utils import PreTrainedModel

from hybrid.model.caches import can_be_cropped, conversation_cache

_PARTS = (10, 2)  # tokens: much before, and little after it to make up for a state that is ignored
# Rather too few than too many: a model that is wrongly held back is slower, one that is wrongly let go on is wrong.
_TIMES_ROUNDING, _EPSILONS = 3.0, 4.0


@torch.inference_mode()
def continues_prompts(model: PreTrainedModel) -> bool:
    """Whether a prompt can be computed in parts; for a model with weights, after ``try_out``.

    Compares the logits of all tokens at once with those of two parts. What single tokens differ from all at once is
    rounding.
    """
    if can_be_cropped(conversation_cache(model.config)):
        return True
    tokens = sum(_PARTS)
    whole, parts, singly = (_logits(model, sizes) for sizes in ((tokens,), _PARTS, (1,) * tokens))
    unit = torch.finfo(model.dtype).eps * float(whole.abs().max())
    return _distance(parts, whole) <= _TIMES_ROUNDING * _distance(singly, whole) + _EPSILONS * unit


def _logits(model: PreTrainedModel, sizes: tuple[int, ...]) -> Tensor:
    """Logits of the last of a few different tokens, computed in parts of these sizes."""
    rows = model.get_input_embeddings().weight.shape[0]
    ids = torch.arange(sum(sizes), device=model.device)[None] * max(1, rows // sum(sizes)) % rows
    cache = conversation_cache(model.config)
    for part in ids.split(sizes, dim=1):
        output = model(input_ids=part, past_key_values=cache, use_cache=True, logits_to_keep=1)
    logits: Tensor = output.logits[0, -1].float()
    return logits


def _distance(one: Tensor, other: Tensor) -> float:
    return float((one - other).abs().max())
