"""Continuation of a prompt: which models may take several tokens at once after others."""

from pathlib import Path

import pytest

from hybrid.model.skeleton.continuation import continues_prompts
from tests.hybrid.families.exactness import reference, save_small
from tests.hybrid.families.small_configs import small_config


@pytest.mark.parametrize(
    ("family", "continues"), [("mixtral", True), ("qwen3_next", True), ("zaya", True), ("jamba", False)]
)
def test_it_is_found_out_by_trying(family: str, continues: bool, tmp_path: Path) -> None:
    """Jamba takes up its state for a single token only."""
    assert continues_prompts(reference(save_small(small_config(family), tmp_path))) == continues
