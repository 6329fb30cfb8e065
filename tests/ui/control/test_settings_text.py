"""Settings as flat values, JSON and addresses, there and back."""

import json
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid.errors import ConfigError
from hybrid.types import ADMISSIONS, MAPPINGS, PLACEMENTS, Geometry, Settings
from ui.control.settings_text import LONGEST_TEXT, change_to, checked_values, values_in, values_in_query, values_of

SETTINGS = Settings(Geometry(12, 4), "layered", "lfu", "bounded", 2, 8)
numbers = st.integers(0, 10**9 - 1)
any_settings = st.builds(
    Settings,
    st.builds(Geometry, numbers, numbers),
    st.sampled_from(MAPPINGS),
    st.sampled_from(["lru", "fifo", "lfu", "lfru"]),
    st.sampled_from(ADMISSIONS),
    numbers,
    numbers,
    st.sampled_from(PLACEMENTS),
    st.booleans(),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def read(text: str, settings: Settings = SETTINGS) -> Settings:
    return replace(settings, **change_to(checked_values(values_in(text, settings), settings), settings))


@given(any_settings, any_settings)
def test_json_and_links_say_the_whole_settings(settings: Settings, others: Settings) -> None:
    values = values_of(settings)
    assert read(json.dumps(values, indent=2), others) == settings
    as_scripts_write = {
        name: str(value).lower() if isinstance(value, bool) else value for name, value in values.items()
    }
    assert read(f"  http://127.0.0.1:7860/?{urlencode(as_scripts_write)}\n", others) == settings


def test_what_is_left_out_stays() -> None:
    assert read('{"ways": 6}') == replace(SETTINGS, geometry=Geometry(12, 6))
    assert read("http://localhost/?policy=lru&indexes=8") == replace(SETTINGS, policy="lru", geometry=Geometry(8, 4))


def test_parameters_of_others_are_no_settings() -> None:
    assert values_in_query("?__theme=dark&ways=3&view=api", SETTINGS) == {"ways": 3}
    assert values_in_query("", SETTINGS) == {}


@pytest.mark.parametrize(
    ("text", "field", "advice"),
    [
        ("", "settings-json", "Nothing to import"),
        ("{", "settings-json", "isn't valid JSON"),
        ("[" * 2000, "settings-json", "isn't valid JSON"),
        ("[1]", "settings-json", "a JSON object"),
        ("{}", "settings-json", "names no setting"),
        ("hello", "settings-json", "names no setting"),
        ("http://[bad/?ways=3", "settings-json", "names no setting"),
        ("x" * (LONGEST_TEXT + 1), "settings-json", "too long"),
        ('{"slots": 3}', "settings-json", "Unknown setting 'slots'"),
        ('{"ways": "4"}', "ways", "whole number"),
        ('{"ways": 2.5}', "ways", "whole number"),
        ('{"ways": true}', "ways", "whole number"),
        ('{"ways": NaN}', "ways", "whole number"),
        ('{"ways": Infinity}', "ways", "whole number"),
        ('{"max_queued_copies": 1e300}', "max_queued_copies", "whole number"),
        (f'{{"ways": {"9" * 400}}}', "ways", "whole number"),
        ('{"cpu_threads": null}', "cpu_threads", "whole number"),
        ('{"policy": 3}', "policy", "Choose a policy"),
        ('{"policy": null}', "policy", "Choose a policy"),
        ('{"split_misses": 1}', "split_misses", "true or false"),
        ("http://x/?ways=many", "ways", "whole number"),
        ("http://x/?split_misses=perhaps", "split_misses", "true or false"),
        (f"http://x/?ways={'9' * 5000}", "ways", "whole number"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_where(text: str, field: str, advice: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read(text)
    assert refused.value.field == field
    assert advice in str(refused.value)


@given(st.text() | json_values.map(json.dumps))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ConfigError):
        assert isinstance(read(text), Settings)
