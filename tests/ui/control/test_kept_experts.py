"""Kept experts on the page: shown while there are some, and removed on request."""

from hybrid.errors import KeepingError
from tests.fakes.fake_engine import FakeEngine
from ui.control.kept_experts import KeptExperts


def test_nothing_is_shown_while_nothing_is_kept(engine: FakeEngine) -> None:
    text, button = KeptExperts(engine).show()
    assert (text.value, text.visible, button.visible) == ("", False, False)


def test_what_is_kept_is_shown_and_removed(engine: FakeEngine) -> None:
    engine.kept_bytes = 21_300_000_000
    text, button = KeptExperts(engine).show()
    assert text.value == "Experts made int8 or int4 take 21.3 GB of disk, for the next load."
    assert text.visible
    assert button.visible
    text, button, error = KeptExperts(engine).remove()
    assert (text.visible, button.visible, error) == (False, False, "")
    assert engine.kept_experts() == 0


def test_files_that_cannot_be_removed_stay_and_say_why(engine: FakeEngine) -> None:
    engine.kept_bytes, engine.kept_refusal = 10, KeepingError("The kept experts could not be removed (read-only).")
    text, _, error = KeptExperts(engine).remove()
    assert text.visible
    assert "could not be removed (read-only)" in error
