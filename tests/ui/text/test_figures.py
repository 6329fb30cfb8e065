"""Figures and refusals in words."""

from dataclasses import replace

from hybrid.errors import GeometryError
from hybrid.types import PowerReading, ReplyStats, SensorReading
from tests.fakes.fake_engine import NO_POWER, SETTINGS
from ui.text.figures import error_html, figures_details, figures_line, problems_html, settings_line

STATS = ReplyStats(
    request_id="r",
    settings=SETTINGS,
    prompt_tokens=120,
    prefilled_tokens=20,
    generated_tokens=50,
    time_to_first_token_s=0.123,
    tokens_per_s=21.44,
    hit_rate=0.834,
    fills=12,
    bytes_copied=2_400_000,
    gpu_joules=None,
    cpu_joules=None,
)


def test_the_line_under_a_reply() -> None:
    line = figures_line(STATS, "stop")
    assert line == "21.4 tok/s · first token 123 ms · hit 83 %"
    assert figures_line(STATS, "length") == f"cut at the token limit · {line}"
    assert figures_line(STATS, "cancelled") == f"stopped by you · {line}"


def test_what_was_not_measured_is_a_dash_never_a_zero() -> None:
    line = figures_line(replace(STATS, tokens_per_s=None, time_to_first_token_s=None, hit_rate=None), "stop")
    assert line.startswith("– tok/s · first token – · hit –")


def test_energy_says_what_it_covers() -> None:
    gpu_only = replace(STATS, gpu_joules=100.0)
    assert "2 J/token (GPU only)" in figures_line(gpu_only, "stop")
    assert "3 J/token (GPU + CPU)" in figures_line(replace(gpu_only, cpu_joules=50.0), "stop")


def test_details_name_settings_reuse_and_missing_sensors() -> None:
    details = figures_details(STATS, NO_POWER, "cancelled")
    assert "50 tokens, stopped by you" in details
    assert "100 reused" in details
    assert "12 experts copied to the GPU, 2.4 MB" in details
    assert "12 × 4 slots, LFU" in details
    assert "no GPU is in use" in details
    working = SensorReading(100.0, 500.0, "", "NVML")
    assert "unavailable" not in figures_details(STATS, PowerReading(working, working), "stop")


def test_a_refusal_is_escaped_and_names_its_field() -> None:
    html = error_html(GeometryError('no "<b>9</b>" ways', 'ways"'))
    assert "<b>" not in html
    assert 'data-field="ways&quot;"' in html
    assert error_html(None) == error_html("") == ""


def test_half_a_character_in_a_sentence_can_be_sent() -> None:
    """A file's name that is no UTF-8 is such a text in Python."""
    for html in (error_html("bad\udcff.json is no preset"), problems_html(("bad\udcff.json is no preset",))):
        assert "bad?.json is no preset" in html
        assert html.encode()


def test_a_baseline_is_named_among_the_settings() -> None:
    assert settings_line(SETTINGS).endswith("2 CPU threads")
    assert settings_line(replace(SETTINGS, placement="static_popular")).endswith(", Pin most-used")
