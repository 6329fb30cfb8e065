"""Tokens -> text as they come."""

import codecs
import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import ByT5Tokenizer, PreTrainedTokenizerFast

from hybrid.text.detokenizer import Detokenizer
from tests.models import scripted_models


@pytest.fixture(scope="module")
def byte_level() -> PreTrainedTokenizerFast:
    """Every byte a token of its own, so that most characters take several."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=300, initial_alphabet=alphabet, special_tokens=["</s>"], show_progress=False
    )
    tokenizer.train_from_iterator(["the experts of the layer", "thé cañón, überall"], trainer)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="</s>")


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffd"), max_size=20))
@settings(max_examples=60)
def test_text_arrives_whole_and_never_with_half_a_character(byte_level: PreTrainedTokenizerFast, text: str) -> None:
    detokenizer = Detokenizer(byte_level)
    pieces = [detokenizer.push(token) for token in byte_level(text).input_ids]
    assert "".join(pieces) == text
    assert not any("\ufffd" in piece for piece in pieces)


def streamed(tokenizer: PreTrainedTokenizerFast, ids: Sequence[int], skip: bool = True) -> list[str]:
    detokenizer = Detokenizer(tokenizer, skip_special_tokens=skip)
    return [*(detokenizer.push(token) for token in ids), detokenizer.flush()]


def word_pieces() -> PreTrainedTokenizerFast:
    """As BERT's: words, and pieces that go on with one."""
    words = ["[UNK]", "[SEP]", "play", "##ing", "##s", ",", "a", "##\u00e9", "do", "'", "##'"]
    tokens = Tokenizer(models.WordPiece({word: at for at, word in enumerate(words)}, unk_token="[UNK]"))
    tokens.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokens.decoder = decoders.WordPiece(cleanup=False)
    tokens.add_special_tokens([AddedToken("[SEP]", special=True, normalized=False)])
    return PreTrainedTokenizerFast(tokenizer_object=tokens, sep_token="[SEP]", unk_token="[UNK]")


def spaced_pieces(decoder: decoders.Decoder) -> PreTrainedTokenizerFast:
    """As T5's and older Llamas': a mark for the space before a word, stripped where the text begins."""
    words = ["<unk>", "</s>", "\u2581", "\u2581\u2581", "\u2581Hello", "world", "\u2581world", "\n", "\u2581\n"]
    tokens = Tokenizer(models.BPE({word: at for at, word in enumerate(words)}, [], unk_token="<unk>"))
    tokens.decoder = decoder
    tokens.add_special_tokens([AddedToken("</s>", special=True, normalized=False)])
    return PreTrainedTokenizerFast(tokenizer_object=tokens, eos_token="</s>", unk_token="<unk>")


def suffixed() -> PreTrainedTokenizerFast:
    """As the first GPT's: the space belongs to the end of a word, and the last word has none."""
    words = ["<unk>", "low</w>", "er</w>", "new", "</w>"]
    tokens = Tokenizer(models.BPE({w: at for at, w in enumerate(words)}, [], unk_token="<unk>"))
    tokens.decoder = decoders.BPEDecoder("</w>")
    return PreTrainedTokenizerFast(tokenizer_object=tokens, unk_token="<unk>")


STRIPPED = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
TOKENIZERS: dict[str, Callable[[], PreTrainedTokenizerFast]] = {
    "byte fallback": lambda: scripted_models.byte_fallback(["Hello", " world", "\n\n", "  "]),
    "byte level": lambda: scripted_models.byte_level(
        special=["<|\uff5cx\uff5c|>"], pieces=["Hello", " world", "na\u00efve", "\U0001f642", " \u00e9"]
    ),
    "word pieces": word_pieces,
    "metaspace": lambda: spaced_pieces(decoders.Metaspace()),
    "stripped": lambda: spaced_pieces(STRIPPED),
    "suffixed": suffixed,
}


@pytest.fixture(scope="module", params=TOKENIZERS)
def tokenizer(request: pytest.FixtureRequest) -> PreTrainedTokenizerFast:
    return TOKENIZERS[request.param]()


def plainly_decoded(tokenizer: PreTrainedTokenizerFast, ids: Sequence[int]) -> str:
    """Bytes by name decoded as a UTF-8 stream is, and everything else by the tokenizer itself.

    The reference for invalid bytes, where the tokenizer replaces the characters before them, too.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    text = ""
    for token in ids:
        word = tokenizer.convert_ids_to_tokens(token)
        if word is None or token in tokenizer.all_special_ids:
            continue
        byte = re.fullmatch("<0x(..)>", word)
        text += decoder.decode(bytes([int(byte[1], 16)])) if byte else decoder.decode(b"", True) + word
    return (text + decoder.decode(b"", True)).replace("\u2581", " ").removeprefix(" ")


@given(data=st.data())
@settings(max_examples=100)
def test_the_stream_is_the_whole_texts_decoding(tokenizer: PreTrainedTokenizerFast, data: st.DataObject) -> None:
    longer = st.sampled_from([token for word, token in tokenizer.get_vocab().items() if len(word) > 1])
    ids = data.draw(st.lists(st.integers(0, len(tokenizer) + 3) | longer, max_size=24))
    whole = tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    if "<0x00>" in tokenizer.get_vocab():
        reference = plainly_decoded(tokenizer, ids)
        assert "\ufffd" in whole or reference == whole
        whole = reference
    pieces = streamed(tokenizer, ids)
    assert "".join(pieces) == whole


@given(data=st.data())
def test_special_tokens_are_shown_where_they_are_asked_for(
    tokenizer: PreTrainedTokenizerFast, data: st.DataObject
) -> None:
    token_ids = sorted(token for word, token in tokenizer.get_vocab().items() if not word.startswith("<0x"))
    ids = data.draw(st.lists(st.sampled_from(token_ids), max_size=16))
    whole = tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)
    assert "".join(streamed(tokenizer, ids, skip=False)) == whole


@given(text=st.text(max_size=20))
@settings(max_examples=60)
@pytest.mark.parametrize("name", ["byte fallback", "byte level"])
def test_what_a_vocabulary_of_bytes_spells_comes_back(name: str, text: str) -> None:
    tokenizer = SPELLING[name]
    ids = tokenizer(text.replace("\u2581", ""), add_special_tokens=False).input_ids
    pieces = streamed(tokenizer, ids)
    assert "".join(pieces) == tokenizer.decode(ids, clean_up_tokenization_spaces=False)
    for at in range(len(pieces)):
        assert "".join(pieces[: at + 1]).count("\ufffd") <= text.count("\ufffd"), "half a character was shown"


SPELLING = {name: TOKENIZERS[name]() for name in ("byte fallback", "byte level")}


def test_a_stray_byte_takes_nothing_along_and_the_reply_goes_on() -> None:
    tokenizer = TOKENIZERS["byte fallback"]()
    named = tokenizer.convert_tokens_to_ids
    ids = [named(f"<0x{byte:02X}>") for byte in (0x0A, 0xFF)] + [named("Hello"), named("<0xE2>"), named("<0x82>")]
    pieces = streamed(tokenizer, ids)
    assert "".join(pieces) == "\n\ufffdHello\ufffd"
    assert pieces[0] == "\n"
    assert pieces[-1] == "\ufffd", "what was held back comes out at the end"


def test_a_token_costs_the_same_at_the_end_of_a_long_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    tokenizer = TOKENIZERS["byte fallback"]()
    longest = 0
    decode = tokenizer.decode

    def measured(ids: list[int], **options: bool) -> str:
        nonlocal longest
        longest = max(longest, len(ids))
        return str(decode(ids, **options))

    monkeypatch.setattr(tokenizer, "decode", measured)
    assert len("".join(streamed(tokenizer, tokenizer("Hello\n" * 100, add_special_tokens=False).input_ids))) == 600
    assert 0 < longest < 16


@given(tokens=st.lists(st.integers(0, 299), max_size=20))
@settings(max_examples=100)
def test_any_tokens_can_be_shown(byte_level: PreTrainedTokenizerFast, tokens: list[int]) -> None:
    """A model may put bytes together that are no characters, or use numbers its tokenizer has no word for."""
    assert "".join(streamed(byte_level, tokens)) == byte_level.decode(tokens, skip_special_tokens=True)


def test_a_token_that_a_tokenizer_in_python_raises_on_is_no_text() -> None:
    """Where the compiled ones say that there is none. The bytes stand from 3 on, and behind them are 125 names."""
    ids = [0xE2 + 3, 0x82 + 3, 10**7, -5, 0xAC + 3, 2**40, ord("A") + 3]
    assert "".join(streamed(ByT5Tokenizer(), ids)) == "\u20acA"


def test_a_tokenizers_panic_takes_no_other_token_with_it() -> None:
    """A decoder that strips the end of an empty token panics, which is no ``Exception``."""
    words = ["<unk>", "one", "", " two"]
    tokens = Tokenizer(models.WordLevel({word: at for at, word in enumerate(words)}, unk_token="<unk>"))
    tokens.decoder = decoders.Sequence([decoders.Strip("x", 0, 1), decoders.Fuse()])
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=tokens, unk_token="<unk>")
    with pytest.raises(BaseException, match="index out of bounds"):
        tokenizer.decode([2])
    assert "".join(streamed(tokenizer, [1, 2, 3, 2, 2, 1])) == "one twoone"


def test_special_tokens_are_not_shown(byte_level: PreTrainedTokenizerFast) -> None:
    detokenizer = Detokenizer(byte_level)
    tokens = [*byte_level("the").input_ids, byte_level.eos_token_id, *byte_level(" layer").input_ids]
    assert "".join(map(detokenizer.push, tokens)) == "the layer"
