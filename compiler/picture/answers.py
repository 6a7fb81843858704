"""Answers to what is asked in a picture: the way of a datum, hop by hop, from the trace of the evaluator.

An answer is plain data, as `docs/graph.md` describes it, and has no secrets.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

from ..catalog.behaviour import kind
from ..graph.component import Component, Graph, map_body
from ..simulate.data import Datum, Line, Otlp, Series, Target
from ..simulate.trace import Step, Trace
from ..syntax.ast import Attribute, Expr, Name, Ref, Statement
from ..syntax.printer import print_body
from ..values.preset_data import metrics, names
from .build import node_id
from .edges import edges_of
from .masking import Masks, masked
from .questions import Question, datum_of
from .words import plain, rule_blocks

Evaluate: TypeAlias = Callable[[Graph, Component, Datum], Iterable[Trace]]
"""The evaluator: every way of a datum that a component of a graph gathers."""

MAX_BYTES = 300_000
"""Of the answers that stand in a page."""


def answers(question: Question, graphs: Sequence[Graph], evaluate: Evaluate, hidden: Masks) -> list[dict[str, Any]]:
    """What becomes of what is asked about, wherever a collector could gather it. Raises Refused for a question that is
    none."""
    datum = datum_of(question)
    return [
        _answer(question, graph, source, trace, hidden)
        for graph in graphs
        for source in sources_of(graph, datum)
        for trace in evaluate(graph, source, datum)
    ]


def precomputed(graphs: Sequence[Graph], evaluate: Evaluate, hidden: Masks) -> Iterator[dict[str, Any]]:
    """The answers for metrics of the presets' lists, from the sources behind which a rule names them; by metric, as
    many as a page holds."""
    asked = sorted(
        (metric, number, position)
        for number, graph in enumerate(graphs)
        for position, source in enumerate(graph.components)
        if "metrics" in _gives(source)
        for metric in _named_behind(source, graph)
    )
    size = 0
    for metric, number, position in asked:
        graph, question = graphs[number], Question("series", metric)
        source = graph.components[position]
        for trace in evaluate(graph, source, datum_of(question)):
            found = _answer(question, graph, source, trace, hidden)
            size += len(json.dumps(found))
            if size > MAX_BYTES:
                return
            yield found


def sources_of(graph: Graph, datum: Datum) -> list[Component]:
    """The components that could gather a datum of that sort."""
    match datum:
        case Series():
            signal = "metrics"
        case Line():
            signal = "logs"
        case _:
            discoveries = [component for component in graph.components if kind(component.kind).role == "discovery"]
            found = [component for component in discoveries if is_pod(component, datum)]
            return found or discoveries
    return [component for component in graph.components if signal in _gives(component)]


def is_pod(source: Component, datum: Datum) -> bool:
    """Whether the labels are those of a pod that this could find, and not of a target as discovery finds it."""
    if source.kind != "discovery.kubernetes" or not isinstance(datum, Target):
        return False
    return not any(label.startswith("__") for label in datum.labels)


def _gives(component: Component) -> frozenset[str]:
    """The signals that a component gathers by itself."""
    known = kind(component.kind)
    return known.gives if known.role == "source" else frozenset()


def _named_behind(source: Component, graph: Graph) -> frozenset[str]:
    """The metrics of the presets' lists that rules on the way of a source name."""
    after: dict[int, list[int]] = {}
    for start, end, signal in edges_of(graph):
        if signal not in ("targets", "values"):
            after.setdefault(start, []).append(end)
    found, waiting = {source.id}, [source.id]
    while waiting:
        new = set(after.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    behind = (component for component in graph.components if component.id in found)
    return _listed_metrics() & {pattern for component in behind for pattern in _patterns(component)}


def _patterns(component: Component) -> Iterator[str]:
    for block in rule_blocks(component):
        for statement in block.body:
            if isinstance(statement, Attribute) and statement.name == "regex":
                yield from plain(statement.value).split("|")


@cache
def _listed_metrics() -> frozenset[str]:
    """The metrics of the presets' lists that are names, not patterns."""
    listed = (metric for name in names("metrics") for metric in metrics(name))
    return frozenset(metric for metric in listed if metric.replace("_", "").replace(":", "").isalnum())


def _answer(question: Question, graph: Graph, source: Component, trace: Trace, hidden: Masks) -> dict[str, Any]:
    last = trace.steps[-1] if trace.steps else None
    dropped = last.reason if last is not None and not last.after else ""
    outcome = "unknown" if trace.unknown else "arrived" if trace.arrived else "dropped"
    return {
        "question": {"kind": question.kind, "text": question.text},
        "collector": graph.collector,
        "outcome": outcome,
        "reason": hidden.text(trace.unknown or ("" if trace.arrived else dropped)),
        "hops": [*(_hop(step, graph, hidden) for step in (_entry(source, trace), *trace.steps)), *_lost(trace, graph)],
        "arrived": [
            {"node": node_id(graph, component), "labels": _hidden(labels_of(datum), hidden)}
            for component, datum in trace.arrived
        ],
    }


def _entry(source: Component, trace: Trace) -> Step:
    """The first hop: the component that gathers the datum."""
    return Step(source, None, trace.datum, (trace.datum,))


def _lost(trace: Trace, graph: Graph) -> Iterator[dict[str, Any]]:
    """The hop behind which nobody knows what becomes of the datum; the answer has the reason."""
    if trace.unknown and trace.ended:
        node = node_id(graph, trace.ended)
        yield {"node": node, "rule": None, "statement": "", "changes": [], "outcome": "unknown", "reason": ""}


def _hop(step: Step, graph: Graph, hidden: Masks) -> dict[str, Any]:
    count, rule = len(step.after), _rule_number(step)
    return {
        "node": node_id(graph, step.component) if step.component else "",
        "rule": rule,
        "statement": ""
        if step.statement is None or rule is not None
        else _printed(step.statement, step, graph, hidden),
        "changes": list(_changes(step, hidden)),
        "outcome": "passed" if step.after else "dropped",
        "reason": hidden.text(step.reason or (f"{count} came out" if count > 1 else "")),
    }


def _rule_number(step: Step) -> int | None:
    """The number of the rule among those of its node. The statement is the node of the graph, so identity tells."""
    if step.component is None or step.statement is None:
        return None
    blocks = enumerate(rule_blocks(step.component))
    return next((number for number, block in blocks if block is step.statement), None)


def _printed(statement: Statement, step: Step, graph: Graph, hidden: Masks) -> str:
    names = {component.id: component.name.split(".") for component in graph.components}

    def named(expression: Expr) -> Expr:
        if not isinstance(expression, Ref):
            return expression
        return Name((*names[expression.component], *expression.export.split(".")))

    body = map_body((statement,), named)
    return hidden.text(print_body(masked(step.component.kind, body) if step.component else body).rstrip("\n"))


def _changes(step: Step, hidden: Masks) -> Iterator[dict[str, Any]]:
    """What is different behind the step; of several data that came out, in the first."""
    if not step.after:
        return
    before, after = _hidden(labels_of(step.before), hidden), _hidden(labels_of(step.after[0]), hidden)
    for label in sorted({*before, *after}):
        if before.get(label) != after.get(label):
            yield {"label": label, "before": before.get(label), "after": after.get(label)}


def _hidden(labels: Mapping[str, str], hidden: Masks) -> dict[str, str]:
    return {label: hidden.text(labels[label]) for label in sorted(labels)}


def labels_of(datum: Datum) -> dict[str, str]:
    """The labels of a datum; of a log line its text and metadata too, of OpenTelemetry data every value by its path."""
    match datum:
        case Line(labels, line, _, metadata):
            return {**labels, **{f"metadata {name}": value for name, value in metadata.items()}, "(line)": line}
        case Otlp(_, data):
            return dict(_flat(data, ""))
        case _:
            return dict(datum.labels)


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _flat(inner, f"{path}[{number}]")
    else:
        yield path, str(value)
