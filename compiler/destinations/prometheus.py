"""destinations.NAME, type prometheus: metrics by remote write; OpenTelemetry metrics are converted on the way in."""

from collections.abc import Iterator, Mapping

from ..graph.build import Value, block, when
from ..graph.component import Component
from ..lowering.endpoint import authentication, bearer_token, keyed, proxies, tls_config, url
from ..lowering.pipeline import Pipeline
from ..lowering.secrets import Secrets
from ..planning.credentials import check_address, check_credentials
from ..planning.telemetry import OTLP_METRICS, PROMETHEUS_METRICS, Signal, Telemetry
from ..report.diagnostics import Diagnostic, warning
from ..syntax.ast import Block, Ref
from ..values.names import namespace_label, pod_label
from ..values.placed import in_place_of, joined
from ..values.secrets import authentication_type
from ._mimir_rules import check_rules, lower_mimir_rules
from ._prometheus_options import MetricEnrichment, Prometheus, QueueConfig, SigV4
from ._push import cluster_labels, external_labels, tenant_header
from .unit import DestinationContext, DestinationType

NAMESPACE_AND_POD = "__meta_kubernetes_namespace_pod"
REMOTE_WRITE_2 = "io.prometheus.write.v2.Request"


def ecosystem(options: Prometheus) -> str:
    return "prometheus"


def signals(options: Prometheus) -> frozenset[Signal]:
    return frozenset({"metrics"})


def check(options: Prometheus, context: DestinationContext) -> Iterator[Diagnostic]:
    if enriches(options):
        yield warning(
            Diagnostic(
                "deprecated-key",
                f"`metricEnrichment` of the destination `{context.name}` is deprecated",
                context.at("metricEnrichment"),
                "use a data processor of type kubernetesEnrichment, listed in a feature's `dataProcessors`",
                about_key=True,
            )
        )

    yield from check_address(options, context.at())
    yield from check_credentials(options, context.at())
    yield from check_rules(options, context)


def enriches(options: Prometheus) -> bool:
    return bool(options.metric_enrichment.namespace_labels or options.metric_enrichment.pod_labels)


def lower(options: Prometheus, pipeline: Pipeline) -> Mapping[Telemetry, Value]:
    secrets = pipeline.secrets(options, options.name or str(pipeline.path[-1]))
    write = remote_write(options, secrets, pipeline)["receiver"]
    conversion = options.open_telemetry_conversion
    converter = pipeline.add_entry(
        "otelcol.exporter.prometheus",
        add_metric_suffixes=conversion.add_metric_suffixes,
        resource_to_telemetry_conversion=conversion.resource_to_telemetry_conversion,
        keep_identifying_resource_attributes=conversion.keep_identifying_resource_attributes,
        forward_to=[write],
    )
    entry = enrich(options.metric_enrichment, write, pipeline) if enriches(options) else write
    return {PROMETHEUS_METRICS: entry, OTLP_METRICS: converter["input"]}


def served_by(options: Prometheus) -> str | None:
    """The collector that syncs rules."""
    return options.rules.collector if options.rules.enabled else None


def lower_rules(options: Prometheus, pipeline: Pipeline) -> None:
    """Adds the sync of rules, with the Secret that it reads."""
    pipeline = pipeline.because(options.rules.enabled)
    secrets = pipeline.secrets(options, options.name or str(pipeline.path[-1]))
    lower_mimir_rules(options, secrets, pipeline)


def remote_write(options: Prometheus, secrets: Secrets, pipeline: Pipeline) -> Component:
    """The component that writes, and keeps what it could not yet write in its log."""
    wal = options.write_ahead_log
    return pipeline.add_entry(
        "prometheus.remote_write",
        "",
        endpoint(options, secrets, pipeline),
        block(
            "wal",
            truncate_frequency=wal.truncate_frequency,
            min_keepalive_time=wal.min_keepalive_time,
            max_keepalive_time=wal.max_keepalive_time,
        ),
        external_labels=external_labels(options, pipeline.installation),
    )


def endpoint(options: Prometheus, secrets: Secrets, pipeline: Pipeline) -> Block:
    """Where and how to write, and the labels that are overwritten on the way."""
    version = options.remote_write_protocol
    protobuf = options.protobuf_message or (in_place_of(REMOTE_WRITE_2, version) if version == 2 else None)
    is_sigv4 = authentication_type(options) == "sigv4"
    tenant = {} if is_sigv4 else tenant_header(secrets)
    cleanup = [block("write_relabel_config", regex=NAMESPACE_AND_POD, action="labeldrop")]
    overwritten = [
        block("write_relabel_config", target_label=name, replacement=value)
        for name, value in cluster_labels(options, pipeline.installation).items()
    ]
    return block(
        "endpoint",
        *authentication(secrets),
        *([sigv4(options.auth.sigv4, secrets)] if is_sigv4 else []),
        *([] if options.tls is None else [tls_config(options.tls, secrets, "tls")]),
        queue_config(options.queue_config),
        *(cleanup if options.metric_enrichment.pod_labels else []),
        *options.metric_processing_rules,
        *when(options.overwrite_cluster_label, *overwritten),
        url=url(options.url, options.url_from),
        protobuf_message=protobuf,
        headers={**tenant, **keyed(options.extra_headers, options.extra_headers_from)} or None,
        **proxies(options),
        **bearer_token(secrets),
        send_native_histograms=options.send_native_histograms,
    )


def sigv4(options: SigV4, secrets: Secrets) -> Block:
    return block(
        "sigv4",
        access_key=secrets.read_if_given("auth.sigv4.access_key", nonsensitive=True),
        profile=options.profile or None,
        region=options.region or None,
        role_arn=options.role_arn or None,
        secret_key=secrets.read_if_given("auth.sigv4.secret_key"),
    )


def queue_config(queue: QueueConfig) -> Block:
    return block(
        "queue_config",
        capacity=queue.capacity or 10000,
        min_shards=queue.min_shards or 1,
        max_shards=queue.max_shards or 50,
        max_samples_per_send=queue.max_samples_per_send or 2000,
        batch_send_deadline=queue.batch_send_deadline or "5s",
        min_backoff=queue.min_backoff or "30ms",
        max_backoff=queue.max_backoff or "5s",
        retry_on_http_429=queue.retry_on_http429,
        sample_age_limit=queue.sample_age_limit or "0s",
    )


def enrich(options: MetricEnrichment, write: Ref, pipeline: Pipeline) -> Ref:
    """Copies labels of namespaces and pods onto the metrics. Gives the receiver to write to instead of `write`."""
    targets = enrichment_targets(options, pipeline)
    receiver = write
    if options.pod_labels:
        receiver = pipeline.add(
            "prometheus.enrich",
            "pod",
            targets=targets,
            target_match_label=NAMESPACE_AND_POD,
            labels_to_copy=list(options.pod_labels),
            forward_to=[receiver],
        )["receiver"]
    if options.namespace_labels:
        receiver = pipeline.add(
            "prometheus.enrich",
            "ns",
            targets=targets,
            target_match_label="__meta_kubernetes_namespace",
            metrics_match_label="namespace",
            labels_to_copy=list(options.namespace_labels),
            forward_to=[receiver],
        )["receiver"]
    composite = block("rule", source_labels=["namespace", "pod"], regex="(.+;.+)", target_label=NAMESPACE_AND_POD)
    return pipeline.add("prometheus.relabel", "", composite, forward_to=[receiver])["receiver"]


def enrichment_targets(options: MetricEnrichment, pipeline: Pipeline) -> Ref:
    """The pods of the cluster, with the labels to copy under their own names (not escaped, as the chart has it)."""
    if options.namespace_labels:
        extent = block("attach_metadata", namespace=True)
    else:
        extent = block("selectors", role="pod", label=joined(",", options.pod_labels))
    pods = pipeline.add("discovery.kubernetes", "", extent, role="pod")
    sources = ["__meta_kubernetes_namespace", "__meta_kubernetes_pod_name"]
    composite = [block("rule", source_labels=sources, regex="(.+;.+)", target_label=NAMESPACE_AND_POD)]
    return pipeline.add(
        "discovery.relabel",
        "",
        *(composite if options.pod_labels else []),
        *(block("rule", source_labels=[pod_label(n)], target_label=n) for n in options.pod_labels),
        *(block("rule", source_labels=[namespace_label(n)], target_label=n) for n in options.namespace_labels),
        targets=pods["targets"],
    )["output"]


UNIT = DestinationType(
    options=Prometheus,
    ecosystem=ecosystem,
    signals=signals,
    check=check,
    lower=lower,
    served_by=served_by,
    lower_rules=lower_rules,
)
