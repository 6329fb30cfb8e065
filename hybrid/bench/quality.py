"""What smaller experts cost in quality: perplexity, next-token distributions, and greedy answers, by their dtype.

Of the demo model on questions it never saw; of any other model on a few prompts. The first dtype is what the others are
held to: its mean Kullback-Leibler divergence from each, in nats a token (Kullback and Leibler, "On Information and
Sufficiency", 1951). Knows the engine by its public calls.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import exp
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from hybrid import Engine, EngineConfig, GenerationRequest
from hybrid.bench.common.report import Row, add_json_option, print_table, write_json
from hybrid.config import DEFAULT_MODEL, EXPERT_DTYPES, ExpertDtype
from hybrid.demo.corpus.exchanges import Exchange
from hybrid.demo.evaluate import DEFAULT_FOLDER, sampled_questions
from hybrid.errors import RequestError

_LONGEST = 512  # tokens of a prompt: of each the whole vocabulary's probabilities are kept
_STORY = (
    "The river rises in the mountains, turns south at the old mill, and reaches the sea two hundred miles later. In "
    "spring, when the snow melts, it floods the meadows on both banks."
)
_PROGRAM = """def largest(numbers):
    best = numbers[0]
    for number in numbers[1:]:
        if number > best:
            best = number
    return best
"""
_REASONING = (
    "Question: A train leaves at 9:40 and arrives at 13:05. How long is the journey?\nAnswer: From 9:40 to 13:00 are "
    "three hours and twenty minutes, and five more minutes make three hours and twenty-five minutes."
)
_GERMAN = (
    "Der Wald war still. Nur ein Specht klopfte irgendwo, und unter den Schritten der Kinder knackten trockene Zweige."
)
_RECORD = '{"name": "Ada Lovelace", "born": 1815, "fields": ["mathematics", "computing"], "languages": ["English"]}'
PROMPTS = (_STORY, _PROGRAM, _REASONING, _GERMAN, _RECORD)


@dataclass(frozen=True, slots=True)
class Sample:
    """Tokens (n,) of which those from ``first`` on, 1 at least, are predicted from the ones before."""

    tokens: Tensor
    first: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What a model with one dtype of experts predicts, and answers."""

    log_probabilities: list[Tensor]  # of each sample, (tokens predicted, vocabulary)
    answers: list[str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", default=DEFAULT_MODEL, help="a checkpoint: a folder, or its Hub id")
    parser.add_argument("--dtypes", nargs="+", choices=EXPERT_DTYPES, default=list(EXPERT_DTYPES), help="of experts")
    parser.add_argument("--questions", type=int, default=40, help="of each kind, asked the demo model; 0 for all")
    parser.add_argument("--prompts", type=Path, default=None, help="a text file, a prompt in each line")
    parser.add_argument("--device", choices=["auto", "cuda", "cpu"], default="auto")
    add_json_option(parser)


def run(options: argparse.Namespace) -> None:
    is_demo = Path(options.model).resolve() == DEFAULT_FOLDER.resolve() and options.prompts is None
    questions = held_out(options.questions) if is_demo else []
    rows: list[Row] = []
    reference: Measured | None = None
    for dtype in options.dtypes:
        with Engine.load(EngineConfig(model=options.model, device=options.device, expert_dtype=dtype)) as engine:
            samples = list(of_questions(engine, questions) if is_demo else of_prompts(engine, texts(options.prompts)))
            measured = measure(engine, samples, questions)
        reference = reference or measured
        rows.append({"model": options.model, **row(dtype, samples, questions, measured, reference)})
        print_table(rows[-1:])
        write_json(options.json, rows)  # what has been measured outlives what comes
    print_table(rows)


def held_out(count: int) -> list[Exchange]:
    """So many questions of each kind, 0 meaning all; the same ones every time."""
    return list(chain(*sampled_questions(count).values()))


def texts(path: Path | None) -> Sequence[str]:
    """The lines of a file, or ``PROMPTS`` without one. Raises ``RequestError`` if there are none."""
    if path is None:
        return PROMPTS
    try:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(f"{path} can't be read as text: name a file with a prompt in each line.") from error
    if not lines:
        raise RequestError(f"{path} has no prompts: write one in each line.")
    return lines


def of_questions(engine: Engine, questions: Sequence[Exchange]) -> Iterator[Sample]:
    """Questions with the replies that are right: only the replies are predicted."""
    for exchange in questions:
        asked = [{"role": "user", "content": exchange.user}]
        whole = [*asked, {"role": "assistant", "content": exchange.reply}]
        before, both = (
            _tokenizer(engine).apply_chat_template(chat, add_generation_prompt=chat is asked, tokenize=False)
            for chat in (asked, whole)
        )
        yield Sample(_tokens(engine, both), len(_tokens(engine, before)))


def of_prompts(engine: Engine, prompts: Sequence[str]) -> Iterator[Sample]:
    """Of each prompt everything but its first token is predicted."""
    for prompt in prompts:
        tokens = _tokens(engine, prompt)[:_LONGEST]
        if len(tokens) > 1:
            yield Sample(tokens, 1)


def _tokens(engine: Engine, text: str) -> Tensor:
    tokens: Tensor = _tokenizer(engine)(text, add_special_tokens=False, return_tensors="pt").input_ids[0]
    return tokens


def _tokenizer(engine: Engine) -> Any:
    if engine.tokenizer is None:
        raise RequestError("This checkpoint has no tokenizer, so no text can be measured: choose one that has it.")
    return engine.tokenizer


@torch.no_grad()
def measure(engine: Engine, samples: Sequence[Sample], questions: Sequence[Exchange]) -> Measured:
    """Runs all samples, and asks all questions, greedily."""
    log_probabilities = []
    for sample in samples:
        logits = engine.model(input_ids=sample.tokens[None, :-1].to(engine.model.device), use_cache=False).logits[0]
        log_probabilities.append(logits[sample.first - 1 :].float().log_softmax(-1).cpu())
    return Measured(log_probabilities, [_answer(engine, exchange.user) for exchange in questions])


def _answer(engine: Engine, question: str) -> str:
    request = GenerationRequest([{"role": "user", "content": question}], max_new_tokens=64)
    return "".join(event.text for event in engine.generate(request))


def row(
    dtype: ExpertDtype,
    samples: Sequence[Sample],
    questions: Sequence[Exchange],
    measured: Measured,
    reference: Measured,
) -> Row:
    """Figures of one dtype, beside those of the reference."""
    value, usual = (perplexity(samples, one.log_probabilities) for one in (measured, reference))
    pairs = list(zip(reference.log_probabilities, measured.log_probabilities, strict=True))
    answers = list(zip(measured.answers, reference.answers, strict=True))
    right = [exchange.answer in answer for exchange, answer in zip(questions, measured.answers, strict=True)]
    return {
        "experts": dtype,
        "tokens": sum(len(one) for one in measured.log_probabilities),
        "perplexity": value,
        "perplexity_change": value / usual - 1,
        "kl_nats": mean_divergence(pairs),
        "other_first_choice": _share([_first(one) != _first(other) for one, other in pairs]),
        "answers": len(answers),
        "answers_changed": sum(answer != usual_one for answer, usual_one in answers),
        "answers_right": sum(right),
    }


def perplexity(samples: Sequence[Sample], log_probabilities: Sequence[Tensor]) -> float:
    """e to the mean negative logarithm of the probabilities of the tokens that are there."""
    logarithms = [
        one.gather(-1, sample.tokens[sample.first :, None]).double().flatten()
        for sample, one in zip(samples, log_probabilities, strict=True)
    ]
    return exp(-float(torch.cat(logarithms).mean()))


def mean_divergence(pairs: Sequence[tuple[Tensor, Tensor]]) -> float:
    """Of the second distribution of each pair from the first, mean over all tokens; logarithms (tokens, vocabulary)."""
    of_tokens = [
        (first.double().exp() * (first.double() - second.double())).nan_to_num(0).sum(-1) for first, second in pairs
    ]
    return max(0.0, float(torch.cat(of_tokens).mean()))


def _first(log_probabilities: Tensor) -> Tensor:
    return log_probabilities.argmax(-1)


def _share(differing: Sequence[Tensor]) -> float:
    return float(torch.cat(list(differing)).double().mean())
