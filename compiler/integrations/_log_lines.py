"""Logs of services: how their pods are marked among all pods, and what becomes of lines in logfmt."""

from collections.abc import Iterator

from ..graph.build import block, when
from ..lowering import relabel, stages
from ..report.record import dataclass
from ..syntax.ast import Block
from ..values.names import pod_label
from ..values.options import Options, Text, unset
from ..values.placed import joined
from ._instance import LabelSelectors


class LogTuning(Options):
    """What becomes of the lines. `structuredMetadata`: name -> logfmt key; no key means the same name."""

    structured_metadata: dict[str, Text | None] = {}
    timestamp_format: str = "RFC3339Nano"
    scrub_timestamp: bool = True
    drop_log_levels: list[str] = ["debug"]
    exclude_lines: list[str] = []


class Logs(Options):
    """Off, the instance's pods are logged like any other."""

    enabled: bool = True
    tuning: LogTuning = unset(LogTuning)


@dataclass(frozen=True)
class LineFormat:
    """Lines of a service: the label that marks them, the logfmt key and the regex of the time, how a line begins."""

    service: str
    marker: tuple[str, str]
    time_key: str
    time_regex: str
    beginning: str = ""


def mark_pods(namespaces: list[str], selectors: LabelSelectors, label: str, value: str) -> Block:
    """A rule that sets a label on the pods of an instance, and on no others."""
    labels, patterns = _matched(namespaces, selectors)
    return relabel.rule(*labels, separator=";", regex=joined(";", patterns), target_label=label, replacement=value)


def component_job(namespaces: list[str], selectors: LabelSelectors) -> Block:
    """A rule that sets `job` as Grafana's dashboards expect it: namespace/component, by the pod label `component`."""
    labels, patterns = _matched(namespaces, selectors)
    return relabel.rule(
        *labels,
        "__meta_kubernetes_namespace",
        pod_label("component"),
        separator=";",
        regex=joined(";", [*patterns, "([^;]+)", "([^;]+)"]),
        target_label="job",
        replacement="$1/$2",
    )


def _matched(namespaces: list[str], selectors: LabelSelectors) -> tuple[list[str], list[str]]:
    """The labels that tell the pods of an instance, and a regex for the value of each."""
    labels = ["__meta_kubernetes_namespace"] if namespaces else []
    patterns = [_any_of(namespaces)] if namespaces else []
    for label, value in sorted(selectors.items()):
        labels.append(pod_label(label))
        patterns.append(_any_of(value if isinstance(value, list) else [value]))
    return labels, patterns


def _any_of(values: list[str]) -> str:
    return "(?:" + joined("|", values) + ")"


def process_lines(lines: LineFormat, name: str, namespaces: list[str], tuning: LogTuning) -> Block:
    """The stages for one instance. Lines that do not begin as the service's own do are only searched for exclusions."""
    label, value = lines.marker
    selected = f'{{{label}="{value}",instance="' + name + '"'
    selected += (',namespace=~"' + joined("|", namespaces) + '"}') if namespaces else "}"
    parsed = list(_parse(lines, tuning))
    if lines.beginning:
        parsed = [stages.match(selected + f' |~ "{lines.beginning}"', *parsed)]
    return stages.match(selected, *parsed, *_exclude(tuning.exclude_lines, lines.service))


def _parse(lines: LineFormat, tuning: LogTuning) -> Iterator[Block]:
    metadata = {name: key or name for name, key in sorted(tuning.structured_metadata.items())}
    yield block("stage.logfmt", mapping={"ts": lines.time_key, "level": "", **metadata})
    yield stages.labels({"level": "level"})
    if tuning.timestamp_format:
        yield block("stage.timestamp", source="ts", format=tuning.timestamp_format)
    yield from when(tuning.scrub_timestamp, block("stage.replace", expression=lines.time_regex, replace=""))
    if "caller" in metadata:
        yield block("stage.replace", source="caller", expression="(:[0-9]+$)", replace="")
    yield from stages.structured_metadata(metadata)
    if tuning.drop_log_levels:
        yield block(
            "stage.drop",
            source="level",
            expression=_one_of(tuning.drop_log_levels),
            drop_counter_reason=f"{lines.service}-drop-log-level",
        )


def _exclude(patterns: list[str], service: str) -> Iterator[Block]:
    if patterns:
        yield block("stage.drop", expression=_one_of(patterns), drop_counter_reason=f"{service}-exclude-line")


def _one_of(patterns: list[str]) -> str:
    return "(?i)(" + joined("|", patterns) + ")"
