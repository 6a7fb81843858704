"""Functions that only spans have. They take the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....languages.ottl.values import Value, attribute_text
from ..paths import Record

HTTP_METHOD = ("http.request.method", "http.method")
RPC_SYSTEM = ("rpc.system.name", "rpc.system")
DATABASE = ("db.system.name", "db.system")


def is_root_span(record: Record) -> bool:
    return not record["span"]["parentSpanId"]


def set_semconv_span_name(record: Record, semconv_version: str, original_span_name_attribute: str = "") -> None:
    span = record["span"]
    original, name = span["name"], semantic_name(span)
    span["name"] = name
    if original != name and original_span_name_attribute:
        span["attributes"][original_span_name_attribute] = original


def semantic_name(span: dict[str, Any]) -> str:
    """The name that the semantic conventions give a span, of low cardinality; its own where they give none."""
    attributes = span["attributes"]
    candidates: tuple[str, ...]
    match span["kind"]:
        case 2:
            candidates = (_http(attributes, "http.route"), _rpc(attributes), _messaging(attributes))
        case 3:
            web = _http(attributes, "url.template")
            candidates = (web, _rpc(attributes), _database(attributes), _messaging(attributes))
        case 4 | 5:
            candidates = (_messaging(attributes),)
        case _:
            candidates = ()
    return next((name for name in candidates if name), span["name"])


def _text(attributes: dict[str, Value], *names: str) -> str | None:
    """The first of these attributes that is there, as text."""
    return next((attribute_text(attributes[name]) for name in names if name in attributes), None)


def _http(attributes: dict[str, Value], subject: str) -> str:
    method, target = _text(attributes, *HTTP_METHOD), _text(attributes, subject)
    if method is None:
        return ""
    return method if target is None else f"{method} {target}"


def _rpc(attributes: dict[str, Value]) -> str:
    system = _text(attributes, *RPC_SYSTEM)
    if system is None:
        return ""
    method = _text(attributes, "rpc.method", "rpc.grpc.method")
    service = _text(attributes, "rpc.service", "rpc.grpc.service")
    if service is not None:
        return f"{service}/{'*' if method is None else method}"
    return system if method is None else method


def _database(attributes: dict[str, Value]) -> str:
    system = _text(attributes, *DATABASE)
    if system is None:
        return ""
    summary = _text(attributes, "db.query.summary")
    if summary is not None:
        return summary
    operation = _text(attributes, "db.operation.name", "db.operation") or ""
    return " ".join(filter(None, (operation, _database_target(attributes)))) or system


def _database_target(attributes: dict[str, Value]) -> str:
    namespace = _text(attributes, "db.namespace", "db.name") or ""
    target = _text(attributes, "db.collection.name", "db.stored_procedure.name")
    if target is not None:
        return f"{namespace}.{target}" if namespace else target
    return namespace or _server(attributes)


def _server(attributes: dict[str, Value]) -> str:
    address, port = _text(attributes, "server.address"), _text(attributes, "server.port")
    if address is None:
        return ""
    return address if port is None else f"{address}:{port}"


def _messaging(attributes: dict[str, Value]) -> str:
    system = _text(attributes, "messaging.system")
    if system is None:
        return ""
    operation = _text(attributes, "messaging.operation.name", "messaging.operation")
    destination = _destination(attributes)
    if destination:
        return destination if operation is None else f"{operation} {destination}"
    return system if operation is None else operation


def _destination(attributes: dict[str, Value]) -> str:
    if attributes.get("messaging.destination.temporary") is True:
        return "(temporary)"
    if attributes.get("messaging.destination.anonymous") is True:
        return "(anonymous)"
    names = ("messaging.destination.template", "messaging.destination.name", "messaging.destination")
    named = _text(attributes, *names)
    return _server(attributes) if named is None else named


FUNCTIONS: dict[str, Callable[..., Any]] = {"IsRootSpan": is_root_span, "set_semconv_span_name": set_semconv_span_name}
LAZY: dict[str, Callable[..., Any]] = {}
