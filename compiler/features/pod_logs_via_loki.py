"""podLogsViaLoki: logs of the pods on the collector's node, read from the log files of the node."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from ..graph.build import because, block
from ..lowering import pod_logs, relabel, service_identity
from ..lowering.discovery import on_own_node
from ..lowering.pipeline import Pipeline
from ..lowering.pod_logs import DiscoveredPodLogs
from ..planning.collectors import check_daemonset, check_node_logs_mounted
from ..planning.installation import Context
from ..planning.telemetry import LOKI_LOGS, Telemetry
from ..report.diagnostics import Diagnostic
from ..syntax.ast import Block, Body
from .unit import Feature


class PodLogsViaLoki(DiscoveredPodLogs):
    """Pods by their place and labels, then how far back a file is read and how a line's service is named."""

    only_gather_new_log_lines: bool = True
    align_service_name: bool = Field(default=False, alias="alignServiceNameWithOTelSemConv")


CONTAINER = "__meta_kubernetes_pod_container_name"


def emits(options: PodLogsViaLoki) -> tuple[Telemetry, ...]:
    return (LOKI_LOGS,)


def check(options: PodLogsViaLoki, context: Context) -> Iterator[Diagnostic]:
    yield from check_daemonset(context.collector, "podLogsViaLoki")
    yield from check_node_logs_mounted(context.collector, "podLogsViaLoki")
    yield from pod_logs.check_secret_filter(options, context)


def lower(options: PodLogsViaLoki, pipeline: Pipeline) -> None:
    integration_rules, integration_stages = _of_integrations(pipeline)
    pods = pod_logs.discover(options, pipeline, block("selectors", role="pod", field=on_own_node()))
    targets = pipeline.add(
        "discovery.relabel",
        "",
        *pod_logs.target_rules(options, _service_name(options), _file_rules(), integration_rules),
        targets=pods["targets"],
    )
    files = pipeline.add("local.file_match", "", path_targets=targets["output"])
    receiver = pod_logs.process_discovered(options, pipeline, integration_stages)
    pipeline.add(
        "loki.source.file",
        "",
        targets=files["targets"],
        tail_from_end=options.only_gather_new_log_lines,
        forward_to=[receiver],
    )


def _of_integrations(pipeline: Pipeline) -> tuple[Body, Body]:
    """The rules and stages that integrations have for the logs of their services."""
    integrations = pipeline.installation.features.get("integrations")
    if integrations is None:
        return (), ()
    from ..integrations.logs import discovery_rules, processing_stages

    return (
        discovery_rules(integrations, pipeline.installation),
        processing_stages(integrations, pipeline.installation),
    )


def _service_name(options: PodLogsViaLoki) -> list[Block]:
    aligned = options.align_service_name
    conventional = service_identity.conventional_service_name("__meta_kubernetes_pod_name", CONTAINER)
    return because(conventional if aligned else [service_identity.service_name(CONTAINER)], aligned)


def _file_rules() -> Iterator[Block]:
    """The path of a container's log files. A static pod, which the kubelet made, is called by its mirror's hash."""
    path = "/var/log/pods/*$1/*.log"
    mirror = "__meta_kubernetes_pod_annotation_kubernetes_io_config_mirror"
    yield relabel.rule("__meta_kubernetes_pod_uid", CONTAINER, separator="/", replacement=path, target_label="__path__")
    yield relabel.rule(mirror, CONTAINER, separator="/", regex="(.+/.+)", replacement=path, target_label="__path__")


UNIT = Feature(options=PodLogsViaLoki, emits=emits, check=check, lower=lower, reads_instances=True)
