"""Scraping the pods of a service by port name: alloy, dcgm-exporter, grafana, loki, mimir, tempo.

The reference has a module for each of these, with defaults of its own that `coalesce` puts in where the module is not
told. Alloy works the expressions out at run time; they are written the same here, so that configurations of both
compare as equal.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..graph.build import Value, block, call, expression
from ..lowering import node_labels as nodes
from ..lowering import relabel
from ..lowering.discovery import label_selector
from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..lowering.scrape import scrape, tune
from ..lowering.tuning import ListedMetricsTuning, MetricsTuning, allow_list
from ..report.record import dataclass
from ..syntax.ast import Binary, Block, Body, Expr
from ..values.names import pod_label
from ..values.placed import in_place_of, joined
from ._instance import LabelSelectors, Scraping, times


@dataclass(frozen=True)
class PodModule:
    """The defaults of a type, which an instance's settings stand before: label selector, port, job, metrics to keep."""

    selector: str
    port_name: str
    job: str
    keep: str


@dataclass(frozen=True)
class Pods:
    """The pods of an instance, and the port on which they give metrics. No namespaces means all."""

    namespaces: list[str] | None
    field_selectors: list[str]
    label_selectors: LabelSelectors
    port_name: str


@dataclass(frozen=True)
class Series:
    """What is kept and dropped of an instance's metrics, by which default list, and what the type makes of the rest."""

    tuning: MetricsTuning
    default_list: str
    rules: tuple[Block, ...]


def discover_pods(module: PodModule, pods: Pods, node_labels: NodeLabels, pipeline: Pipeline) -> Value:
    """The pods that an instance selects, as targets."""
    selectors = [label_selector({label: value}) for label, value in sorted(pods.label_selectors.items())]
    attached = [block("attach_metadata", node=True)] if nodes.are_wanted(node_labels) else []
    return pipeline.add(
        "discovery.kubernetes",
        "",
        block("selectors", role="pod", field=comma_joined(pods.field_selectors or None, []),
              label=comma_joined(selectors, [module.selector])),
        block("namespaces", names=given_or(pods.namespaces, [])),
        *attached,
        role="pod",
    )["targets"]  # fmt: skip


def relabel_pods(
    module: PodModule, pods: Pods, targets: Value, rules: Iterable[Block], extra: Body, pipeline: Pipeline
) -> Value:
    """Keeps the instance's port on pods that run and are ready; then the type's rules, then the user's."""
    port = [
        "__meta_kubernetes_pod_container_port_name", "__meta_kubernetes_pod_phase", "__meta_kubernetes_pod_ready",
        "__meta_kubernetes_pod_container_init",
    ]  # fmt: skip
    ready = Binary("+", given_or(pods.port_name, module.port_name), expression("@Running@true@false"))
    kept = relabel.rule(*port, separator="@", regex=ready, action="keep")
    return pipeline.add("discovery.relabel", "", kept, *rules, *extra, targets=targets)["output"]


def scrape_pods(
    module: PodModule, targets: Value, job: str, scraping: Scraping, series: Series, pipeline: Pipeline
) -> None:
    """Drops before it keeps, the other way round than features do, then the type's rules."""
    chosen = series.tuning
    kept: str = joined("|", allow_list(chosen, series.default_list))
    if isinstance(chosen, ListedMetricsTuning):
        kept = in_place_of(kept, chosen.use_default_allow_list)
    tuned = [
        relabel.rule("__name__", regex=given_or(joined("|", chosen.exclude_metrics) or None, ""), action="drop"),
        relabel.rule("__name__", regex=given_or(kept or None, module.keep), action="keep"),
    ]
    interval = times(scraping, pipeline)
    scrape(
        pipeline,
        "",
        targets,
        tune(pipeline, "", [*tuned, *series.rules], scraping.max_cache_size),
        block("clustering", enabled=given_or(True, False)),
        clustered=False,
        job_name=given_or(job, module.job),
        scrape_interval=given_or(interval["scrape_interval"], "60s"),
        scrape_timeout=given_or(interval["scrape_timeout"], "10s"),
    )


def common_rules(node_labels: NodeLabels) -> list[Block]:
    """Labels of a pod and of what controls it, its application, its component, its node."""
    return [
        relabel.copy("__meta_kubernetes_namespace", "namespace"),
        relabel.copy("__meta_kubernetes_pod_name", "pod"),
        relabel.copy("__meta_kubernetes_pod_container_name", "container"),
        relabel.rule("__meta_kubernetes_pod_controller_kind", action="lowercase", target_label="workload_type"),
        relabel.copy("__meta_kubernetes_pod_controller_name", "workload"),
        relabel.rule("workload_type", "workload", separator="/", regex="replicaset/(.+)-.+$", target_label="workload"),
        *application_rules(),
        relabel.static("source", "kubernetes"),
        *nodes.rules(node_labels),
    ]


def application_rules() -> list[Block]:
    """The application and component that the labels of a pod name, in any of three spellings."""
    return [
        relabel.first("app", *map(pod_label, ("app.kubernetes.io/name", "k8s-app", "app"))),
        relabel.first("component", *map(pod_label, ("app.kubernetes.io/component", "k8s-component", "component"))),
    ]


def instance_is_node() -> list[Block]:
    """The dashboards of Grafana's own services expect the node as `instance`."""
    return [relabel.copy("node", "instance"), relabel.label_drop("node")]


def given_or(given: Value, otherwise: Value) -> Expr:
    """An argument of the reference's module, or the module's own default."""
    return call("coalesce", given, otherwise)


def comma_joined(given: Value, otherwise: Value) -> Expr:
    return call("string.join", given_or(given, otherwise), ",")


def log_annotation_rules() -> list[Block]:
    """Series that count log lines belong to the pod that logged, whose labels the scrape renamed to `exported_...`."""
    counts = "^log_(bytes|lines).+"
    taken = ("namespace", "pod", "container", "job", "instance")
    return [
        relabel.rule("__name__", regex=counts, replacement="", target_label="component_id"),
        *(
            relabel.rule(
                "__name__", f"exported_{label}", separator="@", regex=f"{counts}@(.+)", replacement="$2",
                target_label=label,
            )
            for label in taken
        ),
        relabel.label_drop("exported_(namespace|pod|container|job|instance)"),
    ]  # fmt: skip
