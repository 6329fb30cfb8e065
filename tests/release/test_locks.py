"""Lock files: every pin of requirements.txt is there, everything has hashes, and nothing says where to fetch it."""

import re

import pytest

from tests.release.locks import LOCK, REQUIREMENTS, TORCH_LOCK, all_locked, locked_in, split

HASH = "--hash=sha256:" + "0" * 64
_LINE = re.compile(r"\S+==\S+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
RESOLVED = (
    f"numpy==2.0 \\\n    {HASH} \\\n    {HASH}\n"
    f"nvidia-cublas==13.1 ; sys_platform == 'linux' \\\n    {HASH}\n"
    f"nvidia-ml-py==13.6 \\\n    {HASH}\n"
    f"torch==2.13.0 \\\n    {HASH}\n"
    f"triton==3.7 ; sys_platform == 'linux' \\\n    {HASH}\n"
)


def pins() -> dict[str, str]:
    lines = [line for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return dict(line.split("==") for line in lines)


def test_every_pin_is_locked() -> None:
    locked = {package.name: package.version for package in all_locked()}
    assert pins().items() <= locked.items(), "make the lock files anew: python -m tests.release.locks"


def test_nothing_is_without_a_hash() -> None:
    for package in all_locked():
        assert package.hashes, package.name
    for file in (LOCK, TORCH_LOCK):
        text = file.read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if not line.startswith("#") and not line.startswith("-r ")]
        assert lines
        assert all(
            re.fullmatch(r"\S+==\S+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in lines
        )


def test_no_address_stands_in_them() -> None:
    for file in (LOCK, TORCH_LOCK):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"://|index-url|find-links|\bfile:", text), file.name


def test_what_depends_on_the_build_of_torch_is_apart() -> None:
    assert not any(package.is_of_torch for package in locked_in(LOCK.read_text(encoding="utf-8")))
    torch = locked_in(TORCH_LOCK.read_text(encoding="utf-8"))
    assert all(package.is_of_torch for package in torch)
    assert "torch" in {package.name for package in torch}
    assert f"-r {LOCK.name}\n" in TORCH_LOCK.read_text(encoding="utf-8")
    everywhere = [package.name for package in torch if " ; " not in package.text]
    assert everywhere == ["torch"], "on Windows and macOS nothing of CUDA is brought"


def test_the_two_together_are_what_was_resolved() -> None:
    files = split(RESOLVED)
    assert [package.name for package in locked_in(files[LOCK])] == ["numpy", "nvidia-ml-py"]
    assert [package.name for package in locked_in(files[TORCH_LOCK])] == ["nvidia-cublas", "torch", "triton"]
    assert locked_in(files[LOCK])[0].hashes == (HASH, HASH)
    assert {line for text in files.values() for line in text.splitlines()} >= set(RESOLVED.splitlines())


@pytest.mark.parametrize("line", ["numpy>=2", "--index-url x", "./numpy.whl", "numpy @ file:///x"])
def test_what_is_no_exact_version_is_none(line: str) -> None:
    with pytest.raises(ValueError, match="no package"):
        locked_in(f"{line}\n")
