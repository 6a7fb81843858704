"""windowsEventLogs: the event logs of Windows nodes, a component for each channel or query."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..graph.build import Value, call
from ..lowering import stages
from ..lowering.pipeline import Pipeline
from ..planning.collectors import check_daemonset, setting
from ..planning.feature_options import FeatureOptions
from ..planning.installation import Context
from ..planning.telemetry import LOKI_LOGS, Telemetry
from ..report.diagnostics import Diagnostic
from ..syntax.ast import Block
from ..values.names import alloy_name, escape_label
from ..values.options import NO_ALLOY, AlloyBody, Options, Text, unset
from ..values.placed import in_place_of
from .unit import Feature


class EventSource(Options):
    """A channel, or a query in XML form that names its channel."""

    name: Text = ""
    event_log_name: str = ""
    xpath_query: str = ""
    job_label: str = ""
    labels: dict[str, Text] = {}


class Bookmarks(Options):
    """How far each source was read, kept on the node."""

    enabled: bool = True
    host_path: str = r"C:\ProgramData\Grafana\Alloy\WindowsEventLogs"


class WindowsEventLogs(FeatureOptions):
    """Fields of an event are written as its JSON document names them: `eventID`, `computer`."""

    sources: list[EventSource] = []
    bookmarks: Bookmarks = unset(Bookmarks)
    poll_interval: str = "3s"
    use_incoming_timestamp: bool = False
    exclude_event_data: bool = False
    exclude_user_data: bool = False
    exclude_event_message: bool = False
    locale: int = 0
    extra_labels: dict[str, Text] = {}
    extra_log_processing_stages: AlloyBody = NO_ALLOY
    structured_metadata: dict[str, Text] = {}


PRESETS = ("windows", "windows-host-process")
EVERYTHING = ("", "*")
VOLUME = "windowsevent-bookmarks"
LEVELS = {
    "(?i)^(verbose)$": "DEBUG",
    "(?i)^(information|info)$": "INFO",
    "(?i)^(warning|warn)$": "WARN",
    "(?i)^(error|err)$": "ERROR",
    "(?i)^(critical|crit)$": "CRIT",
}


def emits(options: WindowsEventLogs) -> tuple[Telemetry, ...]:
    return (LOKI_LOGS,)


def check(options: WindowsEventLogs, context: Context) -> Iterator[Diagnostic]:
    yield from _check_sources(options, context)
    yield from check_daemonset(context.collector, "windowsEventLogs")
    missing = [preset for preset in PRESETS if preset not in context.collector.presets]
    if missing:
        yield Diagnostic(
            "missing-preset",
            f"`windowsEventLogs` reads from Windows nodes, and the collector `{context.collector.key}` lacks "
            + " and ".join(f"`{preset}`" for preset in missing),
            (*context.collector.path, "presets"),
            f"write `collectors.{context.collector.key}.presets: [{', '.join(PRESETS)}, daemonset]`",
        )


def _check_sources(options: WindowsEventLogs, context: Context) -> Iterator[Diagnostic]:
    if not options.sources:
        example = "{name: application, eventLogName: Application, jobLabel: integrations/windows-application-logs}"
        yield Diagnostic(
            "missing-key",
            "`windowsEventLogs.sources` is empty",
            context.at("sources"),
            f"add one: `{example}`",
            about_key=True,
        )
    labels: set[str] = set()
    for position, source in enumerate(options.sources):
        path = context.at("sources", position)
        yield from _check_source(source, path)
        label = alloy_name(source.name)
        if label and label in labels:
            yield Diagnostic(
                "same-name",
                f"two sources of `windowsEventLogs` are called `{source.name}`, apart from case, blanks and hyphens",
                (*path, "name"),
                "rename one: the component and the bookmark file have this name",
            )
        labels.add(label)


def _check_source(source: EventSource, path: tuple[str | int, ...]) -> Iterator[Diagnostic]:
    if not source.name:
        yield Diagnostic(
            "missing-key", "the source of `windowsEventLogs` has no name", path, "add `name:`", about_key=True
        )
    elif not re.fullmatch("[a-z0-9_]+", alloy_name(source.name)):
        yield Diagnostic(
            "invalid-name",
            f"`{source.name}` cannot name an Alloy component",
            (*path, "name"),
            "use letters, digits, blanks, `_` and `-` only",
        )
    if not source.event_log_name and source.xpath_query in EVERYTHING:
        yield Diagnostic(
            "missing-key",
            "the source of `windowsEventLogs` does not say what it reads",
            path,
            "add `eventLogName: Application`, or an `xpathQuery` in XML form that names a channel",
            about_key=True,
        )


def contribute(options: WindowsEventLogs, context: Context) -> Mapping[str, Any]:
    """A directory of the node to keep bookmarks in, beside what presets mount. A list of the user's stays as it is."""
    if not options.bookmarks.enabled:
        return {}
    path = options.bookmarks.host_path
    mounts = setting(context.collector, "alloy", "mounts", "extra") or []
    volumes = setting(context.collector, "controller", "volumes", "extra") or []
    directory = {"path": path, "type": "DirectoryOrCreate"}
    return {
        "alloy": {"mounts": {"extra": [*mounts, {"name": VOLUME, "mountPath": path}]}},
        "controller": {"volumes": {"extra": [*volumes, {"name": VOLUME, "hostPath": directory}]}},
    }


def lower(options: WindowsEventLogs, pipeline: Pipeline) -> None:
    process = pipeline.add(
        "loki.process",
        "",
        *_levels(),
        *_fields(options),
        *options.extra_log_processing_stages,
        forward_to=pipeline.destinations("logs"),
    )
    for source in options.sources:
        _lower_source(source, options, pipeline.because(source.name), process["receiver"])


def _lower_source(source: EventSource, options: WindowsEventLogs, pipeline: Pipeline, receiver: Value) -> None:
    bookmarks = options.bookmarks
    bookmark = in_place_of(bookmarks.host_path + "\\" + source.name + ".xml", bookmarks.enabled)
    channel = {"channel": source.event_log_name} if source.event_log_name else {}
    job = {"job": source.job_label} if source.job_label else {}
    pipeline.add(
        "loki.source.windowsevent",
        alloy_name(source.name),
        eventlog_name=source.event_log_name or None,
        xpath_query=None if source.xpath_query in EVERYTHING else source.xpath_query,
        poll_interval=options.poll_interval,
        use_incoming_timestamp=options.use_incoming_timestamp,
        exclude_event_data=options.exclude_event_data,
        exclude_user_data=options.exclude_user_data,
        exclude_event_message=options.exclude_event_message,
        locale=options.locale,
        bookmark_path=bookmark if bookmarks.enabled else None,
        labels={**job, "instance": call("sys.env", "HOSTNAME"), **channel, **dict(sorted(source.labels.items()))},
        forward_to=[receiver],
    )


def _levels() -> Iterator[Block]:
    """The label `level`, from the level that Windows has in words."""
    yield stages.static_labels({"source": "windowsevent", "level": "UNKNOWN"})
    yield stages.json({"level_text": "levelText"})
    yield stages.match(
        '{level="UNKNOWN"}', *stages.replace("level_text", LEVELS), stages.labels({"level": "level_text"})
    )


def _fields(options: WindowsEventLogs) -> Iterator[Block]:
    """Fields of the event as labels and as structured metadata."""
    for label, field in sorted(options.extra_labels.items()):
        yield stages.json({escape_label(label): field})
        yield stages.labels({label: escape_label(label)})
    if options.structured_metadata:
        fields = sorted(options.structured_metadata.items())
        yield stages.json({escape_label(name): field for name, field in fields})
        yield from stages.structured_metadata({name: escape_label(name) for name, _ in fields})


UNIT = Feature(options=WindowsEventLogs, emits=emits, check=check, contribute=contribute, lower=lower)
