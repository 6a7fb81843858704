"""Takes secrets out of what a picture shows: in Alloy by what the catalog calls a secret, in texts by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..catalog import BodySpec, load, load_body
from ..report.redact import HIDDEN, is_secret, redacted
from ..syntax.ast import Array, Attribute, Binary, Block, Body, Call, Expr, Literal, Object, Statement
from ..values.tree import Extent, Node

SHORTEST = 5
"""Characters of a secret that is looked for everywhere: a shorter one would be found where it is none."""
_ADDRESS = re.compile(r"(?<=://)[^\s/@\"]+@")
_SECRETS_PLACE = "secret"
"""The section that says where secrets are kept, and holds none."""


@dataclass(frozen=True)
class Masks:
    """The secrets of an input, the longest first."""

    secrets: tuple[str, ...] = ()

    def text(self, text: str) -> str:
        """The text without any of the secrets, and without what stands before the `@` of an address."""
        for secret in self.secrets:
            text = text.replace(secret, HIDDEN)
        return _ADDRESS.sub(f"{HIDDEN}@", text)

    def lines(self, text: str) -> tuple[str, ...]:
        """The lines of a user's text. Where a secret has several lines, each is hidden."""
        lines = text.splitlines()
        return tuple(self.text(redacted(lines, at, ())[0]) for at in range(len(lines)))


def without_secrets(name: str, text: str, root: Node) -> str:
    """A text of the values without the values below secret keys, each line where it was."""
    extents = {(e.start, e.end) for e in _secret_extents(root, False) if e.source.file == name and e.end > e.start}
    for start, end in sorted(extents, reverse=True):
        text = text[:start] + HIDDEN + "\n" * text.count("\n", start, end) + text[end:]
    return text


def _secret_extents(node: Node, below_secret: bool) -> Iterator[Extent]:
    if isinstance(node.value, dict):
        for key, inner in node.value.items():
            if key != _SECRETS_PLACE:
                yield from _secret_extents(inner, below_secret or is_secret(key))
    elif isinstance(node.value, list):
        for inner in node.value:
            yield from _secret_extents(inner, below_secret)
    elif below_secret and isinstance(node.value, str | int | float) and not isinstance(node.value, bool):
        yield node.extent


def masks(data: Any, bodies: Iterable[tuple[str, Body]]) -> Masks:
    """What is secret in values, by their keys, and in components (kind and body), by their arguments."""
    found = set(_in_data(data, False))
    for kind, body in bodies:
        found.update(_in_body(body, _spec(kind)))
    lines = {line.strip() for secret in found for line in (secret, *secret.splitlines())}
    return Masks(tuple(sorted((line for line in lines if len(line) >= SHORTEST), key=lambda line: (-len(line), line))))


def masked(kind: str, body: Body) -> Body:
    """The body of a component with every secret literal hidden."""
    return _masked(body, _spec(kind))


def _in_data(data: Any, below_secret: bool) -> Iterator[str]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key != _SECRETS_PLACE:
                yield from _in_data(value, below_secret or is_secret(str(key)))
    elif isinstance(data, list):
        for value in data:
            yield from _in_data(value, below_secret)
    elif below_secret and isinstance(data, str | int | float) and not isinstance(data, bool):
        yield str(data)


def _in_body(body: Body, spec: BodySpec | None) -> Iterator[str]:
    for statement in body:
        if isinstance(statement, Block):
            yield from _in_body(statement.body, _inner(spec, statement))
        elif _is_secret_argument(statement, spec):
            yield from _literals(statement.value)


def _literals(value: Expr) -> Iterator[str]:
    match value:
        case Literal(str(text)):
            yield text
        case Array(items):
            for item in items:
                yield from _literals(item)


def _spec(kind: str) -> BodySpec | None:
    spec = load(kind)
    return spec.body if spec else None


def _inner(spec: BodySpec | None, block: Block) -> BodySpec | None:
    known = spec.blocks.get(block.name) if spec else None
    return load_body(known.body) if known else None


def _is_secret_argument(attribute: Attribute, spec: BodySpec | None) -> bool:
    """By the catalog; by its name where the catalog does not know it."""
    known = spec.attributes.get(attribute.name) if spec else None
    return is_secret(attribute.name) if known is None else "secret" in str(known.type)


def _masked(body: Body, spec: BodySpec | None) -> Body:
    return tuple(_masked_statement(statement, spec) for statement in body)


def _masked_statement(statement: Statement, spec: BodySpec | None) -> Statement:
    if isinstance(statement, Block):
        return replace(statement, body=_masked(statement.body, _inner(spec, statement)))
    return replace(statement, value=_hidden(statement.value, _is_secret_argument(statement, spec)))


def _hidden(value: Expr, secret: bool) -> Expr:
    match value:
        case Literal(str(text)) if text:
            shown = HIDDEN if secret else _ADDRESS.sub(f"{HIDDEN}@", text)
            return value if shown == text else Literal(shown)
        case Array(items):
            return replace(value, items=tuple(_hidden(item, secret) for item in items))
        case Object(fields):
            return replace(
                value, fields=tuple(replace(f, value=_hidden(f.value, secret or is_secret(f.key))) for f in fields)
            )
        case Call(_, arguments):
            return replace(value, arguments=tuple(_hidden(argument, secret) for argument in arguments))
        case Binary(_, left, right):
            return replace(value, left=_hidden(left, secret), right=_hidden(right, secret))
        case _:
            return value
