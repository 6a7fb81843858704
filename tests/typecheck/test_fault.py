"""A fault has the node that it is about, and a place inside its text."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from alloyc.syntax.ast import Literal, Position
from alloyc.syntax.parser import parse_body
from alloyc.typecheck import faults
from alloyc.typecheck.fault import Fault, inside, span

WRONG = """
declare "unused" {
  argument "a" { optional = "maybe" }
  prometheus.scrape "inner" { targets = argument.b.value }
}
discovery.relabel "a" {
  targets = [discovery.nothing.a.targets, {"a" = [1]}]
  rule {
    regex  = coalesce("(")
    action = "dropp"
  }
  rule {
    action = "drop"
    regex  = "("
  }
  ruler { a = sys.en("B") }
}
foreach "b" {
  collection = []
  var        = "each"
  template "label" {
    loki.write "a" { endpoint { url = 1 + "a" } }
  }
}
"""


def nodes(node: Any) -> list[int]:
    """The ids of every node of a tree."""
    if isinstance(node, tuple) and not isinstance(node, Position):
        return [found for part in node for found in nodes(part)]
    if not is_dataclass(node):
        return []
    return [id(node), *(found for f in fields(node) if f.compare for found in nodes(getattr(node, f.name)))]


def test_every_fault_has_a_node_of_the_tree_itself() -> None:
    body = parse_body(WRONG)
    known, found = set(nodes(body)), faults(body, stability="experimental")
    assert len(found) > 9
    assert [fault for fault in found if id(fault.node) not in known] == []


@pytest.mark.parametrize(
    ("spelling", "offset", "place"),
    [
        ('"abc"', 0, (0, 1)),
        ('"abc"', 2, (0, 3)),
        (r'"\"bc"', 1, (0, 3)),
        (r'"\u00e4b\x41c"', 3, (0, 12)),
        ("`abc`", 2, (0, 3)),
        ("`a\nbc`", 3, (1, 1)),
    ],
)
def test_a_place_inside_a_string(spelling: str, offset: int, place: tuple[int, int]) -> None:
    assert inside(spelling, offset) == place


def test_a_span_inside_a_string() -> None:
    literal = Literal("a\nbc", "`a\nbc`", Position(3, 5, 4, 4))
    found = span(Fault("invalid-regex", "", literal, source="f", offset=3, extent=1))
    assert found is not None
    assert (found.line, found.column, found.length) == (4, 2, 1)
