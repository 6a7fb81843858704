"""hostMetrics.linuxHosts: hardware and operating system of Linux nodes."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.build import Value
from ..lowering import node_labels, relabel, tuning
from ..lowering.pipeline import Pipeline
from ..lowering.scrape import gather, tls_config
from ..planning.collectors import check_daemonset, setting
from ..planning.installation import Context
from ..planning.telemetry import PROMETHEUS_METRICS, Telemetry
from ..report.diagnostics import Diagnostic
from ..syntax.ast import Block
from ..values import preset_data
from ..values.names import pod_label
from ..values.placed import joined
from ._host_metrics import (
    NODE,
    HostMetrics,
    LinuxHosts,
    LinuxTuning,
    check_exporter,
    discover_exporter,
    keep_running,
    own_node_rules,
)
from .unit import Feature

SERVICE = "node-exporter"
HOST_ROOT = "/host/root"


def emits(options: HostMetrics) -> tuple[Telemetry, ...]:
    return (PROMETHEUS_METRICS,)


def check(options: HostMetrics, context: Context) -> Iterator[Diagnostic]:
    if options.linux_hosts.source == "alloy":
        yield from check_daemonset(context.collector, "hostMetrics.linuxHosts")
        yield from _check_host_mounted(context)
    else:
        yield from check_exporter(options.linux_hosts, SERVICE, context)


def _check_host_mounted(context: Context) -> Iterator[Diagnostic]:
    collector = context.collector
    mounts = setting(collector, "alloy", "mounts", "extra") or []
    if not any(isinstance(mount, dict) and mount.get("mountPath") == HOST_ROOT for mount in mounts):
        yield Diagnostic(
            "host-not-mounted",
            f"`hostMetrics.linuxHosts` reads the node's file systems, which `{collector.key}` does not mount",
            (*collector.path, "alloy", "mounts", "extra"),
            f"add the preset `linux-host-monitor` to `collectors.{collector.key}.presets`",
        )


def lower(options: HostMetrics, pipeline: Pipeline) -> None:
    source = options.linux_hosts
    pipeline = pipeline.because(source.source)
    if source.source == "alloy":
        host = {"rootfs_path": HOST_ROOT, "procfs_path": "/host/proc", "sysfs_path": "/host/sys"}
        exporter = pipeline.add("prometheus.exporter.unix", "node_exporter", **host)
        _gather(source, exporter["targets"], own_node_rules(source.job_label), pipeline, clustered=False)
        return
    found = discover_exporter(pipeline, "node_exporter", SERVICE, source, options.node_labels)
    _gather(
        source,
        found["targets"],
        [*node_exporter_rules(), *node_labels.rules(options.node_labels)],
        pipeline,
        tls_config(insecure_skip_verify=True),
        scheme=source.scheme,
        bearer_token_file=source.bearer_token_file or None,
    )


def node_exporter_rules() -> list[Block]:
    """Keeps pods that run, names the node, and gives the labels of the pod and of its workload."""
    return [
        keep_running(),
        relabel.copy(NODE, "instance"),
        relabel.copy("__meta_kubernetes_namespace", "namespace"),
        relabel.copy("__meta_kubernetes_pod_name", "pod"),
        relabel.copy("__meta_kubernetes_pod_container_name", "container"),
        *relabel.workload(),
        relabel.first("app", *map(pod_label, ("app.kubernetes.io/name", "k8s-app", "app"))),
        relabel.first("component", *map(pod_label, ("app.kubernetes.io/component", "k8s-component", "component"))),
        relabel.static("source", "kubernetes"),
    ]


def _gather(
    source: LinuxHosts,
    targets: Value,
    rules: list[Block],
    pipeline: Pipeline,
    *blocks: Block,
    clustered: bool = True,
    **attributes: Value,
) -> None:
    series = series_rules(source.metrics_tuning)
    gather(pipeline, "node_exporter", source, targets, rules, series, *blocks, clustered=clustered, **attributes)


def series_rules(options: LinuxTuning) -> list[Block]:
    """The rules that keep and drop; the lists are added to each other."""
    lists = {"node-exporter": options.use_default_allow_list,
             "node-exporter-integration": options.use_integration_allow_list}  # fmt: skip
    listed = [metric for name, used in lists.items() if used for metric in preset_data.metrics(name)]
    rules = [
        *tuning.keep(tuning.keep_always([*listed, *options.include_metrics]), *lists.values()),
        *tuning.drop(options.exclude_metrics),
    ]
    if options.drop_metrics_for_filesystem:
        types = "node_filesystem.*@(" + joined("|", options.drop_metrics_for_filesystem) + ")"
        rules.append(relabel.drop_joined(("__name__", "fstype"), types, "@"))
    return rules


def summary(options: HostMetrics) -> dict[str, str]:
    """What release info tells of the feature."""
    return {"source": options.linux_hosts.source}


UNIT = Feature(
    options=HostMetrics,
    emits=emits,
    check=check,
    lower=lower,
    summary=summary,
    part=lambda options: options.linux_hosts,
)
