"""Tiny checkpoints whose greedy reply is any script, and tokenizers of the kinds that real checkpoints bring.

The weights are a successor table: a token's embedding is a direction of its own, attention and experts add
nothing (the routers still route), and the head maps each direction to the token that follows it in the script.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
from transformers import MixtralConfig, MixtralForCausalLM, PreTrainedTokenizerFast

NAMED_TURNS = "{% for m in messages %}{{ m.role[0] }}:{{ m.content }};{% endfor %}"
TEMPLATE = NAMED_TURNS + "{% if add_generation_prompt %}a:{% endif %}"
CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
MARK = "\u2581"  # SentencePiece's space
_BYTES = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)


def byte_fallback(pieces: Iterable[str] = (), template: str | None = TEMPLATE) -> PreTrainedTokenizerFast:
    """As Llama's and Mixtral's: characters and ``pieces``; anything else, the newline too, in tokens of one byte."""
    printable = [chr(code) for code in range(33, 127)]
    words = [*(f"<0x{byte:02X}>" for byte in range(256)), MARK, *printable, *(p.replace(" ", MARK) for p in pieces)]
    vocabulary = {word: number for number, word in enumerate(dict.fromkeys(["<unk>", "<s>", "</s>", *words]))}
    tokens = Tokenizer(models.BPE(vocabulary, [], unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokens.normalizer = normalizers.Replace(" ", MARK)
    tokens.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    tokens.decoder = decoders.Sequence(
        [decoders.Replace(MARK, " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokens, unk_token="<unk>", bos_token="<s>", eos_token="</s>", chat_template=template
    )


def byte_level(
    special: Iterable[str] = (),
    pieces: Iterable[str] = (),
    template: str | None = CHATML,
    end: str | None = "<|im_end|>",
) -> PreTrainedTokenizerFast:
    """As Qwen's and gpt-oss's: the 256 bytes, ``pieces``, and special tokens."""
    words = dict.fromkeys([*sorted(pre_tokenizers.ByteLevel.alphabet()), *map(_mapped, pieces)])
    tokens = Tokenizer(models.BPE({word: number for number, word in enumerate(words)}, []))
    tokens.pre_tokenizer = _BYTES
    tokens.decoder = decoders.ByteLevel()
    names = dict.fromkeys(["<|endoftext|>", "<|im_start|>", "<|im_end|>", *special])
    tokens.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in names])
    return PreTrainedTokenizerFast(tokenizer_object=tokens, eos_token=end, chat_template=template)


def ids_of_pieces(tokenizer: PreTrainedTokenizerFast, *pieces: str) -> list[int]:
    """The ids of whole tokens by their text."""
    vocabulary = tokenizer.get_vocab()
    spellings = [(piece, piece.replace(" ", MARK), _mapped(piece)) for piece in pieces]
    return [next(vocabulary[spelling] for spelling in several if spelling in vocabulary) for several in spellings]


def save_script(
    folder: Path,
    tokenizer: PreTrainedTokenizerFast,
    *scripts: Sequence[int],
    dtype: torch.dtype = torch.float32,
    **config: Any,
) -> Path:
    """Each script is ids, of which each is followed by the next; the first is the last token of a prompt."""
    follows = [pair for script in scripts for pair in pairwise(script)]
    if len(dict(follows)) != len(set(follows)):
        raise ValueError("a token has two successors: use longer pieces")
    size = -(-len(tokenizer) // 32) * 32
    torch.manual_seed(0)
    model = MixtralForCausalLM(_config(len(tokenizer), size, **config)).to(dtype)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name:
                parameter.fill_(1.0)
            elif "gate.weight" in name:
                parameter.normal_(0.0, 1.0)
            elif parameter.dim() > 1:
                parameter.zero_()
        every = torch.arange(len(tokenizer))
        model.model.embed_tokens.weight[every, every] = 1.0
        for before, after in follows:
            model.lm_head.weight[after, before] = 1.0
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def save_replies(folder: Path, texts: Mapping[str, str], template: str | None = None, **config: Any) -> Path:
    """A checkpoint that answers with the text of the key that is the last character of the user's message."""
    taken: set[str] = set()
    spelled = {}
    for key, text in texts.items():
        spelled[key] = _unique_pieces(text, taken)
        taken.update(spelled[key])
    tokenizer = byte_fallback(taken)
    tokenizer.chat_template = template or NAMED_TURNS + "{{ messages[-1].content[-1] }}"
    number = tokenizer.convert_tokens_to_ids
    scripts = [
        [number(key), *ids_of_pieces(tokenizer, *pieces), tokenizer.eos_token_id] for key, pieces in spelled.items()
    ]
    return save_script(folder, tokenizer, *scripts, **({"max_position_embeddings": 4096} | config))


def _unique_pieces(text: str, taken: set[str], size: int = 14) -> list[str]:
    """In pieces of two characters or more that occur nowhere else."""
    used, pieces, start = set(taken), [], 0
    while start < len(text):
        end = min(start + size, len(text))
        while end < len(text) and text[start:end] in used:
            end += 1
        piece = text[start:end]
        while len(piece) == 1 or piece in used:  # a tail that is not unique joins the piece before it
            if not pieces:
                raise ValueError(f"cannot be cut into unique pieces: {text!r}")
            used.discard(pieces[-1])
            piece = pieces.pop() + piece
        used.add(piece)
        pieces.append(piece)
        start = end
    return pieces


def _mapped(piece: str) -> str:
    """As a byte-level vocabulary spells it."""
    return "".join(part for part, _ in _BYTES.pre_tokenize_str(piece))


def _config(vocabulary: int, hidden: int, **more: Any) -> MixtralConfig:
    return MixtralConfig(
        **{
            "vocab_size": vocabulary,
            "hidden_size": hidden,
            "intermediate_size": 16,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "head_dim": 8,
            "num_local_experts": 4,
            "num_experts_per_tok": 2,
            "max_position_embeddings": 512,
            "bos_token_id": 1,
            "eos_token_id": 2,
        }
        | more
    )
