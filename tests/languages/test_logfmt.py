"""logfmt, against what go-logfmt decodes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloyc.languages.logfmt import LONGEST_LINE, pairs
from support.tables import table


@pytest.mark.parametrize("case", table("languages/cases/logfmt.yaml"), ids=lambda case: case["text"])
def test_pairs(case: dict[str, Any]) -> None:
    assert [list(pair) for pair in pairs(case["text"])] == case["pairs"]


def test_a_line_that_is_too_long_ends_it() -> None:
    assert list(pairs("a=1\nb=" + "x" * LONGEST_LINE + "\nc=1")) == [("a", "1")]


@given(st.lists(st.tuples(st.from_regex("[a-z]+", fullmatch=True), st.from_regex("[a-z0-9]+", fullmatch=True))))
def test_plain_pairs_read_back(written: list[tuple[str, str]]) -> None:
    assert list(pairs(" ".join(f"{key}={value}" for key, value in written))) == written
