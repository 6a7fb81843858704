"""Laws for every tree and every text."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alloyc.report.diagnostics import Refused
from alloyc.syntax.ast import (
    Access,
    Array,
    Attribute,
    Binary,
    Block,
    Body,
    Call,
    Expr,
    Field,
    Index,
    Literal,
    Name,
    Object,
    Paren,
    Statement,
    Unary,
)
from alloyc.syntax.parser import parse, parse_body
from alloyc.syntax.printer import format_alloy, print_body

NAMES = st.sampled_from(["a", "b1", "_c", "long_name", "é", "forward_to", "x" * 30])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map(tuple)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
KEYS = st.one_of(NAMES, st.sampled_from(["a b", "k8s.pod/name", "__meta__", "-"]))
RAW = st.text("ab \t\n\\\"'é{}=,/*", max_size=20).map(lambda text: Literal(text, f"`{text}`"))
NUMBERS = st.one_of(st.integers(0, 2**64 - 1), st.floats(0, allow_nan=False, allow_infinity=False))
LITERALS = st.one_of(st.one_of(TEXTS, NUMBERS, st.booleans(), st.none()).map(Literal), RAW)


def larger(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """Values around other values, in parentheses wherever an operator could bind wrongly: makers of trees do so."""
    items = st.lists(inner, max_size=4).map(tuple)
    fields = st.builds(Field, KEYS, inner)
    parens = st.builds(Paren, inner)
    return st.one_of(
        st.builds(Array, items),
        st.lists(fields, max_size=4).map(lambda made: Object(tuple(made))),
        st.builds(Call, PATHS.map(Name), items),
        st.builds(Index, parens, inner),
        st.builds(Access, parens, NAMES),
        st.builds(Unary, st.sampled_from("!-"), parens),
        st.builds(Binary, st.sampled_from(["+", "==", "&&", "^", "/"]), parens, parens),
        parens,
    )


VALUES: st.SearchStrategy[Expr] = st.recursive(st.one_of(LITERALS, PATHS.map(Name)), larger, max_leaves=12)
ATTRIBUTES: st.SearchStrategy[Statement] = st.builds(Attribute, NAMES, VALUES)


def blocks(inner: st.SearchStrategy[Statement]) -> st.SearchStrategy[Statement]:
    bodies = st.lists(st.one_of(ATTRIBUTES, inner), max_size=5).map(tuple)
    return st.builds(Block, PATHS.map(".".join), st.one_of(st.just(""), NAMES), bodies)


STATEMENTS: st.SearchStrategy[Statement] = st.recursive(ATTRIBUTES, blocks, max_leaves=6)
BODIES: st.SearchStrategy[Body] = st.lists(STATEMENTS, max_size=5).map(tuple)
PIECES = st.sampled_from(
    [*"abc=.,(){}[]!-+*/^%<\"`'\n\n\n \t", " = 1\n", "// c\n", "/* d */", "\\n", "1.5", "null", "é"]
)


@given(BODIES)
@settings(max_examples=200, deadline=None)
def test_parsing_what_was_printed_gives_the_tree(body: Body) -> None:
    text = print_body(body)
    assert parse_body(text) == parse_body(text, positions=False) == body


@given(BODIES)
@settings(max_examples=200, deadline=None)
def test_formatting_leaves_what_was_printed(body: Body) -> None:
    text = print_body(body)
    assert format_alloy(text) == text


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=1000, deadline=None)
def test_any_text_is_formatted_or_refused(text: str) -> None:
    parsed = body_of(text)
    assert parsed is None or squeezed(body_of(format_alloy(text))) == squeezed(parsed)


@pytest.mark.parametrize(("text", "formatted"), [("a = `b \t\n c`", "a = `b\n c`"), ("a = f(\n// b\n)\n", None)])
def test_what_formatting_does_to_a_tree(text: str, formatted: str | None) -> None:
    """Blanks in raw strings are layout to `alloy fmt`; a comment in an empty call breaks it. So it is there."""
    assert body_of(format_alloy(text)) == (body_of(formatted) if formatted else None)


def squeezed(node: Any) -> Any:
    """What counts of a tree, without the blanks in its raw strings."""
    if isinstance(node, Literal) and (node.text or "").startswith("`"):
        return "".join(str(node.value).split())
    if isinstance(node, tuple):
        return tuple(map(squeezed, node))
    if is_dataclass(node):
        return type(node), *(squeezed(getattr(node, part.name)) for part in fields(node) if part.compare)
    return node


def body_of(text: str) -> Body | None:
    try:
        return parse(text).body
    except Refused:
        return None
