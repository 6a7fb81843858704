"""hostMetrics.windowsHosts: hardware and operating system of Windows nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..lowering import node_labels, relabel, tuning
from ..lowering.pipeline import Pipeline
from ..lowering.scrape import gather
from ..planning.collectors import check_daemonset, setting
from ..planning.installation import Context
from ..planning.telemetry import PROMETHEUS_METRICS, Telemetry
from ..report.diagnostics import Diagnostic
from ._host_metrics import NODE, HostMetrics, check_exporter, discover_exporter, keep_running, own_node_rules
from .unit import Feature

SERVICE = "windows-exporter"
NODE_NAME = {"name": "NODE_NAME", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}


def emits(options: HostMetrics) -> tuple[Telemetry, ...]:
    return (PROMETHEUS_METRICS,)


def check(options: HostMetrics, context: Context) -> Iterator[Diagnostic]:
    if options.windows_hosts.source == "alloy":
        yield from check_daemonset(context.collector, "hostMetrics.windowsHosts")
        yield from _check_on_windows(context)
    else:
        yield from check_exporter(options.windows_hosts, SERVICE, context)


def _check_on_windows(context: Context) -> Iterator[Diagnostic]:
    collector = context.collector
    if setting(collector, "controller", "nodeSelector", "kubernetes.io/os") != "windows":
        yield Diagnostic(
            "not-on-windows",
            f"`hostMetrics.windowsHosts` reads from the node it runs on, but `{collector.key}` is not on Windows nodes",
            (*collector.path, "controller", "nodeSelector"),
            f"add the preset `windows` to `collectors.{collector.key}.presets`",
        )


def contribute(options: HostMetrics, context: Context) -> dict[str, Any]:
    """The name of the node, which the configuration reads. The chart means to give it, but writes it elsewhere."""
    given = setting(context.collector, "alloy", "extraEnv") or []
    if options.windows_hosts.source != "alloy" or any(entry.get("name") == "NODE_NAME" for entry in given):
        return {}
    return {"alloy": {"extraEnv": [*given, NODE_NAME]}}


def lower(options: HostMetrics, pipeline: Pipeline) -> None:
    source = options.windows_hosts
    pipeline = pipeline.because(source.source)
    series = tuning.rules(source.metrics_tuning, "windows-exporter")
    if source.source == "alloy":
        targets = pipeline.add("prometheus.exporter.windows", "windows_exporter")["targets"]
        rules = own_node_rules(source.job_label)
        gather(pipeline, "windows_exporter", source, targets, rules, series, clustered=False)
        return
    found = discover_exporter(pipeline, "windows_exporter_pods", SERVICE, source, options.node_labels)
    rules = [keep_running(), relabel.copy(NODE, "instance"), *node_labels.rules(options.node_labels)]
    gather(
        pipeline,
        "windows_exporter",
        source,
        found["targets"],
        rules,
        series,
        scheme=source.scheme,
        bearer_token_file=source.bearer_token_file or None,
    )


def summary(options: HostMetrics) -> dict[str, str]:
    """What release info tells of the feature."""
    return {"source": options.windows_hosts.source}


UNIT = Feature(
    options=HostMetrics,
    emits=emits,
    check=check,
    contribute=contribute,
    lower=lower,
    summary=summary,
    part=lambda options: options.windows_hosts,
)
