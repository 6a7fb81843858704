"""Values -> Installation: every section read against its model, every fault of the reading reported.

Only the models of what the values mention are imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .. import destinations, features, processors
from ..features import FEATURES
from ..features.unit import Wanted
from ..report.codes import Code
from ..report.contribution import Contribution
from ..report.diagnostics import Diagnostic, dotted, nearest, warning
from ..report.record import dataclass
from ..values.model import Root
from ..values.names import kubernetes_name
from ..values.options import Options, UnknownKeys, read
from ..values.placed import bare, bare_tree, placed
from ..values.reference import ALLOY_VERSION
from .collectors import Collector, leaves_open, read_collector
from .installation import Destination, Installation, Processor, Release
from .satellites import Satellite, satellite_name
from .service_checks import check_service_values

FEATURE_SECTIONS = tuple(dict.fromkeys(feature.path[0] for feature in FEATURES))
ROOT_KEYS = tuple(field.alias or name for name, field in Root.model_fields.items())
UNKNOWN_TYPES: dict[str, Code] = {
    "destination": "unknown-destination-type",
    "data processor": "unknown-data-processor-type",
}


@dataclass(frozen=True)
class Reading:
    """What was understood of the values, and what was wrong with the rest."""

    installation: Installation
    diagnostics: tuple[Diagnostic, ...]
    wanted: tuple[Wanted, ...]
    """The features of the sections that the values mention, or that are there by themselves: on or off, in order."""
    broken: frozenset[str]
    """Names of destinations and collectors that could not be read: that they are missing is no second fault."""


def read_installation(
    values: Mapping[str, Any],
    release: Release,
    unknown_keys: UnknownKeys = "error",
    alloy_version: str = ALLOY_VERSION,
) -> Reading:
    """Reads the merged values of a release. Never raises for what a user wrote."""
    found: list[Diagnostic] = list(_top_level(values, unknown_keys))
    root, faults = read(Root, {k: v for k, v in values.items() if k in ROOT_KEYS}, (), unknown_keys)
    found += faults
    root = root or Root()
    broken: set[str] = set()
    read_destinations = dict(_destinations(root.destinations, unknown_keys, found, broken))
    found += check_service_values(root.telemetry_services)
    read_processors = dict(_processors(root.data_processors, unknown_keys, found))
    common = _common(root.collector_common, found)
    read_collectors = dict(_collectors(root, common, unknown_keys, found, broken))
    satellites = tuple(_satellites(read_destinations, release, root, common, unknown_keys, found))
    sections = dict(_features(values, unknown_keys, found))
    wanted = tuple(features.load(f).wanted(f, sections[f.path[0]]) for f in FEATURES if f.path[0] in sections)
    installation = Installation(
        release=release,
        cluster=root.cluster,
        globals=root.global_,
        collectors=read_collectors,
        destinations=read_destinations,
        processors=read_processors,
        satellites=satellites,
        features=sections,
        summaries=tuple(one.summary for one in wanted),
        secret_owners=tuple(owner for one in wanted for owner in one.secret_owners()),
        charts=tuple(chart for one in wanted if (chart := one.chart()) is not None),
        instances=tuple(instance for one in wanted for instance in one.instances()),
        telemetry_services=root.telemetry_services,
        alloy_operator=bare_tree(root.alloy_operator),
        replace_component=tuple(root.replace_component),
        extra_objects=tuple(bare_tree(root.extra_objects)),
        name_override=bare(root.name_override),
        fullname_override=bare(root.fullname_override),
        alloy_version=alloy_version,
    )
    return Reading(installation, tuple(found), wanted, frozenset(broken))


def _top_level(values: Mapping[str, Any], unknown_keys: UnknownKeys) -> Iterator[Diagnostic]:
    known = (*ROOT_KEYS, *FEATURE_SECTIONS)
    for key in values:
        if key in known or str(key).startswith("x-"):
            continue
        if key == "externalServices" and values[key]:
            yield Diagnostic(
                "old-values",
                "these are values of version 1 of the chart: `externalServices`",
                (key,),
                "write version 4 values; see the migration guide of the chart",
            )
            continue
        close = nearest(str(key), known)
        help = f"did you mean `{close}`?" if close else "a key of your own, for YAML anchors, begins with `x-`"
        fault = Diagnostic("unknown-key", f"unknown key `{key}`", (key,), help, about_key=True, meant=close)
        yield warning(fault) if unknown_keys == "warn" else fault


def _destinations(
    entries: Mapping[str, Any], unknown_keys: UnknownKeys, found: list[Diagnostic], broken: set[str]
) -> Iterator[tuple[str, Destination]]:
    for name in sorted(entries):
        entry, path = entries[name], ("destinations", name)
        if (
            isinstance(entry, dict)
            and entry.get("disabled") is True
            and str(entry.get("type")) not in destinations.TYPES
        ):
            broken.add(name)  # The chart looks at nothing in a disabled destination, not even its type.
            continue
        type = _type_of(entry, path, "destination", list(destinations.TYPES), found)
        if type is None:
            broken.add(name)
            continue
        unit = destinations.load(type)
        options, faults = read(unit.options, entry, path, unknown_keys)
        found += faults
        if options is None:
            broken.add(name)
            continue
        disabled = bool(getattr(options, "disabled", False))
        signals, ecosystem = unit.signals(options), unit.ecosystem(options)
        yield name, Destination(name, type, options, signals, ecosystem, disabled, unit.is_router)


def _processors(
    entries: Mapping[str, Any], unknown_keys: UnknownKeys, found: list[Diagnostic]
) -> Iterator[tuple[str, Processor]]:
    for name in sorted(entries):
        entry, path = entries[name], ("dataProcessors", name)
        type = _type_of(entry, path, "data processor", list(processors.TYPES), found)
        if type is None:
            continue
        unit = processors.load(type)
        options, faults = read(unit.options, entry, path, unknown_keys)
        found += faults
        if options is not None:
            yield name, Processor(name, type, options, unit.supports(options))


def _type_of(entry: Any, path: tuple[str, str], what: str, types: list[str], found: list[Diagnostic]) -> str | None:
    """The `type` of an entry; a fault, and None, where it is none of the known ones."""
    known = ", ".join(types)
    if not isinstance(entry, dict):
        found.append(
            Diagnostic("wrong-type", f"the {what} `{path[1]}` must be a map", path, "write its options below it")
        )
        return None
    type = entry.get("type")
    if type in types:
        return str(type)
    if type in (None, ""):
        found.append(
            Diagnostic(
                "missing-key",
                f"the {what} `{path[1]}` has no type",
                path,
                f"add `type:`, one of {known}",
                about_key=True,
            )
        )
        return None
    close = nearest(str(type), types)
    help = f"did you mean `{close}`?" if close else f"known types: {known}"
    message = f"unknown {what} type `{type}`"
    found.append(Diagnostic(UNKNOWN_TYPES[what], message, (*path, "type"), help, meant=close))
    return None


def _collectors(
    root: Root, common: Mapping[str, Any], unknown_keys: UnknownKeys, found: list[Diagnostic], broken: set[str]
) -> Iterator[tuple[str, Collector]]:
    for key in sorted(root.collectors):
        own = root.collectors[key]
        collector, faults = read_collector(key, own, common, _shared(root), _pins_image(root), unknown_keys)
        found += faults
        if collector is None or any(leaves_open(fault) for fault in faults):
            broken.add(key)
        if collector is not None:
            yield key, collector


def _pins_image(root: Root) -> bool:
    """An operator that the chart does not deploy might choose another Alloy."""
    return not root.alloy_operator.get("deploy", True)


def _satellites(
    entries: Mapping[str, Destination],
    release: Release,
    root: Root,
    common: Mapping[str, Any],
    unknown_keys: UnknownKeys,
    found: list[Diagnostic],
) -> Iterator[Satellite]:
    """The collectors that enabled destinations bring."""
    for name, destination in sorted(entries.items()):
        for wanted in () if destination.disabled else destinations.satellites(destination):
            key = satellite_name(release.name, name, wanted.role)
            own = {**wanted.settings, "fullnameOverride": key}
            at = ("destinations", name, *wanted.keys)
            collector, faults = read_collector(key, own, common, _shared(root), _pins_image(root), unknown_keys, at)
            found += faults
            if collector is not None:
                sends_to = destinations.select(entries.values(), wanted.sends, wanted.chosen) if wanted.sends else ()
                behind = {n for router in sends_to for n in destinations.downstream(entries[router]) if n in entries}
                yield Satellite(name, wanted.role, collector, sends_to, tuple(sorted(behind - {*sends_to})))


def _common(section: Mapping[str, Any], found: list[Diagnostic]) -> dict[str, Any]:
    """What `collectorCommon` gives each collector: `alloy` holds whole collector settings, as the chart reads it;
    `remoteConfig` beside it is the spelling of drafts of version 4."""
    for key in section:
        if key not in ("alloy", "remoteConfig"):
            close = nearest(str(key), ("alloy", "remoteConfig"))
            help = (
                f"did you mean `{close}`?"
                if close
                else "settings for every collector stand below `collectorCommon.alloy`"
            )
            found.append(
                Diagnostic(
                    "unknown-key",
                    f"unknown key `{key}` in `collectorCommon`",
                    ("collectorCommon", key),
                    help,
                    about_key=True,
                    meant=close,
                )
            )
    parts = {}
    for key in ("alloy", "remoteConfig"):
        part = section.get(key)
        parts[key] = part if isinstance(part, dict) else {}
        if part is not None and not isinstance(part, dict):
            at = ("collectorCommon", key)
            found.append(Diagnostic("wrong-type", f"`{dotted(at)}` must be a map", at, "write its settings below it"))
    common = _with_switches(parts["alloy"], ("collectorCommon", "alloy"))
    if parts["remoteConfig"]:
        below = common.get("remoteConfig")
        own = _with_switches(parts["remoteConfig"], ("collectorCommon", "remoteConfig"))
        common["remoteConfig"] = {**(below if isinstance(below, dict) else {}), **own}
    return common


def _with_switches(settings: Mapping[str, Any], at: tuple[str, ...]) -> dict[str, Any]:
    """Settings whose switches know their place, as texts and numbers do: each collector reads them at its own."""
    return {
        key: _with_switches(value, (*at, key))
        if isinstance(value, dict)
        else placed(value, Contribution("value", (*at, key)))
        if isinstance(value, bool)
        else value
        for key, value in settings.items()
    }


def _shared(root: Root) -> dict[str, Any]:
    """What `global` gives the pods of each collector."""
    image = {
        "registry": root.global_.image.registry,
        "pullSecrets": root.global_.image.pull_secrets,
        "pullPolicy": root.global_.image.pull_policy,
    }
    shared: dict[str, Any] = {}
    if any(image.values()):
        shared["image"] = {key: value for key, value in image.items() if value}
    if root.global_.pod_security_context:
        shared["podSecurityContext"] = root.global_.pod_security_context
    return {"global": shared} if shared else {}


def _features(
    values: Mapping[str, Any], unknown_keys: UnknownKeys, found: list[Diagnostic]
) -> Iterator[tuple[str, Options]]:
    """The sections of features that the values mention, or that are on by themselves."""
    done: set[str] = set()
    for feature in FEATURES:
        section = feature.path[0]
        if section in done or (section not in values and not feature.on_by_itself):
            continue
        done.add(section)
        model = features.load(feature).model(values.get(section) or {})
        options, faults = read(model, values.get(section), (section,), unknown_keys)
        found += faults
        if options is not None:
            yield section, options


def same_name(names: list[str]) -> list[tuple[str, ...]]:
    """Groups of names that Kubernetes cannot tell apart."""
    groups: dict[str, list[str]] = {}
    for name in sorted(names):
        groups.setdefault(kubernetes_name(name), []).append(name)
    return [tuple(group) for group in groups.values() if len(group) > 1]
