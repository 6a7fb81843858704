"""Which component of `otelcol.*` does what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any, TypeAlias

from ...graph.component import Component
from ...languages.ottl.values import Unmodelled
from ...values.preset_data import data
from ..data import Datum, Line, Otlp, Series
from ..trace import Step, Unknown
from .arguments import Arguments, Facts, Failed, Refused
from .from_loki import from_loki
from .from_prometheus import from_prometheus
from .journal import Journal, Note, ignore
from .messages import RESOURCES, Message, decode, encode
from .to_loki import to_loki
from .to_prometheus import to_prometheus

Recorder: TypeAlias = Callable[[Step], None]
Connect: TypeAlias = Callable[[Arguments, str, Message, Facts], Message]
Process: TypeAlias = Callable[[Arguments, str, Message, Facts, Note], None]

_PROCESSORS = {
    "attributes": ("attributes", "attributes"),
    "filter": ("filter", "filter_"),
    "cumulativetodelta": ("streams", "cumulativetodelta"),
    "deltatocumulative": ("streams", "deltatocumulative"),
    "groupbyattrs": ("groupbyattrs", "groupbyattrs"),
    "interval": ("streams", "interval"),
    "k8sattributes": ("known", "k8sattributes"),
    "probabilistic_sampler": ("known", "probabilistic_sampler"),
    "redaction": ("redaction", "redaction"),
    "resourcedetection": ("known", "resourcedetection"),
    "span": ("span", "span"),
    "tail_sampling": ("tail_sampling", "tail_sampling"),
    "transform": ("transform", "transform"),
}
"""The module and the function that runs a processor."""
_CONNECTORS = {
    "count": ("count", "count", "metrics"),
    "host_info": ("connectors", "host_info", "metrics"),
    "spanlogs": ("connectors", "spanlogs", "logs"),
    "spanmetrics": ("spanmetrics", "spanmetrics", "metrics"),
}
"""The module and the function that runs a connector, and the signal that it makes."""
_NO_FACTS: Mapping[str, Any] = {}


def process(
    kind: str, arguments: Arguments, datum: Otlp, facts: Facts = _NO_FACTS, record: Recorder | None = None
) -> Otlp:
    """What a processor makes of the data; nothing in them when it drops all. `record` takes a step for each of its
    statements that changes them. Raises Unknown, Failed and Refused."""
    if kind not in _PROCESSORS:
        raise Unknown(f"`otelcol.processor.{kind}` is not modelled")
    module, function = _PROCESSORS[kind]
    if module == "streams" and datum.signal != "metrics":
        raise Unknown(f"`otelcol.processor.{kind}` takes no {datum.signal}")
    run_on: Process = getattr(import_module(f".{module}", __package__), function)
    tree = decode(datum)
    journal = None if record is None else Journal.begun(datum.signal, tree)
    try:
        run_on(arguments, datum.signal, tree, facts, ignore if journal is None else journal.note)
        if journal is not None:
            journal.note(None)
    except Unmodelled as reason:
        raise Unknown(f"`otelcol.processor.{kind}`: {reason}") from None
    finally:
        if journal is not None and record is not None:
            for step in journal.steps:
                record(step)
    return encode(datum.signal, tree)


def run(
    component: Component, datum: Datum, record: Recorder | None = None, facts: Facts = _NO_FACTS
) -> list[tuple[str, Datum]]:
    """What comes out of a component, each with the signal ("traces"), or the kind of receiver ("loki", "prometheus"),
    by which it leaves. What ends at an exporter comes out of nothing: it has arrived.

    `record` takes each step. Raises Unknown where nobody can say.
    """
    processor = component.kind.removeprefix("otelcol.processor.")
    try:
        if processor in _PROCESSORS and isinstance(datum, Otlp):
            return _processed(component, processor, datum, record, facts)
        out = _out(component, datum, facts)
    except Refused as reason:
        raise Unknown(f"Alloy does not build `{component.name}`: {reason}") from None
    except Failed as reason:
        if record is not None:
            record(Step(component, reason.at, datum, (), f"an error, which is propagated: {reason}"))
        return []
    if record is not None:
        record(Step(component, None, datum, tuple(after for _, after in out)))
    return out


def _processed(
    component: Component, kind: str, datum: Otlp, record: Recorder | None, facts: Facts
) -> list[tuple[str, Datum]]:
    steps: list[Step] = []
    made = process(kind, Arguments(component.body), datum, facts, None if record is None else steps.append)
    if record is not None:
        for step in steps:
            record(replace(step, component=component))
    return [(datum.signal, made)] if made.data.get(RESOURCES[datum.signal]) else []


def _connected(
    connector: tuple[str, str, str], arguments: Arguments, datum: Otlp, facts: Facts
) -> list[tuple[str, Datum]]:
    """What a connector makes of the data; the data themselves end there. Raises Unknown, Failed and Refused."""
    module, function, makes = connector
    if datum.signal != "traces" and function != "count":
        raise Unknown(f"`otelcol.connector.{function}` takes no {datum.signal}")
    make: Connect = getattr(import_module(f".{module}", __package__), function)
    try:
        made = encode(makes, make(arguments, datum.signal, decode(datum), facts))
    except Unmodelled as reason:
        raise Unknown(f"`{function}`: {reason}") from None
    return [(makes, made)] if made.data.get(RESOURCES[makes]) else []


def _out(component: Component, datum: Datum, facts: Facts) -> list[tuple[str, Datum]]:
    table, arguments = data("otlp/components"), Arguments(component.body)
    match component.kind, datum:
        case "otelcol.receiver.loki", Line():
            return [("logs", from_loki(datum, facts))]
        case "otelcol.receiver.prometheus", Series():
            return [("metrics", made) for made in from_prometheus(datum, facts)]
        case "otelcol.exporter.loki", Otlp("logs"):
            return [("loki", line) for line in to_loki(arguments, datum, facts)]
        case "otelcol.exporter.prometheus", Otlp("metrics"):
            return [("prometheus", series) for series in to_prometheus(arguments, datum, facts)]
        case kind, Otlp(signal) if kind in table["passes"]:
            return [(signal, datum)]
        case kind, Otlp() if kind in table["ends"]:
            return []
        case kind, Otlp(signal) if connector := _CONNECTORS.get(kind.removeprefix("otelcol.connector.")):
            return _connected(connector, arguments, datum, facts)
    raise Unknown(f"`{component.kind}` is not modelled")
