"""Questions from text to data, and those that are asked in advance."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloyc.picture.questions import EXAMPLES, KINDS, Kind, Question, datum_of
from alloyc.report.diagnostics import Refused
from alloyc.simulate.data import Datum, Line, Series, Target

READ: list[tuple[Kind, str, Datum]] = [
    ("series", "up", Series({"__name__": "up"})),
    ("series", 'up{a="b", c="d\\"e"}', Series({"__name__": "up", "a": "b", "c": 'd"e'})),
    ("series", '{__name__="up"}', Series({"__name__": "up"})),
    ("line", "GET / {a}", Line({}, "GET / {a}")),
    ("line", '{namespace="shop"} GET /', Line({"namespace": "shop"}, "GET /")),
    ("pod", "namespace=shop, a.b/c=cart", Target({"namespace": "shop", "a.b/c": "cart"})),
    ("pod", "{}", Target({})),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "datum"), READ)
def test_read(kind: Kind, text: str, datum: Datum) -> None:
    assert datum_of(Question(kind, text)) == datum


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_in_the_help_is_a_question(kind: Kind) -> None:
    datum_of(Question(kind, EXAMPLES[kind]))


@given(st.sampled_from(KINDS), st.text())
def test_any_text_is_read_or_refused(kind: Kind, text: str) -> None:
    with suppress(Refused):
        assert isinstance(datum_of(Question(kind, text)), Series | Line | Target)
