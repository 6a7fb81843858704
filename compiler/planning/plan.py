"""Installation -> Plan: which collector runs which feature, towards which destinations. All refusals are here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..destinations import downstream, load, select
from ..features import FEATURES
from ..features.unit import Assigned, Listed, Wanted
from ..report.diagnostics import Diagnostic, Path
from ..report.record import dataclass
from ..values.placed import in_place_of
from .checks import (
    check_collector,
    check_default_collector,
    check_destinations,
    check_feature,
    check_installation,
    check_processors,
    is_of_assignment,
    once,
)
from .collectors import Collector, with_environment, with_settings
from .follow_ups import without_follow_ups
from .installation import Context, Destination, Installation
from .planned import PlannedCollector, PlannedFeature, Route
from .read import Reading
from .remote_config import check_remote_config, remote_config_environment
from .secrets import check_secrets
from .service_checks import check_services
from .unused import check_unreached, check_unused


@dataclass(frozen=True)
class Plan:
    """What will be built: the installation, and its enabled collectors in alphabetical order."""

    installation: Installation
    collectors: tuple[PlannedCollector, ...]
    warnings: tuple[Diagnostic, ...]

    @property
    def modules(self) -> dict[Path, str]:
        """What the module of each feature that runs is called, by its values path."""
        planned = (feature for collector in self.collectors for feature in collector.features)
        return {feature.feature.path: feature.feature.module for feature in planned}


def plan(reading: Reading, warn: bool = True) -> Plan:
    """What runs where, as far as that can be said. Every fault is in `warnings`, those of the reading too; without
    `warn` it is not asked what has no effect."""
    found: list[Diagnostic] = []
    installation = reading.installation
    found += check_installation(installation, reading.broken)
    for one in reading.wanted:
        found += one.check_section(installation)
    planned = [p for one in reading.wanted if one.is_on for p in _plan_feature(one, reading, found)]
    installation = _with_contributions(installation, planned)
    for feature in planned:
        found += check_feature(feature, installation, reading.broken)
    found += check_services(installation, reading.wanted)
    enabled = [c for _, c in sorted(installation.collectors.items()) if c.options.enabled]
    served = dict(_served(installation, [collector.key for collector in enabled]))
    collectors = [_plan_collector(collector, planned, reading, served) for collector in enabled]
    found = once(found)
    is_whole = not any(f.severity == "error" for f in reading.diagnostics)
    is_whole = is_whole and not any(is_of_assignment(f) for f in found)
    for collector in collectors:
        found += check_collector(collector, installation, is_whole)
    for satellite in installation.satellites:
        found += check_remote_config(satellite.collector)
    found += [*check_secrets(installation), *(check_unused(installation) if warn else ())]
    if warn and not any(fault.severity == "error" for fault in (*reading.diagnostics, *found)):
        found += check_unreached(installation, *_reached(installation, collectors, reading))
    found = [*reading.diagnostics, *without_follow_ups(found, reading.diagnostics)]
    return Plan(installation, tuple(collectors), tuple(found))


def _reached(
    installation: Installation, collectors: list[PlannedCollector], reading: Reading
) -> tuple[set[str], set[str]]:
    """The names of the destinations and of the data processors that something goes to."""
    destinations = {name for collector in collectors for name in (*collector.destinations, *collector.serves)}
    destinations |= {name for one in installation.satellites for name in (one.destination, *one.sends_to, *one.behind)}
    return destinations, {name for one in reading.wanted if one.is_on for name in one.processors}


def _plan_feature(wanted: Wanted, reading: Reading, found: list[Diagnostic]) -> Iterator[PlannedFeature]:
    installation, broken, feature = reading.installation, reading.broken, wanted.feature
    emitted, chosen = wanted.emits(), wanted.destinations
    if not emitted:
        found += check_default_collector(wanted, installation, broken)
        return
    known = installation.destinations.values()
    routes = tuple(Route(telemetry, select(known, telemetry, chosen)) for telemetry in emitted)
    if wanted.is_accessory and not any(route.destinations for route in routes):
        routes = ()
    found += check_destinations(wanted, routes, installation, broken)
    if not routes:
        return
    found += check_processors(wanted, routes, installation)
    assigned = list(_assigned(wanted, reading))
    if wanted.parts() and wanted.default_collector not in {collector for collector, _, _ in assigned}:
        found += check_default_collector(wanted, installation, broken)
    for collector, at, own in assigned:
        sent = own.emits()
        off = (telemetry for telemetry in own.held() if telemetry not in sent)
        held = tuple(Route(telemetry, select(known, telemetry, chosen)) for telemetry in off)
        mine = tuple(route for route in routes if route.telemetry in sent)
        yield PlannedFeature(own, collector, mine, held, (*feature.path, *at, "collector"))


def _assigned(wanted: Wanted, reading: Reading) -> Iterator[tuple[str, Path, Wanted]]:
    """The collectors that run a feature: which part of it the values name each for, and what it runs."""
    default = _collector_of(wanted, reading)
    parts: dict[str, list[Assigned]] = {}
    for part in wanted.parts():
        parts.setdefault(part.collector or default, []).append(part)
    if not parts:
        yield default, (), wanted
    for collector, together in parts.items():
        named = next((part.path for part in together if part.collector), ())
        own = wanted if len(parts) == 1 else wanted.narrowed({part.path for part in together})
        yield collector, named, own


def _collector_of(wanted: Wanted | None, reading: Reading) -> str:
    """The collector that the values name, else the only enabled one, else ""; for an accessory, any."""
    named = wanted.collectors if wanted else ()
    enabled = [key for key, collector in sorted(reading.installation.collectors.items()) if collector.options.enabled]
    if named:
        return named[0]
    if wanted and wanted.is_accessory:
        return _any_collector(reading, enabled)
    return enabled[0] if len(enabled) == 1 else ""


def _any_collector(reading: Reading, enabled: list[str]) -> str:
    """The first collector with the preset `singleton`, else that of the first feature that has a destination for
    metrics, else the first. One that only reserves destinations counts as a feature here, as in the reference."""
    installation = reading.installation
    for key in enabled:
        if "singleton" in installation.collectors[key].presets:
            return key
    all_wanted, known = {one.feature: one for one in reading.wanted}, installation.destinations
    asked: list[bool] = []
    for feature in FEATURES:
        wanted = all_wanted.get(feature)
        if wanted and wanted.is_accessory:
            continue
        asked += wanted.switches if wanted else ()
        emitted = wanted.emits() if wanted and wanted.is_on else ()
        chosen = wanted.destinations if wanted else ()
        names = (n for t in (*feature.reserves, *emitted) for n in select(known.values(), t, chosen))
        if any("metrics" in known[name].signals for name in names):
            collector = _collector_of(wanted, reading)
            if collector in enabled:
                return in_place_of(collector, *asked)
    return in_place_of(enabled[0], *asked) if enabled else ""


def _with_contributions(installation: Installation, planned: list[PlannedFeature]) -> Installation:
    """The installation whose collectors have what their features and remote configuration bring them."""
    collectors = dict(installation.collectors)
    for feature in planned:
        if feature.collector in collectors:
            context = Context(feature.feature.path, installation, collectors[feature.collector])
            brought = feature.wanted.contribute(context)
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
    endpoint = next((found for feature in planned if (found := _otlp_endpoint(feature, installation))), "")
    return replace(installation, collectors=collectors, satellites=satellites, otlp_endpoint=endpoint)


def _otlp_endpoint(planned: PlannedFeature, installation: Installation) -> str:
    """Where a feature takes OTLP from services of the cluster: at the Service of its collector; "" for nowhere."""
    port, collector = planned.wanted.otlp_port(), installation.collectors.get(planned.collector)
    if port is None or collector is None:
        return ""
    return f"http://{installation.collector_name(collector)}.{installation.namespace}.svc.cluster.local:{port}"


def _served(installation: Installation, enabled: list[str]) -> Iterator[tuple[str, str]]:
    """The destinations that one collector does something for, and that collector: any is the first."""
    for name, destination in sorted(installation.destinations.items()):
        by = None if destination.disabled else load(destination.type).served_by(destination.options)
        if by is not None:
            yield name, by or next(iter(enabled), "")


def _plan_collector(
    collector: Collector, planned: list[PlannedFeature], reading: Reading, served: Mapping[str, str]
) -> PlannedCollector:
    mine = tuple(feature for feature in planned if feature.collector == collector.key)
    known = reading.installation.destinations
    names = {name for name in collector.options.include_destinations if name in known}
    names |= {name for feature in mine for route in (*feature.routes, *feature.held) for name in route.destinations}
    runs = {feature.feature for feature in planned}
    names |= {n for f in FEATURES if f.reserves and f not in runs for n in _reserved(f, collector, reading)}
    for name in sorted(names):
        if not known[name].disabled:
            names |= {n for n in downstream(known[name]) if _is_enabled(known.get(n))}
    serves = tuple(name for name, by in served.items() if by == collector.key)
    return PlannedCollector(collector, mine, tuple(sorted(names)), serves)


def _reserved(feature: Listed, collector: Collector, reading: Reading) -> Iterator[str]:
    """The destinations that the reference gives the collector of a feature, whether or not it gathers anything."""
    wanted = next((one for one in reading.wanted if one.feature == feature), None)
    if _collector_of(wanted, reading) == collector.key:
        known, chosen = reading.installation.destinations.values(), wanted.destinations if wanted else ()
        for telemetry in wanted.held() if wanted else feature.reserves:
            yield from select(known, telemetry, chosen)


def _is_enabled(destination: Destination | None) -> bool:
    return destination is not None and not destination.disabled
