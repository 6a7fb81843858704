"""hostMetrics.energyMetrics: the energy that nodes and pods use, from Kepler."""

from __future__ import annotations

from collections.abc import Iterator

from ..lowering import node_labels, relabel, telemetry_services, tuning
from ..lowering.discovery import discover
from ..lowering.pipeline import Pipeline
from ..lowering.scrape import gather
from ..planning.installation import Context
from ..planning.telemetry import PROMETHEUS_METRICS, Telemetry
from ..report.diagnostics import Diagnostic
from ..values.placed import in_place_of
from ._host_metrics import NODE, HostMetrics, check_exporter
from .unit import Feature

SERVICE = "kepler"


def emits(options: HostMetrics) -> tuple[Telemetry, ...]:
    return (PROMETHEUS_METRICS,)


def check(options: HostMetrics, context: Context) -> Iterator[Diagnostic]:
    yield from check_exporter(options.energy_metrics, SERVICE, context)


def lower(options: HostMetrics, pipeline: Pipeline) -> None:
    source, installation = options.energy_metrics, pipeline.installation
    # Kepler's chart knows no namespaceOverride: a deployed Kepler is always where the release is.
    deploys = installation.deploys(SERVICE)
    namespace = in_place_of(installation.release.namespace, deploys) if deploys else source.namespace
    deployed = {"app.kubernetes.io/name": SERVICE}
    found = discover(
        pipeline,
        "kepler",
        "pod",
        namespaces=[namespace] if namespace else [],
        selector=telemetry_services.selector(installation, SERVICE, source.label_matchers, deployed),
        attach_node=node_labels.are_wanted(options.node_labels),
    )
    gather(
        pipeline,
        "kepler",
        source,
        found["targets"],
        [relabel.copy(NODE, "instance"), *node_labels.rules(options.node_labels)],
        tuning.rules(source.metrics_tuning, "kepler"),
        honor_labels=True,
    )


UNIT = Feature(options=HostMetrics, emits=emits, check=check, lower=lower, part=lambda options: options.energy_metrics)
