"""otelcol.processor.tail_sampling: which traces are kept, by policies on all of their spans.

The spans that are given are taken for the whole of their traces, as if the waiting time were over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ...languages.ottl import OttlFault
from ...languages.ottl.values import EvaluationError
from ..trace import Unknown
from .arguments import Arguments, Facts, Failed, Refused, texts
from .evaluate import compile_condition
from .journal import Note
from .messages import RESOURCES, Message, scopes
from .paths import Record
from .patterns import pattern, search
from .records import records
from .transform import Condition, holding

Policy = Callable[[Message], str]
"""From a trace to "sampled", "not sampled" or "dropped". Raises Failed for an error, which does not count."""

_CODES = {"UNSET": 0, "OK": 1, "ERROR": 2}


def tail_sampling(arguments: Arguments, signal: str, tree: Message, facts: Facts, note: Note) -> None:
    """Keeps the spans of traces that are sampled. Raises Refused, and Unknown for what is left to chance or to time."""
    policies = [_policy(entry) for entry in arguments.blocks("policy")]
    ids = dict.fromkeys(span["traceId"] for _, scope in scopes(signal, tree) for span in scope["spans"])
    kept = {trace for trace in ids if _is_kept(policies, _only(tree, trace))}
    tree[RESOURCES[signal]] = _only(tree, *kept)[RESOURCES[signal]]


def _only(tree: Message, *traces: str) -> Message:
    """The spans of some traces, with their resources and scopes."""
    made = []
    for resource in tree["resourceSpans"]:
        inner = [{**scope, "spans": _spans_of(scope, traces)} for scope in resource["scopeSpans"]]
        inner = [scope for scope in inner if scope["spans"]]
        if inner:
            made.append({**resource, "scopeSpans": inner})
    return {"resourceSpans": made}


def _spans_of(scope: Message, traces: tuple[str, ...]) -> list[Message]:
    return [span for span in scope["spans"] if span["traceId"] in traces]


def _is_kept(policies: list[Policy], trace: Message) -> bool:
    decisions = set()
    for policy in policies:
        try:
            decisions.add(policy(trace))
        except Failed:
            continue
    return "dropped" not in decisions and "sampled" in decisions


def _policy(entry: Arguments) -> Policy:
    kind = str(entry.get("type", ""))
    match kind:
        case "and" | "drop":
            parts = [_policy(part) for part in entry.section(kind).blocks(f"{kind}_sub_policy")]
            found = "sampled" if kind == "and" else "dropped"
            return lambda trace: found if all(part(trace) == "sampled" for part in parts) else "not sampled"
        case "not":
            inner = _policy(entry.section("not").section("not_sub_policy"))
            return lambda trace: "not sampled" if inner(trace) == "sampled" else "sampled"
    maker = _MAKERS.get(kind)
    if maker is None:
        raise Unknown(f"otelcol.processor.tail_sampling: the policy `{kind}`")
    holds = maker(entry.section(kind))
    return lambda trace: "sampled" if holds(trace) else "not sampled"


Holds = Callable[[Message], bool]


def _spans(trace: Message) -> Iterator[Message]:
    for _, scope in scopes("traces", trace):
        yield from scope["spans"]


def _always(entry: Arguments) -> Holds:
    return lambda trace: True


def _latency(entry: Arguments) -> Holds:
    threshold, upper = entry.get("threshold_ms", 0), entry.get("upper_threshold_ms", 0)

    def holds(trace: Message) -> bool:
        first = last = 0
        for span in _spans(trace):
            first = span["startTimeUnixNano"] if first == 0 else min(first, span["startTimeUnixNano"])
            last = max(last, span["endTimeUnixNano"])
            # The Collector stops at the first span with which the trace is long enough.
            milliseconds = int((last - first) / 10**6) if last < first else (last - first) // 10**6
            if milliseconds > threshold and (upper == 0 or milliseconds <= upper):
                return True
        return False

    return holds


def _status_code(entry: Arguments) -> Holds:
    codes = texts(entry.get("status_codes"))
    if not codes or not set(codes) <= _CODES.keys():
        raise Refused("status_codes are OK, ERROR and UNSET, at least one")
    wanted = [_CODES[code] for code in codes]
    return lambda trace: any(span["status"]["code"] in wanted for span in _spans(trace))


def _span_count(entry: Arguments) -> Holds:
    lowest, highest = entry.get("min_spans", 0), entry.get("max_spans", 0)

    def holds(trace: Message) -> bool:
        count = sum(1 for _ in _spans(trace))
        return bool(lowest <= count and (highest == 0 or count <= highest))

    return holds


def _attribute(entry: Arguments, matches: Callable[[Any, bool], bool]) -> Holds:
    """Whether a resource or a span has an attribute that matches; with invert_match, whether none has."""
    key, inverted = entry.get("key", ""), bool(entry.get("invert_match", False))

    def found(attributes: dict[str, Any], of_span: bool) -> bool:
        return key in attributes and matches(attributes[key], of_span)

    def any_found(trace: Message) -> bool:
        of_resources = (found(resource["resource"]["attributes"], False) for resource in trace["resourceSpans"])
        return any(of_resources) or any(found(span["attributes"], True) for span in _spans(trace))

    return (lambda trace: not any_found(trace)) if inverted else any_found


def _string_attribute(entry: Arguments) -> Holds:
    values = texts(entry.get("values"))
    if entry.get("enabled_regex_matching", False):
        try:
            compiled = [pattern(value) for value in values]
        except EvaluationError as error:
            raise Refused(str(error)) from None
    else:
        compiled = []

    def matches(value: Any, of_span: bool) -> bool:
        text = value if isinstance(value, str) else ""
        if of_span and not text:
            return False
        if entry.get("enabled_regex_matching", False):
            return any(search(one, text) is not None for one in compiled)
        return text != "" and text in values

    return _attribute(entry, matches)


def _numeric_attribute(entry: Arguments) -> Holds:
    lowest, highest = entry.get("min_value", 0), entry.get("max_value", 0)

    def matches(value: Any, of_span: bool) -> bool:
        number = value if type(value) is int else 0
        return bool(lowest <= number <= highest)

    return _attribute(entry, matches)


def _boolean_attribute(entry: Arguments) -> Holds:
    wanted = bool(entry.get("value", False))
    return _attribute(entry, lambda value, of_span: (value is True) == wanted)


def _ottl_condition(entry: Arguments) -> Holds:
    error_mode = str(entry.get("error_mode", "propagate"))
    try:
        conditions = {
            context: tuple(Condition(compile_condition(text, context)) for text in texts(entry.get(context)))
            for context in ("span", "spanevent")
        }
    except OttlFault as fault:
        raise Refused(fault.message) from None

    def holds(trace: Message) -> bool:
        return any(
            holding(conditions[context], record, error_mode)
            for record in records("span", "traces", trace)
            for context, record in (("span", record), *_events(record))
        )

    return holds


def _events(record: Record) -> Iterator[tuple[str, Record]]:
    for event in record["span"]["events"]:
        yield "spanevent", {**record, "spanevent": event, "cache": {}}


_MAKERS: dict[str, Callable[[Arguments], Holds]] = {
    "always_sample": _always,
    "boolean_attribute": _boolean_attribute,
    "latency": _latency,
    "numeric_attribute": _numeric_attribute,
    "ottl_condition": _ottl_condition,
    "span_count": _span_count,
    "status_code": _status_code,
    "string_attribute": _string_attribute,
}
