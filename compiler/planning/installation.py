"""What every unit may know of the installation that it is a part of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, cast

from ..graph.build import Value
from ..report.contribution import Contribution
from ..report.diagnostics import Path
from ..report.record import dataclass
from ..syntax.ast import Expr
from ..values.model import Cluster, Global, ReplaceComponent
from ..values.names import CHART, collector_fullname, release_fullname
from ..values.options import Options
from ..values.placed import placed
from ..values.reference import ALLOY_VERSION, CHART_VERSION
from ..values.secrets import SecretOwner
from .collectors import Collector, setting
from .satellites import Satellite
from .telemetry import Ecosystem, Signal, Telemetry


@dataclass(frozen=True)
class Release:
    """The Helm release whose place this build takes."""

    name: str = "k8smon"
    namespace: str = "default"
    chart_version: str = CHART_VERSION

    @property
    def chart(self) -> str:
        return CHART


@dataclass(frozen=True)
class Destination:
    """A destination of the values, read and understood."""

    name: str
    type: str
    options: Options
    signals: frozenset[Signal]
    ecosystem: Ecosystem | str
    disabled: bool = False
    is_router: bool = False


@dataclass(frozen=True)
class Processor:
    """A data processor of the values."""

    name: str
    type: str
    options: Options
    supports: frozenset[Telemetry]


@dataclass(frozen=True)
class Summary:
    """What is reported of a feature: its name, what turned it on or off, more labels if it is on."""

    feature: str
    switches: tuple[bool, ...]
    labels: Mapping[str, str]


@dataclass(frozen=True)
class FeatureChart:
    """A chart that a feature can deploy beside the collectors.

    `key` is its line in the table of charts, `path` where the values have its settings. It takes its configuration from
    a ConfigMap that is made here; `rights` is what its pods need on OpenShift.
    """

    key: str
    path: Path
    is_deployed: bool
    settings: Mapping[str, Any]
    configuration: Callable[[Installation], Mapping[str, Any]]
    rights: Mapping[str, bool]


@dataclass(frozen=True)
class PlannedInstance:
    """One of the things that a feature gathers from: where the values have it, its name, and what is gathered of it:
    metrics, logs that the collector makes itself, logs of its pods."""

    path: Path
    name: str
    metrics: bool
    own_logs: bool
    pod_logs: bool


@dataclass(frozen=True)
class Installation:
    """The values as a whole: what a unit's check and lowering may look at beside its own options."""

    release: Release
    cluster: Cluster
    globals: Global
    collectors: Mapping[str, Collector] = field(default_factory=dict)
    destinations: Mapping[str, Destination] = field(default_factory=dict)
    processors: Mapping[str, Processor] = field(default_factory=dict)
    satellites: tuple[Satellite, ...] = ()
    features: Mapping[str, Options] = field(default_factory=dict)
    summaries: tuple[Summary, ...] = ()
    secret_owners: tuple[SecretOwner, ...] = ()
    """What features have that keeps secret values."""
    charts: tuple[FeatureChart, ...] = ()
    """What features can deploy beside the collectors."""
    instances: tuple[PlannedInstance, ...] = ()
    """What features gather from, where that is a list of things with names."""
    otlp_endpoint: str = ""
    """Where other telemetry services send OTLP to, if a feature takes it."""
    telemetry_services: Mapping[str, Any] = field(default_factory=dict)
    alloy_operator: Mapping[str, Any] = field(default_factory=dict)
    replace_component: tuple[ReplaceComponent, ...] = ()
    extra_objects: tuple[Any, ...] = ()
    name_override: str = ""
    fullname_override: str = ""
    alloy_version: str = ALLOY_VERSION

    @property
    def namespace(self) -> str:
        """Where the chart's own objects live."""
        return self.globals.namespace_override or self.release.namespace

    @property
    def fullname(self) -> str:
        return release_fullname(self.release.name, self.name_override, self.fullname_override)

    def collector_name(self, collector: Collector) -> str:
        """The Kubernetes name of a collector's objects."""
        override = str(setting(collector, "fullnameOverride") or "")
        return collector_fullname(self.release.name, collector.key, self.name_override, override)

    @property
    def cluster_name(self) -> Value:
        """The cluster's name as an expression: `cluster.nameFrom` wins."""
        name_from: Expr | None = self.cluster.name_from
        return name_from if name_from is not None else self.cluster.name

    def service(self, name: str) -> Mapping[str, Any]:
        """The values of a telemetry service, as the user wrote them."""
        values = self.telemetry_services.get(name)
        return values if isinstance(values, dict) else {}

    def deploys(self, name: str) -> bool:
        """Whether the values have a telemetry service deployed beside the collectors."""
        deploy = self.service(name).get("deploy")
        by = Contribution("value", ("telemetryServices", name, "deploy"))
        return deploy is True and cast(bool, placed(deploy, by))


@dataclass(frozen=True)
class Context:
    """What a feature's `check` is given beside its options: where it stands and which collector runs it."""

    path: Path
    installation: Installation
    collector: Collector

    def at(self, *keys: str | int) -> Path:
        """The values path of one of the feature's own keys."""
        return (*self.path, *keys)
