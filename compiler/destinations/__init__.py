"""Destinations: where telemetry goes. A module a type, imported only when the values name the type.

A module has `OPTIONS`, the model of an entry of `destinations`, and:

    ecosystem(options)              whose components it is fed by without a bridge
    signals(options)                the signals that it takes
    check(options, context)         its faults, as diagnostics
    lower(options, pipeline)        adds its components; gives the receiver for each telemetry that it takes
    lower_rules(options, pipeline)  adds what one collector does for it, used there or not; may be missing
    satellites(options)             the collectors that it brings; may be missing
    lower_satellite(role, options, pipeline)    adds the components of one of those
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast

from ..graph.build import Value
from ..lowering.pipeline import Pipeline
from ..planning.installation import Destination, Installation
from ..planning.satellites import SatelliteOptions
from ..planning.telemetry import Signal, Telemetry
from ..report.diagnostics import Diagnostic, Path
from ..values.options import Options
from ..values.placed import in_place_of

TYPES: dict[str, str] = {
    "custom": "custom",
    "loki": "loki",
    "loki-stdout": "loki_stdout",
    "nop": "nop",
    "otlp": "otlp",
    "prometheus": "prometheus",
    "pyroscope": "pyroscope",
    "router": "router",
}
"""The values of `destinations.NAME.type`, each with its module."""


class DestinationOptions(Options):
    """What every destination can be told. `name` is the name of its Secret's owner, not of its components."""

    type: str
    name: str = ""
    disabled: bool = False


@dataclass(frozen=True)
class DestinationContext:
    """What a destination's `check` is given beside its options."""

    name: str
    installation: Installation

    def at(self, *keys: str | int) -> Path:
        return ("destinations", self.name, *keys)


class DestinationModule(Protocol):
    """The shape of a module in this folder."""

    OPTIONS: type[Options]

    def ecosystem(self, options: Any) -> str: ...
    def signals(self, options: Any) -> frozenset[Signal]: ...
    def check(self, options: Any, context: DestinationContext) -> Iterator[Diagnostic]: ...
    def lower(self, options: Any, pipeline: Pipeline) -> Mapping[Telemetry, Value]: ...


def load(type: str) -> DestinationModule:
    """The module of a destination type. Raises KeyError for a type that is not in TYPES."""
    return cast(DestinationModule, import_module(f".{TYPES[type]}", __name__))


def satellites(destination: Destination) -> Iterable[SatelliteOptions]:
    """The collectors that a destination brings: none, for most."""
    found = getattr(load(destination.type), "satellites", None)
    return found(destination.options) if found else ()


def select(destinations: Iterable[Destination], telemetry: Telemetry, chosen: Iterable[str]) -> tuple[str, ...]:
    """The destinations that a feature's telemetry goes to, by name, in alphabetical order.

    Those that are named, if any are; else all of the telemetry's own ecosystem; else all that can take the signal. A
    destination behind a router is not found unless it is named. The rules are the chart's `destinations.get`.
    """
    wanted = {name: name for name in chosen}
    able = [d for d in destinations if not d.disabled and telemetry.signal in d.signals]
    if wanted:
        return tuple(sorted(_name(wanted[d.name], d, telemetry.signal) for d in able if d.name in wanted))
    hidden = routed(destinations)
    open_to_all = [d for d in able if d.name not in hidden]
    native = [d for d in open_to_all if d.ecosystem == telemetry.ecosystem]
    return tuple(sorted(_name(d.name, d, telemetry.signal) for d in native or open_to_all))


def _name(name: str, destination: Destination, signal: Signal) -> str:
    """The name of a destination, which is found because it takes the signal."""
    return in_place_of(name, *(taken for taken in destination.signals if taken == signal))


def capable(names: Iterable[str], signal: Signal, known: Mapping[str, Destination]) -> list[str]:
    """Those of the destinations that take a signal."""
    return [_name(name, known[name], signal) for name in names if signal in known[name].signals]


def switched_on(options: Options, signals: Iterable[Signal]) -> frozenset[Signal]:
    """The signals whose sections of the options are on, each known to come from its switch."""
    switches = {signal: getattr(options, signal).enabled for signal in signals}
    return frozenset(cast(Signal, in_place_of(signal, on)) for signal, on in switches.items() if on)


def routed(destinations: Iterable[Destination]) -> frozenset[str]:
    """The names that implicit selection passes over: enabled routers, and what they route to."""
    names: set[str] = set()
    for destination in destinations:
        if destination.type == "router" and not destination.disabled:
            names |= {destination.name, *downstream(destination)}
    return frozenset(names)


def downstream(router: Destination, signal: Signal | None = None) -> tuple[str, ...]:
    """What a router routes to: its defaults, then its routes, each name once. With a signal, only by routes for it."""
    options: Any = router.options
    routes = (route for route in options.routes if signal is None or not route.signals or signal in route.signals)
    named = [*options.default_destinations, *(name for route in routes for name in route.destinations)]
    return tuple(dict.fromkeys(named))
