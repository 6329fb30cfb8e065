"""Models that were loaded before: their order, their paths, and a file that cannot be used."""

from pathlib import Path

import pytest

from ui.control.recent_models import LARGEST_FILE, MOST_KEPT, RecentModels


def test_the_latest_comes_first_and_each_once(recent: RecentModels) -> None:
    assert recent.names() == ()
    for name in ("a/one", "a/two", "a/one"):
        recent.note(name)
    assert recent.names() == ("a/one", "a/two")


def test_folders_are_kept_in_full(recent: RecentModels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my model").mkdir()
    monkeypatch.chdir(tmp_path)
    recent.note("my model")
    assert recent.names() == (str(tmp_path.resolve() / "my model"),)


def test_only_so_many_are_kept(recent: RecentModels) -> None:
    for number in range(MOST_KEPT + 3):
        recent.note(f"a/{number}")
    assert recent.names()[0] == f"a/{MOST_KEPT + 2}"
    assert len(recent.names()) == MOST_KEPT


@pytest.mark.parametrize("content", ["{", "{}", "[1, null]", "[" * 5000, "[" + " " * LARGEST_FILE + "]", "\ud800"])
def test_a_file_that_cannot_be_used_is_an_empty_list(recent: RecentModels, tmp_path: Path, content: str) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "recent.json").write_bytes(content.encode("utf-8", "surrogatepass"))
    assert recent.names() == ()
    recent.note("a/one")
    assert recent.names() == ("a/one",)


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    nowhere = RecentModels(lambda: tmp_path / "file" / "recent.json")
    nowhere.note("a/one")
    nowhere.note("half a character \ud83d")
    assert nowhere.names() == ()
