"""Whole replies of checkpoints that say exactly what they are told: where they end, and what is shown of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import PreTrainedTokenizerFast

from hybrid import Engine, EngineConfig
from hybrid.errors import ModelError, RequestError
from hybrid.types import TokenEvent
from tests.hybrid.text.test_chat_format import HARMONY_TOKENS, HEADERS
from tests.models.scripted_models import CHATML, byte_fallback, byte_level, ids_of_pieces, save_replies, save_script
from tests.models.talkative import ids_of, say, text_of

Load = Callable[[Path], Engine]


@pytest.fixture
def load() -> Iterator[Load]:
    engines: list[Engine] = []

    def load(folder: Path) -> Engine:
        engines.append(Engine.load(EngineConfig(model=str(folder), device="cpu")))
        return engines[-1]

    yield load
    for engine in engines:
        engine.close()


def script(tokenizer: PreTrainedTokenizerFast, *pieces: str) -> list[int]:
    return ids_of_pieces(tokenizer, *pieces)


def said(engine: Engine, text: str = "hi", **sampling: object) -> tuple[str, str, list[TokenEvent]]:
    events = list(engine.generate(say(text, **({"max_new_tokens": 40} | sampling))))
    return text_of(events), "".join(event.thought for event in events), events


def test_a_stray_byte_does_not_end_a_reply(tmp_path: Path, load: Load) -> None:
    tokenizer = byte_fallback(["Hi", "there"])
    ids = script(tokenizer, ":", "Hi", "<0x0A>", "<0xFF>", "there", "<0xE2>")
    text, _, events = said(load(save_script(tmp_path / "m", tokenizer, [*ids, tokenizer.eos_token_id])))
    assert text == "Hi\n\ufffdthere\ufffd"
    assert events[-1].finish_reason == "stop"


def test_a_turn_ends_where_the_template_says(tmp_path: Path, load: Load) -> None:
    tokenizer = byte_level(pieces=["ok", "so"], end="<|endoftext|>")
    number = tokenizer.convert_tokens_to_ids
    ids = script(tokenizer, "\n", "ok", "<|im_end|>", "so")
    engine = load(save_script(tmp_path / "m", tokenizer, ids, eos_token_id=number("<|endoftext|>")))
    text, _, events = said(engine)
    assert (text, events[-1].finish_reason, ids_of(events)) == ("ok", "stop", ids[1:3])


def test_without_a_template_the_model_does_not_go_on_as_the_user(tmp_path: Path, load: Load) -> None:
    tokenizer = byte_fallback(["Sure", "\nuser", ": more"], template=None)
    engine = load(save_script(tmp_path / "m", tokenizer, script(tokenizer, ":", "Sure", "\nuser", ": more", "x")))
    text, _, events = said(engine)
    assert (text, events[-1].finish_reason) == ("Sure", "stop")


def test_a_channel_header_is_not_shown(tmp_path: Path, load: Load) -> None:
    """Both channels in one reply are tests/hybrid/text/test_reply_text.py's: a script's token has one successor."""
    tokenizer = byte_level(
        special=HARMONY_TOKENS, pieces=["analysis", "User says hi"], template=HEADERS, end="<|return|>"
    )
    ids = script(tokenizer, "t", "<|channel|>", "analysis", "<|message|>", "User says hi", "<|call|>")
    text, thought, events = said(load(save_script(tmp_path / "m", tokenizer, ids)))
    assert (text, thought, events[-1].finish_reason) == ("", "User says hi", "stop")


def test_a_thought_is_no_part_of_the_text(tmp_path: Path, load: Load) -> None:
    texts = {"1": "<think>Well, the user says hi.</think>\n\nHo, ho!", "2": "Use <think>tags</think> so."}
    engine = load(save_replies(tmp_path / "m", texts))
    text, thought, _ = said(engine, "1")
    assert (text, thought.strip()) == ("Ho, ho!", "Well, the user says hi.")
    assert said(engine, "2")[:2] == (texts["2"], "")


def test_a_prompt_that_opens_a_thought_has_it_told_apart(tmp_path: Path, load: Load) -> None:
    template = CHATML.replace("<|im_start|>assistant\n", "<|im_start|>assistant\n<think>")
    tokenizer = byte_level(special=["<think>", "</think>"], pieces=["hm", "Ho"], template=template)
    ids = script(tokenizer, "<think>", "hm", "</think>", "Ho", "<|im_end|>")
    text, thought, _ = said(load(save_script(tmp_path / "m", tokenizer, ids)))
    assert (text, thought) == ("Ho", "hm")


def test_a_reply_that_was_cut_in_its_thought_goes_on_and_counts_its_own_tokens(tmp_path: Path, load: Load) -> None:
    engine = load(save_replies(tmp_path / "m", {"1": "<think>Well, the user says hi.</think>\n\nHo, ho!"}))
    whole = said(engine, "1")
    first = said(engine, "1", max_new_tokens=2, request_id="cut")
    assert (first[0], first[2][-1].finish_reason) == ("", "length")
    counted = engine.snapshot().counters.generated_tokens
    text, thought, events = said(engine, "1", continues="cut")
    stats = events[-1].stats
    assert (text, thought) == whole[:2]
    assert stats is not None
    assert stats.generated_tokens == len(whole[2]) - 2 == engine.snapshot().counters.generated_tokens - counted
    assert stats.prefilled_tokens <= 1
    assert engine.count_tokens([{"role": "user", "content": "1"}]) + 2 == stats.prompt_tokens


@pytest.mark.parametrize("temperature", [0.0, 1.0])
@pytest.mark.parametrize("first", [True, False])
def test_numbers_that_are_none_end_the_reply_with_a_sentence(
    temperature: float, first: bool, tmp_path: Path, load: Load
) -> None:
    tokenizer = byte_fallback(["Well", "then"])
    ids = script(tokenizer, ":", "Well", "then")
    folder = save_script(tmp_path / "m", tokenizer, ids)
    _edit(folder, ids[0] if first else ids[1], float("nan"))
    engine = load(folder)
    with pytest.raises(ModelError, match="invalid numbers.*Download"):
        said(engine, temperature=temperature, top_k=1, seed=1)
    with pytest.raises(ModelError, match="invalid numbers"):
        said(engine, temperature=temperature, top_k=1, seed=1)


def test_weights_beyond_half_precision_say_so(tmp_path: Path, load: Load) -> None:
    tokenizer = byte_fallback(["Well"])
    ids = script(tokenizer, ":", "Well")
    folder = save_script(tmp_path / "m", tokenizer, ids, dtype=torch.float16)
    path = folder / "model.safetensors"
    weights = load_file(path)
    weights["lm_head.weight"][ids[1], ids[0]] = 65504.0
    weights["model.norm.weight"].fill_(1000.0)
    save_file(weights, path, {"format": "pt"})
    with pytest.raises(ModelError, match=r"float16.*bfloat16 version"):
        said(load(folder))


def _edit(folder: Path, token: int, value: float) -> None:
    path = folder / "model.safetensors"
    weights = load_file(path)
    weights["model.embed_tokens.weight"][token] = value
    save_file(weights, path, {"format": "pt"})


@pytest.mark.parametrize("template", ["{# nothing #}", "{% if tools %}x{% endif %}"])
def test_a_template_that_makes_nothing_of_a_conversation_is_a_sentence(
    template: str, tmp_path: Path, load: Load
) -> None:
    tokenizer = byte_level(pieces=["ok"], template=template)
    engine = load(save_script(tmp_path / "m", tokenizer, script(tokenizer, "ok")))
    with pytest.raises(RequestError, match="makes nothing of this conversation"):
        said(engine)
