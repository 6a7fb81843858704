"""Leaves out of a configuration what an Alloy version does not know, where leaving it out changes nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..catalog import BodySpec, load, load_body
from ..syntax.ast import Array, Attribute, Block, Body, Expr, Literal, Object, Statement


def fit(body: Body, version: int) -> Body:
    """The components without attributes that came later, or went earlier, and say what holds anyway.

    before, for 1.16:  otelcol.exporter.prometheus "a" { keep_identifying_resource_attributes = false ... }
    after:             otelcol.exporter.prometheus "a" { ... }

    Safe because an attribute goes only where it gives the default of the versions that have it. Whatever else a version
    lacks stays, and `check` reports it.
    """
    return tuple(fit_component(statement, version) for statement in body)


def fit_component(statement: Statement, version: int) -> Statement:
    spec = load(statement.name, version) if isinstance(statement, Block) else None
    if spec is None or not isinstance(statement, Block):
        return statement
    return fit_block(statement, spec.body, version)


def fit_block(block: Block, spec: BodySpec, version: int) -> Block:
    """The block without what can go; itself where nothing can."""
    kept: list[Statement] = []
    for statement in block.body:
        if isinstance(statement, Attribute):
            if statement.name not in spec.absent or not says_default(statement, spec):
                kept.append(statement)
        elif statement.name in spec.blocks:
            inner = spec.blocks[statement.name].body
            kept.append(fit_block(statement, load_body(inner, version), version))
        else:
            kept.append(statement)
    same = len(kept) == len(block.body) and all(new is old for new, old in zip(kept, block.body, strict=True))
    return block if same else replace(block, body=tuple(kept))


def says_default(attribute: Attribute, spec: BodySpec) -> bool:
    """Whether an absent attribute gives the default that it has in the version where it came, or went."""
    since, until = spec.absent[attribute.name]
    there = load_body(spec.key, int((since or until or "1.19")[2:])).attributes.get(attribute.name)
    if there is None or there.required:
        return False
    written = plain_value(attribute.value)
    return written is not UNKNOWN and type(written) is type(there.default) and bool(written == there.default)


UNKNOWN = object()


def plain_value(value: Expr) -> Any:
    """A value that is written out, as JSON would have it; UNKNOWN for any other."""
    match value:
        case Literal(written):
            return written
        case Array(()):
            return []
        case Object(()):
            return {}
    return UNKNOWN
