"""Which namespaces a component gathers from or leaves out, as far as its arguments and patterns name them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ..simulate.evaluate import argument
from ..simulate.patterns import compile_anchored
from ..simulate.trace import Unknown
from ..syntax.ast import Array, Attribute, Block, Body, Literal, Statement

_LABELS = ("namespace", "__meta_kubernetes_namespace")
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")


def gathered(body: Body) -> tuple[str, ...]:
    """The namespaces that arguments name, in the order in which they stand."""
    found: dict[str, None] = {}
    for statement in body:
        if isinstance(statement, Block):
            inner = statement.body
            if statement.name == "namespaces":
                found.update(dict.fromkeys(name for s in inner if s.name == "names" for name in _texts(s)))
        elif statement.name == "namespaces":
            found.update(dict.fromkeys(_texts(statement)))
    return tuple(found)


def named(body: Body) -> tuple[str, ...]:
    """The namespaces that arguments and patterns name; a pattern names those that it has as alternatives."""
    alternatives = (name for _, pattern in _rules(body) for name in pattern.split("|") if _NAME.fullmatch(name))
    return tuple(dict.fromkeys((*gathered(body), *alternatives)))


def left_out(body: Body, names: Sequence[str]) -> tuple[str, ...]:
    """Those of some namespaces of which nothing comes through a component."""
    own, rules = gathered(body), list(_rules(body))
    return tuple(
        name
        for name in names
        if (own and name not in own) or any(_matches(pattern, name) is not keeps for keeps, pattern in rules)
    )


def _rules(body: Body) -> Iterator[tuple[bool, str]]:
    """The patterns that namespaces must match (True) or must not (False) to come through."""
    for block in body:
        if not isinstance(block, Block):
            continue
        action = _argument(block, "action", "")
        if action in ("keep", "drop") and _argument(block, "source_labels", []) in ([label] for label in _LABELS):
            yield action == "keep", str(_argument(block, "regex", "(.*)"))
        elif block.name == "stage.drop" and _argument(block, "source", "") in _LABELS:
            found = _argument(block, "expression", "") or _argument(block, "value", "")
            yield False, str(found)


def _argument(block: Block, name: str, default: Any) -> Any:
    try:
        return argument(block.body, name, default)
    except Unknown:
        return None


def _matches(pattern: str, name: str) -> bool | None:
    """None where nobody can say."""
    try:
        return compile_anchored(pattern).search(name) is not None
    except Unknown:
        return None


def _texts(statement: Statement) -> list[str]:
    items = statement.value.items if isinstance(statement, Attribute) and isinstance(statement.value, Array) else ()
    return [item.value for item in items if isinstance(item, Literal) and isinstance(item.value, str)]
