"""destinations.NAME, type router: sends telemetry on to other destinations, by its attributes or labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..graph.build import Value
from ..lowering.gates import RELABEL, add_gate, cache_size, stamp_rule, stamp_statement, transform
from ..lowering.ottl import attribute, quoted
from ..lowering.pipeline import Pipeline
from ..planning.installation import Installation
from ..planning.telemetry import (
    LOKI_LOGS,
    OTLP_LOGS,
    OTLP_METRICS,
    OTLP_TRACES,
    PROMETHEUS_METRICS,
    PYROSCOPE_PROFILES,
    Signal,
    Telemetry,
)
from ..syntax.ast import Block
from ..values.names import alloy_name
from ..values.placed import joined, piecewise
from . import capable
from ._router_checks import check_router
from ._router_options import Router
from .unit import DestinationType

TELEMETRY: dict[str, tuple[Telemetry, ...]] = {
    "otlp": (OTLP_METRICS, OTLP_LOGS, OTLP_TRACES),
    "prometheus": (PROMETHEUS_METRICS,),
    "loki": (LOKI_LOGS,),
    "pyroscope": (PYROSCOPE_PROFILES,),
}
"""What a router of each ecosystem takes."""


def ecosystem(options: Router) -> str:
    return options.ecosystem


def signals(options: Router) -> frozenset[Signal]:
    return frozenset(telemetry.signal for telemetry in TELEMETRY.get(options.ecosystem, ()))


def lower(options: Router, pipeline: Pipeline) -> Mapping[Telemetry, Value]:
    return {telemetry: lower_telemetry(options, telemetry, pipeline) for telemetry in TELEMETRY[options.ecosystem]}


def lower_telemetry(options: Router, telemetry: Telemetry, pipeline: Pipeline) -> Value:
    """Adds the component that stamps, and a gate before each destination that takes the telemetry."""
    named = [*options.default_destinations, *(name for route in options.routes for name in route.destinations)]
    able = capable(dict.fromkeys(named), telemetry.signal, pipeline.installation.destinations)
    role = f"{telemetry.signal}_{telemetry.ecosystem}"
    gates = [
        add_gate(pipeline, f"{alloy_name(name)}_gate_{role}", telemetry, name, pipeline.receivers[name][telemetry])
        for name in able
    ]
    # A later rule overrides an earlier one, so the first route comes last and the default first.
    routes = list(reversed(list(open_routes(options, telemetry.signal, pipeline.installation))))
    if telemetry.ecosystem == "otlp":
        statements: list[Value] = [stamp_statement(options.default_destinations)]
        statements += [stamp_statement(names) + " where " + ottl_condition(match) for match, names in routes]
        return transform(pipeline, role, telemetry.signal, statements, gates, entry=True)["input"]
    kind = RELABEL[telemetry.ecosystem]
    rules = [stamp_rule(options.default_destinations), *(route_rule(match, names) for match, names in routes)]
    return pipeline.add_entry(kind, role, *rules, forward_to=gates, max_cache_size=cache_size(kind))["receiver"]


def open_routes(options: Router, signal: Signal, installation: Installation) -> Iterator[tuple[Any, list[str]]]:
    """The conditions of each route for a signal, and the destinations of it that take the signal, if there are any."""
    for route in options.routes:
        names = capable(route.destinations, signal, installation.destinations)
        if names and (not route.signals or signal in route.signals):
            yield route.match, names


def ottl_condition(match: list[Mapping[str, Any]]) -> str:
    return joined(" and ", (_ottl_test(condition) for condition in match))


def _ottl_test(condition: Mapping[str, Any]) -> str:
    own, value = attribute(condition["resourceAttribute"]), condition["value"]
    match condition["op"]:
        case "equals":
            return own + " == " + quoted(value)
        case "notEquals":
            return own + " != " + quoted(value)
        case "in":
            return "(" + joined(" or ", (own + " == " + quoted(item) for item in value)) + ")"
        case "matches":
            return "IsMatch(" + own + ", " + quoted(value) + ") == true"
        case _:
            return "not IsMatch(" + own + ", " + quoted(value) + ")"


def route_rule(match: list[Mapping[str, Any]], names: list[str]) -> Block:
    """A relabeling rule that stamps where all conditions hold: the labels are matched together, joined by `;`."""
    if len(match) == 1 and match[0]["op"] == "matches":
        regex = match[0]["value"]
    else:
        regex = "^" + joined(";", map(_fragment, match)) + "$"
    separator = ";" if len(match) > 1 else None
    return stamp_rule(names, *(condition["label"] for condition in match), separator=separator, regex=regex)


def _fragment(condition: Mapping[str, Any]) -> str:
    value = condition["value"]
    return "(" + joined("|", map(_literally, value)) + ")" if condition["op"] == "in" else _literally(value)


def _literally(text: str) -> str:
    """A regular expression for the text itself, escaped as Go escapes it."""
    return piecewise(text, lambda piece: re.sub(r"[\\.+*?()|\[\]{}^$]", r"\\\g<0>", piece))


def routes_to(options: Router, signal: Signal | None) -> tuple[str, ...]:
    """The default destinations, then those of routes, each name once. With a signal, only of routes for it."""
    routes = (route for route in options.routes if signal is None or not route.signals or signal in route.signals)
    named = [*options.default_destinations, *(name for route in routes for name in route.destinations)]
    return tuple(dict.fromkeys(named))


UNIT = DestinationType(
    options=Router,
    ecosystem=ecosystem,
    signals=signals,
    check=check_router,
    lower=lower,
    is_router=True,
    routes_to=routes_to,
)
