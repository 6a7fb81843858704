"""Features: what is gathered. A module a feature, imported only when the values enable it; it ends in its `UNIT`."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..planning.telemetry import PROMETHEUS_METRICS, Telemetry
from ..values.options import Options
from .unit import Feature, Listed


def _feature(
    key: str, module: str, label: str = "", on_by_itself: bool = False, reserves: tuple[Telemetry, ...] = ()
) -> Listed:
    return Listed(tuple(key.split(".")), module, label or module, on_by_itself, reserves)


FEATURES: tuple[Listed, ...] = (
    _feature("annotationAutodiscovery", "annotation_autodiscovery"),
    _feature("applicationObservability", "application_observability"),
    _feature("autoInstrumentation", "auto_instrumentation", "beyla"),
    _feature("clusterMetrics", "cluster_metrics"),
    _feature("clusterEvents", "cluster_events"),
    _feature("costMetrics", "cost_metrics"),
    _feature("hostMetrics.linuxHosts", "linux_hosts"),
    _feature("hostMetrics.windowsHosts", "windows_hosts"),
    _feature("hostMetrics.energyMetrics", "energy_metrics"),
    _feature("integrations", "integrations", "integration", reserves=(PROMETHEUS_METRICS,)),
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
    _feature("selfReporting", "self_reporting", on_by_itself=True),
)
"""In the reference's order (features.list), which is the order in a configuration."""


def load(feature: Listed) -> Feature[Any]:
    """What the module of a feature states."""
    unit: Feature[Any] = import_module(f".{feature.module}", __name__).UNIT
    return unit


def model_of(feature: Listed) -> type[Options]:
    """The model of all that a feature's section of the values may hold."""
    return load(feature).model()
