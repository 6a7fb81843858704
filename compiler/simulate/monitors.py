"""`prometheus.operator.*`: the scrapes that monitors, probes and scrape configurations ask for, and their targets.

Source: grafana/alloy internal/component/prometheus/operator (common/crdmanager.go, configgen).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..graph.component import Component
from .evaluate import argument, block, blocks
from .kubernetes import Discovery, discover
from .kubernetes.labels import Object, items, metadata, part, text
from .kubernetes.selectors import matches
from .monitor_rules import (
    as_rules,
    container_port,
    copied,
    endpoint_label,
    job_label,
    not_running,
    rule,
    selected_by,
    written_rules,
)
from .relabel import rules_of
from .relabel_rules import Rule
from .scrape import Limits, Scrape, prepared
from .targets import Labels
from .trace import Unknown

if TYPE_CHECKING:
    from .simulation import Simulation


@dataclass(frozen=True)
class Monitored:
    """One scrape of one object, and the targets that it finds, not yet relabelled."""

    source: Object
    scrape: Scrape
    targets: list[Labels]
    discovery: Discovery | None = None


MONITORS = {
    "prometheus.operator.servicemonitors": "ServiceMonitor",
    "prometheus.operator.podmonitors": "PodMonitor",
    "prometheus.operator.probes": "Probe",
    "prometheus.operator.scrapeconfigs": "ScrapeConfig",
}
"""The kind of object that each component reads."""


def monitored(simulation: Simulation, component: Component) -> list[Monitored]:
    """What a `prometheus.operator.*` scrapes, for each object that it selects. Raises Unknown."""
    return simulation.once("monitored", component, lambda: list(_monitored(simulation, component)))


def monitored_targets(simulation: Simulation, component: Component) -> list[tuple[Scrape, Labels]]:
    """Each target that a `prometheus.operator.*` scrapes, with how it does. Raises Unknown."""
    return [
        (one.scrape, labels) for one in monitored(simulation, component) for labels in prepared(one.scrape, one.targets)
    ]


def _monitored(simulation: Simulation, component: Component) -> Iterator[Monitored]:
    objects = simulation.objects
    kind = MONITORS[component.kind]
    reader = _Reader(simulation, component, objects)
    for found in objects:
        if found.get("kind") == kind and reader.selects(found):
            yield from _READERS[kind](found, reader)


class _Reader:
    """The component's arguments, as the reading of its objects needs them."""

    def __init__(self, simulation: Simulation, component: Component, objects: tuple[Mapping[str, Any], ...]) -> None:
        self.objects = objects
        self.own_rules = simulation.compile_rules(component.body, "prometheus").rules
        self.namespaces = simulation.argument(component, "namespaces", [])
        self.role = simulation.argument(component, "kubernetes_role", "endpoints")
        options = block(component.body, "scrape")
        self.sample_limit = argument(options, "default_sample_limit", 0, simulation.lookup)
        selector = block(component.body, "selector")
        expressions = [
            {
                "key": argument(b.body, "key", "", simulation.lookup),
                "operator": argument(b.body, "operator", "", simulation.lookup),
                "values": argument(b.body, "values", [], simulation.lookup),
            }
            for b in blocks(selector, "match_expression")
        ]
        labels = argument(selector, "match_labels", {}, simulation.lookup)
        self.selector: Object = {"matchLabels": labels, "matchExpressions": expressions}

    def selects(self, found: Object) -> bool:
        watched = not self.namespaces or metadata(found, "namespace") in self.namespaces
        return watched and matches(self.selector, part(part(found, "metadata"), "labels"))

    def discovery(self, role: str, selector: Object, found: Object, attach: Object) -> Discovery:
        """A discovery of a role in the namespaces that an object selects: its own, where it names none."""
        names = () if selector.get("any") else tuple(items(selector, "matchNames")) or (metadata(found, "namespace"),)
        return Discovery(role, names, attach_node=bool(attach.get("node")))

    def start(self) -> list[Rule]:
        return [*self.own_rules, rule(["job"], target_label="__tmp_prometheus_job_name")]

    def limits(self, spec: Object) -> Limits:
        return Limits(
            spec.get("sampleLimit") or self.sample_limit,
            spec.get("targetLimit") or 0,
            spec.get("labelLimit") or 0,
            spec.get("labelNameLengthLimit") or 0,
            spec.get("labelValueLengthLimit") or 0,
        )


def _scrape(job: str, endpoint: Object, spec: Object, rules: list[Rule], reader: _Reader) -> Scrape:
    return Scrape(
        job,
        endpoint.get("path") or "/metrics",
        text(endpoint.get("scheme")) or "http",
        text(endpoint.get("interval")) or "1m",
        text(endpoint.get("scrapeTimeout")) or "10s",
        endpoint.get("params") or {},
        bool(endpoint.get("honorLabels")),
        endpoint.get("honorTimestamps") is not False,
        limits=reader.limits(spec),
        relabel=rules_of(tuple(rules), "prometheus"),
        metric_relabel=written_rules(items(endpoint, "metricRelabelings")),
    )


def _service_monitor(found: Object, reader: _Reader) -> Iterator[Monitored]:
    spec = part(found, "spec")
    discovery = reader.discovery(reader.role, part(spec, "namespaceSelector"), found, part(spec, "attachMetadata"))
    targets = discover(discovery, reader.objects)
    kind = "endpointslice" if reader.role == "endpointslice" else "endpoint"
    place = [f"__meta_kubernetes_{kind}_address_target_kind", f"__meta_kubernetes_{kind}_address_target_name"]
    for number, endpoint in enumerate(items(spec, "endpoints")):
        rules = [*reader.start(), *selected_by("service", part(spec, "selector"))]
        if endpoint.get("port"):
            rules.append(rule([f"__meta_kubernetes_{kind}_port_name"], action="keep", regex=endpoint["port"]))
        else:
            rules += container_port(endpoint)
        rules += [
            rule(place, regex="Node;(.*)", replacement="${1}", target_label="node"),
            rule(place, regex="Pod;(.*)", replacement="${1}", target_label="pod"),
            rule(["__meta_kubernetes_namespace"], target_label="namespace"),
            rule(["__meta_kubernetes_service_name"], target_label="service"),
            rule(["__meta_kubernetes_pod_container_name"], target_label="container"),
            rule(["__meta_kubernetes_pod_name"], target_label="pod"),
            *not_running(endpoint),
            *copied("__meta_kubernetes_service", items(spec, "targetLabels")),
            *copied("__meta_kubernetes_pod", items(spec, "podTargetLabels")),
            rule(["__meta_kubernetes_service_name"], replacement="${1}", target_label="job"),
            *job_label("__meta_kubernetes_service", spec),
            *endpoint_label(endpoint),
            *as_rules(items(endpoint, "relabelings")),
        ]
        job = f"serviceMonitor/{metadata(found, 'namespace')}/{metadata(found, 'name')}/{number}"
        yield Monitored(found, _scrape(job, endpoint, spec, rules, reader), targets, discovery)


def _pod_monitor(found: Object, reader: _Reader) -> Iterator[Monitored]:
    spec = part(found, "spec")
    discovery = reader.discovery("pod", part(spec, "namespaceSelector"), found, part(spec, "attachMetadata"))
    targets = discover(discovery, reader.objects)
    name = f"{metadata(found, 'namespace')}/{metadata(found, 'name')}"
    for number, endpoint in enumerate(items(spec, "podMetricsEndpoints")):
        rules = [*reader.start(), *not_running(endpoint), *selected_by("pod", part(spec, "selector"))]
        if endpoint.get("port"):
            rules.append(rule(["__meta_kubernetes_pod_container_port_name"], action="keep", regex=endpoint["port"]))
        elif endpoint.get("portNumber"):
            port = text(endpoint["portNumber"])
            rules.append(rule(["__meta_kubernetes_pod_container_port_number"], action="keep", regex=port))
        else:
            rules += container_port(endpoint)
        rules += [
            rule(["__meta_kubernetes_namespace"], target_label="namespace"),
            rule(["__meta_kubernetes_pod_container_name"], target_label="container"),
            rule(["__meta_kubernetes_pod_name"], target_label="pod"),
            *copied("__meta_kubernetes_pod", items(spec, "podTargetLabels")),
            rule(target_label="job", replacement=name),
            *job_label("__meta_kubernetes_pod", spec),
            *endpoint_label(endpoint),
            *as_rules(items(endpoint, "relabelings")),
        ]
        scrape = _scrape(f"podMonitor/{name}/{number}", endpoint, spec, rules, reader)
        yield Monitored(found, scrape, targets, discovery)


def _probe(found: Object, reader: _Reader) -> Iterator[Monitored]:
    spec = part(found, "spec")
    prober, wanted = part(spec, "prober"), part(spec, "targets")
    static, ingress = wanted.get("staticConfig"), wanted.get("ingress")
    url = text(prober.get("url"))
    rules = reader.start()
    if spec.get("jobName"):
        rules.append(rule(target_label="job", replacement=text(spec["jobName"])))
    if static is not None:
        labels = {"namespace": metadata(found, "namespace"), **part(static, "labels")}
        targets = [{**labels, "__address__": text(target)} for target in items(static, "static")]
        rules.append(rule(["__address__"], target_label="__param_target"))
        written = items(static, "relabelingConfigs")
    elif ingress is not None:
        targets = discover(reader.discovery("ingress", part(ingress, "namespaceSelector"), found, {}), reader.objects)
        sources = ["__meta_kubernetes_ingress_scheme", "__address__", "__meta_kubernetes_ingress_path"]
        rules += [
            *selected_by("ingress", part(ingress, "selector")),
            rule(sources, regex="(.+);(.+);(.+)", replacement="${1}://${2}${3}", target_label="__param_target"),
            rule(["__meta_kubernetes_namespace"], target_label="namespace"),
            rule(["__meta_kubernetes_ingress_name"], target_label="ingress"),
            rule(["__address__"], regex="(.+)", target_label="__tmp_ingress_address"),
        ]
        written = items(ingress, "relabelingConfigs")
    else:
        return
    rules += [
        rule(["__param_target"], target_label="instance"),
        rule(target_label="__address__", replacement=url or None),
        *as_rules(written),
    ]
    endpoint = {
        "path": prober.get("path") or "/probe",
        "scheme": prober.get("scheme"),
        "interval": spec.get("interval"),
        "scrapeTimeout": spec.get("scrapeTimeout"),
        "params": {"module": [spec["module"]]} if spec.get("module") else {},
        "metricRelabelings": items(spec, "metricRelabelings"),
    }
    job = f"probe/{metadata(found, 'namespace')}/{metadata(found, 'name')}"
    yield Monitored(found, _scrape(job, endpoint, spec, rules, reader), targets)


def _scrape_config(found: Object, reader: _Reader) -> Iterator[Monitored]:
    spec = part(found, "spec")
    namespace, name = metadata(found, "namespace"), metadata(found, "name")
    if items(spec, "httpSDConfigs"):
        raise Unknown(f"the targets of the ScrapeConfig `{namespace}/{name}` come over HTTP")
    for number, static in enumerate(items(spec, "staticConfigs")):
        rules = [
            *reader.start(),
            rule(target_label="__meta_kubernetes_scrapeconfig_namespace", replacement=namespace),
            rule(target_label="__meta_kubernetes_scrapeconfig_name", replacement=name),
            *as_rules(items(spec, "relabelings")),
            rule(["__address__"], target_label="instance"),
        ]
        endpoint = {
            "path": spec.get("metricsPath"),
            "scheme": text(spec.get("scheme")).lower(),
            "interval": spec.get("scrapeInterval"),
            "scrapeTimeout": spec.get("scrapeTimeout"),
            **{key: spec.get(key) for key in ("params", "honorLabels", "honorTimestamps", "metricRelabelings")},
        }
        targets = [{**part(static, "labels"), "__address__": text(target)} for target in items(static, "targets")]
        job = f"scrapeConfig/{namespace}/{name}/static/{number}"
        yield Monitored(found, _scrape(job, endpoint, spec, rules, reader), targets)


_READERS: dict[str, Callable[[Object, _Reader], Iterator[Monitored]]] = {
    "ServiceMonitor": _service_monitor,
    "PodMonitor": _pod_monitor,
    "Probe": _probe,
    "ScrapeConfig": _scrape_config,
}
