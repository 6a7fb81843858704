"""Plan -> Graph: one collector's features, destinations and settings as components."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from .. import destinations
from ..graph.build import Value, body, contributions_to
from ..graph.component import Component, Graph
from ..graph.resolve import resolve
from ..planning.collectors import Collector, CollectorOptions
from ..planning.installation import Installation, Processor
from ..planning.planned import PlannedCollector, PlannedFeature
from ..planning.satellites import Satellite
from ..planning.telemetry import Signal, Telemetry
from ..report.diagnostics import Path
from ..syntax.ast import Name, Ref
from ..values.names import alloy_name
from .chain import Way, lower_ways
from .pipeline import Builder, Pipeline, deliver_nowhere
from .remote_config import lower_remote_config

Receivers = Mapping[str, Mapping[Telemetry, Value]]


@dataclass(eq=False, repr=False)
class Lowering:
    """One collector while it is lowered: where its components go, and what its destinations are fed through."""

    planned: PlannedCollector
    installation: Installation
    builder: Builder
    receivers: dict[str, Mapping[Telemetry, Value]] = field(default_factory=dict)

    def pipeline(
        self,
        section: list[Component],
        path: Path,
        prefix: str,
        deliver: Callable[[Signal], list[Value]] = deliver_nowhere,
    ) -> Pipeline:
        return Pipeline(
            self.builder, section, path, prefix, self.installation, self.planned.collector, deliver, self.receivers
        )


def lower(planned: PlannedCollector, installation: Installation) -> Graph:
    """The graph of a collector: features in their order, data processors, settings, the user's own, destinations."""
    builder = Builder(planned.collector.key)
    lowering = Lowering(planned, installation, builder)
    gathered, processed, settings, written, sent = (builder.section() for _ in range(5))
    _lower_destinations(lowering, sent)
    ways = _ways(planned.features, installation.processors)
    begins = lower_ways(ways, lowering.pipeline(processed, ("dataProcessors",), ""))
    for feature in planned.features:
        _lower_feature(lowering, feature, gathered, begins)
    _lower_settings(lowering, planned.collector, settings, written)
    _lower_rules(lowering, sent)
    return Graph(planned.collector.key, resolve(builder.components()))


def _lower_destinations(lowering: Lowering, section: list[Component]) -> None:
    """Routers come last: they forward to the others."""
    installation = lowering.installation
    found = [installation.destinations[name] for name in lowering.planned.destinations]
    for destination in sorted(found, key=lambda d: (d.is_router, d.name)):
        pipeline = lowering.pipeline(section, ("destinations", destination.name), alloy_name(destination.name))
        pipeline = pipeline.because(*_wanted_by(lowering, destination.name))
        unit = destinations.load(destination.type)
        lowering.receivers[destination.name] = unit.lower(destination.options, pipeline)


def _wanted_by(lowering: Lowering, destination: str) -> Iterator[object]:
    """What gives a collector a destination: the names that are listed for it, and the switches of the features that
    send there, or could; for one behind a router, what gives it the router."""
    planned, known = lowering.planned, lowering.installation.destinations
    yield from (name for name in planned.collector.options.include_destinations if name == destination)
    for feature in planned.features:
        for route in (*feature.routes, *feature.held):
            named = [name for name in route.destinations if name == destination]
            yield from (*named, route.telemetry.signal, *_wanted_for(feature)) if named else ()
    for router in (known[name] for name in planned.destinations if known[name].is_router):
        if destination in destinations.downstream(router):
            yield from _wanted_by(lowering, router.name)


def _lower_feature(
    lowering: Lowering,
    planned: PlannedFeature,
    section: list[Component],
    begins: Mapping[tuple[str, Telemetry], Value],
) -> None:
    routes = {route.telemetry.signal: route for route in planned.routes}

    def deliver(signal: Signal) -> list[Value]:
        route = routes.get(signal)
        if route is None:
            return []
        if (planned.feature.label, route.telemetry) in begins:
            return [begins[planned.feature.label, route.telemetry]]
        return [_towards(lowering.receivers[name][route.telemetry], name) for name in route.destinations]

    pipeline = lowering.pipeline(section, planned.feature.path, planned.feature.label, deliver)
    planned.wanted.lower(pipeline.because(*_wanted_for(planned)))


def _wanted_for(planned: PlannedFeature) -> Iterator[object]:
    """What puts a feature where it is: what turns it on and, as an accessory runs where another feature does, that."""
    yield from planned.wanted.switches
    if planned.wanted.is_accessory:
        yield planned.collector


def _towards(receiver: Value, name: str) -> Value:
    """The receiver of a destination, with what says that the feature sends there."""
    return replace(receiver, by=contributions_to([name])) if isinstance(receiver, Ref | Name) else receiver


def _ways(features: Iterable[PlannedFeature], known: Mapping[str, Processor]) -> Iterator[Way]:
    """What the features send, and through which data processors. Signals that are off have their way too."""
    for planned in features:
        by = contributions_to((*planned.wanted.switches, *planned.processors))
        for route in planned.routes:
            yield Way(planned.feature.label, route.telemetry, planned.processors, route.destinations, by)
        for route in planned.held:
            able = tuple(name for name in planned.processors if route.telemetry in known[name].supports)
            yield Way(planned.feature.label, route.telemetry, able, route.destinations, by)


def lower_satellite(satellite: Satellite, installation: Installation) -> Graph:
    """The graph of a collector that a destination brings."""
    builder = Builder(satellite.collector.key)
    lowering = Lowering(PlannedCollector(satellite.collector, (), ()), installation, builder)
    sent, settings, written = (builder.section() for _ in range(3))
    name = satellite.destination
    unit = destinations.load(installation.destinations[name].type)
    pipeline = lowering.pipeline(sent, ("destinations", name), alloy_name(name))
    unit.lower_satellite(satellite, installation.destinations[name].options, pipeline)
    _lower_settings(lowering, satellite.collector, settings, written)
    return Graph(satellite.collector.key, resolve(builder.components()))


def _lower_settings(
    lowering: Lowering, collector: Collector, settings: list[Component], written: list[Component]
) -> None:
    options: CollectorOptions = collector.options
    pipeline = lowering.pipeline(settings, collector.path, "")
    if (options.logging.level, options.logging.format) != ("info", "logfmt"):
        pipeline.place("logging", "", body({"level": options.logging.level, "format": options.logging.format}))
    if options.live_debugging.enabled:
        enabled = options.live_debugging.enabled
        pipeline.because(enabled).place("livedebugging", "", body({"enabled": enabled}))
    if options.remote_config.enabled:
        lower_remote_config(pipeline.because(options.remote_config.enabled))
    lowering.pipeline(written, collector.path, "").insert(options.extra_config, "extraConfig")


def _lower_rules(lowering: Lowering, section: list[Component]) -> None:
    """What the collector does for destinations, whether or not it sends anything there."""
    for name in lowering.planned.serves:
        destination = lowering.installation.destinations[name]
        pipeline = lowering.pipeline(section, ("destinations", name), alloy_name(name))
        destinations.load(destination.type).lower_rules(destination.options, pipeline)
