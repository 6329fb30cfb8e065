"""Whatever is read, from wherever: it is taken, or refused in a sentence, and nothing else comes of it.

Some inputs of each target run every time, the same ones for the same commit; more, and others, by
``EXAMPLES=1000 pytest tests/fuzz --hypothesis-profile=explore`` or ``python -m tests.fuzz``.
"""

from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hybrid.errors import HybridError, TraceError
from tests.fuzz.mutations import mutated
from tests.fuzz.target import Target
from tests.fuzz.targets import TARGETS

EXAMPLES = 15 if settings().derandomize else settings().max_examples


def tried(target: Target, content: bytes) -> bool:
    with TemporaryDirectory() as folder:
        return target.try_on(content, Path(folder))


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(number=st.integers(0, (1 << 64) - 1))
def test_any_input(name: str, number: int) -> None:
    random = Random(number)
    tried(TARGETS[name], TARGETS[name].mutate(random.choice(TARGETS[name].seeds()), random))


@pytest.mark.parametrize("name", TARGETS)
def test_what_inputs_are_made_of_is_taken(name: str) -> None:
    """Or mutations would be refused for what is wrong in all of them."""
    assert any(tried(TARGETS[name], content) for content in TARGETS[name].seeds())


def _raising(error: BaseException) -> Target:
    def read(_: bytes, folder: Path) -> None:
        raise error

    return Target(lambda: (b"x",), read)


@pytest.mark.parametrize("error", [KeyError("x"), MemoryError(), RecursionError(), TraceError("")])
def test_what_is_no_sentence_is_a_fault(error: Exception) -> None:
    with pytest.raises((type(error), AssertionError)):
        tried(_raising(error), b"")
    assert not tried(_raising(TraceError("It is cut short: save it again.")), b"")


def test_a_reader_that_changes_a_file_is_a_fault() -> None:
    def read(_: bytes, folder: Path) -> None:
        (folder / "given").write_bytes(b"y")

    with pytest.raises(AssertionError, match="has changed a file"):
        tried(Target(lambda: (b"x",), read, "given"), b"x")


@given(number=st.integers(0, (1 << 64) - 1))
def test_a_number_gives_the_same_input_again(number: int) -> None:
    seed = b'{"a": [1, 2, {"b": null}]}'
    assert mutated(seed, Random(number)) == mutated(seed, Random(number))
    with suppress(HybridError):
        assert isinstance(mutated(b"", Random(number)), bytes)
