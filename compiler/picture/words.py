"""What components, boxes and rules do, in a sentence each; the sentences are in `presets/pictures.yaml`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from ..graph.component import Component
from ..syntax.ast import Array, Attribute, Block, Expr, Literal
from ..syntax.parser import parse
from ..values.preset_data import data
from .model import Rule

LONGEST_REGEX = 80
"""Characters of a pattern that a sentence holds."""
NO_RULES = frozenset({"output", "clustering", "client", "endpoint", "debug_metrics", "selectors", "namespaces"})
"""Blocks that say where data come from or go to, or how; not what happens to them."""


def words(section: str) -> Mapping[str, Any]:
    """A section of the sentences."""
    found: Mapping[str, Any] = data("pictures")[section]
    return found


def of_kind(kind: str) -> Mapping[str, str]:
    """What is said of a kind of component, or of the longest beginning of it that something is said of."""
    parts = kind.split(".")
    known = words("components")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((known[name] for name in names if name in known), {})


def does(component: Component) -> str:
    """The sentence of a component."""
    return of_kind(component.kind).get("does", "")


def gathers_from(component: Component) -> str:
    """What is outside that a component gathers from: "Kubernetes: pod". Empty where it gathers nothing."""
    arguments = defaultdict(str, {s.name: plain(s.value) for s in component.body if isinstance(s, Attribute)})
    return of_kind(component.kind).get("from", "").format_map(arguments)


def rules_of(text: str) -> tuple[Rule, ...]:
    """The rules, stages and statements of a component, from its printed Alloy."""
    (component,) = parse(text).body
    assert isinstance(component, Block)
    return tuple(
        Rule(block.at.line, block.at.end_line, _rule_says(block)) for block in rule_blocks(component) if block.at
    )


def rule_blocks(component: Component | Block) -> Iterator[Block]:
    """The blocks of a component that `rules_of` shows, in the same order."""
    return (s for s in component.body if isinstance(s, Block) and s.name not in NO_RULES and s.body)


def _rule_says(block: Block) -> str:
    if block.name not in ("rule", "write_relabel_config"):
        return ""
    given = {s.name: plain(s.value) for s in block.body if isinstance(s, Attribute)}
    sentence = words("rules").get(given.get("action", "replace").lower(), "")
    labels = given.get("source_labels", "")
    named = {
        "labels": f"`{labels}`" if labels else "anything",
        "target": given.get("target_label", ""),
        "regex": _short(given.get("regex", "(.*)")),
        "replacement": given.get("replacement", "$1"),
        "modulus": given.get("modulus", ""),
    }
    return str(sentence).format_map(named)


def _short(regex: str) -> str:
    """A pattern, or the number of its alternatives where it is long."""
    return f"`{regex}`" if len(regex) <= LONGEST_REGEX else f"one of {regex.count('|') + 1} patterns"


def plain(expression: Expr) -> str:
    """A literal, or a list of them, as users say it; empty where it is anything else."""
    match expression:
        case Literal(str(value)):
            return value
        case Literal(bool(value)):
            return "true" if value else "false"
        case Literal(int() | float() as value):
            return str(value)
        case Array(items):
            return ", ".join(plain(item) for item in items)
        case _:
            return ""
