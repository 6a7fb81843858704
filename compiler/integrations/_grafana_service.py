"""grafana, loki, mimir, tempo: Grafana's own services, whose metrics and logs are gathered in one way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeVar

from ..graph.build import because
from ..lowering import relabel
from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..lowering.tuning import MetricsTuning
from ..report.diagnostics import Diagnostic, Path
from ..report.record import dataclass
from ..syntax.ast import Block
from ..values.options import NO_ALLOY, AlloyBody, unset
from ._instance import Instance, LabelSelectors, Scraping, added_to, check_selectors
from ._log_lines import LineFormat, Logs, component_job, mark_pods, process_lines
from ._pod_scrape import (
    PodModule,
    Pods,
    Series,
    common_rules,
    discover_pods,
    instance_is_node,
    relabel_pods,
    scrape_pods,
)
from .unit import IntegrationType

S = TypeVar("S", bound="ServiceInstance")
NAME = "app.kubernetes.io/name"


class ServiceMetrics(Scraping):
    """Metrics of the service's pods, from the container port of that name."""

    enabled: bool = True
    port_name: str = "http-metrics"
    tuning: MetricsTuning = unset(MetricsTuning)


class ServiceInstance(Instance):
    """An installation of the service. `labelSelectors` adds to the selector that is the default."""

    namespaces: list[str] = []
    field_selectors: list[str] = []
    label_selectors: LabelSelectors | None = {}
    extra_discovery_rules: AlloyBody = NO_ALLOY
    metrics: ServiceMetrics = unset(ServiceMetrics)
    logs: Logs = unset(Logs)


@dataclass(frozen=True)
class Service:
    """What is known of a service. One of many components is told by its node and named by its component."""

    module: PodModule
    selectors: Mapping[str, str | list[str]]
    lines: LineFormat
    default_list: str = ""
    has_components: bool = True


def database(name: str, selectors: Mapping[str, str | list[str]], lines: LineFormat) -> Service:
    """Loki, Mimir or Tempo: a default list of metrics, and components that have a job each."""
    module = PodModule(f"{NAME}={name}", "http-metrics", f"integrations/{name}", "(.+)")
    return Service(module, selectors, lines, default_list=name)


def service_type(options: type[S], service: Service, job: Callable[[S], str] | None = None) -> IntegrationType[S]:
    """The integration with a service. Its metrics have the job that its instances say, or that of all of its kind."""

    def lower(instance: S, node_labels: NodeLabels, pipeline: Pipeline) -> None:
        lower_service(service, instance, job(instance) if job else service.module.job, node_labels, pipeline)

    return IntegrationType(
        options=options,
        scrapes=lambda instance: instance.metrics.enabled,
        check=partial(check_service, service),
        lower=lower,
        reads_logs=lambda instance: instance.logs.enabled,
        discovery_rules=partial(service_log_rules, service),
        processing_stages=partial(service_log_stages, service),
    )


def check_service(service: Service, instance: ServiceInstance, path: Path) -> Iterator[Diagnostic]:
    selectors = added_to(service.selectors, instance.label_selectors)
    yield from check_selectors(selectors, path, service.module.selector.replace("=", ": "))


def lower_service(
    service: Service, instance: ServiceInstance, job: str, node_labels: NodeLabels, pipeline: Pipeline
) -> None:
    """The metrics of an instance."""
    selectors = added_to(service.selectors, instance.label_selectors)
    pods = Pods(instance.namespaces, instance.field_selectors, selectors, instance.metrics.port_name)
    targets = discover_pods(service.module, pods, node_labels, pipeline)
    rules = [relabel.copy("__meta_kubernetes_pod_node_name", "node")]
    if service.has_components:
        component = "__meta_kubernetes_pod_label_app_kubernetes_io_component"
        rules.append(relabel.rule("__meta_kubernetes_namespace", component, separator="/", target_label="job"))
    rules += common_rules(node_labels)
    targets = relabel_pods(service.module, pods, targets, rules, instance.extra_discovery_rules, pipeline)
    series = Series(instance.metrics.tuning, service.default_list, tuple(_series_rules(service)))
    scrape_pods(service.module, targets, job, instance.metrics, series, pipeline)


def _series_rules(service: Service) -> Iterator[Block]:
    yield from instance_is_node()
    if service.has_components:
        yield relabel.rule(
            "component",
            "container",
            separator=";",
            regex="memcached-[^;]+;exporter",
            target_label="container",
            replacement="memcached",
        )


def service_log_rules(service: Service, instance: ServiceInstance) -> Iterator[Block]:
    """Marks the instance's pods, so that the stages know their lines."""
    selectors = added_to(service.selectors, instance.label_selectors)
    label, value = service.lines.marker
    rules = [
        mark_pods(instance.namespaces, selectors, label, value),
        mark_pods(instance.namespaces, selectors, "instance", instance.name),
        *([component_job(instance.namespaces, selectors)] if service.has_components else []),
    ]
    yield from because(rules, instance.logs.enabled)


def service_log_stages(service: Service, instances: Iterable[ServiceInstance]) -> Iterator[Block]:
    for instance in instances:
        lines = process_lines(service.lines, instance.name, instance.namespaces, instance.logs.tuning)
        yield from because([lines], instance.logs.enabled)
