"""selfReporting: what is installed, as metrics in Prometheus' text format.

Names, help texts, label order and versions are the chart's, so that dashboards of the reports find what they know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..planning.collectors import Collector, setting
from ..planning.installation import Installation
from ..values.placed import in_place_of, joined, piecewise

PREFIX = "grafana_kubernetes_monitoring"
FEATURE_VERSION = "1.0.0"
"""The version of every feature's part of the chart."""


def release_metrics(installation: Installation) -> str:
    """The metrics of an installation, a line each, the last the end of the format."""
    enabled = (collector for _, collector in sorted(installation.collectors.items()) if collector.options.enabled)
    lines = [
        *_family("build_info", "A metric to report the version of the Kubernetes Monitoring Helm chart"),
        _gauge("build_info", _build_labels(installation)),
        *_family("feature_info", "A metric to report the enabled features of the Kubernetes Monitoring Helm chart"),
        *(_gauge("feature_info", dict(sorted(labels.items()))) for labels in _features(installation)),
        *_family("collector_info", "A metric to report the collectors of the Kubernetes Monitoring Helm chart"),
        *(_gauge("collector_info", dict(sorted(_collector(collector).items()))) for collector in enabled),
        "# EOF",
    ]
    switches = (switch for summary in installation.summaries for switch in summary.switches)
    return in_place_of(joined("\n", lines) + "\n", *switches)


def _family(name: str, help: str) -> tuple[str, str]:
    return f"# HELP {PREFIX}_{name} {help}", f"# TYPE {PREFIX}_{name} gauge"


def _gauge(name: str, labels: Mapping[str, str]) -> str:
    """A series; its value says nothing."""
    listed = joined(", ", (label + '="' + _escaped(value) + '"' for label, value in labels.items()))
    return f"{PREFIX}_{name}{{" + listed + "} 1"


def _escaped(value: str) -> str:
    return piecewise(value, lambda piece: piece.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n"))


def _build_labels(installation: Installation) -> dict[str, str]:
    platform = {"platform": installation.globals.platform} if installation.globals.platform else {}
    return {"version": installation.release.chart_version, "namespace": installation.namespace, **platform}


def _features(installation: Installation) -> Iterator[dict[str, str]]:
    """The labels of each feature that is on, but for this one."""
    for summary in installation.summaries:
        if all(summary.switches) and summary.feature != "selfReporting":
            yield {"feature": summary.feature, "version": FEATURE_VERSION, **summary.labels}


def _collector(collector: Collector) -> dict[str, str]:
    """The chart calls a collector whose kind nobody set a deployment here, though it will run as a daemonset."""
    kind = str(setting(collector, "controller", "type") or "deployment")
    replicas = {} if kind == "daemonset" else {"replicas": str(setting(collector, "controller", "replicas") or 1)}
    return {"name": collector.key, "type": "alloy", "kind": kind, "presets": ",".join(collector.presets), **replicas}
