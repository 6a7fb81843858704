"""Destinations: where telemetry goes. A module a type, imported only when the values name the type.; it ends
in its `UNIT`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any, cast

from ..planning.installation import Destination
from ..planning.satellites import SatelliteOptions
from ..planning.telemetry import Signal, Telemetry
from ..values.options import Options
from ..values.placed import in_place_of
from .unit import DestinationType

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


def load(type: str) -> DestinationType[Any]:
    """What the module of a destination type states. Raises KeyError for a type that is not in TYPES."""
    unit: DestinationType[Any] = import_module(f".{TYPES[type]}", __name__).UNIT
    return unit


def satellites(destination: Destination) -> Iterable[SatelliteOptions]:
    """The collectors that a destination brings: none, for most."""
    return load(destination.type).satellites(destination.options)


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
        if destination.is_router and not destination.disabled:
            names |= {destination.name, *downstream(destination)}
    return frozenset(names)


def downstream(router: Destination, signal: Signal | None = None) -> tuple[str, ...]:
    """What a router routes to: its defaults, then its routes, each name once. With a signal, only by routes for it."""
    return load(router.type).routes_to(router.options, signal)
