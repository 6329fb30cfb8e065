"""``python app.py``: options to configuration, and refusals in one sentence."""

from pathlib import Path

import pytest

import app
from hybrid.errors import ConfigError
from hybrid.machine.user_folders import HOME_VARIABLE
from hybrid.model.made.kept import folder, kept_bytes
from hybrid.types import Geometry


def test_defaults_leave_the_choices_to_the_engine() -> None:
    config = app.config_from(app.parser().parse_args([]))
    assert config.model.endswith("demo-moe")
    assert config.geometry is None
    assert config.cpu_threads is None
    assert config.device == "auto"
    assert (config.expert_dtype, config.expert_format, config.warm_start) == ("stored", "plain", True)
    assert config.keep_experts


def test_every_option_reaches_the_configuration() -> None:
    line = "--model m --device cpu --indexes 8 --ways 4 --mapping pooled --policy lru --admission always"
    config = app.config_from(app.parser().parse_args([*line.split(), "--threads", "3", "--vram-gib", "1.5"]))
    assert (config.model, config.device, config.geometry) == ("m", "cpu", Geometry(8, 4))
    assert (config.mapping, config.policy, config.admission) == ("pooled", "lru", "always")
    assert (config.cpu_threads, config.vram_gib) == (3, 1.5)
    line = "--placement static_popular --queued-copies 5 --no-split --expert-dtype int8 --cold --no-keep"
    config = app.config_from(app.parser().parse_args(line.split()))
    assert (config.placement, config.max_queued_copies, config.split_misses) == ("static_popular", 5, False)
    assert (config.expert_dtype, config.expert_format, config.warm_start) == ("int8", "int8", False)
    assert not config.keep_experts


def test_half_a_geometry_is_refused() -> None:
    with pytest.raises(ConfigError, match="both --indexes and --ways"):
        app.config_from(app.parser().parse_args(["--ways", "4"]))


def test_the_server_is_this_machines_only_unless_asked() -> None:
    assert app.parser().parse_args([]).host == "127.0.0.1"


def test_a_path_with_no_model_is_one_sentence_and_code_2(capsys: pytest.CaptureFixture[str], tmp_path: object) -> None:
    for name in (str(tmp_path), "no\nmodel\r", "\udcff", "\x1b[31m"):
        assert app.main(["--model", name, "--no-browser", "--port", "0"]) == 2
        message = capsys.readouterr().err.strip()
        assert message
        assert "\n" not in message
        assert "Traceback" not in message


REFUSED = {
    "--port": ["70000", "-1", "65536", "eighty", "1e3", "80.5", "", "9" * 5000, "80\n81"],
    "--vram-gib": ["1e300", "nan", "inf", "-1", "-0.5", "much", "", "1e309"],
    "--threads": ["0", "-2", "1.5", "all", "", "1e9", "99999999999"],
    "--indexes": ["-3", "x", "1.0", "99999999999"],
    "--ways": ["-1", "x", "99999999999"],
    "--queued-copies": ["0", "-1", "x"],
    "--model": ["", "  "],
    "--inspect": ["", " "],
    "--host": ["", " "],
    "--device": ["tpu", "t\r\npu"],
    "--mapping": ["spread"],
    "--policy": ["random"],
    "--admission": ["some"],
    "--placement": ["here"],
}


@pytest.mark.parametrize(("option", "value"), [(o, v) for o, values in REFUSED.items() for v in values])
def test_a_value_that_cannot_be_is_one_sentence_before_anything_is_loaded(
    option: str, value: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hybrid.Engine.load", lambda config: pytest.fail("a model was loaded"))
    with pytest.raises(SystemExit) as left:
        app.main([f"{option}={value}", "--no-browser"])
    assert left.value.code == 2
    message = capsys.readouterr().err.strip()
    assert option in message
    assert len(message.splitlines()) == 1


@pytest.mark.parametrize("host", ["nowhere.invalid", "300.1.2.3", "a" * 80 + ".invalid"])
def test_an_address_that_is_not_here_is_one_sentence_before_anything_is_loaded(
    host: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hybrid.Engine.load", lambda config: pytest.fail("a model was loaded"))
    assert app.main(["--host", host, "--no-browser"]) == 2
    message = capsys.readouterr().err.strip()
    assert "can't listen" in message
    assert len(message.splitlines()) == 1


def test_what_some_machine_may_have_is_taken() -> None:
    options = app.parser().parse_args("--port 65535 --threads 512 --vram-gib 0 --indexes 0 --ways 0".split())
    assert app.config_from(options).geometry == Geometry(0, 0)


def test_inspecting_prints_a_report_and_starts_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hybrid.Engine.load", lambda config: pytest.fail("a model was loaded"))
    monkeypatch.setattr("app.listen", lambda host, port: pytest.fail("a port was taken"))
    demo = app.config_from(app.parser().parse_args([])).model
    assert app.main(["--inspect", demo, "--device", "cpu", "--expert-dtype", "int8"]) == 0
    report = capsys.readouterr().out
    assert report.startswith("demo-moe: mixtral\n")
    assert "as int8, the rest 1.5 MiB" in report
    assert "It fits, and leaves" in report


def test_inspecting_what_cannot_run_tells_why_with_code_2(capsys: pytest.CaptureFixture[str], tmp_path: object) -> None:
    demo = app.config_from(app.parser().parse_args([])).model
    assert app.main(["--inspect", demo, "--device", "cpu", "--indexes", "12", "--ways", "9"]) == 2
    assert "M can be at most 8" in capsys.readouterr().out
    assert app.main(["--inspect", str(tmp_path)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_kept_experts_are_removed_without_loading_anything(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    assert app.main(["--remove-kept"]) == 0
    assert capsys.readouterr().out == "No experts are kept.\n"
    folder().mkdir(parents=True)
    (folder() / "a.experts.safetensors").write_bytes(bytes(10))
    assert app.main(["--remove-kept"]) == 0
    assert capsys.readouterr().out == "Removed 0.0 GB of kept experts.\n"
    assert kept_bytes() == 0


def test_kept_experts_that_cannot_be_removed_are_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only() -> int:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("hybrid.model.made.kept.remove_kept", read_only)
    assert app.main(["--remove-kept"]) == 2
    assert capsys.readouterr().err.endswith("could not be removed (Read-only file system).\n")


@pytest.mark.parametrize("odd", ["--\x1b[31m", "a\nb\x1ec\x85d", "\udcff", "x" * 5000])
def test_what_a_refusal_quotes_is_one_line_that_can_be_shown(odd: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        app.parser().parse_args([odd])
    (line,) = capsys.readouterr().err.splitlines()
    assert line.isprintable()
    assert line.endswith("(see app.py --help)")
    assert len(line) < 2200
