"""The shipped checkpoint: it loads, it is what its record says, and a sample of its figures holds."""

import json
from dataclasses import asdict
from random import Random

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

from hybrid.demo.card import card_of, read_evaluation
from hybrid.demo.corpus.exchanges import TOPICS, Exchange
from hybrid.demo.evaluate import DEFAULT_FOLDER, FACTS, SUMS, held_out_questions, replies
from hybrid.demo.observe import observe
from hybrid.demo.train import Recipe

MEGABYTE = 10**6


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerBase:
    return AutoTokenizer.from_pretrained(DEFAULT_FOLDER)


@pytest.fixture(scope="module")
def model() -> PreTrainedModel:
    return AutoModelForCausalLM.from_pretrained(DEFAULT_FOLDER).eval()


def test_the_folder_is_small_enough_to_ship() -> None:
    sizes = [file.stat().st_size for file in DEFAULT_FOLDER.iterdir()]
    assert sum(sizes) <= 32 * MEGABYTE
    assert max(sizes) <= 16 * MEGABYTE


def test_it_is_a_mixtral_of_the_promised_shape(model: PreTrainedModel) -> None:
    config = model.config
    assert config.model_type == "mixtral"
    assert 8 <= config.num_hidden_layers <= 12
    assert (config.num_local_experts, config.num_experts_per_tok) == (8, 2)
    assert model.dtype == torch.bfloat16
    assert model.generation_config.eos_token_id == config.eos_token_id


def test_the_defaults_are_the_recipe_of_this_checkpoint() -> None:
    record = json.loads((DEFAULT_FOLDER / "training.json").read_text())
    assert record["recipe"] == asdict(Recipe())
    assert record["curve"][-1]["step"] == Recipe().steps - 1


def test_the_card_states_what_was_evaluated_and_that_meets_the_targets() -> None:
    assert (DEFAULT_FOLDER / "README.md").read_text() == card_of(DEFAULT_FOLDER)
    evaluation = read_evaluation(DEFAULT_FOLDER / "evaluation.json")
    assert evaluation.share(SUMS) >= 0.95
    assert evaluation.share(FACTS) >= 0.95
    assert evaluation.routing.least_share >= 0.02
    assert 0.30 <= evaluation.routing.reuse <= 0.80
    assert evaluation.routing.distance >= 0.40


@pytest.mark.parametrize("kinds", [SUMS, FACTS], ids=["sums", "facts"])
def test_a_sample_of_held_out_questions(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, kinds: tuple[str, ...]
) -> None:
    questions = held_out_questions()
    pool: list[Exchange] = [exchange for kind in kinds for exchange in questions[kind]]
    asked = Random(11).sample(pool, 60)
    said = replies(model, tokenizer, [exchange.user for exchange in asked])
    right = sum(exchange.answer in reply for exchange, reply in zip(asked, said, strict=True))
    assert right >= 0.9 * len(asked)


def test_topics_part_and_every_expert_works(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> None:
    routing = observe(model, tokenizer, 40)
    assert routing.least_share >= 0.02
    assert 0.30 <= routing.reuse <= 0.80
    assert routing.distance >= 0.40
    assert len(routing.topic_share[0]) == len(TOPICS)


def test_generated_replies_tokenise_to_what_was_generated(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase
) -> None:
    """The next turn's prompt begins with this turn's prompt and the tokens of its reply."""
    messages: list[dict[str, str]] = []
    for question in ("Hello!", "What is 47 + 25?", "tell me a story about a fox", "reverse a list in python", "thanks"):
        messages.append({"role": "user", "content": question})
        prompt = tokenizer.apply_chat_template(
            messages, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        with torch.inference_mode():
            held = model.generate(**prompt, max_new_tokens=160, do_sample=False)[0].tolist()
        assert held[-1] == tokenizer.eos_token_id
        reply = tokenizer.decode(held[prompt["input_ids"].shape[1] :], skip_special_tokens=True)
        messages.append({"role": "assistant", "content": reply})
        again = tokenizer.apply_chat_template(messages, return_dict=True)["input_ids"]
        assert again == held
