"""The records of a tree that statements of a context run on."""

from __future__ import annotations

from collections.abc import Iterator

from .messages import RECORDS, RESOURCES, SCOPES, Message, data_points
from .paths import Record


def records(context: str, signal: str, tree: Message) -> Iterator[Record]:
    """Each record of a context, in the order in which the Collector goes through them. Each has a cache of its own."""
    for resource in tree[RESOURCES[signal]]:
        if context == "resource":
            yield resource_record(resource)
            continue
        for scope in resource[SCOPES[signal]]:
            if context == "scope":
                yield scope_record(resource, scope)
            else:
                for message in scope[RECORDS[signal]]:
                    yield from _below(context, resource, scope, message)


def resource_record(resource: Message) -> Record:
    return {"resource": resource["resource"], "resource_entry": resource, "cache": {}}


def scope_record(resource: Message, scope: Message) -> Record:
    return {**resource_record(resource), "scope": scope["scope"], "scope_entry": scope}


def _below(context: str, resource: Message, scope: Message, message: Message) -> Iterator[Record]:
    top = {"log": "log", "span": "span", "spanevent": "span"}.get(context, "metric")
    if context == top:
        yield {**scope_record(resource, scope), context: message}
    elif context == "spanevent":
        for event in message["events"]:
            yield {**scope_record(resource, scope), "span": message, "spanevent": event}
    else:
        for point in data_points(message):
            record = {**scope_record(resource, scope), "metric": message, "datapoint": point}
            if context == "datapoint":
                yield record
            else:
                for exemplar in point.get("exemplars", ()):
                    yield {**record, "exemplar": exemplar, "cache": {}}
