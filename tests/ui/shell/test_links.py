"""Addresses with settings: which are marked as reached from elsewhere."""

import pytest

from ui.shell.links import is_marked, marked


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "None", None])
def test_from_elsewhere_or_nobody_knows(site: str | None) -> None:
    address = marked("/", "ways=2&policy=lru", site)
    assert address == "/?ways=2&policy=lru&from-elsewhere=1"
    assert is_marked(address.partition("?")[2])
    assert marked("/", address.partition("?")[2], site) == "", "once is enough"


@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_from_the_address_bar_or_the_page_itself(site: str) -> None:
    assert marked("/", "ways=2", site) == ""


def test_from_a_link_in_the_page_itself_which_a_model_wrote() -> None:
    assert marked("/", "ways=2", "same-origin", pressed=True) == "/?ways=2&from-elsewhere=1"
    assert marked("/", "ways=2", "none", pressed=True) == "", "the address bar was used by hand"


def test_other_addresses() -> None:
    assert marked("/", "", None) == ""
    assert marked("/telemetry/layer", "layer=3", None) == ""


@pytest.mark.parametrize("query", ["from-elsewhere", "?from-elsewhere=", "a=1&from%2Delsewhere=0"])
def test_the_mark_however_it_is_written(query: str) -> None:
    assert is_marked(query)


@pytest.mark.parametrize("query", ["", "?", "ways=from-elsewhere", "xfrom-elsewhere=1"])
def test_no_mark(query: str) -> None:
    assert not is_marked(query)
