"""Model card of the demo model, from what training and evaluation recorded: ``python -m hybrid.demo.card``.

No figure is typed into the text: each comes from ``training.json`` or ``evaluation.json`` beside the weights.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hybrid.demo.corpus.exchanges import TOPICS
from hybrid.demo.evaluate import DEFAULT_FOLDER, FACTS, SUMS, Evaluation, Score
from hybrid.demo.observe import Routing
from hybrid.demo.train import Recipe

_SHOWN_LAYERS = 3  # first, middle and last: one table each

_FRONT = """---
license: apache-2.0
language: [en]
library_name: transformers
pipeline_tag: text-generation
tags: [mixtral, mixture-of-experts, demo]
---
"""


@dataclass(frozen=True, slots=True)
class Training:
    """The part of ``training.json`` that the card states. Times in seconds."""

    recipe: Recipe
    parameters: int
    corpus_tokens: int
    device: str
    training_s: float


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _share(value: float) -> str:
    return f"{value:.1%}"


def _scores(evaluation: Evaluation) -> str:
    rows = [(s.kind, str(s.asked), str(s.right), _share(s.share)) for s in evaluation.scores]
    return _table(("held-out questions", "asked", "right", "share"), rows)


def _targets(evaluation: Evaluation) -> str:
    routing = evaluation.routing
    rows = [
        ("sums right", ">= 95 %", _share(evaluation.share(SUMS))),
        ("facts right (" + ", ".join(FACTS) + ")", ">= 95 %", _share(evaluation.share(FACTS))),
        ("least used expert of any layer, share of the layer's routed tokens", ">= 2 %", _share(routing.least_share)),
        ("a token's experts used again by the next token", "30 % to 80 %", _share(routing.reuse)),
        ("distance between topics (total variation, mean over pairs and layers)", ">= 0.40", f"{routing.distance:.3f}"),
        ("the nearest two topics, mean over layers", "", f"{routing.nearest_pair:.3f}"),
        (
            "experts in effective use per layer within one topic of one chat",
            "",
            f"{routing.experts_in_a_reply:.1f} of 8",
        ),
    ]
    return _table(("what", "target", "reached"), rows)


def _topic_table(routing: Routing, layer: int) -> str:
    shares = routing.topic_share[layer]
    rows = []
    for topic, row in zip(TOPICS, shares, strict=True):
        busiest = sorted(row, reverse=True)[1]
        rows.append([topic, *(f"**{v:.0%}**" if v >= busiest else f"{v:.0%}" for v in row)])
    head = ["topic", *(f"expert {e}" for e in range(len(shares[0])))]
    distance = routing.distance_per_layer[layer]
    return f"Layer {layer} (mean distance between topics {distance:.2f}):\n\n{_table(head, rows)}"


def _shown(layers: int) -> list[int]:
    return [round(i * (layers - 1) / (_SHOWN_LAYERS - 1)) for i in range(_SHOWN_LAYERS)]


def _wrong(scores: Iterable[Score]) -> str:
    return "\n".join(f"- `{example}`" for s in scores for example in s.wrong[:1])


def card(training: Training, evaluation: Evaluation) -> str:
    """The whole README of the checkpoint."""
    recipe, routing = training.recipe, evaluation.routing
    seen = recipe.steps * recipe.rows_per_step * recipe.length
    tables = "\n\n".join(_topic_table(routing, layer) for layer in _shown(len(routing.topic_share)))
    return f"""{_FRONT}
# Demo MoE

A Mixtral of {training.parameters / 1e6:.1f} million parameters, trained by this project from a corpus this project
generates, so that expert caching can be watched on a real model, on any machine, with no download.
{len(routing.load)} layers, {len(routing.load[0])} experts in each, two per token; bfloat16; a context of
{recipe.length} tokens.

It adds and subtracts two whole numbers from 0 to 100, knows capitals, opposites, and colours and numbers in
Spanish and French, tells short stories, shows Python one-liners, makes small talk, and says politely that it
knows nothing else. It is a demonstration, not a source of knowledge, and it can be wrong.

```python
from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("assets/demo-moe")
model = AutoModelForCausalLM.from_pretrained("assets/demo-moe")
chat = [{{"role": "user", "content": "What is 47 + 25?"}}]
prompt = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_tensors="pt", return_dict=True)
print(tokenizer.decode(model.generate(**prompt)[0]))
```

## What it reaches

Greedy replies to held-out questions: `python -m hybrid.demo.evaluate`. A tenth of the sums (`a + b` and `b + a`
count as one) and a tenth of the phrasings of every kind were set aside by seed before training; sums are asked
for in both seen and held-out wording, facts in held-out wording only. A reply is right when it holds the whole
answer. The lists of phrasings were widened once, after a first training run had been looked at, and drawn anew.

{_targets(evaluation)}

{_scores(evaluation)}

The first wrong reply of each kind:

{_wrong(evaluation.scores)}

## Different topics, different experts

Each topic's share of routed tokens by expert, over {routing.tokens} tokens of held-out chats, questions and
replies alike; the two busiest experts of a topic in bold. `evaluation.json` has every layer.

{tables}

This is trained, not found. Besides the usual load balancing (over topics instead of tokens, weight
{recipe.balance_weight}) the loss has two terms on the router. One asks that in every layer any two topics' shares
differ by a total variation of at least {recipe.apart} (weight {recipe.parting_weight}); the other that a topic
uses at least {recipe.experts_per_topic} experts of a layer in effect (weight {recipe.spread_weight}), so that no
chat settles on two. An earlier trial without the two parted its topics much less.

## How it was made

`python -m hybrid.demo.train` makes the corpus, the tokenizer (byte-level BPE, every digit a token) and the
weights; its defaults are the recipe of this checkpoint, and `training.json` records them with the loss curve.
{training.corpus_tokens / 1e6:.0f} million tokens of chats; {recipe.steps} steps of
{recipe.rows_per_step * recipe.length} tokens ({seen / 1e6:.0f} million in all); AdamW, peak rate
{recipe.peak_rate}, cosine decay, seed {recipe.seed}; {training.training_s:.0f} s on one {training.device}.
Only replies are learned, and packed chats do not see each other.
A GPU adds in an order of its own, so a second run gives a model just as good, not the same bits.

A message is `<|role|>text<|end|>` with the roles system, user and assistant; the system message is optional.
"""


def _read_training(path: Path) -> Training:
    record: dict[str, Any] = json.loads(path.read_text())
    facts = {name: record[name] for name in ("parameters", "corpus_tokens", "device", "training_s")}
    return Training(recipe=Recipe(**record["recipe"]), **facts)


def read_evaluation(path: Path) -> Evaluation:
    """What ``python -m hybrid.demo.evaluate --json`` wrote."""
    record: dict[str, Any] = json.loads(path.read_text())
    return Evaluation([Score(**score) for score in record["scores"]], Routing(**record["routing"]))


def card_of(folder: Path) -> str:
    """The card that the two records in ``folder`` make."""
    return card(_read_training(folder / "training.json"), read_evaluation(folder / "evaluation.json"))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Write the demo model's card.")
    parser.add_argument("--model", type=Path, default=DEFAULT_FOLDER)
    folder: Path = parser.parse_args(arguments).model
    (folder / "README.md").write_text(card_of(folder))


if __name__ == "__main__":
    main()
