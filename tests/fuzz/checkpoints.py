"""Targets that read a checkpoint: its configuration, index, headers, tokenizer and chat template."""

import json
import struct
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from transformers import AutoTokenizer

from hybrid.checkpoint.config_fields import check_sizes, config_fields
from hybrid.checkpoint.gguf.header import is_whole, read_gguf_header
from hybrid.engine.sampling.defaults import sampling_defaults
from hybrid.model.gguf.config import read_gguf_config
from hybrid.model.gguf.tokenizer import read_gguf_tokenizer
from hybrid.model.loading import open_checkpoint
from hybrid.model.model_config import read_config
from hybrid.model.published import published_layout
from hybrid.model.tokenizer_files import read_tokenizer
from hybrid.text.chat_format import chat_format
from hybrid.text.prompts import encode_chat
from tests.fuzz.headers import other_gguf
from tests.fuzz.target import Target
from tests.hybrid.checkpoint.gguf.test_header import WHOLE
from tests.models.gguf_models import experts_in, save_gguf
from tests.models.tiny_models import FAMILIES, save_tiny, save_tokenizer
from tests.repository import ROOT

DEMO = ROOT / "assets" / "demo-moe"
TALK = [{"role": "system", "content": "s"}, {"role": "user", "content": "<s>Hello"}]
QUANTISED: Sequence[dict[str, Any]] = (
    {"quant_method": "fp8", "fmt": "e4m3", "weight_block_size": [128, 128]},
    {"quant_method": "gptq", "bits": 4, "group_size": 128, "desc_act": True, "sym": False, "checkpoint_format": "gptq"},
    {"quant_method": "awq", "bits": 4, "group_size": 64, "version": "gemm"},
    {
        "quant_method": "compressed-tensors",
        "format": "pack-quantized",
        "config_groups": {"group_0": {"weights": {"num_bits": 4, "type": "int", "group_size": 32, "symmetric": True}}},
    },
)
# Of each a part of its own: templates reach far into what they are given.
TEMPLATES = (
    (DEMO / "chat_template.jinja").read_bytes(),
    b"""{{ bos_token }}{% for m in messages %}{% if m['role'] in ['user', 'system'] %}[INST] {{ m['content'].strip() }}
[/INST]{% elif m.role == 'assistant' %}{{ m.content + eos_token }}{% else %}{{ raise_exception('no') }}{% endif %}
{% endfor %}{% if add_generation_prompt %}<think>\n{% endif %}""",
    b"""{%- set ns = namespace(n=0) %}{% macro one(m) %}<|{{ m.role }}|>{{ m.content | trim }}<|end|>{% endmacro %}
{% for m in messages %}{% set ns.n = ns.n + 1 %}{{ one(m) }}{% endfor %}{{ tools | tojson if tools }}
{{ strftime_now('%Y') }}{{ '%s' % ns.n }}{{ messages[0]['content'][:2] ~ loop }}""",
)

# With parts of every sort: their readers are in the library, and each has errors of its own.
_BYTE_LEVEL = """{
"version": "1.0",
"added_tokens": [{"id": 0, "content": "<s>", "special": true, "single_word": false, "lstrip": false, "rstrip": false,
  "normalized": false}],
"normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Prepend", "prepend": "_"},
  {"type": "Replace", "pattern": {"Regex": "a+"}, "content": "b"}]},
"pre_tokenizer": {"type": "Sequence", "pretokenizers": [
  {"type": "Split", "pattern": {"Regex": "\\\\w+|\\\\s"}, "behavior": "Isolated", "invert": false},
  {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}]},
"post_processor": {"type": "TemplateProcessing", "pair": [],
  "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
  "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]}}},
"decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
"model": {"type": "BPE", "dropout": null, "unk_token": "<s>", "fuse_unk": false, "byte_fallback": false,
  "vocab": {"<s>": 0, "a": 1, "b": 2, "ab": 3}, "merges": [["a", "b"]]}}"""


@cache
def configurations() -> Sequence[bytes]:
    plain = [make().to_dict() for make in FAMILIES.values()]
    texts = [json.dumps(fields, default=str) for fields in plain]
    texts += [json.dumps(plain[0] | {"quantization_config": each}, default=str) for each in QUANTISED]
    return tuple(text.encode() for text in (*texts, (DEMO / "config.json").read_text()))


def _configuration(_: bytes, folder: Path) -> None:
    check_sizes("it", config_fields(folder, "it"))
    read_config(folder, "it")


@cache
def _tiny() -> dict[str, bytes]:
    """A checkpoint's files, by name."""
    with TemporaryDirectory() as folder:
        save_tiny("qwen3_moe", Path(folder))
        return {file.name: file.read_bytes() for file in Path(folder).iterdir()}


def _beside_a_checkpoint(folder: Path) -> None:
    for name, content in _tiny().items():
        (folder / name).write_bytes(content)


def _checkpoint(_: bytes, folder: Path) -> None:
    """All checks that need no weights, the trial of the model among them."""
    open_checkpoint(str(folder))


@cache
def ggufs() -> Sequence[bytes]:
    files = [WHOLE]
    for family in ("mixtral", "gpt_oss"):
        with TemporaryDirectory() as folder:
            path, _ = save_gguf(family, experts_in("Q8_0"), Path(folder))
            files.append(path.read_bytes())
    return tuple(files)


def _gguf(content: bytes, folder: Path) -> None:
    file = folder / "model.gguf"
    is_whole(content)
    header = read_gguf_header(file)
    assert all(tensor.end <= len(content) for tensor in header.tensors.values())
    check_sizes("it", header.metadata, len(header.tensors))
    read_gguf_config(header, "it")


def _gguf_tokenizer(_: bytes, folder: Path) -> None:
    read_gguf_tokenizer(folder / "model.gguf", "it")


@cache
def tokenizers() -> Sequence[bytes]:
    with TemporaryDirectory() as folder:
        save_tokenizer(Path(folder))
        tiny = Path(folder, "tokenizer.json").read_bytes()
    return tiny, _BYTE_LEVEL.encode()


def _beside_tokenizer(folder: Path) -> None:
    (folder / "config.json").write_text('{"model_type": "mixtral"}')
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "PreTrainedTokenizerFast"}')


def _beside_its_configuration(folder: Path) -> None:
    (folder / "config.json").write_text('{"model_type": "mixtral"}')
    (folder / "tokenizer.json").write_bytes(tokenizers()[0])


def _tokenizer(_: bytes, folder: Path) -> None:
    if (tokenizer := read_tokenizer(folder, "it")) is not None:
        chat_format(tokenizer)
        encode_chat(tokenizer, TALK)


def _tokenizer_configurations() -> Sequence[bytes]:
    with TemporaryDirectory() as folder:
        save_tokenizer(Path(folder))
        return Path(folder, "tokenizer_config.json").read_bytes(), (DEMO / "tokenizer_config.json").read_bytes()


def sentencepiece_model() -> bytes:
    """A vocabulary of bytes and some pieces, written by hand as the library's protocol buffer."""
    pieces = [("<unk>", 2), ("<s>", 3), ("</s>", 3), *((f"<0x{byte:02X}>", 6) for byte in range(256))]
    pieces += [(chr(0x2581), 1), *((letter, 1) for letter in "aeinorst")]
    content = b""
    for number, (piece, kind) in enumerate(pieces):
        text = piece.encode()
        inner = b"\x0a" + bytes([len(text)]) + text + b"\x15" + struct.pack("<f", -number) + b"\x18" + bytes([kind])
        content += b"\x0a" + bytes([len(inner)]) + inner
    return content + b"\x12\x05\x18\x01\x98\x02\x01"  # of pieces with likelihoods, and bytes for what has none


@cache
def _demo_tokenizer() -> Any:
    return AutoTokenizer.from_pretrained(DEMO)


def _template(content: bytes, _: Path) -> None:
    tokenizer = _demo_tokenizer()
    tokenizer.chat_template = content.decode(errors="replace")
    chat_format(tokenizer)
    encode_chat(tokenizer, TALK)


TARGETS = {
    "config.json": Target(configurations, _configuration, "config.json"),
    "checkpoint": Target(lambda: (_tiny()["config.json"],), _checkpoint, "config.json", _beside_a_checkpoint),
    "generation_config.json": Target(
        lambda: ((DEMO / "generation_config.json").read_bytes(), b'{"do_sample": true, "top_k": -1, "top_p": 0.9}'),
        lambda _, folder: sampling_defaults(folder),
        "generation_config.json",
    ),
    "hf_quant_config.json": Target(
        lambda: (b'{"quantization": {"quant_algo": "NVFP4", "group_size": 16, "exclude_modules": ["lm_head"]}}',),
        lambda _, folder: published_layout("it", folder, {}),
        "hf_quant_config.json",
    ),
    "gguf": Target(ggufs, _gguf, "model.gguf", mutate=other_gguf),
    "gguf-tokenizer": Target(ggufs, _gguf_tokenizer, "model.gguf", mutate=other_gguf),
    "tokenizer.json": Target(tokenizers, _tokenizer, "tokenizer.json", _beside_tokenizer),
    "tokenizer_config.json": Target(
        _tokenizer_configurations, _tokenizer, "tokenizer_config.json", _beside_its_configuration
    ),
    "chat-template": Target(lambda: TEMPLATES, _template),
}
if find_spec("sentencepiece") is not None and find_spec("google.protobuf") is not None:
    TARGETS["tokenizer.model"] = Target(
        lambda: (sentencepiece_model(),), _tokenizer, "tokenizer.model", _beside_tokenizer
    )
