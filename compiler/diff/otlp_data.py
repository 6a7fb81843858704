"""Spans, data points and log records made of what processors of two journeys look for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from ..algebra import language, word
from ..graph.contributions import walk
from ..languages.fault import LanguageFault, NotModelled
from ..languages.ottl.ast import Argument, Call, Comparison, Path, Statement
from ..languages.ottl.ast import Literal as Constant
from ..languages.ottl.faults import OttlFault
from ..languages.ottl.infer import nodes_of
from ..languages.ottl.parse import read_condition, read_statement
from ..simulate import Otlp
from ..simulate.otlp.contents import records
from ..syntax.ast import Array, Attribute, Block, Literal
from .journeys import Journey

PUSHED = "otelcol.receiver."
BRIDGES = ("otelcol.receiver.prometheus", "otelcol.receiver.loki")
NAMES = ("name", "body", "status", "kind", "service.name")
_TRACE, _SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
_TIME = "1767225600000000000"
Fields = Mapping[str, str]


def is_pushed(journey: Journey) -> bool:
    """Whether the journey begins where OTLP is received."""
    kind = journey.components[0].kind
    return kind.startswith(PUSHED) and kind not in BRIDGES


def otlp_candidates(old: Journey, new: Journey) -> Iterator[Otlp]:
    """Data that have nothing that is looked for, one thing of it, or all."""
    looked_for: dict[tuple[str, str], list[str]] = {}
    for journey in (old, new):
        for said in journey.said:
            if said.component.kind.startswith("otelcol.processor."):
                for key, value in _looked_for(said.node):
                    looked_for.setdefault(key, []).append(value)
    singles = [{key: value} for key, values in looked_for.items() for value in dict.fromkeys(values)]
    everything = {key: values[0] for key, values in looked_for.items()}
    for chosen in ({}, *singles, everything):
        yield _datum(new.signal, chosen)


def _looked_for(node: Attribute | Block) -> Iterator[tuple[tuple[str, str], str]]:
    """What a statement asks of data: of an attribute or field by its name, on the resource or the record itself."""
    for inner in walk(node):
        if isinstance(inner, Literal) and isinstance(inner.value, str):
            yield from _in_ottl(inner.value)
        if isinstance(inner, Block):
            given = {s.name: s.value for s in inner.body if isinstance(s, Attribute)}
            key, values = given.get("key"), given.get("values", given.get("value"))
            if isinstance(key, Literal):
                items = values.items if isinstance(values, Array) else (values,)
                texts = [str(item.value) for item in items if isinstance(item, Literal)] or ["x"]
                yield from (((level, str(key.value)), text) for level in ("resource", "record") for text in texts)


def _in_ottl(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    tree = _read(text)
    for node in nodes_of(tree) if tree else ():
        match node:
            case Comparison(_, Path() as path, Constant(value)) | Comparison(_, Constant(value), Path() as path) if (
                value is not None
            ):
                yield from _placed(path, str(value))
            case Call("IsMatch", (Argument(_, Path() as path), Argument(_, Constant(str(pattern))))):
                with suppress(NotModelled, LanguageFault):
                    yield from _placed(path, word([language(f".*({pattern}).*"), language(".+")], []) or "x")
            case Path(fields) if fields[-1].keys:
                yield from _placed(node, "x")


def _read(text: str) -> Statement | None:
    for read in (read_condition, read_statement):
        with suppress(OttlFault):
            return read(text)
    return None


def _placed(path: Path, value: str) -> Iterator[tuple[tuple[str, str], str]]:
    """A value of what a path leads to. Whether `attributes` are the record's or the resource's, the context says: both
    have it."""
    last = path.fields[-1]
    key = next((str(key.value) for key in last.keys if isinstance(key, Constant)), "") or last.name
    for level in ("record", "resource") if path.fields[0].name != "resource" and last.keys else (path.fields[0].name,):
        yield ("resource" if level == "resource" else "record", key), value


def _datum(signal: str, chosen: Mapping[tuple[str, str], str]) -> Otlp:
    resource = {name: value for (level, name), value in chosen.items() if level == "resource"}
    own = {name: value for (level, name), value in chosen.items() if level == "record"}
    attributes = _attributes({name: value for name, value in own.items() if name not in NAMES})
    holder = {"resource": {"attributes": _attributes({"service.name": "service", **resource})}}
    name = own.get("name", "name")
    match signal:
        case "traces":
            span = {"traceId": _TRACE, "spanId": _SPAN, "name": name, "kind": 2, "startTimeUnixNano": _TIME,
                    "endTimeUnixNano": _TIME, "attributes": attributes}  # fmt: skip
            return Otlp(signal, {"resourceSpans": [{**holder, "scopeSpans": [{"spans": [span]}]}]})
        case "logs":
            line = {"timeUnixNano": _TIME, "body": {"stringValue": own.get("body", "hello")}, "attributes": attributes}
            return Otlp(signal, {"resourceLogs": [{**holder, "scopeLogs": [{"logRecords": [line]}]}]})
    point = {"timeUnixNano": _TIME, "asDouble": 1.0, "attributes": attributes}
    metric = {"name": name, "gauge": {"dataPoints": [point]}}
    return Otlp("metrics", {"resourceMetrics": [{**holder, "scopeMetrics": [{"metrics": [metric]}]}]})


def _attributes(values: Fields) -> list[dict[str, Any]]:
    return [{"key": key, "value": {"stringValue": value}} for key, value in values.items()]


def otlp_text(datum: Otlp) -> str:
    """Each record as it is told: what it is, with its own attributes and those of its resource."""
    what = {"traces": "span", "logs": "log record", "metrics": "data point"}[datum.signal]
    return "; ".join(
        f"{what} {record.name or repr(record.body)} {_labels(record.attributes)} of {_labels(record.resource)}"
        for record in records(datum)
    )


def _labels(values: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f'{name}="{value}"' for name, value in sorted(values.items())) + "}"
