"""Inspections as text: what a terminal shows, and the bar of characters."""

from dataclasses import replace

import pytest

from hybrid.fit.inspection import Bar, Inspection, KvCache, KvLayer, Part, SpeedRange
from hybrid.fit.text_report import drawn, text_report
from hybrid.fit.words import size, speed_text
from tests.fakes.fake_inspections import GIB, fake_inspection


def test_a_report_of_a_model_that_fits() -> None:
    lines = text_report(fake_inspection("demo/one")).splitlines()
    assert lines[0] == "demo/one: mixtral"
    assert "  Layers    32, 32 with experts: 8 each, top 2" in lines
    assert "  Experts   26.0 GiB as bfloat16" in lines
    assert "  KV cache  125.0 MiB for 1,000 tokens, 4.0 GiB for all 32,768" in lines
    assert "  N x M     32 x 5, up to 160 slots; also 24 x 6, 16 x 8" in lines
    assert "      s slots                       16.2 GiB" in lines
    assert lines[-1] == "It fits, and leaves 1.8 GiB of GPU and 30.0 GiB of RAM free."
    assert all(line.isascii() for line in lines)


def test_a_report_of_a_model_too_large() -> None:
    report = text_report(fake_inspection("large/one"))
    assert "!" in report
    assert report.endswith("are free. A version of it whose files have at most 56.0 GiB fits.")
    assert "28.0 GiB" in report


def test_a_report_of_a_model_that_cannot_be_run_has_its_facts() -> None:
    facts = replace(fake_inspection("demo/one").facts, quantisation="awq", layers=None, experts=None, top_k=None)
    report = text_report(Inspection(facts, refusal="It is quantised."))
    assert "Quantised  awq" in report
    assert "unknown, 32 with experts: unknown each, top unknown" in report
    assert report.endswith("It is quantised.")
    assert "[" not in report


def test_names_from_outside_cannot_steer_the_terminal() -> None:
    facts = replace(fake_inspection("demo/one").facts, name="a\x1b[2J\nb", family="\u202ec\ud800", quantisation="\x07")
    lines = text_report(Inspection(facts, refusal="It is\rquantised.")).splitlines()
    assert lines[0] == "a?[2J?b: ?c?"
    assert all(line.isprintable() for line in lines)


def test_room_that_lacks_only_for_long_conversations_is_no_refusal() -> None:
    bar = Bar("RAM", 10 * GIB, (Part("experts", 9 * GIB), Part("kv", 2 * GIB), Part("free", 0)))
    report = text_report(replace(fake_inspection("demo/one"), bars=(bar,)))
    assert report.endswith("It can be loaded, but long conversations lack 1.0 GiB of RAM.")


def test_experts_made_smaller_are_told() -> None:
    inspection = fake_inspection("demo/one")
    assert inspection.info is not None
    held = replace(
        inspection, info=replace(inspection.info, expert_bytes=inspection.info.expert_bytes // 2, dtype="int8")
    )
    assert "experts 13.0 GiB as int8, the rest 2.0 GiB" in text_report(held)


@pytest.mark.parametrize(
    ("parts", "total", "bar"),
    [
        ((("experts", 1), ("free", 1)), 2, "e" * 30 + "." * 30),
        ((("taken", 1), ("experts", 1), ("free", 2)), 4, "/" * 15 + "e" * 15 + "." * 30),
        ((("experts", 4), ("free", 0)), 2, "e" * 30 + "|" + "e" * 29),
        ((("free", 0),), 0, ""),
    ],
)
def test_bars_are_drawn_to_scale(parts: tuple[tuple[str, int], ...], total: int, bar: str) -> None:
    assert drawn(Bar("RAM", total, tuple(Part(name, count) for name, count in parts))) == bar


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (87 * GIB, "87.0 GiB"),
        (3 << 40, "3.0 TiB"),
        (5 << 50, "5120.0 TiB"),
    ],
)
def test_sizes_have_units(count: int, text: str) -> None:
    assert size(count) == text


def test_a_speed_says_what_it_was_reckoned_from() -> None:
    assert speed_text(SpeedRange(3.21, 12.6, True, "this machine's timing of X")) == (
        "3.2 to 13 tok/s, by this machine's timing of X"
    )
    assert speed_text(SpeedRange(12.6, 12.6, False, "RAM 60 GB/s")) == (
        "13 tok/s, reckoned from measured bandwidths (RAM 60 GB/s), not timed"
    )


def test_an_unknown_cache_is_said_to_be_unknown() -> None:
    known = replace(fake_inspection("demo/one"), kv=KvCache((KvLayer(1),)))
    assert "not known before it is loaded" not in text_report(known)
    assert "not known before it is loaded" in text_report(replace(known, kv=None))


def test_packed_words_are_called_so() -> None:
    facts = replace(fake_inspection("demo/one").facts, expert_types=("I32", "F16"), quantisation="awq")
    assert "as packed words, float16" in text_report(replace(fake_inspection("demo/one"), facts=facts))
