"""Quality of smaller experts: the figures by hand, and the demo model's own within what is promised of it."""

import json
from pathlib import Path

import pytest
import torch

from hybrid.bench.__main__ import main
from hybrid.bench.quality import PROMPTS, Sample, held_out, mean_divergence, perplexity, texts
from hybrid.demo.evaluate import held_out_questions
from hybrid.errors import RequestError
from tests.models.tiny_models import save_tiny


def logarithms(*rows: tuple[float, ...]) -> torch.Tensor:
    return torch.tensor(rows).log()


def test_perplexity_is_of_the_tokens_that_are_predicted() -> None:
    sample = Sample(torch.tensor([2, 0, 1]), 1)
    assert perplexity([sample], [logarithms((0.5, 0.25, 0.25), (0.5, 0.125, 0.375))]) == pytest.approx(4.0)
    half = Sample(torch.tensor([2, 0, 1]), 2)
    assert perplexity([half], [logarithms((0.5, 0.125, 0.375))]) == pytest.approx(8.0)


def test_divergence_is_a_mean_over_tokens_and_not_the_same_in_both_directions() -> None:
    even, uneven = logarithms((0.5, 0.5)), logarithms((0.25, 0.75))
    forth = 0.5 * torch.tensor(2.0).log() + 0.5 * torch.tensor(2 / 3).log()
    assert mean_divergence([(even, uneven)]) == pytest.approx(float(forth), rel=1e-5)
    assert mean_divergence([(uneven, even)]) != pytest.approx(float(forth), rel=1e-2)
    assert mean_divergence([(even, uneven), (even.repeat(3, 1), even.repeat(3, 1))]) == pytest.approx(
        float(forth) / 4, rel=1e-5
    )


def test_what_is_impossible_in_both_does_not_count() -> None:
    certain = logarithms((1.0, 0.0))
    assert mean_divergence([(certain, certain)]) == 0


def test_questions_are_the_same_every_time() -> None:
    assert held_out(2) == held_out(2)
    assert len(held_out(2)) == 2 * len(held_out_questions())


def test_prompts_come_from_a_file_or_are_its_own(tmp_path: Path) -> None:
    assert texts(None) == PROMPTS
    (tmp_path / "prompts").write_text("One.\n\n  \nTwo.\n")
    assert texts(tmp_path / "prompts") == ["One.", "Two."]
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(RequestError, match="no prompts: write one"):
        texts(tmp_path / "empty")
    with pytest.raises(RequestError, match="can't be read as text"):
        texts(tmp_path / "missing")


def test_the_demo_model_keeps_its_quality(tmp_path: Path) -> None:
    main(["quality", "--questions", "4", "--device", "cpu", "--json", str(tmp_path / "rows.json")])
    stored, int8, int4 = json.loads((tmp_path / "rows.json").read_text())
    assert (stored["perplexity_change"], stored["kl_nats"], stored["answers_changed"]) == (0, 0, 0)
    assert abs(int8["perplexity_change"]) < 0.005
    assert abs(int4["perplexity_change"]) < 0.03
    assert 0 < int8["kl_nats"] < int4["kl_nats"]
    assert stored["answers"] == len(held_out(4))
    assert stored["answers_right"] / stored["answers"] > 0.95


def test_any_model_is_held_to_its_stored_experts_on_prompts(tmp_path: Path) -> None:
    (tmp_path / "prompts").write_text("Which experts see this?\nAnd this?\n")
    folder = save_tiny("qwen3_moe", tmp_path / "model", hidden_size=32, moe_intermediate_size=32)
    options = ["--dtypes", "stored", "int4", "--prompts", str(tmp_path / "prompts"), "--device", "cpu"]
    main(["quality", "--model", str(folder), *options, "--json", str(tmp_path / "rows.json")])
    stored, int4 = json.loads((tmp_path / "rows.json").read_text())
    assert (stored["kl_nats"], stored["answers"]) == (0, 0)
    assert int4["kl_nats"] > 0
    assert int4["tokens"] == stored["tokens"] > 0
