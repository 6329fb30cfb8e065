"""Columns of a run: every figure the table is sorted by, and every word its cells say."""

import math
from dataclasses import asdict, fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.writers import STATS
from ui.storage.run_columns import TYPES, columns_of
from ui.storage.runs import Run, run_of

FIGURES = asdict(run_of(STATS, "length", "Qwen/Demo-MoE")) | {"gpu_joules": 80.0, "tokens": 40}


def words(**figures: Any) -> str:
    text: str = columns_of(FIGURES | figures)["words"]
    return text


def test_a_row_says_what_its_cells_say() -> None:
    assert words() == ("12 × 4 lfu 21.5 250 ms 75.0 % 1.07 2.0 gpu 40 limit 2 layered bounded, 2 cached qwen/demo-moe")
    assert words(first_token_s=1.5, bytes_copied=1_500_000, admission="never", placement="static_layers") == (
        "12 × 4 lfu 21.5 1.50 s 75.0 % 0.002 2.0 gpu 40 limit 2 layered never static layers qwen/demo-moe"
    )


@pytest.mark.parametrize(
    ("gpu", "cpu", "energy"),
    [(80.0, 40.0, " 3.0 "), (None, 20.0, " 0.50 cpu "), (5200.0, None, " 1.3e+2 gpu "), (None, None, " – ")],
)
def test_energy_has_two_digits_and_names_the_only_sensor(gpu: float | None, cpu: float | None, energy: str) -> None:
    assert energy in words(gpu_joules=gpu, cpu_joules=cpu)


def test_energy_is_per_token() -> None:
    assert columns_of(FIGURES | {"cpu_joules": 40.0})["joules_per_token"] == 3.0
    assert columns_of(FIGURES | {"tokens": 0})["joules_per_token"] is None


@given(st.sets(st.sampled_from([field.name for field in fields(Run)])))
def test_a_row_of_an_older_version_may_lack_any_figure(lacking: set[str]) -> None:
    columns = columns_of({name: value for name, value in FIGURES.items() if name not in lacking})
    assert list(columns) == list(TYPES)
    for name in lacking & set(TYPES):
        assert columns[name] is None


ANYTHING = st.sampled_from([None, True, "x", -1, 1 << 70, 10**400, math.inf, math.nan, [], {"a": 1}, "\ud800", 1e300])


@given(st.dictionaries(st.sampled_from(list(FIGURES)), ANYTHING))
def test_a_damaged_row_may_have_anything_for_a_figure(damaged: dict[str, Any]) -> None:
    kinds = {"TEXT": str, "INTEGER": int, "REAL": int | float}
    for name, value in columns_of(FIGURES | damaged).items():
        assert value is None or (isinstance(value, kinds[TYPES[name]]) and not isinstance(value, bool))
        assert isinstance(value, str | None) or abs(value) < 1 << 63
