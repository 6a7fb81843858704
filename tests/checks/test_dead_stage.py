"""Stages that never drop a line, and those that leave none; attacked with random lines."""

from __future__ import annotations

from itertools import product

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from alloyc.checks.dead_stage import dead
from alloyc.checks.run import check_values, choice
from alloyc.compile import Settings
from alloyc.syntax.parser import parse_body
from alloyc.values.load import load_text

VALUES = """\
cluster: {name: prod}
destinations:
  logs: {type: loki, url: https://logs.example.com/loki/api/v1/push}
collectors:
  alloy: {presets: [filesystem-log-reader, daemonset]}
podLogsViaLoki:
  enabled: true
  collector: alloy
  extraLogProcessingStages: |
"""


def drop(expression: str, more: str = "") -> str:
    return f'stage.drop {{\n  expression = "{expression}"\n{more}}}\n'


def found(*stages: str) -> list[tuple[str, int]]:
    text = VALUES + "".join(f"    {line}\n" for stage in stages for line in stage.splitlines())
    told = check_values(load_text(text), Settings(), chosen=choice("dead-rule,nothing-kept"))
    first = VALUES.count("\n")
    return [(f.diagnostic.code, f.diagnostic.span.line - first) for f in told if f.diagnostic.span]


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ((drop("debug"), drop("level=debug")), [("dead-rule", 4)]),
        ((drop("level=debug"), drop("debug")), []),
        ((drop("debug"), drop("level=debug", '  longer_than = "1KB"\n')), [("dead-rule", 4)]),
        ((drop("debug", '  longer_than = "1KB"\n'), drop("level=debug")), []),
        ((drop("debug"), "stage.decolorize { }\n", drop("debug")), []),
        ((drop("debug"), drop("x", '  source = "level"\n')), []),
        ((drop(".*"),), [("nothing-kept", 1)]),
        ((drop("(?i)debug"), drop("DEBUG")), [("dead-rule", 4)]),
    ],
)
def test_what_is_told(stages: tuple[str, ...], expected: list[tuple[str, int]]) -> None:
    assert found(*stages) == expected


LINES = st.lists(st.text("debug levl=xX!1\n", max_size=30), max_size=30)
PATTERNS = ("debug", "level=debug", "^debug", "debug$", "d.b", "(?i)DEBUG", "x|debug", "deb+ug!?", ".", "l.*g")
DEAD = [
    (first, second)
    for first, second in product(PATTERNS, PATTERNS)
    if "dead-rule" in [code for _, code in dead(parse_body(drop(first) + drop(second)))]
]


def test_some_are_dead_and_some_are_not() -> None:
    assert ("debug", "level=debug") in DEAD
    assert ("level=debug", "debug") not in DEAD


@given(st.sampled_from(DEAD), LINES)
def test_what_is_called_dead_drops_no_line(pair: tuple[str, str], lines: list[str]) -> None:
    first, second = map(re2.compile, pair)
    assert [line for line in lines if second.search(line) and not first.search(line)] == []
