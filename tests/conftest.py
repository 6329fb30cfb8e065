"""What all tests share: a home of their own, and examples that may take their time. Imports no torch."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from hybrid.machine.user_folders import HOME_VARIABLE

# How long an example takes says more about the machine than about the code.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture(scope="session", autouse=True)
def home_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing is read from or written to the user's own folders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(tmp_path_factory.mktemp("home")))
        yield
