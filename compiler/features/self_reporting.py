"""selfReporting: metrics that tell what is installed: versions, features and collectors. On by itself.

The metrics are text in a ConfigMap (see release_info.py) that the collector mounts and reads with its unix exporter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..graph.build import block
from ..lowering import relabel
from ..lowering.pipeline import Pipeline
from ..planning.collectors import setting
from ..planning.installation import Context
from ..planning.telemetry import PROMETHEUS_METRICS, Telemetry
from ..report.diagnostics import Diagnostic
from . import FeatureOptions

JOB = "integrations/kubernetes/kubernetes_monitoring_telemetry"
VOLUME = "release-info"
DIRECTORY = "/etc/release-info"


class SelfReporting(FeatureOptions):
    """How often to report."""

    enabled: bool = True
    scrape_interval: str = ""


OPTIONS = SelfReporting


def emits(options: SelfReporting) -> tuple[Telemetry, ...]:
    return (PROMETHEUS_METRICS,)


def check(options: SelfReporting, context: Context) -> Iterator[Diagnostic]:
    return iter(())


def contribute(options: SelfReporting, context: Context) -> dict[str, Any]:
    """The ConfigMap, mounted where the exporter reads it."""
    mounts = setting(context.collector, "alloy", "mounts", "extra") or []
    volumes = setting(context.collector, "controller", "volumes", "extra") or []
    mount = {"name": VOLUME, "mountPath": DIRECTORY, "readOnly": True}
    volume = {"name": VOLUME, "configMap": {"name": f"{context.installation.fullname}-release-info"}}
    return {
        "alloy": {"mounts": {"extra": [*mounts, mount]}},
        "controller": {"volumes": {"extra": [*volumes, volume]}},
    }


def lower(options: SelfReporting, pipeline: Pipeline) -> None:
    installation = pipeline.installation
    kept = relabel.keep("__name__", "grafana_kubernetes_monitoring_.*")
    receiver = pipeline.add("prometheus.relabel", "", kept, forward_to=pipeline.destinations("metrics"))["receiver"]
    textfile = block("textfile", directory=DIRECTORY)
    exporter = pipeline.add("prometheus.exporter.unix", "", textfile, set_collectors=["textfile"])
    labels = (relabel.static("instance", installation.release.name), relabel.static("job", JOB))
    relabeled = pipeline.add("discovery.relabel", "", *labels, targets=exporter["targets"])
    pipeline.add(
        "prometheus.scrape",
        "",
        block("clustering", enabled=True),
        job_name=JOB,
        targets=relabeled["output"],
        scrape_interval=options.scrape_interval or installation.globals.scrape_interval,
        forward_to=[receiver],
    )
