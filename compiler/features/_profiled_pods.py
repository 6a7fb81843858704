"""profiling: what its three sources share, from choosing pods on the collector's node to naming their service."""

from collections.abc import Iterator
from typing import Any, Literal

from ..graph.build import because, block
from ..graph.component import Component
from ..lowering import discovery, relabel, service_identity
from ..lowering.discovery import Selectors
from ..lowering.pipeline import Pipeline
from ..syntax.ast import Block, Statement
from ..values.names import pod_annotation
from ..values.options import NO_ALLOY, AlloyBody, Options, unset
from ..values.placed import as_text


class ProfiledPods(Options):
    """Which pods a source profiles."""

    enabled: bool = False
    collector: str = ""
    label_selectors: Selectors = {}
    annotation_selectors: Selectors = {}
    namespaces: list[str] = []
    exclude_namespaces: list[str] = []
    extra_discovery_rules: AlloyBody = NO_ALLOY


class EnableAnnotation(Options):
    enable: str = "enabled"


class TargetedPods(ProfiledPods):
    """Pods that an annotation turns on, or all that it does not turn off."""

    targeting_scheme: Literal["all", "annotation"] = "annotation"
    annotations: EnableAnnotation = unset(EnableAnnotation)


def discover(options: ProfiledPods, role: str, pipeline: Pipeline) -> Component:
    labels = discovery.label_selector(options.label_selectors)
    selector = block("selectors", role="pod", label=labels or None, field=discovery.on_own_node())
    names = discovery.exact_namespaces(options.namespaces)
    return discovery.discover(pipeline, role, "pod", selector, namespaces=names)


def drop_phases(*phases: str) -> Block:
    """A pod in one of these phases has nothing to profile."""
    return relabel.drop("__meta_kubernetes_pod_phase", *phases)


def targeting_rule(options: TargetedPods, annotation: str) -> Block:
    """The rule for the annotation that turns a source on or off for a pod; `annotation` is what it begins with."""
    label = pod_annotation(annotation + "." + options.annotations.enable)
    by_annotation = options.targeting_scheme == "annotation"
    rule = relabel.keep(label, "true") if by_annotation else relabel.drop(label, "false")
    return because([rule], options.targeting_scheme)[0]


def identity_rules(options: ProfiledPods, source: str, *, with_node: bool = True) -> Iterator[Statement]:
    """The rules that filter pods and label them; `source` is what gathers the profiles. The user's come last."""
    yield relabel.copy("__meta_kubernetes_namespace", "namespace")
    yield from discovery.namespace_rules(options.namespaces, options.exclude_namespaces, "namespace")
    for annotation, value in sorted(options.annotation_selectors.items()):
        yield relabel.keep(pod_annotation(annotation), *_values(value))
    yield relabel.copy("__meta_kubernetes_pod_name", "pod")
    if with_node:
        yield relabel.copy("__meta_kubernetes_pod_node_name", "node")
    yield relabel.copy("__meta_kubernetes_pod_container_name", "container")
    yield from service_identity.conventional_service_name("pod", "container")
    yield from service_identity.service_namespace_and_instance()
    yield relabel.static("source", source)
    yield from options.extra_discovery_rules


def _values(value: Any) -> list[str]:
    return [as_text(item) for item in (value if isinstance(value, list) else [value])]
