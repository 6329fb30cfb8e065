"""Training of the demo model, ``python -m hybrid.demo.train``: corpus -> tokenizer -> training -> checkpoint.

On a GPU the whole step is one captured CUDA graph; without one the same step runs eagerly, slowly.
Everything that decides the result is in :class:`Recipe`, which is saved in ``training.json``.
"""

import argparse
import json
import math
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from transformers import GenerationConfig, MixtralForCausalLM, PreTrainedTokenizerFast

from hybrid.demo.corpus.chats import chats
from hybrid.demo.model import model_config, new_model, router_logits
from hybrid.demo.observe import observe
from hybrid.demo.routing import RoutingTargets, routing_losses
from hybrid.demo.tokens import Rows, encode, pack, train_tokenizer

DEFAULT_FOLDER = Path(__file__).parents[2] / "assets" / "demo-moe"


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every number training depends on."""

    seed: int = 1
    vocabulary: int = 1536
    length: int = 1024  # tokens in a row, and the model's context
    shards: int = 32
    chats_per_shard: int = 4000
    rows_per_step: int = 32
    steps: int = 3100
    warmup: int = 200
    peak_rate: float = 2e-3
    final_rate: float = 5e-5
    weight_decay: float = 0.1
    clip: float = 1.0
    balance_weight: float = 0.02
    parting_weight: float = 1.0
    spread_weight: float = 0.5
    apart: float = 0.6
    experts_per_topic: float = 4.2
    observed_chats: int = 400


@dataclass(frozen=True, slots=True)
class Point:
    """The loss curve at one step; ``reply`` is nats per taught token."""

    step: int
    reply: float
    balance: float
    parting: float
    spread: float


def make_tokenizer(recipe: Recipe) -> PreTrainedTokenizerFast:
    sample = chats(recipe.seed, min(20000, recipe.chats_per_shard), "train")
    return train_tokenizer(sample, recipe.vocabulary, recipe.length)


def _shard(recipe: Recipe, tokenizer: PreTrainedTokenizerFast, number: int) -> Rows:
    drawn = list(chats(recipe.seed * 1000 + number, recipe.chats_per_shard, "train"))
    encoded = encode(tokenizer, drawn, recipe.length)
    return pack(encoded, recipe.length, int(tokenizer.pad_token_id))


def make_rows(recipe: Recipe, tokenizer: PreTrainedTokenizerFast, workers: int) -> Rows:
    """The whole corpus as rows; the same whatever the number of workers."""
    with ProcessPoolExecutor(workers) as pool:
        jobs = [pool.submit(_shard, recipe, tokenizer, number) for number in range(recipe.shards)]
        shards = [job.result() for job in jobs]
    return Rows(*(np.concatenate([getattr(shard, field.name) for shard in shards]) for field in fields(Rows)))


class Trainer:
    """Model, optimiser and corpus on one device; :meth:`run` takes all steps."""

    def __init__(self, recipe: Recipe, model: MixtralForCausalLM, rows: Rows, device: torch.device) -> None:
        self._recipe = recipe
        self._model = model
        self._device = device
        self._tokens = torch.from_numpy(rows.tokens).to(device)
        self._taught = torch.from_numpy(rows.taught).to(device)
        self._topics = torch.from_numpy(rows.topics).to(device)
        self._chat = torch.from_numpy(rows.chat).to(device)
        self._picked = torch.zeros(recipe.rows_per_step, dtype=torch.long, device=device)
        rate = torch.zeros((), device=device)  # a tensor, so that a captured step can be told a new one
        matrices = [p for p in model.parameters() if p.ndim > 1]
        others = [p for p in model.parameters() if p.ndim <= 1]
        groups = [
            {"params": matrices, "weight_decay": recipe.weight_decay, "lr": rate.clone()},
            {"params": others, "weight_decay": 0.0, "lr": rate.clone()},
        ]
        on_gpu = device.type == "cuda"
        self._optimiser = torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), fused=True, capturable=on_gpu)

    def _losses(self) -> Tensor:
        """(5,): the total, then reply, balance, parting, spread."""
        recipe = self._recipe
        tokens = self._tokens[self._picked].long()
        chat = self._chat[self._picked]
        same = chat.unsqueeze(2) == chat.unsqueeze(1)
        mask = (same & torch.ones_like(same[0]).tril()).unsqueeze(1)  # a chat sees itself only
        on_gpu = self._device.type == "cuda"
        # No cache of cast weights: a captured graph would keep using the first ones.
        autocast = torch.autocast(self._device.type, torch.bfloat16, enabled=on_gpu, cache_enabled=False)
        with autocast, router_logits(self._model) as seen:
            logits = self._model(input_ids=tokens, attention_mask=mask, use_cache=False).logits
        targets = torch.where(self._taught[self._picked], tokens, -100)[:, 1:]
        reply = F.cross_entropy(logits[:, :-1].float().flatten(0, 1), targets.flatten(), ignore_index=-100)
        wanted = RoutingTargets(recipe.apart, recipe.experts_per_topic)
        routing = routing_losses(torch.stack(seen), self._topics[self._picked].flatten(), 2, wanted)
        total = (
            reply
            + recipe.balance_weight * routing.balance
            + recipe.parting_weight * routing.parting
            + recipe.spread_weight * routing.spread
        )
        return torch.stack([total, reply, routing.balance, routing.parting, routing.spread])

    def _step(self) -> Tensor:
        self._optimiser.zero_grad(set_to_none=True)
        losses = self._losses()
        losses[0].backward()
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), self._recipe.clip)
        self._optimiser.step()
        return losses.detach()

    def _captured(self) -> Callable[[], Tensor]:
        """The step as a CUDA graph: launching its thousands of small kernels one by one would dominate."""
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):  # at rate 0: allocates what the graph must find in place
                self._step()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            losses = self._step()

        def replay() -> Tensor:
            graph.replay()
            return losses

        return replay

    def _rate_at(self, step: int) -> float:
        recipe = self._recipe
        if step < recipe.warmup:
            return recipe.peak_rate * (step + 1) / recipe.warmup
        done = (step - recipe.warmup) / max(1, recipe.steps - recipe.warmup)
        return recipe.final_rate + (recipe.peak_rate - recipe.final_rate) * 0.5 * (1 + math.cos(math.pi * done))

    def run(self, log_every: int) -> list[Point]:
        """Train; returns the loss curve."""
        recipe = self._recipe
        self._model.train()
        take_step = self._captured() if self._device.type == "cuda" else self._step
        order = np.random.default_rng(recipe.seed)
        queue = np.empty(0, np.int64)
        curve: list[Point] = []
        started = time.monotonic()
        for step in range(recipe.steps):
            if len(queue) < recipe.rows_per_step:
                queue = np.concatenate([queue, order.permutation(len(self._tokens))])
            batch, queue = queue[: recipe.rows_per_step], queue[recipe.rows_per_step :]
            self._picked.copy_(torch.from_numpy(batch))
            for group in self._optimiser.param_groups:
                group["lr"].fill_(self._rate_at(step))
            losses = take_step()
            if step % log_every == 0 or step == recipe.steps - 1:
                _, *parts = losses.tolist()
                curve.append(Point(step, *(round(part, 4) for part in parts)))
                print(f"{time.monotonic() - started:7.1f} s  {curve[-1]}", flush=True)
        return curve


def save(folder: Path, model: MixtralForCausalLM, tokenizer: PreTrainedTokenizerFast) -> None:
    """Write the checkpoint in bfloat16, in shards small enough for any forge."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("model*.safetensors*"):
        old.unlink()
    model.generation_config = GenerationConfig(
        eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id, max_new_tokens=256, do_sample=False
    )
    model.to(torch.bfloat16).save_pretrained(folder, max_shard_size="12MB")
    tokenizer.save_pretrained(folder)
    for file in folder.iterdir():
        file.chmod(0o644)  # safetensors writes its files for their owner alone


def train(recipe: Recipe, folder: Path, device: torch.device, workers: int, log_every: int = 50) -> None:
    """Make corpus, tokenizer and model, train, and write everything into ``folder``."""
    started = time.monotonic()
    tokenizer = make_tokenizer(recipe)
    rows = make_rows(recipe, tokenizer, workers)
    print(f"{len(rows.tokens)} rows after {time.monotonic() - started:.0f} s", flush=True)
    config = model_config(len(tokenizer), int(tokenizer.pad_token_id), int(tokenizer.eos_token_id), recipe.length)
    model = new_model(config, recipe.seed, device)
    trainer = Trainer(recipe, model, rows, device)
    prepared = time.monotonic()
    curve = trainer.run(log_every)
    save(folder, model, tokenizer)
    record = {
        "recipe": asdict(recipe),
        "parameters": sum(p.numel() for p in model.parameters()),
        "corpus_tokens": int((rows.chat > 0).sum()),
        "device": torch.cuda.get_device_name() if device.type == "cuda" else "CPU",
        "torch": torch.__version__,
        "preparation_s": round(prepared - started, 1),
        "training_s": round(time.monotonic() - prepared, 1),
        "routing": asdict(observe(model.eval(), tokenizer, recipe.observed_chats)),
        "curve": [asdict(point) for point in curve],
    }
    (folder / "training.json").write_text(json.dumps(record, indent=1) + "\n")


def _parse(arguments: list[str] | None) -> tuple[Recipe, argparse.Namespace]:
    parser = argparse.ArgumentParser(description="Train the demo model from nothing.")
    parser.add_argument("--out", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--workers", type=int, default=2, help="processes that write the corpus")
    for field in fields(Recipe):
        kind = type(field.default)
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=kind, default=field.default)
    chosen = parser.parse_args(arguments)
    changes = {field.name: getattr(chosen, field.name) for field in fields(Recipe)}
    return replace(Recipe(), **changes), chosen


def main(arguments: list[str] | None = None) -> None:
    recipe, chosen = _parse(arguments)
    train(recipe, chosen.out, torch.device(chosen.device), chosen.workers)


if __name__ == "__main__":
    main()
