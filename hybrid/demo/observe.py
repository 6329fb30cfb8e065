"""Expert usage of a model: load, reuse, and how far topics part."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from hybrid.demo.corpus.chats import chats
from hybrid.demo.corpus.exchanges import TOPICS
from hybrid.demo.model import router_logits
from hybrid.demo.tokens import Rows, encode, pack

_ROWS_AT_ONCE = 4
_SEED = 77


@dataclass(frozen=True, slots=True)
class Routing:
    """Statistics of one run. Shares sum to 1 over experts; distances are total variation, 0 to 1."""

    tokens: int
    load: list[list[float]]  # (layers, experts): share of the layer's routed tokens
    least_share: float  # of any expert of any layer
    reuse: float  # share of a token's experts that the next token uses again
    reuse_per_layer: list[float]
    topic_share: list[list[list[float]]]  # (layers, topics, experts)
    distance: float  # between two topics, mean over pairs and layers
    distance_per_layer: list[float]
    nearest_pair: float  # the least distance of two topics, layers averaged
    experts_in_a_reply: float  # experts of a layer in effective use within one chat's topic, mean


@torch.inference_mode()
def choices(model: PreTrainedModel, rows: Rows, top_k: int) -> NDArray[np.int8]:
    """Experts chosen for every token of ``rows``: (rows, length, layers, k). Chats see only themselves."""
    choices_by_batch = []
    for start in range(0, len(rows.tokens), _ROWS_AT_ONCE):
        part = slice(start, start + _ROWS_AT_ONCE)
        tokens = torch.from_numpy(rows.tokens[part]).long().to(model.device)
        chat = torch.from_numpy(rows.chat[part]).to(model.device)
        same = chat.unsqueeze(2) == chat.unsqueeze(1)
        mask = (same & torch.ones_like(same[0]).tril()).unsqueeze(1)
        with router_logits(model) as seen:
            model(input_ids=tokens, attention_mask=mask, use_cache=False)
        picked = torch.stack(seen, 1).topk(top_k, dim=-1).indices
        choices_by_batch.append(picked.view(*tokens.shape, *picked.shape[1:]).to(torch.int8).cpu().numpy())
    return np.concatenate(choices_by_batch)


def _shares(chosen: NDArray[np.int8], experts: int) -> NDArray[np.float64]:
    """(tokens, layers, k) -> (layers, experts), each layer summing to 1."""
    counts = np.stack([np.bincount(chosen[:, layer].ravel(), minlength=experts) for layer in range(chosen.shape[1])])
    shares: NDArray[np.float64] = counts / counts.sum(1, keepdims=True)
    return shares


def _effective(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """(..., experts) -> (...): the exponential of the entropy, 1 for one expert, E for all alike."""
    entropy = -(shares * np.log(shares + (shares == 0))).sum(-1)
    return np.asarray(np.exp(entropy))


def summarise(chosen: NDArray[np.int8], rows: Rows, experts: int) -> Routing:
    """Statistics of :func:`choices` over the tokens that belong to a topic."""
    real = rows.chat > 0
    load = _shares(chosen[real], experts)
    pair = real[:, 1:] & real[:, :-1] & (rows.chat[:, 1:] == rows.chat[:, :-1])
    again = (chosen[:, 1:, :, :, None] == chosen[:, :-1, :, None, :]).any(-1)[pair]  # (pairs, layers, k)
    by_topic = np.stack([_shares(chosen[rows.topics == t], experts) for t in range(len(TOPICS))], axis=1)
    distance = np.stack(
        [0.5 * np.abs(by_topic[:, a] - by_topic[:, b]).sum(-1) for a, b in combinations(range(len(TOPICS)), 2)], axis=1
    )
    replies = [
        _effective(_shares(chosen[r][inside], experts)).mean()
        for r in range(len(chosen))
        for number in range(1, int(rows.chat[r].max()) + 1)
        for topic in np.unique(rows.topics[r][rows.chat[r] == number])
        if (inside := (rows.chat[r] == number) & (rows.topics[r] == topic)).sum() >= 16
    ]
    return Routing(
        tokens=int(real.sum()),
        load=load.round(4).tolist(),
        least_share=round(float(load.min()), 4),
        reuse=round(float(again.mean()), 4),
        reuse_per_layer=again.mean((0, 2)).round(4).tolist(),
        topic_share=by_topic.round(4).tolist(),
        distance=round(float(distance.mean()), 4),
        distance_per_layer=distance.mean(1).round(4).tolist(),
        nearest_pair=round(float(distance.mean(0).min()), 4),
        experts_in_a_reply=round(float(np.mean(replies)), 2),
    )


def observe(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, count: int) -> Routing:
    """Routing of ``count`` held-out chats, tokens of questions and replies alike."""
    config = model.config
    encoded = encode(tokenizer, list(chats(_SEED, count, "held_out")), config.max_position_embeddings)
    rows = pack(encoded, config.max_position_embeddings, config.pad_token_id)
    chosen = choices(model, rows, config.num_experts_per_tok)
    return summarise(chosen, rows, config.num_local_experts)
