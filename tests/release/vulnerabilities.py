"""Known vulnerabilities of the locked packages: ``python -m tests.release.vulnerabilities`` asks, with pip-audit.

Where pip-audit is not installed, or no index of vulnerabilities answers, that is said, and nothing fails: a mirror of
packages answers, too, but knows of no vulnerability, and must not count as good news.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.release.locks import TORCH_LOCK

ANSWER_S, LIMIT_S = 2, 90  # of one answer, and of all
_SKIPPED = "The check for known vulnerabilities is skipped: {}."


def verdict(report: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether a report of pip-audit's names no vulnerability, and what to say."""
    packages = report["dependencies"]
    audited = [package for package in packages if "vulns" in package]
    found = [
        f"{package['name']} {package['version']}: {vulnerability['id']}, mended in "
        f"{', '.join(vulnerability['fix_versions']) or 'no version'}"
        for package in audited
        for vulnerability in package["vulns"]
    ]
    if found:
        return False, "\n".join(["Known vulnerabilities of locked packages:", *found])
    if not audited:
        return True, _SKIPPED.format("the index that answers knows none of the packages")
    return (
        True,
        f"No known vulnerability in {len(audited)} of {len(packages)} locked packages; the index has no others.",
    )


def _asked() -> tuple[bool, str]:
    if find_spec("pip_audit") is None:
        return True, _SKIPPED.format("pip-audit is not installed (pip install pip-audit)")
    with TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        plain = ["--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json", f"--output={report}"]
        command = [sys.executable, "-m", "pip_audit", *plain, f"--timeout={ANSWER_S}", f"--requirement={TORCH_LOCK}"]
        try:
            subprocess.run(command, capture_output=True, timeout=LIMIT_S, check=False)
            return verdict(json.loads(report.read_text(encoding="utf-8")))
        except (OSError, subprocess.TimeoutExpired, ValueError):
            return True, _SKIPPED.format("no index of vulnerabilities can be reached")


def main() -> int:
    is_good, said = _asked()
    print(said)
    return int(not is_good)


if __name__ == "__main__":
    sys.exit(main())
