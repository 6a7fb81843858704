"""nodeLogs: the systemd journal of the node, above all what the kubelet and the container runtime say."""

from collections.abc import Iterator

from ..graph.build import block, call
from ..lowering import relabel, stages
from ..lowering.pipeline import Pipeline
from ..planning.collectors import check_daemonset, check_node_logs_mounted
from ..planning.feature_options import FeatureOptions
from ..planning.installation import Context
from ..planning.telemetry import LOKI_LOGS, Telemetry
from ..report.diagnostics import Diagnostic
from ..syntax.ast import Block, Statement
from ..values.names import name_patterns
from ..values.options import NO_ALLOY, AlloyBody, Options, Text, unset
from .unit import Feature


class Journal(Options):
    """Where the journal is, how far back it is read, and which units of it are wanted."""

    path: str = "/var/log/journal"
    max_age: str = "8h"
    job_label: str = "integrations/kubernetes/journal"
    format_as_json: bool = False
    units: list[str] = []


class NodeLogs(FeatureOptions):
    """Fields of the journal are written as the journal names them, without the first underscore."""

    journal: Journal = unset(Journal)
    extra_discovery_rules: AlloyBody = NO_ALLOY
    extra_log_processing_stages: AlloyBody = NO_ALLOY
    journal_labels: dict[str, Text] = {}
    structured_metadata: dict[str, Text | None] = {}


SYSTEMD_UNIT = "__journal__systemd_unit"
KLOG_LINE = r'{level="UNKNOWN"} |~ "([IWED][0-9]{4}\\s+[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]+)"'
KLOG_LEVELS = {"(I)": "INFO", "(W)": "WARN", "(warning)": "WARN", "(E)": "ERROR", "(D)": "DEBUG"}
ANY_LEVEL = (
    r'(?i)(?:"(?:level|loglevel|levelname|lvl|levelText|SeverityText)":\s*"'
    r'|\s*(?:level|loglevel|levelText|lvl)="?|\s+\[?)'
    r"(?P<level>(DEBUG?|DBG|INFO?(RMATION)?|WA?RN(ING)?|ERR(OR)?|CRI?T(ICAL)?|FATAL|FTL|NOTICE|TRACE|TRC|PANIC|PNC"
    r'|ALERT|EMERGENCY))("|\s+|-|\s*\])'
)
PRIORITIES = {
    "(?i)^(debug)$": "DEBUG",
    "(?i)^(info|notice)$": "INFO",
    "(?i)^(warning|warn)$": "WARN",
    "(?i)^(error|err)$": "ERROR",
    "(?i)^(alert|critical|crit|emerg|emergency|fatal)$": "CRIT",
}


def emits(options: NodeLogs) -> tuple[Telemetry, ...]:
    return (LOKI_LOGS,)


def check(options: NodeLogs, context: Context) -> Iterator[Diagnostic]:
    yield from check_daemonset(context.collector, "nodeLogs")
    if options.journal.path.startswith("/var/log"):
        yield from check_node_logs_mounted(context.collector, "nodeLogs")


def lower(options: NodeLogs, pipeline: Pipeline) -> None:
    process = pipeline.add(
        "loki.process",
        "",
        stages.static_labels({"source": "journal", "level": "UNKNOWN"}),
        *_levels(),
        *stages.structured_metadata(options.structured_metadata),
        *options.extra_log_processing_stages,
        forward_to=pipeline.destinations("logs"),
    )
    rules = pipeline.add("loki.relabel", "", *_field_rules(options), *options.extra_discovery_rules, forward_to=[])
    pipeline.add(
        "loki.source.journal",
        "",
        path=options.journal.path,
        format_as_json=options.journal.format_as_json,
        max_age=options.journal.max_age,
        relabel_rules=rules["rules"],
        labels={"job": options.journal.job_label, "instance": call("sys.env", "HOSTNAME")},
        forward_to=[process["receiver"]],
    )


def _field_rules(options: NodeLogs) -> Iterator[Statement]:
    """Fields become labels, those for structured metadata too: only then can stages see them."""
    if options.journal.units:
        yield relabel.keep(SYSTEMD_UNIT, name_patterns(options.journal.units))
    yield relabel.copy(SYSTEMD_UNIT, "unit")
    yield relabel.copy("__journal_priority_keyword", "priority_keyword")
    yield relabel.copy(SYSTEMD_UNIT, "service_name")
    for label, field in sorted(options.journal_labels.items()):
        yield relabel.copy("__journal__" + field, label)
    for name, key in sorted(options.structured_metadata.items()):
        field = key or name
        if field not in options.journal_labels:
            yield relabel.copy("__journal__" + field, field)


def _levels() -> Iterator[Block]:
    """The label `level`: from a line of klog, else from what a line says, else from the journal's priority."""
    level = stages.labels({"level": ""})
    klog = block("stage.regex", expression="((?P<level>[A-Z])[0-9])")
    yield stages.match(KLOG_LINE, klog, *stages.replace("level", KLOG_LEVELS), level)
    yield stages.match('{level="UNKNOWN"}', block("stage.regex", expression=ANY_LEVEL), level)
    yield stages.match(
        '{level="UNKNOWN", priority_keyword!=""}',
        *stages.replace("priority_keyword", PRIORITIES),
        stages.labels({"level": "priority_keyword"}),
    )
    yield stages.match('{level!="UNKNOWN"}', stages.template("level", "{{ .Value | ToUpper }}"), level)


UNIT = Feature(options=NodeLogs, emits=emits, check=check, lower=lower)
