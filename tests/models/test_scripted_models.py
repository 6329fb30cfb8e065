"""The scripted checkpoints say what they were told to, run by plain transformers."""

from pathlib import Path

import pytest

from tests.models.scripted_models import byte_fallback, byte_level, ids_of_pieces, save_replies, save_script
from tests.models.talkative import Reference, say


def test_a_scripted_reply_is_what_transformers_generates(tmp_path: Path) -> None:
    texts = {"1": "Hello, world!\nHow are you <b>today</b>?\n", "2": "Second answer: naïve café.", "3": "ok"}
    reference = Reference(save_replies(tmp_path / "m", texts))
    for key, text in texts.items():
        request = say(f"Number {key}", max_new_tokens=64)
        assert reference.text(request) == text


def test_a_script_of_ids_may_hold_special_tokens(tmp_path: Path) -> None:
    tokenizer = byte_level(special=["<|return|>"], pieces=["Hi", " there"])
    script = ids_of_pieces(tokenizer, "\n", "Hi", "<|im_start|>", " there", "<|return|>", "<|im_end|>")
    reference = Reference(save_script(tmp_path / "m", tokenizer, script, eos_token_id=script[-1]))
    assert reference.reply(say("x")) == script[1:]
    assert reference.text(say("x")) == "Hi there"


def test_both_tokenizers_spell_everything() -> None:
    for tokenizer in (byte_fallback(["ab "]), byte_level(pieces=["ab "])):
        text = "ab ab\nnaïve 🙂 x"
        assert tokenizer.decode(tokenizer(text, add_special_tokens=False).input_ids) == text


def test_a_token_cannot_have_two_successors(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two successors"):
        save_script(tmp_path / "m", byte_fallback(), [5, 6, 7], [5, 8])
