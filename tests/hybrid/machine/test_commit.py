"""Which commit the program is at: by git, by a stamp, or unknown."""

import shutil
import subprocess
from pathlib import Path

import pytest

from hybrid.errors import HybridError
from hybrid.machine.commit import commit_of, program_commit, write_stamp


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    command = ["git", "-C", str(folder), *who, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "file").write_text("one")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "--quiet", "-m", "first")
    return tmp_path


def test_a_changed_file_marks_the_commit(repository: Path) -> None:
    first = git(repository, "rev-parse", "--short", "HEAD")
    assert commit_of(repository) == first
    git(repository, "tag", "-a", "v1", "-m", "a tag that would be named in its place")
    assert commit_of(repository) == first
    (repository / "file").write_text("two")
    assert commit_of(repository) == f"{first}-dirty"


def test_without_a_repository_there_is_no_commit(tmp_path: Path) -> None:
    assert commit_of(tmp_path / "nowhere") is None


def test_a_copy_without_git_carries_its_commit(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (repository / "below").mkdir()
    (repository / "below" / "code.py").write_text("pass")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "second")
    (repository / ".git" / "info" / "exclude").write_text(".commit\n")
    commit = commit_of(repository)
    write_stamp(repository)
    copy = tmp_path_factory.mktemp("elsewhere") / "copy"
    shutil.copytree(repository, copy, ignore=shutil.ignore_patterns(".git"))
    assert commit_of(copy) == commit_of(copy / "below") == commit
    git(copy, "init", "--quiet")
    git(copy, "add", "below")
    git(copy, "commit", "--quiet", "-m", "of another repository")
    (copy / "file").write_text("in neither")
    git(copy, "add", "file")
    assert commit_of(copy) == commit
    (copy / "below" / "code.py").write_text("1")
    assert commit_of(copy) == f"{git(copy, 'rev-parse', '--short', 'HEAD')}-dirty"


def test_without_a_repository_there_is_nothing_to_carry(tmp_path: Path) -> None:
    with pytest.raises(HybridError, match="no commit"):
        write_stamp(tmp_path)


def test_the_programs_own_commit_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    program_commit.cache_clear()
    asked: list[Path] = []
    monkeypatch.setattr("hybrid.machine.commit.commit_of", asked.append)
    assert (program_commit(), program_commit()) == ("", "")
    assert [folder.name for folder in asked] == ["hybrid"]
    program_commit.cache_clear()


def test_a_git_that_hangs_tells_nothing(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(command: list[str], timeout: float, **_: object) -> None:
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr(subprocess, "run", hang)
    assert commit_of(repository) is None
