"""What is a difference between Alloy and the simulation, and what is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alloyc.engine.compare import Difference, difference, shown
from alloyc.graph.component import Component, Graph, Origin
from alloyc.simulate.data import Line, Series
from alloyc.simulate.places import Destination, Source
from alloyc.simulate.trace import Trace
from alloyc.testing.expect import Arrival
from alloyc.testing.feed import Outcome
from alloyc.testing.subject import Subject

SINK = Component(1, "loki.write", "end", (), Origin(()))
OTHER = Component(2, "loki.write", "other", (), Origin(()))
SUBJECT = Subject((Graph("a", (SINK, OTHER)),), (), (Destination("end", "a", SINK), Destination("other", "a", OTHER)))
SOURCE = Source((), "a", SINK, ("logs",))
CLOCK = (1_000, 2_000)
LINE = Line({"app": "web"}, "hello", 7)
LISTING = replace(LINE, labels={"loki.attribute.labels": "a,b"})
ARRIVED = Arrival("end", "logs", {"app": "web"}, "hello", {}, tenant="", timestamp=7)
SERIES = Series({"__name__": "orders"})
SAMPLE = Arrival("end", "series", {"__name__": "orders"})


def compared(*traces: Trace, real: list[Arrival]) -> Difference:
    return difference([Outcome(SOURCE, LINE, traces)], SUBJECT, real, CLOCK)


def lines(*datums: Line | Series) -> Trace:
    return Trace(LINE, (), tuple((SINK, datum) for datum in datums), "", SINK)


@pytest.mark.parametrize(
    ("simulated", "real"),
    [
        (lines(LINE), [ARRIVED]),
        (lines(LINE), [replace(ARRIVED, timestamp=1_500)]),
        (lines(replace(LINE, tenant=None)), [replace(ARRIVED, tenant="who")]),
        (lines(SERIES), [SAMPLE, SAMPLE]),
        (lines(LISTING), [replace(ARRIVED, labels={"loki.attribute.labels": "b,a"})]),
        (lines(SERIES), [SAMPLE, replace(SAMPLE, labels={"__name__": "up"})]),
        (Trace(LINE, unknown="why", ended=SINK), [ARRIVED]),
    ],
)
def test_no_difference(simulated: Trace, real: list[Arrival]) -> None:
    assert not compared(simulated, real=real)


@pytest.mark.parametrize(
    ("simulated", "real", "missing", "more"),
    [
        (lines(LINE), [], 1, 0),
        (lines(), [ARRIVED], 0, 1),
        (lines(LINE), [ARRIVED, ARRIVED], 0, 1),
        (lines(LINE), [replace(ARRIVED, line="hello\n")], 1, 1),
        (lines(LINE), [replace(ARRIVED, labels={})], 1, 1),
        (lines(LINE), [replace(ARRIVED, metadata={"pod": "x"})], 1, 1),
        (lines(LINE), [replace(ARRIVED, tenant="x")], 1, 1),
        (lines(LINE), [replace(ARRIVED, timestamp=8)], 1, 1),
        (lines(LINE), [replace(ARRIVED, destination="other")], 1, 1),
        (lines(SERIES), [replace(SAMPLE, labels={"__name__": "orders", "a": "b"})], 1, 1),
        (Trace(LINE, unknown="why", ended=OTHER), [ARRIVED], 0, 1),
    ],
)
def test_a_difference(simulated: Trace, real: list[Arrival], missing: int, more: int) -> None:
    found = compared(simulated, real=real)
    assert (len(found.simulated), len(found.real)) == (missing, more)


def test_an_arrival_is_shown_on_a_line() -> None:
    arrival = replace(ARRIVED, line="a\nb", metadata={"pod": "x"}, tenant="me")
    assert shown(arrival) == """logs at `end`: {app="web"} 'a\\nb' metadata {'pod': 'x'} as me"""
