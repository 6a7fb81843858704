"""Scraping the pods of a service that run and are ready, without modules: cert-manager, etcd."""

from __future__ import annotations

from collections.abc import Iterable

from ..lowering import relabel, tuning
from ..lowering.discovery import discover, label_selector
from ..lowering.pipeline import Pipeline
from ..lowering.scrape import scrape, tune
from ..lowering.tuning import MetricsTuning
from ..syntax.ast import Block
from ..values.options import NO_ALLOY, AlloyBody, unset
from ..values.placed import joined
from ._instance import Instance, LabelSelectors, Scraping, times
from ._pod_scrape import application_rules


class PodMetrics(Scraping):
    tuning: MetricsTuning = unset(MetricsTuning)


class PodInstance(Instance):
    """An installation of the service; `labelSelectors` is required."""

    job_label: str = ""
    namespaces: list[str] = []
    field_selectors: list[str] = []
    label_selectors: LabelSelectors = {}
    extra_discovery_rules: AlloyBody = NO_ALLOY


def lower_pods(instance: PodInstance, metrics: PodMetrics, chosen: Iterable[Block], pipeline: Pipeline) -> None:
    """`chosen` are the rules that pick the pods, and the address on them. What to keep is exactly what is included."""
    found = discover(
        pipeline,
        "",
        "pod",
        namespaces=instance.namespaces,
        selector=label_selector(instance.label_selectors),
        field_selector=joined(",", instance.field_selectors),
    )
    relabeled = pipeline.add(
        "discovery.relabel",
        "",
        *chosen,
        relabel.copy("__meta_kubernetes_namespace", "namespace"),
        relabel.copy("__meta_kubernetes_pod_name", "pod"),
        relabel.copy("__meta_kubernetes_pod_container_name", "container"),
        *relabel.workload(),
        *application_rules(),
        relabel.static("source", "kubernetes"),
        *instance.extra_discovery_rules,
        targets=found["targets"],
    )
    rules = [*tuning.keep(metrics.tuning.include_metrics), *tuning.drop(metrics.tuning.exclude_metrics)]
    receivers = tune(pipeline, "", rules, metrics.max_cache_size)
    job = instance.job_label
    scrape(pipeline, "", relabeled["output"], receivers, clustered=True, job_name=job, **times(metrics, pipeline))


def not_init() -> Block:
    return relabel.drop("__meta_kubernetes_pod_container_init", "true")
