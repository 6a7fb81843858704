"""The options of Beyla and the configuration that it runs with: the user's, with what has to fit the installation."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Literal

from pydantic import ConfigDict, Field

from ..lowering.tuning import MetricsTuning
from ..planning.installation import Installation
from ..values import preset_data
from ..values.options import NO_ALLOY, AlloyBody, Options, unset

OURS = frozenset(
    {
        "deliverTracesToApplicationObservability",
        "extraDiscoveryRules",
        "extraMetricProcessingRules",
        "labelMatchers",
        "maxCacheSize",
        "metricsTuning",
        "portConflictCheck",
        "scrapeInterval",
    }
)
"""Options of the feature that Beyla's chart does not know."""
NOT_INSTRUMENTED = "{*alloy*,*otelcol*,*beyla*}"


class BeylaService(Options):
    """Where Beyla offers its metrics. Its pods are in the network of the host: the port must be free on every node."""

    model_config = ConfigDict(extra="allow")

    target_port: int = 9090


class BeylaConfig(Options):
    """`data` is Beyla's own configuration; its defaults stay where it does not say other. The rest is for its chart."""

    model_config = ConfigDict(extra="allow")

    skip_config_map_check: bool = True
    create: bool = False
    checksum: str = ""
    data: dict[str, Any] = {}


class BeylaCache(Options):
    """What Beyla knows of Kubernetes, kept for all of its pods; a replica for each 50 nodes is a good start."""

    model_config = ConfigDict(extra="allow")

    replicas: int = 1
    resources: dict[str, Any] = {
        "requests": {"cpu": "0.1", "memory": "256Mi"},
        "limits": {"cpu": "3.0", "memory": "2Gi"},
    }


class Beyla(Options):
    """How Beyla is scraped and what it does. Further keys are settings of Beyla's own chart."""

    model_config = ConfigDict(extra="allow")

    preset: Literal["", "application", "network"] = "application"
    deliver_traces_to_application_observability: bool = True
    k8s_cache: BeylaCache = Field(default=unset(BeylaCache), alias="k8sCache")
    scrape_interval: str = ""
    label_matchers: dict[str, Any] = {"app.kubernetes.io/name": "beyla"}
    extra_discovery_rules: AlloyBody = NO_ALLOY
    extra_metric_processing_rules: AlloyBody = NO_ALLOY
    metrics_tuning: MetricsTuning = unset(MetricsTuning)
    max_cache_size: int | None = None
    config: BeylaConfig = unset(BeylaConfig)
    service: BeylaService = unset(BeylaService)
    port_conflict_check: bool = True
    pod_annotations: dict[str, Any] = {
        "k8s.grafana.com/job": "default/beyla",
        "k8s.grafana.com/logs.job": "integrations/beyla",
    }
    node_selector: dict[str, Any] = {"kubernetes.io/os": "linux"}
    tolerations: list[Any] = [{"effect": "NoSchedule", "operator": "Exists"}]


def beyla_config(beyla: Beyla, installation: Installation) -> dict[str, Any]:
    """What stands in Beyla's ConfigMap: `beyla.config.data` over its defaults, and over it what must hold."""
    user = _merged(preset_data.data("beyla-config"), beyla.config.data)
    port = beyla.service.target_port
    required: dict[str, Any] = {
        "attributes": {"kubernetes": {"enable": True, "cluster_name": installation.cluster.name}},
        "internal_metrics": {"prometheus": {"port": port}},
        "prometheus_export": {"port": port},
        **_preset(beyla.preset, user),
        **_traces(beyla, installation),
    }
    return _merged(user, required)


def _preset(preset: str, user: Mapping[str, Any]) -> dict[str, Any]:
    """What a preset adds; the user's own discovery goes before it."""
    if preset == "network" and "network" not in user:
        return {"network": {"enable": True}}
    if preset != "application":
        return {}
    discovery = user.get("discovery") or {}
    added: dict[str, Any] = {}
    if "instrument" not in discovery and "services" not in discovery:
        added["instrument"] = [{"k8s_namespace": "*"}]
    if "exclude_instrument" not in discovery and "exclude_services" not in discovery:
        added["exclude_instrument"] = [{"exe_path": NOT_INSTRUMENTED}]
    return {"discovery": added} if added else {}


def _traces(beyla: Beyla, installation: Installation) -> dict[str, Any]:
    """Beyla sends traces to the collector that takes OTLP, if one does."""
    if not beyla.deliver_traces_to_application_observability or not installation.otlp_endpoint:
        return {}
    return {"otel_traces_export": {"endpoint": installation.otlp_endpoint}}


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Maps merge deep; what `above` has wins, unless it is empty text. Its null removes what is below."""
    merged = deepcopy(dict(below))
    for key, value in above.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = _merged(merged[key], value)
        elif value != "" or key not in merged:
            merged[key] = deepcopy(value)
    return merged
