"""Uses of experts on disk: kept by model, and nothing but whole numbers of that model come back."""

from dataclasses import replace
from pathlib import Path

import pytest

from hybrid.records.expert_uses import MOST_USES, added, load_uses, save_uses
from hybrid.types import ModelInfo

MODEL = ModelInfo("org/model", "mixtral", 2, 3, 2, 1000, 9000, "bfloat16", 512)
USES = (5, 0, 3, 1, 9, 0)


def test_they_come_back(tmp_path: Path) -> None:
    assert load_uses(tmp_path, MODEL) == ()
    assert save_uses(tmp_path / "new", MODEL, USES)
    assert load_uses(tmp_path / "new", MODEL) == USES
    assert save_uses(tmp_path / "new", MODEL, USES[::-1])
    assert load_uses(tmp_path / "new", MODEL) == USES[::-1]
    assert len(list((tmp_path / "new").iterdir())) == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(MODEL, name="org-model"),  # which a file's name alone would not tell apart
        replace(MODEL, name="other"),
        replace(MODEL, layers=3, experts=2),
    ],
)
def test_each_model_has_its_own(other: ModelInfo, tmp_path: Path) -> None:
    save_uses(tmp_path, MODEL, USES)
    assert load_uses(tmp_path, other) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1, 2]",
        "null",
        '{"model": "org/model"}',
        '{"model": "org/model", "uses": 5}',
        '{"model": "org/model", "uses": [1, 2, 3]}',
        '{"model": "org/model", "uses": [1, 2, 3, 4, 5, -1]}',
        '{"model": "org/model", "uses": [1, 2, 3, 4, 5, "6"]}',
        '{"model": "org/model", "uses": [1, 2, 3, 4, 5, 0.5]}',
        '{"model": "elsewhere", "uses": [1, 2, 3, 4, 5, 6]}',
        "[" * 100_000,
    ],
)
def test_a_broken_file_counts_as_none(text: str, tmp_path: Path) -> None:
    save_uses(tmp_path, MODEL, USES)
    next(tmp_path.iterdir()).write_text(text)
    assert load_uses(tmp_path, MODEL) == ()


def test_experts_of_another_type_are_used_alike(tmp_path: Path) -> None:
    save_uses(tmp_path, MODEL, USES)
    assert load_uses(tmp_path, replace(MODEL, expert_bytes=500, dtype="int8")) == USES


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not save_uses(tmp_path / "file", MODEL, USES)
    assert load_uses(tmp_path / "file", MODEL) == ()


def test_earlier_sessions_count_for_less_and_numbers_stay_small(tmp_path: Path) -> None:
    assert added([1, 2, 3], [10, 0, 5]) == [6, 2, 5]
    assert added([1, 2], []) == [1, 2]
    save_uses(tmp_path, MODEL, [4 * MOST_USES, 2 * MOST_USES, 0, 0, 0, 1])
    assert load_uses(tmp_path, MODEL) == (MOST_USES, MOST_USES // 2, 0, 0, 0, 0)
