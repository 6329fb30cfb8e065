"""A package that is missing, however it is reported."""

import pytest

from hybrid.model.missing_packages import install_hint


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    error.__cause__ = cause
    return error


MISSING = ModuleNotFoundError("No module named 'google.protobuf'", name="google.protobuf")
REPORTS = [
    (ModuleNotFoundError("No module named 'einops'", name="einops"), "einops"),
    (ModuleNotFoundError("No module named 'causal_conv1d.ops'", name="causal_conv1d.ops"), "causal_conv1d"),
    (MISSING, "protobuf"),
    (ImportError("Loading this needs accelerate: `pip install accelerate`"), "accelerate"),
    (ImportError("Install it with `pip install 'transformers[audio]'`."), "transformers[audio]"),
    (ImportError("\nX requires the SentencePiece library but it was not found in your environment."), "sentencepiece"),
    (raised(ValueError("cannot build the tokenizer"), MISSING), "protobuf"),
]


@pytest.mark.parametrize(("error", "package"), REPORTS, ids=lambda value: str(value)[:30])
def test_the_package_is_named(error: Exception, package: str) -> None:
    hint = install_hint("The model family x", error)
    assert hint.startswith("The model family x needs a Python package that isn't installed.")
    assert f"`pip install {package}`" in hint


def test_an_import_that_fails_otherwise_is_told_as_it_is() -> None:
    hint = install_hint("X", ImportError("cannot import name 'y' from 'z'"))
    assert "another version" in hint
    assert "cannot import name 'y'" in hint


@pytest.mark.parametrize("error", [ValueError("pip install nothing"), OSError(), KeyError("requires the x library")])
def test_other_errors_are_no_missing_package(error: Exception) -> None:
    assert install_hint("X", error) == ""
