"""Collectors: presets, the keys that are alloyc's and not Alloy's, and what a collector can do.

The settings of a collector are one map, merged from low to high: the defaults, the presets, `global`,
`collectorCommon.alloy`, the collector's own. All but `OWN_KEYS` goes into the `Alloy` custom resource as it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import reduce
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator

from ..report.diagnostics import Diagnostic, Path, dotted, nearest
from ..report.record import dataclass
from ..values import preset_data
from ..values.nested import dig, nest, overlay, underlay
from ..values.options import NO_ALLOY, AlloyComponents, Options, Text, UnknownKeys, read, unset
from ..values.placed import PlacedBool, as_text, bare, bare_tree
from ..values.reference import ALLOY_IMAGE_TAG
from ._remote_config_options import RemoteConfig

APPENDED = (
    ("alloy", "extraPorts"),
    ("alloy", "mounts", "extra"),
    ("controller", "volumes", "extra"),
    ("controller", "initContainers"),
)
ALLOY_KEYS = (
    "alloy", "configReloader", "controller", "crds", "extraObjects", "fullnameOverride", "global", "image", "ingress",
    "nameOverride", "namespaceOverride", "networkPolicy", "rbac", "service", "serviceAccount", "serviceMonitor",
)  # fmt: skip


def _map_or_nothing(value: Any) -> Any:
    return {} if value == [] else value


Annotations: TypeAlias = Annotated[dict[str, Text], BeforeValidator(_map_or_nothing)]
"""A map; the chart looks at it only where something is in it, so that an empty list is one too."""


class ExtraService(Options):
    """A Service of its own for a collector's receivers."""

    enabled: bool = False
    name: str = "alloy"
    fullname: str = ""


class Logging(Options):
    level: Literal["error", "warn", "info", "debug"] = "info"
    format: Literal["logfmt", "json"] = "logfmt"


class LiveDebugging(Options):
    enabled: bool = False


class CollectorOptions(Options):
    """The keys of a collector that alloyc reads; the others are settings of its Alloy."""

    enabled: bool = True
    presets: list[str] = []
    preset: str = ""
    labels: Annotations = {}
    annotations: Annotations = {}
    extra_config: AlloyComponents = NO_ALLOY
    include_destinations: list[str] = []
    extra_service: ExtraService = unset(ExtraService)
    remote_config: RemoteConfig = unset(RemoteConfig)
    logging: Logging = unset(Logging)
    live_debugging: LiveDebugging = unset(LiveDebugging)


OWN_KEYS = frozenset(field.alias or name for name, field in CollectorOptions.model_fields.items())


@dataclass(frozen=True)
class Collector:
    """A collector of the values. `settings` is its Alloy's, merged; `own` is what the user wrote under its key."""

    key: str
    options: CollectorOptions
    settings: Mapping[str, Any]
    own: Mapping[str, Any]
    at: Path = ()
    """Where it stands in the values, if not below `collectors`."""

    @property
    def path(self) -> Path:
        return self.at or ("collectors", self.key)

    @property
    def presets(self) -> tuple[str, ...]:
        return preset_names(self.options.preset, self.options.presets)


def preset_names(preset: str, several: list[str]) -> tuple[str, ...]:
    """The presets of a collector: `preset`, the spelling of drafts of version 4, stands before `presets`."""
    return (preset, *several) if preset else tuple(several)


def read_collector(
    key: str,
    own: Any,
    common: Mapping[str, Any],
    shared: Mapping[str, Any],
    pin_image: bool,
    unknown_keys: UnknownKeys,
    at: Path = (),
) -> tuple[Collector | None, list[Diagnostic]]:
    """One entry of `collectors`, or the settings `at` another place. `common` is what `collectorCommon` gives each of
    them, `shared` what `global` does."""
    path = at or ("collectors", key)
    if own is None:
        own = {}
    if not isinstance(own, dict):
        return None, [Diagnostic("wrong-type", f"`{dotted(path)}` must be a map", path, "write its settings below it")]
    chosen = _chosen_presets(own)
    preset_settings = merge_presets(tuple(name for name in chosen if name in preset_data.names("collectors")))
    merged = overlay(common, own)
    if "extraAttributes" in preset_settings.get("remoteConfig", {}):
        merged = overlay({"remoteConfig": preset_settings["remoteConfig"]}, merged)
    places = {key: value for key, value in merged.items() if key in OWN_KEYS}
    options, found = read(CollectorOptions, _plain_switches(places), path, unknown_keys, places)
    faults = [*_unknown_keys(own, path), *_wrong_types(own, path), *found, *_unknown_presets(chosen, path)]
    if options is None:
        return None, faults
    image = {"image": {"tag": ALLOY_IMAGE_TAG}} if pin_image else {}
    layers = (image, preset_settings, shared, common, _cluster_name(key, own, preset_settings), own)
    settings = bare_tree(reduce(overlay, layers, preset_data.data("collector-defaults")))
    return Collector(key, options, settings, own, at), faults


def _plain_switches(value: Any) -> Any:
    """Settings whose switches are plain ones, as models take them."""
    if isinstance(value, dict):
        return {key: _plain_switches(inner) for key, inner in value.items()}
    return bare(value) if isinstance(value, PlacedBool) else value


def _chosen_presets(own: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of presets in settings that are not read yet: what they set is read together with them."""
    single, listed = own.get("preset"), own.get("presets")
    several = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    return preset_names(single if isinstance(single, str) else "", several)


def _unknown_keys(own: Mapping[str, Any], path: Path) -> Iterator[Diagnostic]:
    known = (*OWN_KEYS, *ALLOY_KEYS)
    for key in own:
        if key not in known:
            close = nearest(str(key), known)
            help = (
                f"did you mean `{close}`?" if close else "settings of Alloy's pods stand below `alloy` and `controller`"
            )
            yield Diagnostic(
                "unknown-key",
                f"unknown key `{key}` in `{'.'.join(map(str, path))}`",
                (*path, key),
                help,
                about_key=True,
                meant=close,
            )


MAPS: tuple[tuple[str, ...], ...] = (
    ("alloy",), ("alloy", "clustering"), ("alloy", "mounts"), ("controller",), ("controller", "autoscaling"),
    ("controller", "volumes"), ("image",), ("rbac",), ("service",), ("serviceAccount",),
)  # fmt: skip
LISTS: tuple[tuple[str, ...], ...] = (*APPENDED, ("alloy", "extraEnv"), ("alloy", "envFrom"))
SWITCHES: tuple[tuple[str, ...], ...] = (
    ("alloy", "clustering", "enabled"), ("alloy", "mounts", "varlog"), ("alloy", "mounts", "dockercontainers"),
    ("controller", "autoscaling", "enabled"),
)  # fmt: skip
"""Settings of a collector's Alloy that decide what it can do."""


def _wrong_types(own: Mapping[str, Any], path: Path) -> Iterator[Diagnostic]:
    """Settings that Alloy's chart could do nothing with, or would take for something else than they are taken for."""
    for keys in MAPS:
        if not isinstance(dig(own, *keys), dict | None):
            at = (*path, *keys)
            yield Diagnostic("wrong-type", f"`{dotted(at)}` must be a map", at, "write its settings below it")
    for keys in LISTS:
        if not isinstance(dig(own, *keys), list | None):
            at = (*path, *keys)
            yield Diagnostic("wrong-type", f"`{dotted(at)}` must be a list", at, "write an entry a line, after a `- `")
    for keys in SWITCHES:
        if not isinstance(dig(own, *keys), bool | None):
            at = (*path, *keys)
            help = "write `true` or `false`, without quotes"
            yield Diagnostic("wrong-type", f"`{dotted(at)}` must be true or false", at, help)


def leaves_open(fault: Diagnostic) -> bool:
    """Whether a fault of a collector leaves open what it can do: it is one of its presets, or of what they set."""
    below = fault.path[2:]
    of_shape = below in (*MAPS, *SWITCHES) or below[:1] in (("preset",), ("presets",), ("enabled",), ())
    return fault.severity == "error" and of_shape


def _unknown_presets(chosen: tuple[str, ...], path: Path) -> Iterator[Diagnostic]:
    known = preset_data.names("collectors")
    for position, name in enumerate(chosen):
        if name not in known:
            close = nearest(name, known)
            help = f"did you mean `{close}`?" if close else f"known presets: {', '.join(known)}"
            at = (*path, "presets", position)
            yield Diagnostic("unknown-preset", f"unknown preset `{name}`", at, help, meant=close)


def merge_presets(chosen: tuple[str, ...]) -> dict[str, Any]:
    """Presets together: four lists are joined, of anything else the first preset that sets it wins."""
    merged: dict[str, Any] = {}
    for name in chosen:
        preset = preset_data.data(f"collectors/{name}")
        for path in APPENDED:
            incoming, existing = dig(preset, *path), dig(merged, *path)
            if incoming:
                merged = overlay(merged, nest(path, [*(existing or []), *incoming]))
        merged = underlay(merged, preset)
    return merged


def _cluster_name(key: str, own: Mapping[str, Any], preset_settings: Mapping[str, Any]) -> dict[str, Any]:
    enabled = ("alloy", "clustering", "enabled")
    if (dig(own, *enabled) or dig(preset_settings, *enabled)) and not dig(own, "alloy", "clustering", "name"):
        return nest(("alloy", "clustering", "name"), key)
    return {}


def setting(collector: Collector, *path: str) -> Any:
    """A setting of the collector's Alloy, or None."""
    return dig(collector.settings, *path)


def controller_type(collector: Collector) -> str:
    """What runs the collector's pods; Alloy's own chart makes a daemonset where nothing is said."""
    return str(setting(collector, "controller", "type") or "daemonset")


def is_clustered(collector: Collector) -> bool:
    return setting(collector, "alloy", "clustering", "enabled") is True


def stability(collector: Collector) -> str:
    path = ("alloy", "stabilityLevel")
    return as_text(dig(collector.own, *path) or setting(collector, *path) or "generally-available")


def runs_several(collector: Collector) -> bool:
    """Whether more than one pod may run: a daemonset, replicas, or autoscaling."""
    autoscaling = setting(collector, "controller", "autoscaling") or {}
    replicas = setting(collector, "controller", "replicas")
    return (
        controller_type(collector) == "daemonset"
        or (isinstance(replicas, int) and replicas > 1)
        or bool(dig(autoscaling, "enabled") or dig(autoscaling, "horizontal", "enabled"))
    )


def check_clustering(collector: Collector, feature: str) -> Iterator[Diagnostic]:
    """A collector of several pods must share the work of a feature, or each pod gathers all of it."""
    if runs_several(collector) and not is_clustered(collector):
        yield Diagnostic(
            "clustering-required",
            f"`{feature}` needs clustering: `{collector.key}` runs several pods, and each would gather everything",
            (*collector.path, "alloy", "clustering", "enabled"),
            f"add the preset `clustered` to `collectors.{collector.key}.presets`",
        )


def check_daemonset(collector: Collector, feature: str) -> Iterator[Diagnostic]:
    """A feature that reads from its own node needs a pod on every node."""
    if controller_type(collector) != "daemonset":
        yield Diagnostic(
            "daemonset-required",
            f"`{feature}` reads from the node it runs on, but `{collector.key}` is not a daemonset",
            (*collector.path, "controller", "type"),
            f"add the preset `daemonset` to `collectors.{collector.key}.presets`",
        )


def check_node_logs_mounted(collector: Collector, feature: str) -> Iterator[Diagnostic]:
    """A feature that reads log files of the node needs /var/log in its pods."""
    if setting(collector, "alloy", "mounts", "varlog") is not True:
        yield Diagnostic(
            "node-logs-not-mounted",
            f"`{feature}` reads /var/log of the node, which `{collector.key}` does not mount",
            (*collector.path, "alloy", "mounts", "varlog"),
            f"add the preset `filesystem-log-reader` to `collectors.{collector.key}.presets`",
        )


def with_environment(collector: Collector, contribution: Mapping[str, Any]) -> Collector:
    """The collector with settings that its remote configuration brings. What the user set under its key, and not
    empty, stays; what presets and defaults set does not, so a list that is brought has theirs in it."""
    return with_settings(collector, underlay(collector.own, contribution))


def with_settings(collector: Collector, settings: Mapping[str, Any]) -> Collector:
    """The collector with settings over those that it has: a list that a feature brings has the user's in it."""
    return replace(collector, settings=overlay(collector.settings, bare_tree(settings)))
