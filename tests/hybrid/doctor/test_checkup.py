"""The doctor as a whole: every line, on any machine, whatever fails."""

from pathlib import Path

import pytest

import app
from hybrid.doctor import checkup as checkup_module
from hybrid.doctor.checkup import checkup, power_finding, report, software_finding
from hybrid.doctor.finding import Finding
from hybrid.observe.power_sources import NullSource
from tests.fakes.fake_sensors import ScriptedSource

LABELS = {
    "Software", "Driver", "RAM", "Page-locking", "Processor", "Load", "GPU power", "CPU power", "Room for models",
    "Settings", "Conversations", "Measurements",
}  # fmt: skip


def test_every_line_is_there_on_this_machine() -> None:
    findings = checkup()
    assert {finding.label for finding in findings} >= LABELS
    assert all(finding.text and finding.grade in {"good", "note", "bad"} for finding in findings)
    assert all("could not be examined" not in finding.text for finding in findings)


@pytest.mark.parametrize(
    "name", ["ram_finding", "processor_finding", "other_load", "room_finding", "folder_findings", "cpu_source",
             "locked_memory_limit", "driver_finding", "software_finding"],
)  # fmt: skip
def test_a_check_that_fails_leaves_the_others(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def fail(*_: object) -> object:
        raise RuntimeError("broken")

    before = len(checkup())
    monkeypatch.setattr(checkup_module, name, fail)
    findings = checkup()
    failed = [finding for finding in findings if "could not be examined (RuntimeError: broken)" in finding.text]
    assert len(failed) == 1
    assert len(findings) >= before - 2


def test_what_cannot_be_measured_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> object:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(checkup_module, "measured_figures", fail)
    (ram,) = (finding for finding in checkup() if finding.label == "RAM")
    assert "GB/s" not in ram.text


def test_the_report_is_plain_and_ends_with_a_verdict() -> None:
    findings = [Finding("One", "fine"), Finding("Two", "slow \u2013 so", "note", "Do this.")]
    assert report(findings).splitlines() == [
        "ok  One              fine",
        " !  Two              slow ? so",
        "                     -> Do this.",
        "",
        "One line says what could be better.",
    ]
    assert report(findings[:1]).endswith("\n\nNothing stands in the way.")
    assert report([Finding("X", "broken", "bad", "Mend it.")]).endswith("One thing does not work.")


def test_a_sensor_says_why_it_is_missing() -> None:
    source = ScriptedSource(5.0)
    assert power_finding("CPU power", source) == Finding("CPU power", "scripted")
    missing = power_finding("CPU power", NullSource("none", "CPU power is unavailable: run this. And that."))
    assert (missing.grade, missing.text, missing.advice) == ("note", "unavailable", "Run this. And that.")
    source.unplugged = True
    assert power_finding("CPU power", source).advice == "It was unplugged."
    assert source.closed == 2


def test_packages_that_are_not_there_are_left_out() -> None:
    text = software_finding(("torch", "no-such-package")).text
    assert "torch 2." in text
    assert "no-such" not in text


def test_the_command_prints_it_and_loads_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("hybrid.Engine.load", lambda *_: pytest.fail("a model was loaded"))
    monkeypatch.setattr("app.listen", lambda *_: pytest.fail("a port was taken"))
    assert app.main(["--doctor"]) == 0
    assert "Processor" in capsys.readouterr().out
    (tmp_path / "file").touch()
    monkeypatch.setenv("HYBRID_HOME", str(tmp_path / "file"))
    assert app.main(["--doctor"]) == 1
    assert "HYBRID_HOME" in capsys.readouterr().out
