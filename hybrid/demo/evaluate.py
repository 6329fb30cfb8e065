"""Evaluation of the demo model on what it never saw: ``python -m hybrid.demo.evaluate``.

Greedy replies to held-out questions, and the routing of held-out chats, by plain transformers.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

from hybrid.demo.corpus import facts
from hybrid.demo.corpus import phrasings as ask
from hybrid.demo.corpus.exchanges import (
    TOPICS,
    Exchange,
    back_exchange,
    build_exchange,
    capital_exchange,
    code_exchange,
    country_exchange,
    opposite_exchange,
    opposite_pairs,
    sum_exchange,
    sum_phrasings,
    sums,
    word_exchange,
)
from hybrid.demo.corpus.languages import FRENCH, SPANISH, Language
from hybrid.demo.corpus.phrasings import Side, phrasings
from hybrid.demo.observe import Routing, observe

DEFAULT_FOLDER = Path(__file__).parents[2] / "assets" / "demo-moe"
SUMS = ("sums, wording seen", "sums, wording held out")
FACTS = ("capitals", "countries", "opposites", "Spanish", "French", "back to English")
_BATCH = 256
_SEED = 5


@dataclass(frozen=True, slots=True)
class Score:
    """How many of a kind's questions got a right reply, and the first wrong ones."""

    kind: str
    asked: int
    right: int
    wrong: list[str]

    @property
    def share(self) -> float:
        return self.right / self.asked


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything the model card states."""

    scores: list[Score]
    routing: Routing

    def share(self, kinds: Sequence[str]) -> float:
        """Share right over all questions of ``kinds``."""
        chosen = [score for score in self.scores if score.kind in kinds]
        return sum(score.right for score in chosen) / sum(score.asked for score in chosen)


def _sum_questions(wording: Side) -> list[Exchange]:
    """Every held-out sum once, the phrasings taking turns."""
    asked = []
    for number, problem in enumerate(sums("held_out")):
        kinds = sum_phrasings(problem, wording)
        asked.append(sum_exchange(problem, kinds[number % len(kinds)]))
    return asked


def _word_questions(language: Language) -> list[Exchange]:
    kinds = phrasings(ask.TRANSLATE, "held_out")
    return [word_exchange(language, pair, kind) for pair in language.words() for kind in kinds]


def _back_questions() -> list[Exchange]:
    """Foreign words, asked about by name of the language: phrasings without it cannot tell twins apart."""
    both = {word for _, word in SPANISH.words()} & {word for _, word in FRENCH.words()}
    return [
        back_exchange(language, pair, kind)
        for language in (SPANISH, FRENCH)
        for pair in language.words()
        for kind in phrasings(ask.BACK, "held_out")
        if "{language}" in kind or (pair[1] not in both and pair[0] != pair[1])
    ]


def _talk_questions() -> list[Exchange]:
    rng = Random(_SEED)
    return [build_exchange("talk", rng, "held_out", previous=None) for _ in range(300)]


def held_out_questions() -> dict[str, list[Exchange]]:
    """All questions by kind: every held-out sum, and every fact in every held-out phrasing."""
    capital, country = phrasings(ask.CAPITAL, "held_out"), phrasings(ask.COUNTRY, "held_out")
    opposite, code = phrasings(ask.OPPOSITE, "held_out"), phrasings(ask.CODE, "held_out")
    return {
        SUMS[0]: _sum_questions("train"),
        SUMS[1]: _sum_questions("held_out"),
        "capitals": [capital_exchange(name, kind) for name in facts.CAPITALS for kind in capital],
        "countries": [country_exchange(name, kind) for name in facts.CAPITALS for kind in country],
        "opposites": [opposite_exchange(pair, kind) for pair in opposite_pairs() for kind in opposite],
        "Spanish": _word_questions(SPANISH),
        "French": _word_questions(FRENCH),
        "back to English": _back_questions(),
        "Python": [code_exchange(s, s.task, kind) for s in facts.SNIPPETS for kind in code],
        "small talk and refusals": _talk_questions(),
    }


def sampled_questions(count: int) -> dict[str, list[Exchange]]:
    """At most ``count`` of the held-out questions of each kind, 0 meaning all; the same ones every time."""
    return {
        kind: Random(_SEED).sample(asked, min(count or len(asked), len(asked)))
        for kind, asked in held_out_questions().items()
    }


@torch.inference_mode()
def replies(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, questions: Sequence[str]) -> list[str]:
    """Greedy replies to single questions, each the start of a chat of its own."""
    texts: list[str] = []
    for start in range(0, len(questions), _BATCH):
        prompts = [
            tokenizer.apply_chat_template([{"role": "user", "content": q}], tokenize=False, add_generation_prompt=True)
            for q in questions[start : start + _BATCH]
        ]
        batch = tokenizer(prompts, return_tensors="pt", padding=True, add_special_tokens=False).to(model.device)
        out = model.generate(**batch, max_new_tokens=64, do_sample=False)
        texts += tokenizer.batch_decode(out[:, batch["input_ids"].shape[1] :], skip_special_tokens=True)
    return texts


def score(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, kind: str, asked: Sequence[Exchange]) -> Score:
    """Ask everything in ``asked``; a reply is right when it holds the answer."""
    texts = replies(model, tokenizer, [exchange.user for exchange in asked])
    wrong = [f"{e.user} -> {reply}" for e, reply in zip(asked, texts, strict=True) if e.answer not in reply]
    return Score(kind, len(asked), len(asked) - len(wrong), wrong[:10])


def evaluate(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, sample: int, chats: int) -> Evaluation:
    """Score every kind on at most ``sample`` questions (0: all) and observe ``chats`` chats."""
    scores = []
    for kind, asked in sampled_questions(sample).items():
        scores.append(score(model, tokenizer, kind, asked))
    return Evaluation(scores, observe(model, tokenizer, chats))


def report(evaluation: Evaluation) -> str:
    """The evaluation in words, for the terminal."""
    routing = evaluation.routing
    lines = [f"{s.kind:26} {s.right:5} of {s.asked:5}  {s.share:7.2%}" for s in evaluation.scores]
    lines += [f"    wrong: {example}" for s in evaluation.scores for example in s.wrong[:2]]
    lines += [
        f"sums right                 {evaluation.share(SUMS):7.2%}  (target 95 %)",
        f"facts right                {evaluation.share(FACTS):7.2%}  (target 95 %)",
        f"least used expert          {routing.least_share:7.2%}  of its layer's routed tokens (target 2 %)",
        f"reuse by the next token    {routing.reuse:7.2%}  (target 30 % to 80 %)",
        f"distance between topics    {routing.distance:7.3f}  nearest pair {routing.nearest_pair:.3f}",
        f"experts a layer in a reply {routing.experts_in_a_reply:7.2f}",
        f"expert shares in layer {len(routing.topic_share) // 2}:",
    ]
    for topic, shares in zip(TOPICS, routing.topic_share[len(routing.topic_share) // 2], strict=True):
        lines.append(f"  {topic:10}" + "".join(f"{share:7.1%}" for share in shares))
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Evaluate the demo model on held-out questions.")
    parser.add_argument("--model", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--sample", type=int, default=0, help="questions of each kind; 0 for all")
    parser.add_argument("--chats", type=int, default=400, help="chats whose routing is observed")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    chosen = parser.parse_args(arguments)
    tokenizer = AutoTokenizer.from_pretrained(chosen.model)
    model = AutoModelForCausalLM.from_pretrained(chosen.model).to(chosen.device).eval()
    evaluation = evaluate(model, tokenizer, chosen.sample, chosen.chats)
    print(report(evaluation))
    if chosen.json:
        chosen.json.write_text(json.dumps(asdict(evaluation), indent=1) + "\n")


if __name__ == "__main__":
    main()
