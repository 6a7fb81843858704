"""Features: what is gathered. A module a feature, imported only when the values enable it.

A module has `OPTIONS`, the model of its top-level section, and these functions:

    emits(options)                  the telemetry that the feature sends to destinations
    check(options, context)         what it demands of its collector and the telemetry services, as diagnostics
    lower(options, pipeline)        adds its components
    contribute(options, context)    settings that it brings to its collector; may be missing
    check_section(options, installation)    faults of its section that count even where it is off; may be missing
    model_of(section)               the model, where it depends on what the section mentions; may be missing
    summary(options)                more labels for its line in release info; may be missing
    holds(options)                  telemetry that is off, and has its destinations all the same; may be missing
    assigned(options)               parts that may each have a collector of their own; may be missing, and with it
    narrowed(options, parts)        the section as if it had only these parts, each given by its path
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NamedTuple, Protocol, cast

from pydantic.alias_generators import to_snake

from ..lowering.pipeline import Pipeline
from ..planning.installation import Context, Installation
from ..planning.telemetry import Telemetry
from ..report.diagnostics import Diagnostic, Path
from ..values.options import Options
from ..values.placed import in_place_of


@dataclass(frozen=True)
class Feature:
    """One line of the registry. `path` is the values key; `label` begins the labels of its components."""

    path: tuple[str, ...]
    module: str
    label: str

    @property
    def key(self) -> str:
        return ".".join(self.path)


def _feature(key: str, module: str, label: str = "") -> Feature:
    return Feature(tuple(key.split(".")), module, label or module)


FEATURES: tuple[Feature, ...] = (
    _feature("annotationAutodiscovery", "annotation_autodiscovery"),
    _feature("applicationObservability", "application_observability"),
    _feature("autoInstrumentation", "auto_instrumentation", "beyla"),
    _feature("clusterMetrics", "cluster_metrics"),
    _feature("clusterEvents", "cluster_events"),
    _feature("costMetrics", "cost_metrics"),
    _feature("hostMetrics.linuxHosts", "linux_hosts"),
    _feature("hostMetrics.windowsHosts", "windows_hosts"),
    _feature("hostMetrics.energyMetrics", "energy_metrics"),
    _feature("integrations", "integrations", "integration"),
    _feature("kubernetesManifests", "kubernetes_manifests"),
    _feature("nodeLogs", "node_logs"),
    _feature("windowsEventLogs", "windows_event_logs"),
    _feature("podLogsViaLoki", "pod_logs_via_loki"),
    _feature("podLogsViaOpenTelemetry", "pod_logs_via_opentelemetry"),
    _feature("podLogsViaKubernetesApi", "pod_logs_via_kubernetes_api"),
    _feature("podLogsObjects", "pod_logs_objects"),
    _feature("lokiLogsReceiver", "loki_logs_receiver"),
    _feature("profilesReceiver", "profiles_receiver"),
    _feature("prometheusMetricsReceiver", "prometheus_metrics_receiver"),
    _feature("profiling", "profiling"),
    _feature("prometheusOperatorObjects", "prometheus_operator_objects"),
    _feature("selfReporting", "self_reporting"),
)
"""In the reference's order (features.list), which is the order in a configuration."""


class FeatureOptions(Options):
    """What every feature can be told. A sub-feature (`hostMetrics.linuxHosts`) is told by its parent's section."""

    enabled: bool = False
    destinations: list[str] = []
    data_processors: list[str] = []
    collector: str = ""


class Assigned(NamedTuple):
    """A part of a feature, by its path in the section, and the collector that the values name for it, or ""."""

    path: Path
    collector: str


class FeatureModule(Protocol):
    """The shape of a module in this folder. Only `contribute` may be missing."""

    OPTIONS: type[Options]

    def emits(self, options: Any) -> tuple[Telemetry, ...]: ...
    def check(self, options: Any, context: Context) -> Iterator[Diagnostic]: ...
    def lower(self, options: Any, pipeline: Pipeline) -> None: ...


def load(feature: Feature) -> FeatureModule:
    """The module of a feature."""
    return cast(FeatureModule, import_module(f".{feature.module}", __name__))


def model_of(feature: Feature, section: Any = None) -> type[Options]:
    """The model of a feature's section of the values; without the section, one for all that it may hold."""
    module = load(feature)
    choose = getattr(module, "model_of", None)
    if choose is None:
        return module.OPTIONS
    return cast(type[Options], choose(section if isinstance(section, Mapping) or section is None else {}))


def check_section(feature: Feature, options: Options, installation: Installation) -> Iterator[Diagnostic]:
    """Faults of a feature's section, whether or not the feature is on: none, for most."""
    check = getattr(load(feature), "check_section", None)
    yield from check(options, installation) if check else ()


def part(feature: Feature, options: Options) -> Options:
    """The options of the feature itself: the section, or the part of it that is the sub-feature's."""
    return cast(Options, getattr(options, to_snake(feature.path[1]))) if len(feature.path) > 1 else options


def switches(feature: Feature, options: Options) -> list[object]:
    """The values that turn the feature on."""
    return [getattr(section, "enabled", None) for section in (options, part(feature, options))]


def is_enabled(feature: Feature, options: Options) -> bool:
    """Whether the section turns the feature on; for a sub-feature both the section and its own part must."""
    return all(getattr(section, "enabled", True) for section in (options, part(feature, options)))


def names_of(parts: Mapping[str, Any]) -> str:
    """The names of those parts of a feature that are on, for release info."""
    switches = {name: part.enabled for name, part in parts.items()}
    return in_place_of(",".join(name for name, on in switches.items() if on), *switches.values())


def held(module: FeatureModule, options: Options) -> tuple[Telemetry, ...]:
    """Telemetry of the feature that is off, whose destinations its collector has: none, for most."""
    holds = getattr(module, "holds", None)
    return tuple(holds(options)) if holds else ()


def assigned(module: FeatureModule, options: Options) -> tuple[Assigned, ...]:
    """The parts of a feature that may each have a collector of their own: none, for most."""
    parts = getattr(module, "assigned", None)
    return tuple(parts(options)) if parts else ()


def narrowed(module: FeatureModule, options: Options, parts: Collection[Path]) -> Options:
    """The section of a feature with parts, as if it had only these."""
    return cast(Options, cast(Any, module).narrowed(options, parts))


def contribution(module: FeatureModule, options: Options, context: Context) -> Mapping[str, Any]:
    """The settings that a feature brings to its collector: none, for most."""
    contribute = getattr(module, "contribute", None)
    return contribute(options, context) if contribute else {}
