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


def test_gguf_models_are_listed_by_file(tmp_path: Path) -> None:
    add(tmp_path, "models--someone--some-GGUF", '{"num_experts_per_tok": 2}')
    snapshot = tmp_path / "models--someone--some-GGUF" / "snapshots" / "abc"
    (snapshot / "big").mkdir()
    head = b"GGUF" + bytes(20) + b"some.expert_count"
    names = ["a-Q4_K_M.gguf", "big/a-Q8_0-00001-of-00002.gguf", "big/a-Q8_0-00002-of-00002.gguf"]
    for name in names:
        (snapshot / name).write_bytes(head)
    (snapshot / "mmproj.gguf").write_bytes(b"GGUF")
    (snapshot / "gone.gguf").symlink_to(tmp_path / "blob")
    assert cached_models(tmp_path) == tuple(f"someone/some-GGUF:{name}" for name in names[:2])


def test_a_broken_link_or_a_huge_file_is_passed_over(tmp_path: Path) -> None:
    add(tmp_path, "models--someone--gone", None)
    (tmp_path / "models--someone--gone" / "snapshots" / "abc" / "config.json").symlink_to(tmp_path / "blob")
    add(tmp_path, "models--someone--huge", "expert" * 200_000)
    assert cached_models(tmp_path) == ()


def test_without_a_cache_there_are_none(tmp_path: Path) -> None:
    assert cached_models(tmp_path / "nowhere") == ()
