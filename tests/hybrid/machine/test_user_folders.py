"""Where a user's files are kept: one home of one's own choosing, or the platform's folders."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hybrid.machine import user_folders

platformdirs = pytest.importorskip("platformdirs", reason="it says where the platform keeps files")
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
