"""Logs of pods: what the features that gather them share, from finding pods to masking secrets."""

from collections.abc import Iterable, Iterator
from typing import Literal

from ..graph.build import Value, because, block
from ..graph.component import Component
from ..planning.feature_options import FeatureOptions
from ..planning.installation import Context
from ..report.diagnostics import Diagnostic, dotted
from ..syntax.ast import Block, Statement
from ..values.names import escape_label, pod_annotation, pod_label
from ..values.options import NO_ALLOY, AlloyBody, AlloyExpression, Options, Text, unset
from ..values.placed import any_of, in_place_of
from . import discovery, node_labels, relabel, service_identity, stages
from .discovery import Selectors
from .node_labels import NodeLabels
from .pipeline import Pipeline

RUNTIME = "tmp_container_runtime"
INCLUSION = "k8s_monitoring_secret_filter_inclusion"


class SecretFilter(Options):
    """Masking of secrets in lines: of all, or of those that a LogQL selector finds."""

    enabled: bool = False
    inclusion_selector: str = ""
    redact_with: Text = ""
    redact_percent: int = 80
    allowlist: list[str] = []
    gitleaks_config_path: str = ""
    gitleaks_config_path_from: AlloyExpression = None


class PodLogs(FeatureOptions):
    """What becomes of lines, wherever they were read."""

    static_labels: dict[str, Text] = {}
    static_labels_from: dict[str, AlloyExpression] = {}
    structured_metadata: dict[str, Text | None] = {
        "k8s.pod.name": "k8s.pod.name",
        "pod": "pod",
        "service.instance.id": "service.instance.id",
    }
    extra_log_processing_stages: AlloyBody = NO_ALLOY
    secret_filter: SecretFilter = unset(SecretFilter)


class Cri(Options):
    max_partial_lines: int = 100


class DiscoveredPodLogs(PodLogs):
    """Which pods, found in the Kubernetes API, and which labels their lines get."""

    namespaces: list[str] = []
    exclude_namespaces: list[str] = []
    node_selectors: Selectors = {}
    label_selectors: Selectors = {}
    discovery_method: Literal["all", "annotation"] = "all"
    annotation_selector: str = "logs.grafana.com/pods.enabled"
    extra_discovery_rules: AlloyBody = NO_ALLOY
    attach_namespace_metadata: bool = False
    node_labels: NodeLabels = unset(NodeLabels)
    labels: dict[str, Text] = {"app_kubernetes_io_name": "app.kubernetes.io/name"}
    annotations: dict[str, Text] = {"job": "k8s.grafana.com/logs.job"}
    default_log_format: Literal["cri", "docker", "null", ""] | None = "cri"
    cri: Cri = unset(Cri)


def check_secret_filter(options: PodLogs, context: Context) -> Iterator[Diagnostic]:
    """The chart prints `allowlist`, which Alloy lost after version 1.13."""
    version = context.installation.alloy_version
    if options.secret_filter.enabled and options.secret_filter.allowlist and not _filter_takes("allowlist", version):
        path = context.at("secretFilter", "allowlist")
        yield Diagnostic(
            "not-in-version",
            f"Alloy {version} refuses `{dotted(path)}`: the filter lost its list of exceptions after Alloy 1.13",
            path,
            "write the expressions into a gitleaks configuration, and set `gitleaksConfigPath` to it",
        )


def _filter_takes(attribute: str, version: str) -> bool:
    """Whether the secret filter of a version has an attribute."""
    from ..catalog import NEWEST, load, number

    spec = load("loki.secretfilter", number(version) or NEWEST)
    return spec is not None and attribute in spec.body.attributes


def discover(options: DiscoveredPodLogs, pipeline: Pipeline, *selectors: Block) -> Component:
    """The pods that the options select; `selectors` come before those of the options."""
    labels, nodes = (discovery.label_selector(s) for s in (options.label_selectors, options.node_selectors))
    return discovery.discover(
        pipeline,
        "",
        "pod",
        *selectors,
        *([block("selectors", role="pod", label=labels)] if labels else []),
        *([block("selectors", role="node", label=nodes)] if nodes else []),
        namespaces=discovery.exact_namespaces(options.namespaces),
        attach_namespace=options.attach_namespace_metadata,
        attach_node=any_of(nodes, node_labels.are_wanted(options.node_labels)),
    )


def target_rules(
    options: DiscoveredPodLogs,
    service_name: Iterable[Block],
    reading: Iterable[Statement] = (),
    extra: Iterable[Statement] = (),
) -> Iterator[Statement]:
    """The rules that choose among the pods and label their containers.

    `reading` says how logs are read, after the labels; `extra` come before the user's rules, which are the last.
    """
    wanted = pod_annotation(options.annotation_selector)
    yield relabel.copy("__meta_kubernetes_namespace", "namespace")
    yield from discovery.namespace_rules(options.namespaces, options.exclude_namespaces, "namespace")
    if options.discovery_method == "annotation":
        yield from because([relabel.keep(wanted, ".+")], options.discovery_method)
    yield relabel.drop(wanted, "(false|no|skip)")
    yield relabel.copy("__meta_kubernetes_pod_name", "pod")
    yield relabel.copy("__meta_kubernetes_pod_container_name", "container")
    namespace_and_container = ("__meta_kubernetes_namespace", "__meta_kubernetes_pod_container_name")
    yield relabel.rule(*namespace_and_container, separator="/", target_label="job")
    yield relabel.rule("__meta_kubernetes_pod_container_id", regex=r"^(\S+):\/\/.+$", target_label=RUNTIME)
    yield from service_name
    yield from service_identity.service_namespace_and_instance()
    yield relabel.label_map(pod_annotation("resource.opentelemetry.io/") + "(.+)", "$1")
    for label, annotation in sorted(options.annotations.items()):
        yield relabel.copy_given(pod_annotation(annotation), label)
    for label, source in sorted(options.labels.items()):
        yield relabel.copy_given(pod_label(source), label)
    yield from reading
    yield from node_labels.rules(options.node_labels)
    yield from extra
    yield from options.extra_discovery_rules


def container_stages(default_format: str | None, max_partial_lines: int | None) -> Iterator[Block]:
    """Takes off what the container runtime puts around a line. The format is for lines of an unknown runtime."""
    cri = "containerd|cri-o" + ("|" if default_format == "cri" else "")
    docker = '=~"docker|"' if default_format == "docker" else '="docker"'
    yield stages.match(
        in_place_of(f'{{{RUNTIME}=~"{cri}"}}', default_format),
        block("stage.cri", max_partial_lines=max_partial_lines or None),
        stages.labels({"flags": "", "stream": ""}),
    )
    of_docker = in_place_of(f"{{{RUNTIME}{docker}}}", default_format)
    yield stages.match(of_docker, block("stage.docker"), stages.labels({"stream": ""}))


def process_discovered(options: DiscoveredPodLogs, pipeline: Pipeline, extra: Iterable[Statement] = ()) -> Value:
    """The receiver for lines of discovered pods."""
    reading = container_stages(options.default_log_format, options.cri.max_partial_lines)
    return process(options, pipeline, reading, extra)


def process(options: PodLogs, pipeline: Pipeline, first: Iterable[Statement], extra: Iterable[Statement] = ()) -> Value:
    """The receiver for lines as they were read: the stages `first`, then those of the options, then the secret filter.

    `extra` are stages that come before the user's.
    """
    metadata = {escape_label(name): escape_label(key) for name, key in options.structured_metadata.items() if key}
    given = {label: value for label, value in options.static_labels_from.items() if value is not None}
    static = {**dict(sorted(options.static_labels.items())), **dict(sorted(given.items()))}
    component = pipeline.add(
        "loki.process",
        "",
        *first,
        stages.label_drop("filename", RUNTIME),
        *stages.structured_metadata(metadata),
        *([stages.static_labels(static)] if static else []),
        *extra,
        *options.extra_log_processing_stages,
        forward_to=_behind_secret_filter(options.secret_filter, pipeline),
    )
    return component["receiver"]


def _behind_secret_filter(options: SecretFilter, pipeline: Pipeline) -> list[Value]:
    destinations = pipeline.destinations("logs")
    if not options.enabled:
        return destinations
    pipeline, given = pipeline.because(options.enabled), options.gitleaks_config_path_from
    # Before 1.14 a secret was masked as a whole: who does not ask for less gets that.
    percent = "redact_percent" in options.model_fields_set or _filter_takes(
        "redact_percent", pipeline.installation.alloy_version
    )
    secret_filter = pipeline.add(
        "loki.secretfilter",
        "",
        gitleaks_config=given if given is not None else options.gitleaks_config_path or None,
        allowlist=list(options.allowlist) or None,
        redact_with=options.redact_with or None,
        redact_percent=None if options.redact_with or not percent else options.redact_percent,
        forward_to=destinations,
    )
    if not options.inclusion_selector:
        return [secret_filter["receiver"]]
    pipeline = pipeline.because(options.inclusion_selector)
    included = _of_inclusion(pipeline, "secret_filter_inclusion", "false", [secret_filter["receiver"]])
    excluded = _of_inclusion(pipeline, "secret_filter_exclusion", "true", destinations)
    marked = pipeline.add(
        "loki.process",
        "secret_filter_prefilter",
        stages.static_labels({INCLUSION: "false"}),
        stages.match(options.inclusion_selector, stages.static_labels({INCLUSION: "true"})),
        forward_to=[included, excluded],
    )
    return [marked["receiver"]]


def _of_inclusion(pipeline: Pipeline, role: str, dropped: str, forward_to: list[Value]) -> Value:
    """One of the two ways of a line: the lines with the other mark are dropped."""
    drop = stages.drop_matching(f'{{{INCLUSION}="{dropped}"}}')
    return pipeline.add("loki.process", role, drop, forward_to=forward_to)["receiver"]
