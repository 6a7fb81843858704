"""Installation -> Plan: which collector runs which feature, towards which destinations. All refusals are here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .. import features
from ..destinations import downstream, select
from ..emit.secret_objects import check_secret_objects
from ..features import FEATURES, Assigned, Feature, FeatureModule
from ..lowering.remote_config import check_remote_config, remote_config_environment
from ..report.diagnostics import Diagnostic, Path
from ..values.options import Options
from .checks import (
    check_collector,
    check_default_collector,
    check_destinations,
    check_feature,
    check_installation,
    check_processors,
    once,
)
from .collectors import Collector, with_environment, with_settings
from .installation import Context, Destination, Installation
from .read import Reading
from .service_checks import check_services
from .telemetry import PROMETHEUS_METRICS, Telemetry


@dataclass(frozen=True)
class Route:
    """One telemetry of a feature and the destinations that it goes to, in order."""

    telemetry: Telemetry
    destinations: tuple[str, ...]


@dataclass(frozen=True)
class PlannedFeature:
    """A feature that is on, or those of its parts that go together, and the collector that runs it."""

    feature: Feature
    module: FeatureModule
    options: Options
    collector: str
    routes: tuple[Route, ...]
    processors: tuple[str, ...]
    held: tuple[Route, ...] = ()
    """Routes of signals that are turned off: the configuration has their destinations, and nothing is sent there."""
    at: Path = ()
    """Where the values name the collector, or may."""


@dataclass(frozen=True)
class PlannedCollector:
    """A collector, what it runs, and the destinations that its configuration has."""

    collector: Collector
    features: tuple[PlannedFeature, ...]
    destinations: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What will be built: the installation, and its enabled collectors in alphabetical order."""

    installation: Installation
    collectors: tuple[PlannedCollector, ...]
    warnings: tuple[Diagnostic, ...]


def plan(reading: Reading) -> Plan:
    """What runs where, as far as that can be said. Every fault is in `warnings`, those of the reading too."""
    found = list(reading.diagnostics)
    installation = reading.installation
    found += check_installation(installation, reading.broken)
    found += _check_sections(installation)
    planned = [p for feature in FEATURES for p in _plan_feature(feature, installation, reading.broken, found)]
    installation = _with_contributions(installation, planned)
    for feature in planned:
        found += check_feature(feature, installation, reading.broken)
    found += check_services(installation)
    enabled = [c for _, c in sorted(installation.collectors.items()) if c.options.enabled]
    collectors = [_plan_collector(collector, planned, installation) for collector in enabled]
    found = once(found)
    is_whole = not any(f.severity == "error" for f in reading.diagnostics)
    is_whole = is_whole and not any(f.code in ("unknown-collector", "no-collector-assigned") for f in found)
    for collector in collectors:
        found += check_collector(collector, installation, is_whole)
    for satellite in installation.satellites:
        found += check_remote_config(satellite.collector)
    found += check_secret_objects(installation)
    return Plan(installation, tuple(collectors), tuple(found))


def _check_sections(installation: Installation) -> Iterator[Diagnostic]:
    for feature in FEATURES:
        options = installation.features.get(feature.path[0])
        if options is not None:
            yield from features.check_section(feature, options, installation)


def _plan_feature(
    feature: Feature, installation: Installation, broken: frozenset[str], found: list[Diagnostic]
) -> Iterator[PlannedFeature]:
    options = installation.features.get(feature.path[0])
    if options is None:
        return
    module = features.load(feature)
    if not features.is_enabled(feature, options):
        return
    default = getattr(options, "collector", "")
    emitted: tuple[Telemetry, ...] = module.emits(options)
    if not emitted:
        found += check_default_collector(feature, default, installation, broken)
        return
    chosen: list[str] = getattr(options, "destinations", [])
    known = installation.destinations.values()
    routes = tuple(Route(telemetry, select(known, telemetry, chosen)) for telemetry in emitted)
    if feature.key == "selfReporting" and not routes[0].destinations:
        return
    found += check_destinations(feature, routes, chosen, installation, broken)
    listed: list[str] = getattr(options, "data_processors", [])
    found += check_processors(feature, routes, listed, installation)
    assigned = list(_assigned(feature, module, options, installation))
    if features.assigned(module, options) and default not in {collector for collector, _, _ in assigned}:
        found += check_default_collector(feature, default, installation, broken)
    for collector, at, own in assigned:
        sent: tuple[Telemetry, ...] = module.emits(own)
        off = (telemetry for telemetry in features.held(module, own) if telemetry not in sent)
        held = tuple(Route(telemetry, select(known, telemetry, chosen)) for telemetry in off)
        mine = tuple(route for route in routes if route.telemetry in sent)
        yield PlannedFeature(feature, module, own, collector, mine, tuple(listed), held, at)


def _assigned(
    feature: Feature, module: FeatureModule, options: Options, installation: Installation
) -> Iterator[tuple[str, Path, Options]]:
    """The collectors that run a feature: where the values name each, and the section with what it runs of it."""
    default = _collector_of(feature, options, installation)
    parts: dict[str, list[Assigned]] = {}
    for part in features.assigned(module, options):
        parts.setdefault(part.collector or default, []).append(part)
    if not parts:
        yield default, (*feature.path, "collector"), options
    for collector, together in parts.items():
        named = next((part.path for part in together if part.collector), ())
        own = options if len(parts) == 1 else features.narrowed(module, options, {part.path for part in together})
        yield collector, (*feature.path, *named, "collector"), own


def _collector_of(feature: Feature, options: Options, installation: Installation) -> str:
    """The collector that the values name, on the sub-feature or the feature, else the only enabled one, else ""."""
    named = [
        getattr(features.part(feature, options), "collector", ""),
        getattr(options, "collector", ""),
    ]
    enabled = [key for key, collector in sorted(installation.collectors.items()) if collector.options.enabled]
    if any(named):
        return next(name for name in named if name)
    if feature.key == "selfReporting":
        return _reporting_collector(installation, enabled)
    return enabled[0] if len(enabled) == 1 else ""


def _reporting_collector(installation: Installation, enabled: list[str]) -> str:
    """The first collector with the preset `singleton`, else that of the first feature that has a destination for
    metrics, else the first. An unused `integrations` section counts as a feature here, as in the reference."""
    for key in enabled:
        if "singleton" in installation.collectors[key].presets:
            return key
    for feature in FEATURES[:-1]:
        options = installation.features.get(feature.path[0])
        if any("metrics" in installation.destinations[n].signals for n in _goes_to(feature, options, installation)):
            collector = _collector_of(feature, options or Options(), installation)
            if collector in enabled:
                return collector
    return enabled[0] if enabled else ""


def _goes_to(feature: Feature, options: Options | None, installation: Installation) -> Iterable[str]:
    known = installation.destinations.values()
    chosen: list[str] = getattr(options, "destinations", [])
    if feature.key == "integrations":
        yield from select(known, PROMETHEUS_METRICS, chosen)
    if options is not None and features.is_enabled(feature, options):
        for telemetry in features.load(feature).emits(options):
            yield from select(known, telemetry, chosen)


def _with_contributions(installation: Installation, planned: list[PlannedFeature]) -> Installation:
    """The installation whose collectors have what their features and remote configuration bring them."""
    collectors = dict(installation.collectors)
    for feature in planned:
        if feature.collector in collectors:
            context = Context(feature.feature.path, installation, collectors[feature.collector])
            brought = features.contribution(feature.module, feature.options, context)
            if brought:
                collectors[feature.collector] = with_settings(context.collector, brought)
    for key, collector in collectors.items():
        if collector.options.enabled and collector.options.remote_config.enabled:
            collectors[key] = with_environment(collector, remote_config_environment(collector, installation))
    satellites = tuple(
        replace(s, collector=with_settings(s.collector, remote_config_environment(s.collector, installation)))
        if s.collector.options.remote_config.enabled
        else s
        for s in installation.satellites
    )
    return replace(installation, collectors=collectors, satellites=satellites)


def _plan_collector(
    collector: Collector, planned: list[PlannedFeature], installation: Installation
) -> PlannedCollector:
    mine = tuple(feature for feature in planned if feature.collector == collector.key)
    names = {name for name in collector.options.include_destinations if name in installation.destinations}
    names |= {name for feature in mine for route in (*feature.routes, *feature.held) for name in route.destinations}
    if not any(feature.feature.key == "integrations" for feature in planned):
        names |= _unused_integrations(collector, installation)
    for name in sorted(names):
        destination = installation.destinations[name]
        if destination.type == "router" and not destination.disabled:
            names |= {n for n in downstream(destination) if _is_enabled(installation.destinations.get(n))}
    return PlannedCollector(collector, mine, tuple(sorted(names)))


def _unused_integrations(collector: Collector, installation: Installation) -> set[str]:
    """The reference gives the collector of `integrations` their destinations, whether or not they gather anything."""
    feature = next(feature for feature in FEATURES if feature.key == "integrations")
    options = installation.features.get("integrations") or Options()
    if _collector_of(feature, options, installation) != collector.key:
        return set()
    chosen: list[str] = getattr(options, "destinations", [])
    written = "integrations" in installation.features
    held = features.held(features.load(feature), options) if written else (PROMETHEUS_METRICS,)
    return {name for telemetry in held for name in select(installation.destinations.values(), telemetry, chosen)}


def _is_enabled(destination: Destination | None) -> bool:
    return destination is not None and not destination.disabled
