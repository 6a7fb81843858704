"""clusterEvents: the events of the Kubernetes API, as log lines."""

from collections.abc import Iterator
from typing import Literal

from ..graph.build import because, block, when
from ..lowering import stages
from ..lowering.pipeline import Pipeline
from ..planning.collectors import check_clustering
from ..planning.feature_options import FeatureOptions
from ..planning.installation import Context
from ..planning.telemetry import LOKI_LOGS, Telemetry
from ..report.diagnostics import Diagnostic
from ..syntax.ast import Statement
from ..values.options import NO_ALLOY, AlloyBody, Text
from .unit import Feature


class ClusterEvents(FeatureOptions):
    """Events that are gathered, and what becomes of them. Labels and metadata: name -> field of the event."""

    namespaces: list[str] = []
    exclude_namespaces: list[str] = []
    log_format: Literal["logfmt", "json"] = "logfmt"
    clustering: bool = False
    include_reasons: list[str] = []
    exclude_reasons: list[str] = []
    include_levels: list[str] = []
    exclude_levels: list[str] = []
    job_label: str = "integrations/kubernetes/eventhandler"
    labels: dict[str, Text | None] = {"reason": "reason"}
    structured_metadata: dict[str, Text | None] = {"name": "name", "node": "node"}
    extra_log_processing_stages: AlloyBody = NO_ALLOY


FIELDS = {"component": "sourcecomponent", "kind": "", "level": "type", "name": "", "node": "sourcehost", "reason": ""}


def emits(options: ClusterEvents) -> tuple[Telemetry, ...]:
    return (LOKI_LOGS,)


def check(options: ClusterEvents, context: Context) -> Iterator[Diagnostic]:
    if options.clustering:
        yield from check_clustering(context.collector, "clusterEvents")


def lower(options: ClusterEvents, pipeline: Pipeline) -> None:
    process = pipeline.add("loki.process", "", *process_events(options), forward_to=pipeline.destinations("logs"))
    pipeline.add(
        "loki.source.kubernetes_events",
        "",
        *when(options.clustering, block("clustering", enabled=True)),
        job_name=options.job_label,
        log_format=options.log_format,
        namespaces=options.namespaces or None,
        forward_to=[process["receiver"]],
    )


def process_events(options: ClusterEvents) -> Iterator[Statement]:
    """The stages that turn an event into a line with labels."""
    yield from stages.drop("namespace", options.exclude_namespaces, "excluded_namespaces")
    yield stages.static_labels({"source": "kubernetes-events"})
    is_json = options.log_format == "json"
    parsing = block("stage.json", expressions=FIELDS) if is_json else block("stage.logfmt", mapping=FIELDS)
    yield from because([parsing], options.log_format)
    yield stages.labels(options.labels, kind="", level="", service_name="job")
    yield stages.match('{kind="Node"}', stages.labels({"node": "name"}))
    yield from stages.keep("reason", options.include_reasons, "not_included_reasons")
    yield from stages.drop("reason", options.exclude_reasons, "excluded_reasons")
    yield from stages.keep("level", options.include_levels, "not_included_levels")
    yield from stages.drop("level", options.exclude_levels, "excluded_levels")
    yield stages.match('{level="Normal"}', stages.static_labels({"level": "Info"}))
    yield from stages.structured_metadata(options.structured_metadata)
    yield stages.label_drop("kind")
    yield from options.extra_log_processing_stages


UNIT = Feature(options=ClusterEvents, emits=emits, check=check, lower=lower)
