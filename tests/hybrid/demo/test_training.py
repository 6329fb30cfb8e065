"""How the demo model is trained: the experts' fast form, the router's losses, the statistics."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoModelForCausalLM, AutoTokenizer, MixtralConfig

from hybrid.demo import train
from hybrid.demo.corpus.exchanges import TOPICS
from hybrid.demo.model import DENSE_EXPERTS, new_model
from hybrid.demo.observe import summarise
from hybrid.demo.routing import RoutingTargets, routing_losses
from hybrid.demo.tokens import Rows

TARGETS = RoutingTargets(apart=0.6, experts=3.0)
unhurried = settings(deadline=None, max_examples=40)  # machines differ in speed, not in what is right


def tiny_config() -> MixtralConfig:
    return MixtralConfig(
        vocab_size=40,
        hidden_size=16,
        intermediate_size=24,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        num_local_experts=8,
        num_experts_per_tok=2,
    )


def test_dense_experts_equal_the_routed_ones_gradients_included() -> None:
    model = new_model(tiny_config(), seed=1, device=torch.device("cpu"))
    tokens = torch.arange(30).view(2, 15)
    gradients = []
    for implementation in (DENSE_EXPERTS, "eager"):
        model.set_experts_implementation(implementation)
        model.zero_grad()
        logits = model(input_ids=tokens).logits
        logits.square().sum().backward()
        gradients.append([p.grad.clone() for p in model.parameters()])
        gradients[-1].append(logits.detach())
    for one, other in zip(*gradients, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


def homes(experts_of: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Router logits of one layer, 30 tokens a topic, each choosing two of the topic's experts in turn."""
    logits = torch.full((1, 30 * len(TOPICS), 8), -4.0)
    for token in range(logits.shape[1]):
        home = experts_of[token // 30]
        logits[0, token, [home[token % len(home)], home[(token + 1) % len(home)]]] = 4.0
    return logits, torch.arange(len(TOPICS)).repeat_interleave(30)


def test_parted_and_spread_topics_cost_nothing() -> None:
    apart = [[0, 1, 2], [3, 4, 5], [6, 7, 0], [1, 3, 6], [2, 4, 7], [0, 4, 6], [1, 5, 7], [2, 3, 5]]
    logits, topics = homes(apart)
    losses = routing_losses(logits, topics, 2, RoutingTargets(apart=0.3, experts=2.9))
    assert losses.parting < 1e-3
    assert losses.spread < 1e-3
    assert losses.balance < 1.05


def test_topics_on_the_same_two_experts_are_pushed_apart_and_spread() -> None:
    logits, topics = homes([[0, 1]] * len(TOPICS))
    logits.requires_grad_()
    losses = routing_losses(logits, topics, 2, TARGETS)
    assert losses.parting.item() == pytest.approx(TARGETS.apart**2, abs=1e-3)
    assert losses.spread > 0.1
    assert losses.balance > 3
    losses.spread.backward()
    assert logits.grad is not None
    assert logits.grad[0, :, :2].sum() > 0 > logits.grad[0, :, 2:].sum()


@unhurried
@given(st.integers(0, 2**31))
def test_statistics_agree_with_counting_by_hand(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, length, layers, experts = len(TOPICS), 24, 2, 8
    chat = np.repeat(rng.integers(1, 3, (rows, 1)), length, axis=1).astype(np.int16)
    chat[:, 20:] = 0
    topics = np.where(chat > 0, np.arange(rows)[:, None], -1).astype(np.int8)
    chosen = rng.permuted(np.tile(np.arange(experts, dtype=np.int8), (rows, length, layers, 1)), axis=-1)[..., :2]
    packed = Rows(np.zeros((rows, length), np.int16), np.zeros((rows, length), np.bool_), topics, chat)
    found = summarise(chosen, packed, experts)
    counts = np.zeros((layers, experts))
    again = total = 0
    for r in range(rows):
        for t in range(20):
            for layer in range(layers):
                now = set(chosen[r, t, layer].tolist())
                counts[layer, list(now)] += 1
                if t < 19:
                    again += len(now & set(chosen[r, t + 1, layer].tolist()))
                    total += 2
    np.testing.assert_allclose(found.load, counts / counts.sum(1, keepdims=True), atol=1e-4)
    assert found.reuse == pytest.approx(again / total, abs=1e-4)
    assert 0 <= found.nearest_pair <= found.distance <= 1
    assert 2 <= found.experts_in_a_reply <= experts


def test_training_writes_a_checkpoint_that_loads(tmp_path: Path) -> None:
    arguments = "--steps 2 --warmup 1 --shards 1 --chats-per-shard 40 --rows-per-step 1 --length 256 --vocabulary 400"
    train.main(
        [*arguments.split(), "--observed-chats", "24", "--workers", "1", "--device", "cpu", "--out", str(tmp_path)]
    )
    record = json.loads((tmp_path / "training.json").read_text())
    assert [point["step"] for point in record["curve"]] == [0, 1]
    assert record["recipe"]["steps"] == 2
    model = AutoModelForCausalLM.from_pretrained(tmp_path)
    assert model.dtype == torch.bfloat16
    assert len(AutoTokenizer.from_pretrained(tmp_path)) == model.config.vocab_size == 400
