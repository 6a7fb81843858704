"""Which context statements belong to that do not say it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from . import tables
from .ast import Call, Enum, Path, Statement
from .faults import OttlFault


def infer_context(statements: Iterable[Statement], signal: str, kind: str = "transform") -> str:
    """The context of statements and conditions that are run together, from what their paths begin with.

    The first in the order of inference that a path names; if that lacks a function or a named number, one that can see
    it and has them all. Raises OttlFault where there is none.
    """
    statements = tuple(statements)
    nodes = [node for statement in statements for node in nodes_of(statement)]
    named = {node.fields[0].name for node in nodes if isinstance(node, Path) and len(node.fields) > 1}
    order = tables.inference_order()
    candidates = contexts_of(signal)
    first = min(named, key=lambda name: (order.index(name) if name in order else len(order), name), default="")
    length = len(statements[0].text) if statements else 0
    if first not in candidates:
        found = f"`{first}` is no context of {signal}" if first else "no path says a context"
        raise OttlFault(0, length, found, f"begin paths with one of: {', '.join(candidates)}")
    functions = {node.name for node in nodes if isinstance(node, Call)}
    enums = {node.name for node in nodes if isinstance(node, Enum)}
    seen_from = [name for name in order if name in candidates and first in tables.contexts()[name]["others"]]
    for context in (first, *seen_from):
        if _has(context, kind, functions, enums):
            return context
    raise OttlFault(0, length, f"context `{first}` does not have all that is used here")


def contexts_of(signal: str) -> list[str]:
    """The contexts of a signal."""
    from ...values.preset_data import data

    found: list[str] = data("ottl/contexts")["signals"][signal]
    return found


def _has(context: str, kind: str, functions: set[str], enums: set[str]) -> bool:
    return functions <= tables.functions(context, kind).keys() and enums <= tables.enums(context).keys()


def nodes_of(node: Any) -> Iterator[Any]:
    """Every node of a tree, the parts of paths among them."""
    if isinstance(node, tuple):
        for item in node:
            yield from nodes_of(item)
    elif dataclasses.is_dataclass(node):
        yield node
        for entry in dataclasses.fields(node):
            if entry.compare:
                yield from nodes_of(getattr(node, entry.name))
