"""Router losses of the training, and how the router's choices are counted afterwards.

Both work on the share of a topic's routed tokens that each expert takes: an array (layers, topics,
experts) whose last axis sums to 1.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from hybrid.demo.corpus.exchanges import TOPICS

_TINY = 1e-3  # keeps the logarithm of an unused expert's share finite


@dataclass(frozen=True, slots=True)
class RoutingTargets:
    """How far apart two topics should be (total variation) and how many experts a topic should use."""

    apart: float
    experts: float


@dataclass(frozen=True, slots=True)
class RoutingLosses:
    """Scalars, averaged over layers. ``balance`` is 1 at best; the other two are 0 when satisfied."""

    balance: Tensor
    parting: Tensor
    spread: Tensor


def routing_losses(logits: Tensor, topics: Tensor, top_k: int, targets: RoutingTargets) -> RoutingLosses:
    """Losses of one batch: ``logits`` (layers, tokens, experts), ``topics`` (tokens,), -1 for none.

    The choice of the top k has no gradient of its own, so the probabilities' gradient stands in for it.
    """
    experts = logits.shape[-1]
    probabilities = logits.float().softmax(-1)
    chosen = torch.zeros_like(probabilities).scatter(-1, logits.topk(top_k, dim=-1).indices, 1.0 / top_k)
    member = (topics.unsqueeze(0) == torch.arange(len(TOPICS), device=topics.device).unsqueeze(1)).float()
    average = member / member.sum(1, keepdim=True).clamp(min=1.0)  # (topics, tokens)
    share = average @ (chosen + probabilities - probabilities.detach())
    soft = average @ probabilities
    balance = experts * (share.detach().mean(1) * soft.mean(1)).sum(-1).mean()
    distance = 0.5 * (share.unsqueeze(1) - share.unsqueeze(2)).abs().sum(-1)  # (layers, topics, topics)
    others = 1.0 - torch.eye(len(TOPICS), device=logits.device)
    shortfall = (targets.apart - distance).clamp(min=0.0).square() * others
    parting = shortfall.sum((1, 2)).mean() / (len(TOPICS) * (len(TOPICS) - 1))
    positive = share.clamp(min=0.0)
    entropy = -(positive * (positive + _TINY).log()).sum(-1)
    spread = (math.log(targets.experts) - entropy).clamp(min=0.0).square().mean()
    return RoutingLosses(balance, parting, spread)
