"""Where a user's files are kept: one home of one's own choosing, or the platform's folders."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from hybrid.machine import user_folders

platformdirs = pytest.importorskip("platformdirs", reason="it says where the platform keeps files")
ON_POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
FOLDERS = (user_folders.config_dir, user_folders.data_dir, user_folders.cache_dir)


def test_a_home_of_ones_own_holds_all_three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(user_folders.HOME_VARIABLE, str(tmp_path / "new" / "home"))
    folders = [folder() for folder in FOLDERS]
    assert folders == [tmp_path / "new" / "home" / kind for kind in ("config", "data", "cache")]
    assert all(folder.is_dir() for folder in folders)
    assert [folder() for folder in FOLDERS] == folders, "asking again changes nothing"


def test_a_home_may_begin_with_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv(user_folders.HOME_VARIABLE, "~/moe")
    assert user_folders.data_dir() == tmp_path / "moe" / "data"


@pytest.mark.parametrize(
    ("folder", "asked"),
    [
        (user_folders.config_dir, "user_config_path"),
        (user_folders.data_dir, "user_data_path"),
        (user_folders.cache_dir, "user_cache_path"),
    ],
)
@pytest.mark.parametrize("home", [None, ""])
def test_otherwise_the_platform_says_where(
    folder: Callable[[], Path], asked: str, home: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(user_folders.HOME_VARIABLE, raising=False)
    if home is not None:
        monkeypatch.setenv(user_folders.HOME_VARIABLE, home)
    monkeypatch.setattr(platformdirs, asked, lambda name, appauthor: tmp_path / asked / name)
    assert folder() == tmp_path / asked / "hybrid-moe"
    assert folder().is_dir()


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_home_of_a_user_there_is_none_of_is_refused_as_any_other_that_cannot_be_made(
    folder: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(user_folders.HOME_VARIABLE, "~nobody-here/moe")
    with pytest.raises(OSError, match="give a folder that can be made"):
        folder()


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@ON_POSIX
def test_only_the_user_may_enter_what_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(user_folders.HOME_VARIABLE, str(tmp_path))
    for folder in FOLDERS:
        assert rights(folder()) == 0o700
    user_folders.private_file(tmp_path / "file")
    assert rights(tmp_path / "file") == 0o600
    (tmp_path / "file").write_text("kept")
    user_folders.private_file(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "kept"


@ON_POSIX
@pytest.mark.parametrize("folder", FOLDERS)
def test_what_earlier_versions_left_open_is_tightened(
    folder: Callable[[], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(user_folders.HOME_VARIABLE, str(tmp_path))
    outside = tmp_path / "outside"
    outside.write_text("somebody's")
    outside.chmod(0o644)
    old = tmp_path / folder.__name__.removesuffix("_dir")
    (old / "below").mkdir(parents=True)
    for path, mode in ((old / "a.db", 0o644), (old / "below" / "b", 0o755), (old / "below", 0o775), (old, 0o755)):
        path.touch() if not path.exists() else None
        path.chmod(mode)
    (old / "link").symlink_to(outside)
    (old / "nowhere").symlink_to(tmp_path / "none")
    assert folder() == old
    assert [rights(old / name) for name in ("", "a.db", "below", "below/b")] == [0o700, 0o600, 0o700, 0o700]
    assert rights(outside) == 0o644, "what a link leads to is not this program's"
