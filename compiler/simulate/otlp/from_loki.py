"""otelcol.receiver.loki: a log record of each log line, with a hint that keeps its labels."""

from __future__ import annotations

from posixpath import basename

from ..data import Line, Otlp
from .arguments import Facts
from .messages import empty, encode


def from_loki(line: Line, facts: Facts) -> Otlp:
    """The record. The time of its reading is given as `now`, and left out where it is not."""
    log = empty("log_record")
    log["timeUnixNano"], log["observedTimeUnixNano"] = line.timestamp, facts.get("now", 0)
    log["body"] = line.line
    attributes = log["attributes"]
    if "filename" in line.labels:
        path = line.labels["filename"]
        attributes |= {"log.file.path": path, "log.file.name": basename(path.rstrip("/")) or ("/" if path else ".")}
    if line.labels:
        attributes["loki.attribute.labels"] = ",".join(line.labels)
    attributes |= {**line.labels, **line.metadata}
    resource, scope = empty("resource_logs"), empty("scope_logs")
    scope["logRecords"], resource["scopeLogs"] = [log], [scope]
    return encode("logs", {"resourceLogs": [resource]})
