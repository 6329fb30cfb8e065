"""Models in the Hub's cache, found by their configurations."""

from pathlib import Path

from hybrid.fit.cached_models import cached_models


def add(cache: Path, folder: str, config: str | None) -> None:
    snapshot = cache / folder / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    if config is not None:
        (snapshot / "config.json").write_text(config, encoding="utf-8")


def test_models_with_experts_are_listed_by_name(tmp_path: Path) -> None:
    add(tmp_path, "models--someone--tiny-moe", '{"num_experts_per_tok": 2}')
    add(tmp_path, "models--Another--big--moe", '{"text_config": {"num_local_experts": 8}}')
    add(tmp_path, "models--someone--dense", '{"model_type": "llama"}')
    add(tmp_path, "models--someone--nothing", None)
    add(tmp_path, "datasets--someone--experts", '{"num_experts": 2}')
    (tmp_path / "version.txt").write_text("1")
    assert cached_models(tmp_path) == ("Another/big--moe", "someone/tiny-moe")


def test_a_broken_link_or_a_huge_file_is_passed_over(tmp_path: Path) -> None:
    add(tmp_path, "models--someone--gone", None)
    (tmp_path / "models--someone--gone" / "snapshots" / "abc" / "config.json").symlink_to(tmp_path / "blob")
    add(tmp_path, "models--someone--huge", "expert" * 200_000)
    assert cached_models(tmp_path) == ()


def test_without_a_cache_there_are_none(tmp_path: Path) -> None:
    assert cached_models(tmp_path / "nowhere") == ()
