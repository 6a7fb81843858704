"""A judge of our own, for the recorded cases: what a configuration does, as a digest for each way that data take in it.

It forgives what changes no telemetry: labels, the order of attributes and of receivers, modules, defaults that are
spelled out, relabel components that are split or without rules. It shares nothing with the passes, the flows or `diff`
but the catalog and what constants come to, which other tests hold to Alloy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from alloyc.catalog.spec import BodySpec, load, load_body, load_configuration
from alloyc.graph.component import Component, Graph, refs
from alloyc.languages.fault import LanguageFault
from alloyc.languages.gotime import parse_duration
from alloyc.passes.fold_constants import fold_constants
from alloyc.syntax.ast import (
    Access,
    Array,
    Attribute,
    Binary,
    Body,
    Call,
    Index,
    Literal,
    Name,
    Object,
    Ref,
    Unary,
)

SENT_TO = ("receiver", "input")
SIGNALS = ("metrics", "logs", "traces")
CHAINED = ("prometheus.relabel", "loki.relabel", "pyroscope.relabel")
BY_ITSELF = ("mimir.rules.kubernetes", "loki.rules.kubernetes")
IN_ORDER = ("rule", "stage.")
WITHOUT_EFFECT = ("max_cache_size",)
EMPTY: tuple[Any, ...] = (None, "", [], {}, ["object", {}])
NO_BODY = BodySpec({}, {}, frozenset(), {})


def judged(graph: Graph) -> dict[str, str]:
    """Digest -> the kinds of components on the way."""
    judge = _Judge(fold_constants(graph))
    return {sha256(json.dumps(steps, sort_keys=True).encode()).hexdigest()[:16]: names for steps, names in judge.all()}


class _Judge:
    def __init__(self, graph: Graph) -> None:
        self.graph, self.by_id = graph, graph.by_id()
        self.sends = {c.id: [(at, r.component) for at, r in refs(c) if r.export in SENT_TO] for c in graph.components}
        self.fed = {to for edges in self.sends.values() for _, to in edges}

    def all(self) -> Iterator[tuple[list[Any], str]]:
        for component in self.graph.components:
            if component.kind in BY_ITSELF or load_configuration(component.kind):
                step = self.step(component)
                if component.kind in BY_ITSELF or step[2:] != [{}, []]:
                    yield [step], component.kind
            elif component.id not in self.fed and self.sends[component.id]:
                yield from self.ways(component, [self.step(component)], component.kind, "")

    def ways(self, component: Component, steps: list[Any], names: str, signal: str) -> Iterator[tuple[list[Any], str]]:
        edges = self.sends[component.id]
        if signal and component.kind.startswith("otelcol.processor."):
            edges = [(at, to) for at, to in edges if at.endswith(signal)]
            if not edges:
                return  # This signal ends here: nothing arrives.
        if not edges:
            yield steps, names
        for at, to in edges:
            following, carried = self.by_id[to], at.rpartition(".")[2]
            now = carried if carried in SIGNALS else ""
            joined = self.joined(steps, following, now)
            yield from self.ways(following, joined, f"{names} > {following.kind}", now or signal)

    def joined(self, steps: list[Any], component: Component, signal: str) -> list[Any]:
        """The steps and one more; relabel components in a row are one with the rules of both."""
        step = self.step(component)
        if component.kind not in (*CHAINED, "loki.process"):
            return [*steps, [signal, step]]
        if not step[3]:
            return steps
        if component.kind in CHAINED and steps[-1][:3] == ["chained", *step[::2]]:
            return [*steps[:-1], [*steps[-1][:3], steps[-1][3] + step[3]]]
        return [*steps, ["chained", step[0], step[2], step[3]]]

    def step(self, component: Component) -> list[Any]:
        """What a component does: kind, label where it is in the telemetry, attributes, blocks."""
        known = load(component.kind) or load_configuration(component.kind)
        attributes, blocks = self.body(component.body, known.body if known else NO_BODY)
        shown = component.label if component.kind == "prometheus.scrape" and "job_name" not in attributes else ""
        return [component.kind, shown, attributes, blocks]

    def body(self, body: Body, spec: BodySpec) -> tuple[dict[str, Any], list[Any]]:
        attributes: dict[str, Any] = {}
        blocks: list[Any] = []
        for statement in body:
            if isinstance(statement, Attribute):
                known = spec.attributes.get(statement.name)
                is_duration = known is not None and known.type.name == "duration"
                value = self.value(statement.value, is_duration)
                default = _length(known.default) if known and is_duration else known.default if known else None
                required = known is not None and known.required
                if (value in EMPTY and (not required or value == [])) or value == default or self.is_sent(statement):
                    continue
                if statement.name not in WITHOUT_EFFECT:
                    attributes[statement.name] = value
            else:
                within = spec.blocks.get(statement.name)
                inner = self.body(statement.body, load_body(within.body) if within else NO_BODY)
                if any(inner) or statement.label or statement.name.startswith(IN_ORDER):
                    blocks.append([statement.name, statement.label, *inner])
        blocks.sort(key=lambda block: "" if block[0].startswith(IN_ORDER) else block[0])
        return attributes, blocks

    def is_sent(self, statement: Attribute) -> bool:
        value = statement.value
        return isinstance(value, Array) and any(isinstance(i, Ref) and i.export in SENT_TO for i in value.items)

    def value(self, expression: Any, is_duration: bool = False) -> Any:
        match expression:
            case Literal(value):
                return _length(value) if is_duration else value
            case Array(items):
                return [self.value(item) for item in items]
            case Object(fields):
                return ["object", {field.key: self.value(field.value) for field in fields}]
            case Ref(target, export):
                return self.read(self.by_id[target], export)
            case Name(parts):
                return ["name", *parts]
            case Access(value, name):
                return ["access", self.value(value), name]
            case Index(value, index):
                return ["index", self.value(value), self.value(index)]
            case Call(function, arguments):
                return ["call", self.value(function), *(self.value(argument) for argument in arguments)]
            case Unary(operator, value):
                return [operator, self.value(value)]
            case Binary(operator, left, right):
                return [operator, self.value(left), self.value(right)]
        return self.value(expression.value)

    def read(self, component: Component, export: str) -> Any:
        """What is read of a component; of relabelled targets, the targets and all the rules."""
        kind, _, attributes, blocks = self.step(component)
        if kind != "discovery.relabel" or export != "output":
            return ["read", [kind, attributes, blocks], export]
        targets = attributes.get("targets", [])
        if targets[:1] == ["relabelled"]:
            targets, blocks = targets[1], targets[2] + blocks
        return ["relabelled", targets, blocks] if blocks else targets


def _length(value: Any) -> Any:
    """A duration as its length."""
    try:
        return ["duration", parse_duration(value)] if isinstance(value, str) else value
    except LanguageFault:
        return value
