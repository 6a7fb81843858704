"""What the plan refuses: names, assignments and routes that cannot be. Units check what is their own themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from .. import destinations, processors
from ..destinations import downstream, routed
from ..destinations.unit import DestinationContext
from ..features.unit import Listed, Wanted
from ..processors.unit import ProcessorContext
from ..report.diagnostics import Diagnostic, Path, dotted, nearest
from .collectors import Collector, setting
from .embedded import check_embedded
from .installation import Context, Destination, Installation
from .names import check_names
from .read import same_name
from .remote_config import check_remote_config
from .telemetry import Telemetry

if TYPE_CHECKING:
    from .planned import PlannedCollector, PlannedFeature, Route


def check_installation(installation: Installation, broken: frozenset[str]) -> Iterator[Diagnostic]:
    """Faults that no feature is to blame for: of the cluster, destinations, data processors, collectors."""
    if not installation.cluster.name and installation.cluster.name_from is None:
        yield Diagnostic(
            "missing-cluster-name",
            "the cluster has no name",
            ("cluster", "name"),
            "add `cluster: {name: my-cluster}`; every destination adds it as a label",
        )
    if not broken and not any(c.options.enabled for c in installation.collectors.values()):
        yield Diagnostic(
            "no-collector",
            "no collector is enabled",
            ("collectors",),
            "add one: `collectors: {alloy: {presets: [clustered, statefulset]}}`",
        )
    for section, names in (("destinations", installation.destinations), ("collectors", installation.collectors)):
        for group in same_name(list(names)):
            listed = ", ".join(f"`{name}`" for name in group)
            yield Diagnostic(
                "same-name",
                f"{section} {listed} have the same name in Kubernetes",
                (section, group[1]),
                "rename all but one",
            )
    yield from check_names(installation)
    yield from check_embedded(installation)
    for name, destination in installation.destinations.items():
        if not destination.disabled:
            yield from destinations.load(destination.type).check(
                destination.options, DestinationContext(name, installation)
            )
    for name, processor in installation.processors.items():
        yield from processors.load(processor.type).check(processor.options, ProcessorContext(name, installation))
    for collector in installation.collectors.values():
        yield from _check_presets(collector)


def _check_presets(collector: Collector) -> Iterator[Diagnostic]:
    together = sorted({"root", "host-network"} & set(collector.presets))
    if "privileged" in collector.presets and together:
        yield Diagnostic(
            "conflicting-presets",
            f"the preset `privileged` already does what `{together[0]}` does",
            (*collector.path, "presets"),
            "replace `privileged` by `root` and the host presets it needs",
        )
    elif "privileged" in collector.presets:
        at = (*collector.path, "presets")
        help = "use `root` and the host presets it needs"
        yield Diagnostic("deprecated-key", "the preset `privileged` is deprecated", at, help, "warning")


def check_destinations(
    wanted: Wanted, routes: tuple[Route, ...], installation: Installation, broken: frozenset[str]
) -> Iterator[Diagnostic]:
    """Faults of where a feature sends its telemetry."""
    feature, chosen = wanted.feature, wanted.destinations
    at: Path = (feature.path[0], "destinations")
    for position, name in enumerate(chosen):
        if name not in installation.destinations and name not in broken:
            close = nearest(name, installation.destinations)
            help = f"did you mean `{close}`?" if close else f"known: {', '.join(installation.destinations) or 'none'}"
            yield Diagnostic(
                "unknown-destination", f"unknown destination `{name}` in `{dotted(at)}`", (*at, position), help
            )
    unknown = any(name not in installation.destinations for name in chosen)
    for route in routes:
        if not route.destinations and not broken and not unknown:
            ecosystem, signal = route.telemetry
            yield Diagnostic(
                "no-destination",
                f"no destination takes the {signal} of `{feature.key}`",
                (feature.path[0],),
                _destination_help(ecosystem, signal, installation),
            )
        for name in route.destinations:
            destination = installation.destinations[name]
            if destination.is_router:
                yield from _check_router(feature, route.telemetry, destination, installation, chosen)


def _destination_help(ecosystem: str, signal: str, installation: Installation) -> str:
    hidden = routed(installation.destinations.values())
    able = [n for n, d in installation.destinations.items() if n in hidden and signal in d.signals and not d.disabled]
    if able:
        return f"one behind a router must be named: `destinations: [{able[0]}]`"
    type = {"prometheus": "prometheus", "loki": "loki", "pyroscope": "pyroscope"}.get(ecosystem, "otlp")
    return f"add one: `destinations: {{my-{signal}: {{type: {type}, url: ...}}}}`"


def _check_router(
    feature: Listed, telemetry: Telemetry, router: Destination, installation: Installation, chosen: tuple[str, ...]
) -> Iterator[Diagnostic]:
    at: Path = (feature.path[0], "destinations")
    if router.name in chosen:
        at = (*at, chosen.index(router.name))
    able = [
        n for n in downstream(router, telemetry.signal) if _takes(installation.destinations.get(n), telemetry.signal)
    ]
    if not able:
        yield Diagnostic(
            "router-without-destination",
            f"the router `{router.name}` has no destination for the {telemetry.signal} of `{feature.key}`",
            at,
            f"add one that takes {telemetry.signal} to its `defaultDestinations`",
        )
    elif router.ecosystem != telemetry.ecosystem:
        yield Diagnostic(
            "wrong-ecosystem",
            f"`{feature.key}` sends {telemetry.ecosystem} {telemetry.signal}, the router `{router.name}` "
            f"takes {router.ecosystem}",
            at,
            f"use a router with `ecosystem: {telemetry.ecosystem}`",
        )


def _takes(destination: Destination | None, signal: str) -> bool:
    return destination is not None and not destination.disabled and signal in destination.signals


def check_processors(wanted: Wanted, routes: tuple[Route, ...], installation: Installation) -> Iterator[Diagnostic]:
    """Faults of the data processors that a feature lists."""
    feature = wanted.feature
    for position, name in enumerate(wanted.processors):
        at = (feature.path[0], "dataProcessors", position)
        processor = installation.processors.get(name)
        if processor is None:
            close = nearest(name, installation.processors)
            help = f"did you mean `{close}`?" if close else f"define it: `dataProcessors: {{{name}: {{type: ...}}}}`"
            yield Diagnostic("unknown-processor", f"unknown data processor `{name}` in `{feature.path[0]}`", at, help)
            continue
        for route in routes:
            if route.telemetry not in processor.supports:
                ecosystem, signal = route.telemetry
                yield Diagnostic(
                    "unsupported-telemetry",
                    f"the data processor `{name}` cannot process {ecosystem} {signal} of `{feature.key}`",
                    at,
                    "take it from the list, or use one that can",
                )


def check_default_collector(wanted: Wanted, installation: Installation, broken: frozenset[str]) -> Iterator[Diagnostic]:
    """A collector that a feature names and that nothing uses, as its parts have their own, must still be one."""
    feature, collector = wanted.feature, wanted.default_collector
    if collector and collector not in installation.collectors and collector not in broken:
        enabled = [key for key, found in sorted(installation.collectors.items()) if found.options.enabled]
        yield _unknown_collector(collector, feature, False, (*feature.path, "collector"), enabled)


def _unknown_collector(name: str, feature: Listed, exists: bool, at: Path, enabled: list[str]) -> Diagnostic:
    close = nearest(name, enabled)
    help = f"did you mean `{close}`?" if close else f"enabled collectors: {', '.join(enabled) or 'none'}"
    state = "is disabled" if exists else "does not exist"
    return Diagnostic("unknown-collector", f"the collector `{name}` of `{feature.key}` {state}", at, help)


def once(found: list[Diagnostic]) -> list[Diagnostic]:
    """The same demand on a collector by several features, or the same name of none, is one mistake: the first fault
    says it for all of them."""
    first: dict[tuple[object, ...], Diagnostic] = {}
    others: dict[tuple[object, ...], list[str]] = {}
    for fault in found:
        named = fault.message.split("`")[1::2]
        key: tuple[object, ...]
        if fault.code == "unknown-collector":
            key, by = (fault.code, named[0]), named[1]
        elif fault.path[:1] == ("collectors",) and named:
            key, by = (fault.code, fault.path, fault.help), named[0]
        else:
            key, by = (fault,), ""
        if key in first and fault != first[key]:
            others.setdefault(key, []).append(f"`{by}`")
        first.setdefault(key, fault)
    return [
        replace(fault, help=f"{fault.help}; for {', '.join(others[key])} too") if key in others else fault
        for key, fault in first.items()
    ]


def is_of_assignment(fault: Diagnostic) -> bool:
    """Whether a fault says that a feature has no collector, or one that cannot run it: another may be meant for it."""
    is_demand = fault.severity == "error" and fault.path[:1] == ("collectors",)
    return is_demand or fault.code in ("unknown-collector", "no-collector-assigned")


def check_feature(planned: PlannedFeature, installation: Installation, broken: frozenset[str]) -> Iterator[Diagnostic]:
    """Faults of the collector that a feature is assigned to, and what the feature itself finds wrong with it."""
    feature = planned.feature
    enabled = [key for key, collector in sorted(installation.collectors.items()) if collector.options.enabled]
    at = planned.at
    if not planned.collector:
        if not broken and enabled:
            yield Diagnostic(
                "no-collector-assigned",
                f"several collectors could run `{feature.key}`",
                at,
                f"add `collector:` to it, one of {', '.join(enabled)}",
            )
        return
    collector = installation.collectors.get(planned.collector)
    if collector is None or not collector.options.enabled:
        if planned.collector not in broken:
            yield _unknown_collector(planned.collector, feature, collector is not None, at, enabled)
        return
    if planned.collector in broken:
        return
    yield from planned.wanted.check(Context(feature.path, installation, collector))


def check_collector(planned: PlannedCollector, installation: Installation, is_whole: bool) -> Iterator[Diagnostic]:
    """Faults of a collector once it is known what it runs. If some values could not be read (not `is_whole`), they may
    be what uses it."""
    collector = planned.collector
    options = collector.options
    if is_whole and not (
        planned.features or options.extra_config or options.remote_config.enabled or _has_extra_config(collector)
    ):
        yield Diagnostic(
            "unused-collector",
            f"no feature uses the collector `{collector.key}`",
            collector.path,
            f"assign a feature to it, or set `collectors.{collector.key}.enabled: false`",
        )
    for position, name in enumerate(options.include_destinations):
        if name not in installation.destinations:
            close = nearest(name, installation.destinations)
            at = (*collector.path, "includeDestinations", position)
            help = f"did you mean `{close}`?" if close else "define it, or take it from the list"
            yield Diagnostic("unknown-destination", f"unknown destination `{name}`", at, help)
    yield from check_remote_config(collector)


def _has_extra_config(collector: Collector) -> bool:
    """Whether there is any text: the chart takes even a blank for a configuration of one's own."""
    return bool(setting(collector, "extraConfig"))
