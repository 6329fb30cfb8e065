"""A checkpoint on disk of a named shape with random weights, for measuring what a person meets.

Knows the Hub's layout: shards, an index, a configuration, a tokenizer. Token embeddings stand in clusters whose sizes
follow Zipf's law, and the output matrix is small: text that is sampled then has lasting favourites among the
experts, as real text has, and what is sampled is nearly uniform over the vocabulary.
"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from torch import Tensor
from transformers import AutoModelForCausalLM, PreTrainedConfig, PreTrainedTokenizerFast
from transformers.initialization import no_init_weights
from transformers.modeling_utils import PreTrainedModel

from hybrid.bench.common.shapes import SHAPES, randomise

CLUSTERS = 256
_SPREAD = 0.3  # of the tokens of a cluster around its middle, whose numbers have deviation 1
_OUTPUT = 0.002  # deviation of the output matrix: logits of some tenths
_TEMPLATE = "{% for message in messages %}{{ message.content }} {% endfor %}"
_DONE = "model.safetensors.index.json"  # written last


def chat_checkpoint(folder: Path, shape: str, layers: int, context: int) -> Path:
    """The checkpoint of that shape in ``folder``, written if it is not there. One layer at a time is in memory."""
    path = folder / f"{shape}-{layers}-layers-{context}"
    if (path / _DONE).exists():
        return path
    path.mkdir(parents=True, exist_ok=True)
    config = SHAPES[shape](layers)
    config.max_position_embeddings = context
    config.eos_token_id = None  # every reply has as many tokens as it is asked for
    config.architectures = [type(_one_layer(shape)).__name__]
    config.dtype = torch.bfloat16
    shards: dict[str, str] = {}
    for layer, tensors in enumerate(_layers(shape, layers)):
        name = f"model-{layer + 1:05}-of-{layers:05}.safetensors"
        save_file(tensors, path / name, metadata={"format": "pt"})
        shards |= dict.fromkeys(tensors, name)
    config.save_pretrained(path)
    word_tokenizer(config.get_text_config().vocab_size).save_pretrained(path)
    size = sum(file.stat().st_size for file in path.glob("*.safetensors"))
    (path / _DONE).write_text(json.dumps({"metadata": {"total_size": size}, "weight_map": shards}))
    return path


def word_tokenizer(words: int) -> PreTrainedTokenizerFast:
    """One token for each of the words w0, w1, ...: a text of n words has n tokens."""
    tokenizer = Tokenizer(models.WordLevel({f"w{number}": number for number in range(words)}, unk_token="w0"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.decoder = decoders.Sequence([decoders.Replace("w", " w"), decoders.Fuse()])
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, chat_template=_TEMPLATE)


def _layers(shape: str, layers: int) -> Iterator[dict[str, Tensor]]:
    """The tensors of each layer as they are published; what belongs to no layer comes with the first."""
    for layer in range(layers):
        model = _one_layer(shape)
        randomise(model, seed=layer)
        if layer == 0:
            _cluster(model, layer)
        with tempfile.TemporaryDirectory() as saved:
            model.save_pretrained(saved, max_shard_size="1TB")
            tensors = load_file(Path(saved) / "model.safetensors")
        yield {
            name.replace(".layers.0.", f".layers.{layer}."): tensor
            for name, tensor in tensors.items()
            if layer == 0 or ".layers.0." in name
        }


def _one_layer(shape: str) -> PreTrainedModel:
    config: PreTrainedConfig = SHAPES[shape](1)
    with no_init_weights():
        model: PreTrainedModel = AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)
    return model


@torch.no_grad()
def _cluster(model: PreTrainedModel, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    embeddings = model.get_input_embeddings().weight
    words, width = embeddings.shape
    chances = 1.0 / torch.arange(1, CLUSTERS + 1)
    cluster = torch.multinomial(chances, words, replacement=True, generator=generator)
    middles = torch.randn((CLUSTERS, width), generator=generator)
    embeddings.copy_(middles[cluster] + _SPREAD * torch.randn((words, width), generator=generator))
    output = model.get_output_embeddings().weight
    output.copy_(torch.randn(output.shape, generator=generator) * _OUTPUT)
