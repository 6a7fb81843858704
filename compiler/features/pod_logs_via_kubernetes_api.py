"""podLogsViaKubernetesApi: logs of pods, asked of the Kubernetes API and shared out in the cluster of collectors."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.build import block
from ..lowering import pod_logs, service_identity
from ..lowering.pipeline import Pipeline
from ..lowering.pod_logs import DiscoveredPodLogs
from ..planning.collectors import check_clustering
from ..planning.installation import Context
from ..planning.telemetry import LOKI_LOGS, Telemetry
from ..report.diagnostics import Diagnostic
from .unit import Feature


def emits(options: DiscoveredPodLogs) -> tuple[Telemetry, ...]:
    return (LOKI_LOGS,)


def check(options: DiscoveredPodLogs, context: Context) -> Iterator[Diagnostic]:
    yield from check_clustering(context.collector, "podLogsViaKubernetesApi")
    yield from pod_logs.check_secret_filter(options, context)


def lower(options: DiscoveredPodLogs, pipeline: Pipeline) -> None:
    pods = pod_logs.discover(options, pipeline)
    targets = pipeline.add(
        "discovery.relabel",
        "",
        *pod_logs.target_rules(options, [service_identity.service_name("container")]),
        targets=pods["targets"],
    )
    pipeline.add(
        "loki.source.kubernetes",
        "",
        block("clustering", enabled=True),
        targets=targets["output"],
        forward_to=[pod_logs.process_discovered(options, pipeline)],
    )


UNIT = Feature(options=DiscoveredPodLogs, emits=emits, check=check, lower=lower)
