"""YAML that every reader takes for the same, and that people can read."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from alloyc.emit.yaml_text import to_yaml

NO_TEXT = [
    *("y", "Y", "n", "N", "yes", "No", "on", "OFF", "true", "null", "~", "", "=", "<<"),
    *("1e3", "12e4567", "0o17", "08", "+.5", "-.5", "1_000", "0b1", "0x1F", "190:20:30", "1.", ".5", "1E+3", "-0o7"),
    *("2020-01-01", "2001-1-2", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43", ".inf", "-.Inf", ".NaN"),
]
"""What a reader of YAML 1.1, of YAML 1.2, or Go's takes for something else than text."""
LONG = 'a "x" {\n\tb = 1\n\n\tc = "\u20ac"  \n\t\n}\n'


@pytest.mark.parametrize("text", NO_TEXT)
def test_what_is_no_text_elsewhere_is_quoted(text: str) -> None:
    assert to_yaml([{"a": text}]) in (f"a: '{text}'\n", f'a: "{text}"\n')
    assert next(iter(to_yaml([{text: 1}]))) in "'\""


@pytest.mark.parametrize("text", ["alloy", "v1.2.3", "60s", "1Gi", "a-1", "none", "k8smon"])
def test_other_text_is_as_it_is(text: str) -> None:
    assert to_yaml([{"a": text}]) == f"a: {text}\n"


def test_text_of_several_lines_is_a_block_with_its_tabs() -> None:
    made = to_yaml([{"config.alloy": LONG}])
    assert made.startswith('config.alloy: |\n  a "x" {\n  \tb = 1\n')
    assert yaml.safe_load(made) == {"config.alloy": LONG}


def test_a_private_character_stays() -> None:
    text = "\ue000\ue001\n\tb \n"
    assert yaml.safe_load(to_yaml([{"a": text, "b": "\ue000"}])) == {"a": text, "b": "\ue000"}


@given(st.recursive(st.text() | st.integers() | st.booleans() | st.text(" \t\n\ra\x85\ue000"), st.lists, max_leaves=5))
def test_it_reads_back(value: object) -> None:
    assert yaml.safe_load(to_yaml([{"a": value}])) == {"a": value}
