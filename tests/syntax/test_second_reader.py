"""Lark itself, with its own lexer and parser along the same grammar, reads what our loop along its tables reads."""

from __future__ import annotations

import ast as python
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from lark import Lark, Token, Tree

from alloyc.syntax import ast
from alloyc.syntax.parser import parse_body
from support.reference import CONFORMANCE, cases

REPOSITORY = Path(__file__).parents[2]
FIXTURES = sorted((REPOSITORY / "fixtures" / "expected").glob("*/*.alloy"))
CASES = [file for case in cases() for file in sorted((CONFORMANCE / "cases" / case / "reference").glob("*.alloy"))]
SAMPLE = 40
"""Conformance cases that are read, spread over all of them."""
WORDS = {"true": True, "false": False, "null": None}
BEFORE_BREAK = {
    "NAME",
    "PATH",
    "STRING",
    "LABEL",
    "RAW_STRING",
    "NUMBER",
    "FLOAT",
    "BOOL",
    "NULL",
    "RPAR",
    "RSQB",
    "RBRACE",
}


class Terminators:
    """What Alloy's grammar leaves to the lexer: line breaks that end statements, words, and strings that may label."""

    always_accept = ()

    def process(self, tokens: Iterator[Token]) -> Iterator[Token]:
        last = None
        for token in tokens:
            if last and last.type in BEFORE_BREAK and token.line != last.end_line:
                yield Token("_TERMINATOR", "")
            if token.type == "NAME" and token in WORDS:
                token.type = "NULL" if token == "null" else "BOOL"
            elif token.type == "STRING" and re.fullmatch(r'"([^\W\d]\w*)?"', token) and token[1:-1] not in WORDS:
                token.type = "LABEL"
            yield token
            last = token
        if last and last.type in BEFORE_BREAK:
            yield Token("_TERMINATOR", "")


@cache
def lark() -> Lark:
    grammar = files("alloyc.grammar").joinpath("alloy.lark").read_text("utf-8")
    options: dict[str, Any] = {"keep_all_tokens": True, "maybe_placeholders": False, "postlex": Terminators()}
    return Lark(grammar, parser="lalr", lexer="basic", start="file", **options)


def read(text: str) -> ast.Body:
    return body(lark().parse(text).children[0])


def body(tree: Any) -> ast.Body:
    return tuple(statement(child) for child in tree.children if isinstance(child, Tree))


def statement(tree: Any) -> ast.Statement:
    inner = tree.children
    if tree.data == "attribute":
        return ast.Attribute(str(inner[0]), value(inner[2]))
    label = inner[1][1:-1] if len(inner) == 5 else ""
    return ast.Block(".".join(path(inner[0])), label, body(inner[-2]))


def path(tree: Any) -> tuple[str, ...]:
    return tuple("".join(tree.scan_values(lambda _: True)).split("."))


def value(tree: Any) -> ast.Expr:
    """The value of a node; signs and commas among its children say nothing more."""
    first, parts = tree.children[0], [child for child in tree.children if isinstance(child, Tree)]
    match tree.data:
        case "name":
            return ast.Name(path(first))
        case "string" | "integer" | "float":
            return ast.Literal(python.literal_eval(str(first)))
        case "raw_string":
            return ast.Literal(first[1:-1])
        case "keyword":
            return ast.Literal(WORDS[first])
        case "array":
            return ast.Array(tuple(map(value, parts)))
        case "object":
            return ast.Object(tuple(field(part.children) for part in parts))
        case "paren":
            return ast.Paren(value(parts[0]))
        case "index":
            return ast.Index(value(parts[0]), value(parts[1]))
        case "call":
            return ast.Call(value(parts[0]), tuple(map(value, parts[1:])))
        case "unary":
            return ast.Unary(str(first), value(parts[0]))
        case "binary":
            return ast.Binary(str(tree.children[1]), value(parts[0]), value(parts[1]))
        case "access":
            made = value(first)
            for name in tree.children[2].split("."):
                made = ast.Access(made, name)
            return made
    raise AssertionError(tree.data)


def field(children: list[Any]) -> ast.Field:
    return ast.Field(str(children[0]).strip('"`'), value(children[2]))


def chosen() -> list[Path]:
    return FIXTURES + CASES[:: max(1, len(CASES) // SAMPLE)]


@pytest.mark.parametrize("chunk", range(8))
def test_both_read_the_same(chunk: int) -> None:
    for file in chosen()[chunk::8]:
        text = file.read_text("utf-8")
        assert read(text) == parse_body(text, positions=False), file


def test_the_comparison_tells_trees_apart() -> None:
    text = 'a = [1, b.c(true)[0], -x ^ 2, {k = null}]\nd "e" {\n\tf = `g`\n}'
    assert read(text) == parse_body(text) != read(text.replace("2", "3"))
