"""otelcol.processor.transform: statements of OTTL, run on each record of their context."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ...languages.ottl import OttlFault
from ...languages.ottl.infer import contexts_of, infer_context
from ...languages.ottl.parse import read_condition, read_statement
from ...languages.ottl.values import EvaluationError
from ...syntax.ast import Statement
from .arguments import Arguments, Facts, Failed, Refused, texts
from .evaluate import Compiled, compile_condition, compile_statement
from .messages import Message
from .paths import Record
from .records import records

Condition = Callable[[Record], bool]
_BLOCKS = {"traces": ("trace_statements", "trace"), "metrics": ("metric_statements", "metric")}
_BLOCKS["logs"] = ("log_statements", "log")
ERROR_MODES = ("ignore", "silent", "propagate")


class Group(NamedTuple):
    """Statements of one context that run together, and the conditions of which one must hold, if there are any."""

    context: str
    conditions: tuple[Condition, ...]
    statements: tuple[Compiled, ...]
    error_mode: str
    at: Statement | None


def transform(arguments: Arguments, signal: str, tree: Message, facts: Facts) -> None:
    """Changes the tree. Raises Failed for an error that is to be propagated, and Refused."""
    groups = {name: _groups(arguments, name) for name in _BLOCKS}
    for group in groups[signal]:
        for record in records(group.context, signal, tree):
            if any_holds(group.conditions, record, group.error_mode) or not group.conditions:
                _run(group, record)


def _run(group: Group, record: Record) -> None:
    for statement in group.statements:
        try:
            if statement.condition(record):
                statement.run(record)
        except EvaluationError as error:
            if group.error_mode == "propagate":
                raise Failed(f"`{statement.text}`: {error}") from None


def any_holds(conditions: tuple[Condition, ...], record: Record, error_mode: str) -> bool:
    """Whether one of the conditions holds; what an error is made of depends on the mode. Raises Failed."""
    for condition in conditions:
        try:
            if condition(record):
                return True
        except EvaluationError as error:
            if error_mode == "propagate":
                raise Failed(str(error)) from None
    return False


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
        statements = texts(section.get(flat))
        return [*groups, _inferred(statements, [], signal, error_mode, section)] if statements else groups
    except OttlFault as fault:
        raise Refused(fault.message) from None


def _group(entry: Arguments, signal: str, error_mode: str) -> Group:
    statements, conditions = texts(entry.get("statements")), texts(entry.get("conditions"))
    context = context_of(entry, signal)
    if not context:
        return _inferred(statements, conditions, signal, error_mode, entry)
    held = tuple(compile_condition(text, context) for text in conditions)
    compiled = tuple(compile_statement(text, context, False) for text in statements)
    return Group(context, held, compiled, error_mode, entry.at)


def context_of(entry: Arguments, signal: str) -> str:
    """The context that a block says, "" for none. Raises Refused for one that the signal has not."""
    context = str(entry.get("context") or "").lower()
    if context and context not in contexts_of(signal):
        raise Refused(f"there is no context `{context}` of {signal}")
    return context


def _inferred(statements: list[str], conditions: list[str], signal: str, error_mode: str, entry: Arguments) -> Group:
    trees = [*map(read_statement, statements), *map(read_condition, conditions)]
    context = infer_context(trees, signal)
    held = tuple(compile_condition(text, context, True) for text in conditions)
    compiled = tuple(compile_statement(text, context, True) for text in statements)
    return Group(context, held, compiled, error_mode, entry.at)


def inferred_condition(text: str, signal: str) -> tuple[str, Condition]:
    """The context of a condition that says none, and the condition. Raises OttlFault."""
    context = infer_context([read_condition(text)], signal, "filter")
    return context, compile_condition(text, context, True)
