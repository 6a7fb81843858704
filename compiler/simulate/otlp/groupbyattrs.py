"""otelcol.processor.groupbyattrs: moves attributes of records to their resource, and puts equal resources together."""

from __future__ import annotations

from typing import Any

from ...languages.ottl.values import remove_key, same
from .arguments import Arguments, Facts, texts
from .journal import Note
from .messages import METRIC_TYPES, RECORDS, RESOURCES, SCOPES, Message, data_points, empty, metric_type, scopes
from .paths import copy_value

_ENTRIES = {"traces": ("resource_spans", "scope_spans"), "logs": ("resource_logs", "scope_logs")}
_ENTRIES["metrics"] = ("resource_metrics", "scope_metrics")


def groupbyattrs(arguments: Arguments, signal: str, tree: Message, facts: Facts, note: Note) -> None:
    """Changes the tree. URLs of schemas, and counts of what was dropped before, are lost, as in the Collector."""
    keys = [key for key in texts(arguments.get("keys")) if key]
    made: list[Message] = []
    for resource, scope in scopes(signal, tree):
        for message in scope[RECORDS[signal]]:
            if signal == "metrics":
                _move_points(keys, made, resource, scope, message)
            else:
                group = _scope(signal, made, resource, scope, _taken(keys, message["attributes"]))
                group[RECORDS[signal]].append(message)
    tree[RESOURCES[signal]] = made


def _taken(keys: list[str], attributes: dict[str, Any]) -> dict[str, Any]:
    taken = {key: attributes[key] for key in keys if key in attributes}
    for key in taken:
        remove_key(attributes, key)
    return taken


def _scope(signal: str, made: list[Message], resource: Message, scope: Message, taken: dict[str, Any]) -> Message:
    attributes = {**copy_value(resource["resource"]["attributes"]), **taken}
    group = next((entry for entry in made if same(entry["resource"]["attributes"], attributes)), None)
    if group is None:
        group = empty(_ENTRIES[signal][0])
        group["resource"]["attributes"] = attributes
        made.append(group)
    names = (scope["scope"]["name"], scope["scope"]["version"])
    for entry in group[SCOPES[signal]]:
        if (entry["scope"]["name"], entry["scope"]["version"]) == names:
            found: Message = entry
            return found
    added = empty(_ENTRIES[signal][1])
    added["scope"] = copy_value(scope["scope"])
    group[SCOPES[signal]].append(added)
    return added


def _move_points(keys: list[str], made: list[Message], resource: Message, scope: Message, metric: Message) -> None:
    for point in data_points(metric):
        group = _scope("metrics", made, resource, scope, _taken(keys, point["attributes"]))
        data_points(_metric(group["metrics"], metric)).append(point)


def _metric(metrics: list[Message], metric: Message) -> Message:
    kind = metric_type(metric)
    for other in metrics:
        if other["name"] == metric["name"] and metric_type(other) == kind:
            return other
    added = {**metric, "metadata": copy_value(metric["metadata"])}
    added |= {name: {**metric[name], "dataPoints": []} if name == kind else None for name in METRIC_TYPES}
    metrics.append(added)
    return added
