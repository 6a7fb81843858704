"""Steps of processors: each names the statement, condition or action that changed the data."""

from __future__ import annotations

from typing import Any

import pytest

from alloyc.graph.component import Component, Origin
from alloyc.simulate.data import Otlp
from alloyc.simulate.otlp import run
from alloyc.simulate.trace import Step
from alloyc.syntax.ast import Attribute, Block, Literal
from alloyc.syntax.parser import parse_body

SPANS = [{"name": name, "traceId": "1" * 32, "spanId": "2" * 16} for name in ("a", "b", "c")]
DATUM = Otlp("traces", {"resourceSpans": [{"scopeSpans": [{"spans": SPANS}]}]})

BODIES = {
    "transform": """
trace_statements {
  context    = "span"
  conditions = ["name != \\"c\\""]
  statements = ["set(name, name)", "set(attributes[\\"x\\"], 1)", "set(status.code, 2)"]
}
statements { trace = ["set(resource.attributes[\\"y\\"], 1)"] }""",
    "filter": 'traces { span = ["name == \\"a\\"", "name == \\"z\\"", "name == \\"b\\""] }',
    "attributes": """
action {
  key    = "x"
  action = "delete"
}
action {
  key    = "y"
  value  = 1
  action = "insert"
}""",
    "groupbyattrs": 'keys = ["x"]',
}
DECIDED = {
    "transform": [
        'set(attributes["x"], 1)', "set(status.code, 2)", 'set(attributes["x"], 1)', "set(status.code, 2)",
        'set(resource.attributes["y"], 1)',
    ],
    "filter": ['name == "a"', 'name == "b"'],
    "attributes": ["action"],
    "groupbyattrs": [],
}  # fmt: skip


def steps(kind: str, body: str) -> list[Step]:
    told: list[Step] = []
    run(Component(1, f"otelcol.processor.{kind}", "x", parse_body(body), Origin(())), DATUM, told.append)
    return told


def said(step: Step) -> Any:
    match step.statement:
        case Attribute(_, Literal(value)):
            return value
        case Block(name):
            return name
    return None


@pytest.mark.parametrize("kind", BODIES)
def test_what_decided_is_named(kind: str) -> None:
    told = steps(kind, BODIES[kind])
    assert [said(step) for step in told] == DECIDED[kind]
    assert all(step.component is not None and step.before != step.after[0] for step in told)


def test_the_last_condition_drops_what_is_left() -> None:
    [step] = steps("filter", 'traces { span = ["true"] }')
    assert (said(step), step.after) == ("true", ())


def test_an_error_that_is_propagated_names_its_statement() -> None:
    [step] = steps(
        "transform", 'error_mode = "propagate"\nstatements { trace = ["set(span.name, ParseJSON(span.name))"] }'
    )
    assert (said(step), step.after) == ("set(span.name, ParseJSON(span.name))", ())
