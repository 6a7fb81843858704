"""`include` and `exclude` of otelcol.processor.attributes and span: which records are processed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...languages.ottl.values import EvaluationError, attribute_text, float_text, same
from .arguments import Arguments, Refused, texts
from .paths import Record
from .patterns import pattern, search

Matcher = Callable[[Record], bool]

_FOR_SPANS = ("services", "span_names", "span_kinds", "attribute", "library", "resource")
_FOR_LOGS = ("log_bodies", "log_severity_texts", "log_severity", "attribute", "library", "resource")
_FOR_METRICS = ("metric_names", "resource")
_ALLOWED = {"traces": _FOR_SPANS, "logs": _FOR_LOGS, "metrics": _FOR_METRICS}
_ALL = dict.fromkeys(_FOR_SPANS + _FOR_LOGS + _FOR_METRICS)
SEVERITIES = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
_KINDS = ("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER")


def matcher(arguments: Arguments, signal: str) -> Matcher:
    """Whether a record is to be processed: it matches `include`, and not `exclude`. Raises Refused."""
    include, exclude = (_properties(arguments.block(name), signal) for name in ("include", "exclude"))

    def wanted(record: Record) -> bool:
        return (include is None or include(record)) and (exclude is None or not exclude(record))

    return wanted


def _properties(entry: Arguments | None, signal: str) -> Matcher | None:
    if entry is None:
        return None
    given = [name for name in _ALL if entry.get(name) or entry.block(name) is not None]
    for name in given:
        if name not in _ALLOWED[signal]:
            raise Refused(f"`{name}` is not valid for {signal}")
    if not given:
        raise Refused(f"at least one of {', '.join(_ALLOWED[signal])} must be given")
    match_type = str(entry.get("match_type", ""))
    if match_type not in ("strict", "regexp"):
        raise Refused(f"there is no match_type `{match_type}`")
    if signal == "metrics":
        # Only the names count: the Collector drops the resources on the way.
        names = texts(entry.get("metric_names"))
        return _one(match_type, names, lambda record: str(record["metric"]["name"])) if names else None
    checks = [*_texts_checks(entry, match_type), *_parts_checks(entry, match_type, signal)]
    return lambda record: all(check(record) for check in checks)


def _one(match_type: str, expected: list[str], read: Callable[[Record], str]) -> Matcher:
    accepts = _accepts(match_type, expected)
    return lambda record: accepts(read(record))


def _accepts(match_type: str, expected: list[str]) -> Callable[[str], bool]:
    if match_type == "strict":
        return lambda text: text in expected
    try:
        compiled = [pattern(text) for text in expected]
    except EvaluationError as error:
        raise Refused(str(error)) from None
    return lambda text: any(search(one, text) is not None for one in compiled)


def _texts_checks(entry: Arguments, match_type: str) -> list[Matcher]:
    readers: dict[str, Callable[[Record], str]] = {
        "services": _service,
        "span_names": lambda record: str(record["span"]["name"]),
        "span_kinds": _span_kind,
        "log_bodies": lambda record: attribute_text(record["log"]["body"]),
        "log_severity_texts": lambda record: str(record["log"]["severityText"]),
    }
    given = {name: texts(entry.get(name)) for name in readers}
    if match_type == "strict" and not set(given["span_kinds"]) <= {f"SPAN_KIND_{kind}" for kind in _KINDS[1:]}:
        raise Refused("span_kinds must be standard kinds of spans")
    return [_one(match_type, expected, readers[name]) for name, expected in given.items() if expected]


def _service(record: Record) -> str:
    attributes = record["resource"]["attributes"]
    return attribute_text(attributes["service.name"]) if "service.name" in attributes else "<nil-service-name>"


def _span_kind(record: Record) -> str:
    kind = record["span"]["kind"]
    return f"SPAN_KIND_{_KINDS[kind]}" if 0 <= kind < len(_KINDS) else ""


def _parts_checks(entry: Arguments, match_type: str, signal: str) -> list[Matcher]:
    checks = [_library(library, match_type) for library in entry.blocks("library")]
    severity = entry.block("log_severity")
    if severity is not None:
        checks.append(_severity(severity))
    name = "span" if signal == "traces" else "log"
    for block, context in (("resource", "resource"), ("attribute", name)):
        pairs = [(part.get("key", ""), part.get("value")) for part in entry.blocks(block)]
        if pairs:
            checks.append(_attributes(pairs, match_type, context))
    return checks


def _library(library: Arguments, match_type: str) -> Matcher:
    name, version = library.get("name", ""), library.get("version")
    accepts = _accepts(match_type, [name])
    accepts_version = (lambda text: True) if version is None else _accepts(match_type, [version])
    return lambda record: accepts(record["scope"]["name"]) and accepts_version(record["scope"]["version"])


def _severity(entry: Arguments) -> Matcher:
    level = str(entry.get("min", ""))
    name, step = level.rstrip("234"), level[-1:] if level[-1:] in "234" else "1"
    if name not in SEVERITIES:
        raise Refused(f"there is no severity `{level}`")
    lowest, undefined = SEVERITIES.index(name) * 4 + int(step), bool(entry.get("match_undefined", False))

    def matches(record: Record) -> bool:
        number = record["log"]["severityNumber"]
        return undefined if number == 0 else bool(number >= lowest)

    return matches


def _attributes(pairs: list[tuple[str, Any]], match_type: str, context: str) -> Matcher:
    checks = [(key, _value_check(key, value, match_type)) for key, value in pairs]

    def matches(record: Record) -> bool:
        attributes = record[context]["attributes"]
        return all(key in attributes and check(attributes[key]) for key, check in checks)

    return matches


def _value_check(key: str, value: Any, match_type: str) -> Callable[[Any], bool]:
    if not key:
        raise Refused("an attribute to match wants a key")
    if value is None:
        return lambda given: True
    if match_type == "strict":
        return lambda given: same(given, value)
    if not isinstance(value, str):
        raise Refused(f"the pattern for `{key}` must be a string")
    accepts = _accepts(match_type, [value])
    return lambda given: isinstance(given, (str, bool, int, float)) and accepts(_scalar_text(given))


def _scalar_text(value: str | bool | int | float) -> str:
    if isinstance(value, float):
        from decimal import Decimal

        return format(Decimal(repr(value)), "f").removesuffix(".0") if abs(value) < 1e300 else float_text(value)
    return attribute_text(value)
