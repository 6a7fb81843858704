"""What decides about OTLP: the condition or the policy of a processor that drops it, and what is taken for granted of
what processors would find out about the world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..graph.component import Component
from ..graph.contributions import walk
from ..simulate.data import Otlp
from ..simulate.otlp.arguments import Arguments
from ..simulate.otlp.components import run
from ..simulate.otlp.messages import RECORDS, decode, scopes
from ..simulate.trace import Step, Trace, Unknown
from ..syntax.ast import Array, Attribute, Block, Body, Literal, Statement

FINDERS = ("k8sattributes", "resourcedetection")
"""Processors that add what they find to resources; a question tells it with facts."""
_DECIDING = ("filter", "tail_sampling")


def condition_of(step: Step) -> Statement | None:
    """The condition of a filter, or the policy of a sampler, that drops the data of a step by itself; None where
    several do it together, or nobody can tell."""
    component, datum = step.component, step.before
    if component is None or not isinstance(datum, Otlp):
        return None
    match _short(component):
        case "filter":
            one_by_one = _alone(component.body)
            return next((shown for shown, body in one_by_one if not _leaves(component, body, datum)), None)
        case "tail_sampling":
            without = ((s, tuple(o for o in component.body if o is not s)) for s in component.body)
            return next((s for s, body in without if s.name == "policy" and _leaves(component, body, datum)), None)
    return None


def _short(component: Component) -> str:
    return component.kind.removeprefix("otelcol.processor.")


def _leaves(component: Component, body: Body, datum: Otlp) -> bool:
    """Whether something comes out of the component with another body."""
    try:
        return bool(run(component.with_body(body), datum, lambda step: None))
    except Unknown:
        return True


def _alone(body: Body) -> Iterator[tuple[Statement, Body]]:
    """Each condition as a statement of its own, with the body that has no other."""
    others = tuple(s for s in body if not isinstance(s, Block) and not _conditions(s))
    for statement in body:
        match statement:
            case Attribute(value=Array(items)):
                for item in items:
                    one = replace(statement, value=Array((item,)), by=())
                    yield one, (*others, one)
            case Block(name=name) if name != "output":
                for condition, inner in _alone(statement.body):
                    yield condition, (*others, replace(statement, body=inner))


def _conditions(statement: Statement) -> bool:
    return isinstance(statement, Attribute) and isinstance(statement.value, Array)


def flat(datum: Otlp) -> Mapping[str, str]:
    """The first record, with its resource, as names and values: what can be told in a line."""
    tree = decode(datum)
    for resource, scope in scopes(datum.signal, tree):
        for record in scope[RECORDS[datum.signal]]:
            fields = {"name": record.get("name"), "severity": record.get("severityText"), "body": record.get("body")}
            found = {name: value for name, value in fields.items() if value not in (None, "")}
            found |= {f"resource.{key}": value for key, value in resource["resource"]["attributes"].items()}
            found |= {f"attributes.{key}": value for key, value in record.get("attributes", {}).items()}
            return {name: str(value) for name, value in found.items()}
    return {}


def assumed(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts that a question gives, and that nothing is found where it says nothing."""
    return {**{name: {} for name in FINDERS}, **facts}


def finders(on_the_way: Sequence[Component], facts: Mapping[str, Any]) -> list[str]:
    """The processors on a way whose findings were not given."""
    return [name for name in dict.fromkeys(map(_short, on_the_way)) if name in FINDERS and name not in facts]


def depends_on_findings(on_the_way: Sequence[Component], trace: Trace, signal: str) -> bool:
    """Whether something on a way may decide by what a resource has: by itself, or by what was written from there."""
    condition = condition_of(trace.steps[-1]) if trace.steps and not trace.arrived else None
    if condition is not None and "resource" not in text_of(condition):
        return False  # one condition that holds is enough
    deciding = [i for i, one in enumerate(on_the_way) if _short(one) in _DECIDING and _blocks(one, signal)]
    before = on_the_way[: deciding[-1] + 1] if deciding else ()
    return any(_reads_resource(component, signal) for component in before)


def _reads_resource(component: Component, signal: str) -> bool:
    """Whether a component decides by an attribute of the resource, or writes one elsewhere: OTTL names it, a policy on
    attributes looks there."""
    return any(
        (isinstance(node, Literal) and "resource" in str(node.value))
        or (isinstance(node, Block) and node.name in ("string_attribute", "numeric_attribute", "boolean_attribute"))
        for block in _blocks(component, signal)
        for node in walk(block)
    )


def _blocks(component: Component, signal: str) -> list[Block]:
    """The blocks by which a component decides about data of a signal, or changes what others decide by."""
    record = signal.removesuffix("s")
    blocks = [statement for statement in component.body if isinstance(statement, Block)]
    match _short(component):
        case "filter":
            return [block for block in blocks if block.name in (signal, f"{record}_conditions")]
        case "transform":
            changes = [block for block in blocks if block.name == f"{record}_statements"]
            return [block for block in changes if Arguments(block.body).get("context") != "resource"]
        case "tail_sampling":
            return [block for block in blocks if block.name == "policy"]
    return []


def text_of(statement: Statement | None) -> str:
    """The condition that a statement of `condition_of` holds; "" for a policy."""
    match statement:
        case Attribute(value=Array(items=(Literal(value=str(text)),))):
            return text
    return ""
