"""otelcol.processor.transform: statements of OTTL, run on each record of their context."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from ...languages.ottl import OttlFault
from ...languages.ottl.infer import contexts_of, infer_context
from ...languages.ottl.parse import read_condition, read_statement
from ...languages.ottl.values import EvaluationError
from ...syntax.ast import Statement
from .arguments import Arguments, Facts, Failed, Refused
from .evaluate import Compiled, compile_condition, compile_statement
from .journal import Note
from .messages import Message
from .paths import Record
from .records import records

_BLOCKS = {"traces": ("trace_statements", "trace"), "metrics": ("metric_statements", "metric")}
_BLOCKS["logs"] = ("log_statements", "log")
Items: TypeAlias = list[tuple[str, Statement | None]]
ERROR_MODES = ("ignore", "silent", "propagate")


class Condition(NamedTuple):
    """A condition, and the statement that it stands in, for traces."""

    holds: Callable[[Record], bool]
    at: Statement | None = None


class Group(NamedTuple):
    """Statements of one context that run together, and the conditions of which one must hold, if there are any."""

    context: str
    conditions: tuple[Condition, ...]
    statements: tuple[tuple[Compiled, Statement | None], ...]
    error_mode: str


def transform(arguments: Arguments, signal: str, tree: Message, facts: Facts, note: Note) -> None:
    """Changes the tree. Raises Failed for an error that is to be propagated, and Refused."""
    groups = {name: _groups(arguments, name) for name in _BLOCKS}
    for group in groups[signal]:
        for record in records(group.context, signal, tree):
            if not group.conditions or holding(group.conditions, record, group.error_mode):
                _run(group, record, note)


def _run(group: Group, record: Record, note: Note) -> None:
    for statement, at in group.statements:
        try:
            if statement.condition(record):
                statement.run(record)
                note(at)
        except EvaluationError as error:
            if group.error_mode == "propagate":
                raise Failed(f"`{statement.text}`: {error}", at) from None


def holding(conditions: tuple[Condition, ...], record: Record, error_mode: str) -> Condition | None:
    """The first condition that holds; what an error is made of depends on the mode. Raises Failed."""
    for condition in conditions:
        try:
            if condition.holds(record):
                return condition
        except EvaluationError as error:
            if error_mode == "propagate":
                raise Failed(str(error), condition.at) from None
    return None


def error_mode_of(arguments: Arguments, default: str = "ignore") -> str:
    mode = arguments.get("error_mode") or default
    if mode not in ERROR_MODES:
        raise Refused(f"there is no error mode `{mode}`")
    return str(mode)


def _groups(arguments: Arguments, signal: str) -> list[Group]:
    block, flat = _BLOCKS[signal]
    error_mode = error_mode_of(arguments)
    try:
        groups = [_group(entry, signal, error_mode_of(entry, error_mode)) for entry in arguments.blocks(block)]
        section = arguments.section("statements")
        flat_ones = section.items(flat)
        return [*groups, _inferred(flat_ones, [], signal, error_mode)] if flat_ones else groups
    except OttlFault as fault:
        raise Refused(fault.message) from None


def _group(entry: Arguments, signal: str, error_mode: str) -> Group:
    statements, conditions = entry.items("statements"), entry.items("conditions")
    context = context_of(entry, signal)
    if not context:
        return _inferred(statements, conditions, signal, error_mode)
    return _compiled(statements, conditions, context, False, error_mode)


def context_of(entry: Arguments, signal: str) -> str:
    """The context that a block says, "" for none. Raises Refused for one that the signal has not."""
    context = str(entry.get("context") or "").lower()
    if context and context not in contexts_of(signal):
        raise Refused(f"there is no context `{context}` of {signal}")
    return context


def _inferred(statements: Items, conditions: Items, signal: str, error_mode: str) -> Group:
    trees = [*(read_statement(text) for text, _ in statements), *(read_condition(text) for text, _ in conditions)]
    return _compiled(statements, conditions, infer_context(trees, signal), True, error_mode)


def _compiled(statements: Items, conditions: Items, context: str, named: bool, error_mode: str) -> Group:
    held = tuple(Condition(compile_condition(text, context, named), at) for text, at in conditions)
    compiled = tuple((compile_statement(text, context, named), at) for text, at in statements)
    return Group(context, held, compiled, error_mode)


def inferred_condition(text: str, signal: str) -> tuple[str, Callable[[Record], bool]]:
    """The context of a condition that says none, and the condition. Raises OttlFault."""
    context = infer_context([read_condition(text)], signal, "filter")
    return context, compile_condition(text, context, True)
