"""otelcol.exporter.loki: a log line of each log record, with the labels that hints ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...languages.ottl.values import EvaluationError, Plain, Value, attribute_text, json_text
from ..data import Line, Otlp
from ..trace import Unknown
from .arguments import Arguments, Facts
from .messages import Message, decode, scopes
from .paths import copy_value

HINTS = ("loki.attribute.labels", "loki.resource.labels", "loki.tenant", "loki.format")
_LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
Attributes = dict[str, Value]


def to_loki(arguments: Arguments, datum: Otlp, facts: Facts) -> list[Line]:
    """The lines. A record that cannot be one is lost, as in Alloy."""
    lines: list[Line] = []
    for resource, scope in scopes("logs", decode(datum)):
        for log in scope["logRecords"]:
            lines += _line(log, copy_value(resource["resource"]["attributes"]), scope["scope"], facts)
    return lines


def _line(log: Message, resource: Attributes, scope: Message, facts: Facts) -> Iterator[Line]:
    attributes = copy_value(log["attributes"])
    _add_level(log["severityNumber"], attributes)
    form = attribute_text(resource.get("loki.format", attributes.get("loki.format", "json")))
    labels = _default_labels(resource)
    labels |= _hinted(resource, resource.get("loki.resource.labels"))
    labels |= _hinted(resource, attributes.get("loki.resource.labels"))
    labels |= _hinted(attributes, attributes.get("loki.attribute.labels"))
    for own in (attributes, resource):
        for name in [name for name in own if name in HINTS or name in labels]:
            del own[name]
    timestamp = log["timeUnixNano"] or log["observedTimeUnixNano"] or facts.get("now")
    if timestamp is None:
        raise Unknown("a log record without a time gets that of its export")
    named = {label_name(name): value for name, value in labels.items()}
    if None in named or form not in ("json", "raw", "logfmt"):
        return
    text = _written(form, log, attributes, resource, scope)
    if text is not None:
        yield Line({str(name): value for name, value in named.items()}, text, timestamp)


def _add_level(severity: int, attributes: Attributes) -> None:
    """A severity becomes the label `level`."""
    if severity == 0:
        return
    hint = attributes.get("loki.attribute.labels")
    if "loki.attribute.labels" not in attributes:
        attributes["loki.attribute.labels"] = "level"
    elif isinstance(hint, list):
        hint.append("level")
    elif isinstance(hint, str):
        attributes["loki.attribute.labels"] = f"{hint},level"
    if "level" not in attributes:
        step = (severity - 1) % 4
        known = 1 <= severity <= 24
        attributes["level"] = f"{_LEVELS[(severity - 1) // 4]}{step + 1 if step else ''}" if known else ""


def _default_labels(resource: Attributes) -> dict[str, str]:
    labels = {"exporter": "OTLP", "job": job(resource), "instance": _text(resource, "service.instance.id")}
    return {name: value for name, value in labels.items() if value is not None}


def job(resource: Attributes) -> str | None:
    """`service.namespace/service.name`, without the first where there is none."""
    name, namespace = _text(resource, "service.name"), _text(resource, "service.namespace")
    return name if name is None or namespace is None else f"{namespace}/{name}"


def _text(attributes: Attributes, name: str) -> str | None:
    return attribute_text(attributes[name]) if name in attributes else None


def _hinted(attributes: Attributes, hint: Value) -> dict[str, str]:
    if hint is None:
        return {}
    if isinstance(hint, str):
        names = hint.split(",")
    elif isinstance(hint, list):
        from .ottl_functions.format import sprintf

        names = [sprintf("%v", [Plain(item) if isinstance(item, list) else item]) for item in hint]
    else:
        names = [attribute_text(hint)]
    found = {}
    for name in (name.strip() for name in names):
        is_there, value = _nested(name, attributes)
        if is_there:
            found[name] = attribute_text(value)
    return found


def _nested(name: str, attributes: Attributes) -> tuple[bool, Any]:
    """An attribute by its name; where there is none, that in a map whose name comes before a dot."""
    if name in attributes:
        return True, attributes[name]
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        is_there, value = _nested(".".join(parts[:end]), attributes)
        if is_there and isinstance(value, dict):
            return _nested(".".join(parts[end:]), value)
    return False, None


def label_name(name: str) -> str | None:
    """A name as Prometheus takes it, or None where nothing of it is left."""
    if not name:
        return None
    reserved = len(name) >= 4 and name.startswith("__") and name.endswith("__")
    clean = re.sub(r"[^a-zA-Z0-9]+", "_", name[2:-2] if reserved else name)
    clean = f"__{clean}__" if reserved else clean
    clean = f"key_{clean}" if clean[:1].isdecimal() else clean
    return clean if clean.strip("_") else None


def _written(form: str, log: Message, attributes: Attributes, resource: Attributes, scope: Message) -> str | None:
    if form == "raw":
        return attribute_text(log["body"])
    if form == "logfmt":
        raise Unknown("otelcol.exporter.loki: the format logfmt")
    try:
        return _as_json(log, attributes, resource, scope)
    except EvaluationError:
        return None


def _as_json(log: Message, attributes: Attributes, resource: Attributes, scope: Message) -> str:
    library = {name: scope[name] for name in ("name", "version", "attributes") if scope[name]}
    fields = {
        "body": log["body"],
        "traceid": log["traceId"] or None,
        "spanid": log["spanId"] or None,
        "severity": log["severityText"] or None,
        "flags": log["flags"] or None,
        "attributes": attributes or None,
        "resources": resource or None,
    }
    parts = [f'"{name}":{json_text(value, True)}' for name, value in fields.items() if value is not None]
    if scope["name"]:
        inner = ",".join(f'"{name}":{json_text(value, True)}' for name, value in library.items())
        parts.append(f'"instrumentation_scope":{{{inner}}}')
    return f"{{{','.join(parts)}}}"
