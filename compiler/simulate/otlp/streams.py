"""Processors that keep streams of data points: what they make of points that none came before.

Source: intervalprocessor, deltatocumulativeprocessor and cumulativetodeltaprocessor of
opentelemetry-collector-contrib v0.158.0.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..trace import Unknown
from .arguments import Arguments, Facts
from .journal import Note
from .messages import RECORDS, RESOURCES, SCOPES, Message, data_points, metric_type, scopes

_DELTA, _CUMULATIVE = 1, 2


def interval(arguments: Arguments, signal: str, tree: Message, facts: Facts, note: Note) -> None:
    """Keeps the newest point of each stream, as it is sent when the interval is over; what is not kept back passes."""
    through = arguments.section("passthrough")
    passes = {"gauge": bool(through.get("gauge", False)), "summary": bool(through.get("summary", False))}
    newest: dict[str, Message] = {}
    for metric, stream, point in _streams(tree):
        if _is_kept_back(metric, passes):
            held = newest.get(stream)
            if held is None:
                newest[stream] = point
            elif point["timeUnixNano"] > held["timeUnixNano"]:
                held.update(point)
    kept = {id(point) for point in newest.values()}
    for _, scope in scopes(signal, tree):
        for metric in scope["metrics"]:
            if _is_kept_back(metric, passes):
                points = data_points(metric)
                points[:] = [point for point in points if id(point) in kept]
    _drop_empty(tree)


def _is_kept_back(metric: Message, passes: dict[str, bool]) -> bool:
    kind = metric_type(metric)
    if kind in ("gauge", "summary"):
        return not passes[kind]
    if kind == "sum" and not metric["sum"]["isMonotonic"]:
        return False
    return bool(kind) and metric[kind]["aggregationTemporality"] == _CUMULATIVE


def deltatocumulative(arguments: Arguments, signal: str, tree: Message, facts: Facts, note: Note) -> None:
    """The first delta of a stream is its total. Raises Unknown where a stream has several."""
    seen: set[str] = set()
    changed = []
    for metric, stream, _ in _streams(tree):
        kind = metric_type(metric)
        if metric[kind].get("aggregationTemporality") == _DELTA:
            if stream in seen:
                raise Unknown("otelcol.processor.deltatocumulative: several points of one stream")
            seen.add(stream)
            changed.append(metric[kind])
    for held in changed:
        held["aggregationTemporality"] = _CUMULATIVE


def cumulativetodelta(arguments: Arguments, signal: str, tree: Message, facts: Facts, note: Note) -> None:
    """What is no total passes. Raises Unknown for totals: their deltas are to points that came before."""
    for metric, _, _ in _streams(tree):
        kind = metric_type(metric)
        if metric[kind].get("aggregationTemporality") == _CUMULATIVE and metric[kind].get("isMonotonic", True):
            raise Unknown("otelcol.processor.cumulativetodelta: what the totals were before was not given")


def _streams(tree: Message) -> Iterator[tuple[Message, str, Message]]:
    """Each data point with its metric, and what tells its stream from others."""
    for resource, scope in scopes("metrics", tree):
        for metric in scope["metrics"]:
            kind = metric_type(metric)
            if kind:
                held = {name: value for name, value in metric[kind].items() if name != "dataPoints"}
                own = (_identity(resource["resource"]), _identity(scope["scope"]), metric["name"], metric["unit"], kind)
                for point in data_points(metric):
                    yield metric, repr((own, sorted(held.items()), _identity(point))), point


def _identity(message: Message) -> tuple[object, ...]:
    attributes = sorted((name, repr(value)) for name, value in message["attributes"].items())
    return (message.get("name"), message.get("version"), attributes)


def _drop_empty(tree: Message) -> None:
    for _, scope in scopes("metrics", tree):
        scope[RECORDS["metrics"]][:] = [metric for metric in scope["metrics"] if data_points(metric)]
    for resource in tree[RESOURCES["metrics"]]:
        resource[SCOPES["metrics"]][:] = [scope for scope in resource["scopeMetrics"] if scope["metrics"]]
    tree[RESOURCES["metrics"]][:] = [one for one in tree["resourceMetrics"] if one["scopeMetrics"]]
