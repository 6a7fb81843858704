"""otelcol.processor.filter: drops the records for which a condition holds, and what is left without any."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from ...languages.ottl import OttlFault
from .arguments import Arguments, Facts, Failed, Refused
from .evaluate import compile_condition
from .journal import Note
from .messages import RECORDS, RESOURCES, SCOPES, Message, data_points, metric_type
from .records import resource_record, scope_record
from .transform import Condition, context_of, error_mode_of, holding, inferred_condition

_OLD = {
    "traces": ("traces", {"span": "span", "spanevent": "spanevent"}),
    "metrics": ("metrics", {"metric": "metric", "datapoint": "datapoint"}),
    "logs": ("logs", {"log_record": "log"}),
}
_NEW = {"traces": "trace_conditions", "metrics": "metric_conditions", "logs": "log_conditions"}
_RECORD = {"traces": "span", "metrics": "metric", "logs": "log"}
_NOTHING = Condition(lambda record: False)
Conditions: TypeAlias = Mapping[str, tuple[Condition, ...]]


def filter_(arguments: Arguments, signal: str, tree: Message, facts: Facts, note: Note) -> None:
    """Changes the tree. Raises Failed for an error that is to be propagated, and Refused."""
    error_mode = error_mode_of(arguments)
    try:
        rounds = {name: _rounds(arguments, name) for name in _OLD}
    except OttlFault as fault:
        raise Refused(fault.message) from None
    errors: list[Failed] = []
    for conditions in rounds[signal]:
        _drop(conditions, error_mode, signal, tree, errors, note)
    if errors:
        raise errors[0]


def _rounds(arguments: Arguments, signal: str) -> list[Conditions]:
    """The conditions by context: all of the older arguments at once, those of each block of the newer one by one."""
    newer = [_round(entry, signal) for entry in arguments.blocks(_NEW[signal])]
    section, contexts = _OLD[signal]
    older = {
        context: tuple(
            Condition(compile_condition(text, context), at) for text, at in arguments.section(section).items(name)
        )
        for name, context in contexts.items()
    }
    return newer or ([older] if any(older.values()) else [])


def _round(entry: Arguments, signal: str) -> Conditions:
    context, conditions = context_of(entry, signal), entry.items("conditions")
    if context:
        return {context: tuple(Condition(compile_condition(text, context), at) for text, at in conditions)}
    found: dict[str, tuple[Condition, ...]] = {}
    for text, at in conditions:
        own, condition = inferred_condition(text, signal)
        found[own] = (*found.get(own, ()), Condition(condition, at))
    return found


def _drop(
    conditions: Conditions, error_mode: str, signal: str, tree: Message, errors: list[Failed], note: Note
) -> None:
    name, decided = _RECORD[signal], [_NOTHING]

    def holds(context: str, record: Message) -> bool:
        try:
            found = holding(conditions.get(context, ()), record, error_mode)
        except Failed as error:
            errors.append(error)
            return False
        decided[0] = found or decided[0]
        return found is not None

    def remove(messages: list[Message], drop: Callable[[Message], bool]) -> None:
        place = 0
        for message in list(messages):
            if drop(message):
                del messages[place]
                note(decided[0].at)
            else:
                place += 1

    def drop_resource(resource: Message) -> bool:
        if holds("resource", resource_record(resource)):
            return True
        if any(conditions.get(context) for context in conditions if context != "resource"):
            remove(resource[SCOPES[signal]], lambda scope: drop_scope(resource, scope))
        return not resource[SCOPES[signal]]

    def drop_scope(resource: Message, scope: Message) -> bool:
        above = scope_record(resource, scope)
        if holds("scope", above):
            return True
        if any(conditions.get(context) for context in conditions if context not in ("resource", "scope")):
            remove(scope[RECORDS[signal]], lambda message: drop_message(above, message))
        return not scope[RECORDS[signal]]

    def drop_message(above: Message, message: Message) -> bool:
        record = {**above, name: message, "cache": {}}
        return holds(name, record) or drop_parts(record, message)

    def drop_parts(record: Message, message: Message) -> bool:
        if conditions.get("spanevent"):
            remove(message["events"], lambda event: holds("spanevent", {**record, "spanevent": event, "cache": {}}))
        if conditions.get("datapoint") and metric_type(message):
            points = data_points(message)
            remove(points, lambda point: holds("datapoint", {**record, "datapoint": point, "cache": {}}))
            return not points
        return False

    remove(tree[RESOURCES[signal]], drop_resource)
