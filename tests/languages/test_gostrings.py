"""Strings of bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloyc.languages import gostrings

UNQUOTED = [
    ('"a\\tb"', "a\tb"),
    ('"\\x41\\101\\u00e9"', "AA\u00e9"),
    ('"\\xff"', "\udcff"),
    ('"\\\'"', None),
    ('"\\q"', None),
    ('"\\400"', None),
    ("`a\\b`", "a\\b"),
    ("`a`b`", None),
    ('"a', None),
]
FLOATS = [
    (0.0, "0"), (-0.0, "-0"), (1.0, "1"), (100000.0, "100000"), (1e6, "1e+06"), (0.0001, "0.0001"),
    (1e-5, "1e-05"), (1.5e300, "1.5e+300"), (123456.789, "123456.789"),
]  # fmt: skip


@pytest.mark.parametrize(("spelling", "value"), UNQUOTED)
def test_unquote(spelling: str, value: str | None) -> None:
    assert gostrings.unquote(spelling) == value


@pytest.mark.parametrize(("value", "text"), FLOATS)
def test_format_float(value: float, text: str) -> None:
    assert gostrings.format_float(value, "g") == text


def test_cases_are_one_for_one() -> None:
    assert gostrings.upper("stra\u00dfe \u1fb3") == "STRA\u00dfE \u1fbc"
    assert gostrings.lower("\u0130\u03a3") == "i\u03c3"


def test_sizes_are_of_bytes() -> None:
    assert gostrings.size("\u00e9a") == 3
    assert gostrings.valid(gostrings.cut("\u00e9a", 0, 1)) == "\ufffd"


@given(st.binary())
def test_bytes_read_back(data: bytes) -> None:
    assert gostrings.encode(gostrings.decode(data)) == data


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_read_back(value: float) -> None:
    for form in ("f", "g", "e"):
        assert float(gostrings.format_float(value, form)) == value
