"""otelcol.connector.spanlogs and otelcol.connector.host_info: what they make of spans, given nothing else.

Source: grafana/alloy internal/component/otelcol/connector/spanlogs, host_info; github.com/go-logfmt/logfmt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...languages.ottl.values import Plain, Value
from .arguments import Arguments, Facts, Failed, texts
from .messages import Message, empty, filled, metrics_of

_KEYS = {
    "logs_instance_tag": "traces", "service_key": "svc", "span_name_key": "span", "status_key": "status",
    "duration_key": "dur", "trace_id_key": "tid",
}  # fmt: skip
_STATUS = ("Unset", "Ok", "Error")
_UNSAFE = re.compile('[\x00-\x20="\x7f\ufffd\ud800-\udfff]')


def spanlogs(arguments: Arguments, signal: str, tree: Message, facts: Facts) -> Message:
    """A log record for each span, each root, each first span of a trace, and each event, as the arguments say."""
    overrides = arguments.section("overrides")
    keys = {name: str(overrides.get(name, key)) for name, key in _KEYS.items()}
    made = []
    for resource in tree["resourceSpans"]:
        entry = empty("resource_logs")
        for scope in resource["scopeSpans"]:
            inner = empty("scope_logs")
            inner["logRecords"] = list(_records(arguments, keys, resource["resource"]["attributes"], scope["spans"]))
            entry["scopeLogs"].append(inner)
        made.append(entry)
    return {"resourceLogs": made}


def _records(
    arguments: Arguments, keys: Mapping[str, str], resource: Mapping[str, Value], spans: list[Message]
) -> Iterator[Message]:
    wants = {name: bool(arguments.get(name, False)) for name in ("spans", "roots", "processes", "events")}
    service = resource.get("service.name")
    process = {keys["service_key"]: service if isinstance(service, str) else ""}
    process |= _named(resource, texts(arguments.get("process_attributes")))
    labels, last = texts(arguments.get("labels")), ""
    for span in spans:
        root, trace = wants["roots"] and not span["parentSpanId"], {keys["trace_id_key"]: span["traceId"]}
        first = wants["processes"] and last != span["traceId"]
        if not (wants["spans"] or root or first or wants["events"]):
            return  # The spans after it are not looked at either.
        if first:
            last = span["traceId"]
            yield _record(keys, "process", {**process, **trace}, labels)
        values = {**_of_span(span, keys, texts(arguments.get("span_attributes"))), **process, **trace}
        for kind, wanted in (("span", wants["spans"]), ("root", root)):
            if wanted:
                yield _record(keys, kind, values, labels)
        for event in span["events"] if wants["events"] else ():
            found = _named(event["attributes"], texts(arguments.get("event_attributes")))
            yield _record(keys, "event", {**values, **found}, labels)


def _of_span(span: Message, keys: Mapping[str, str], attributes: list[str]) -> dict[str, Value]:
    duration = (span["endTimeUnixNano"] - span["startTimeUnixNano"] + 2**63) % 2**64 - 2**63
    values: dict[str, Value] = {keys["span_name_key"]: span["name"], keys["duration_key"]: f"{duration}ns"}
    if span["status"]["code"]:
        code = span["status"]["code"]
        values[keys["status_key"]] = _STATUS[code] if code < len(_STATUS) else ""
    return values | _named(span["attributes"], attributes)


def _named(attributes: Mapping[str, Value], names: list[str]) -> dict[str, Value]:
    return {name: attributes[name] for name in names if name in attributes}


def _record(keys: Mapping[str, str], kind: str, values: Mapping[str, Value], labels: list[str]) -> Message:
    record = empty("log_record")
    record["body"] = " ".join(f"{_key(key)}={_written(value)}" for key, value in values.items())
    record["attributes"] = {keys["logs_instance_tag"]: kind, **{k: v for k, v in values.items() if k in labels}}
    return record


def _key(key: str) -> str:
    """A key of logfmt, without the characters that none can have. Raises Failed where nothing is left."""
    clean = _UNSAFE.sub("", key)
    if not clean:
        raise Failed("a key of the line would be empty")
    return clean


def _written(value: Value) -> str:
    """A value of logfmt. What is no text, number or bool cannot be written."""
    from .ottl_functions.format import sprintf

    match value:
        case None:
            return "null"
        case dict() | list():
            text = "unsupported value type"
        case bytes():
            text = value.decode(errors="surrogateescape")
        case _:
            text = sprintf("%v", [Plain(value) if isinstance(value, list) else value])
            if text == "null":
                return '"null"'
    return _quoted(text) if _UNSAFE.search(text) else text


def _quoted(text: str) -> str:
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}

    def escape(found: re.Match[str]) -> str:
        character = found[0]
        if character in escapes:
            return escapes[character]
        return "\\ufffd" if ord(character) > 0x7F else f"\\u{ord(character):04x}"

    return '"' + re.sub('[\x00-\x1f\\\\"\x7f\ufffd\ud800-\udfff]', escape, text) + '"'


def host_info(arguments: Arguments, signal: str, tree: Message, facts: Facts) -> Message:
    """A point for each host that a resource names; when Alloy next sends them, which `now` stands for."""
    hosts: dict[str, None] = {}
    names = texts(arguments.get("host_identifiers", ["host.id"]))
    for resource in tree["resourceSpans"]:
        if resource["scopeSpans"]:
            found = _named(resource["resource"]["attributes"], names)
            hosts.update({str(value): None for value in found.values()})
    if not hosts:
        return {"resourceMetrics": []}
    gauge = filled("gauge", dataPoints=[_host(host, facts) for host in hosts])
    metric = filled("metric", name="traces_host_info", gauge=gauge)
    return {"resourceMetrics": [metrics_of("hostinfoconnector", [metric])]}


def _host(host: str, facts: Facts) -> Message:
    now = facts.get("now", 0)
    attributes = {"grafana.host.id": host}
    return filled("number_point", attributes=attributes, asInt=1, startTimeUnixNano=now, timeUnixNano=now)
