"""Known vulnerabilities: what a report comes to, and that silence is no good news."""

from typing import Any

from tests.release.vulnerabilities import verdict

SAFE: dict[str, Any] = {"name": "a", "version": "1", "vulns": []}
UNKNOWN: dict[str, Any] = {"name": "b", "skip_reason": "Dependency not found"}
BAD: dict[str, Any] = {"name": "c", "version": "2", "vulns": [{"id": "X-1", "fix_versions": ["2.1"]}]}


def test_a_vulnerability_fails_and_is_named() -> None:
    is_good, said = verdict({"dependencies": [SAFE, UNKNOWN, BAD]})
    assert not is_good
    assert "c 2: X-1, mended in 2.1" in said


def test_a_vulnerability_that_no_version_mends() -> None:
    bad = BAD | {"vulns": [{"id": "X-2", "fix_versions": []}]}
    assert "mended in no version" in verdict({"dependencies": [bad]})[1]


def test_none_is_said_with_the_number_that_was_looked_up() -> None:
    assert verdict({"dependencies": [SAFE, UNKNOWN]}) == (
        True,
        "No known vulnerability in 1 of 2 locked packages; the index has no others.",
    )


def test_an_index_that_knows_none_of_them_has_checked_nothing() -> None:
    is_good, said = verdict({"dependencies": [UNKNOWN]})
    assert is_good
    assert "is skipped" in said
