"""JMESPath text -> syntax tree, along grammar/jmespath.lark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..fault import EvaluationFault, LanguageFault
from ..gojson import loads_strictly
from ..grammars import read
from . import tree
from .chains import Dot, Every, Filter, Flatten, Misplaced, Part, chain

if TYPE_CHECKING:
    from lark import Token, Tree

HELP = "see https://jmespath.site: fields are joined by dots, others in double quotes"
PARTS = ("dot", "star", "index", "slice", "every", "flatten", "filter")


def build(text: str) -> tree.Node:
    """The tree of an expression. Raises LanguageFault."""
    return _Builder(text).node(read("jmespath", text, HELP).children[0])


class _Builder:
    """Makes nodes of what lark found in a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.ends_open = False

    def node(self, found: Tree[Any]) -> tree.Node:
        """Any part of the text that is a value."""
        children: list[Any] = found.children
        match found.data:
            case "pipe" | "or_" | "and_" | "comparison" | "sum" | "product" | "power":
                return self.binary(str(found.data), children)
            case "signed":
                node = self.node(children[-1])
                for sign in reversed(children[:-1]):
                    node = tree.Signed("+" if sign == "+" else "-", node)
                return node
            case "chain":
                return self.chain(children)
            case "let":
                bindings = [child for child in children if getattr(child, "data", "") == "binding"]
                pairs = tuple((str(each.children[0])[1:], self.node(each.children[1])) for each in bindings)
                return tree.Let(pairs, self.node(children[-1]))
            case "field":
                return tree.Field(self.name(children[0]))
            case "multi_list":
                return tree.MultiList(tuple(self.node(child) for child in children))
            case "multi_hash":
                pairs = tuple((self.name(pair.children[0]), self.node(pair.children[-1])) for pair in children)
                return tree.MultiHash(pairs)
            case "call":
                return tree.Call(str(children[0]), tuple(self.node(child) for child in children[1:]))
            case "reference":
                return tree.Reference(self.node(children[0]))
            case "parenthesis":
                return self.node(children[0])
            case "current":
                return tree.Identity()
            case "root":
                return tree.Root()
            case "variable":
                return tree.Variable(str(children[0])[1:])
            case "raw":
                return tree.Constant(re.sub(r"\\(['\\])", r"\1", str(children[0])[1:-1]))
        return tree.Constant(self.json(children[0]))

    def binary(self, level: str, children: list[Any]) -> tree.Node:
        """An operator between two values, or the one value of the level."""
        if len(children) == 1:
            return self.node(children[0])
        signs = {"pipe": "|", "or_": "||", "and_": "&&"}
        operator = signs.get(level) or str(children[1])
        left = self.node(children[0])
        if operator == "*" and self.ends_open:
            raise LanguageFault("`*` right after a projection", self.text, children[1].start_pos or 0, "write `\u00d7`")
        return tree.Binary(operator, left, self.node(children[-1]))

    def chain(self, children: list[Any]) -> tree.Node:
        """A value, negated or not, and what is written after it."""
        nots = sum(not hasattr(child, "data") for child in children)
        rest = children[nots:]
        head = None if rest[0].data in PARTS else self.node(rest[0])
        try:
            node, self.ends_open = chain(nots, head, tuple(self.part(child) for child in rest[head is not None :]))
            return node
        except Misplaced:
            place = next(child.meta.start_pos for child in rest[1:] if child.data == "multi_list")
            raise LanguageFault("a list of choices needs a dot before it", self.text, place, HELP) from None

    def part(self, found: Tree[Any]) -> Part:
        """What is written after a value."""
        children: list[Any] = found.children
        match found.data:
            case "dot":
                return Dot(None if children[0].data == "star" else self.node(children[0]))
            case "star":
                return Dot(None)
            case "index":
                return tree.Index(int(children[0]))
            case "slice":
                return self.slice(children)
            case "every":
                return Every()
            case "flatten":
                return Flatten()
            case "multi_list":
                return tree.MultiList(tuple(self.node(child) for child in children))
        return Filter(self.node(children[1]))

    def slice(self, tokens: list[Token]) -> tree.Slice:
        """`begin:end:step`, each of which may be missing."""
        numbers: list[int | None] = [None]
        for token in tokens:
            if token == ":":
                numbers.append(None)
            elif numbers[-1] is not None:
                raise LanguageFault("two numbers without a colon", self.text, token.start_pos or 0, HELP)
            else:
                numbers[-1] = int(token)
        if not 2 <= len(numbers) <= 3:
            raise LanguageFault("a slice has one or two colons", self.text, tokens[0].start_pos or 0, HELP)
        return tree.Slice(*[*numbers, None][:3])

    def name(self, token: Token) -> str:
        """A name, in double quotes or not."""
        return str(token) if token.type == "NAME" else str(self.json(token, str(token)))

    def json(self, token: Token, text: str | None = None) -> Any:
        """The value of a JSON literal. Numbers are floats."""
        try:
            return loads_strictly(str(token)[1:-1].replace("\\`", "`") if text is None else text)
        except EvaluationFault:
            raise LanguageFault(f"{token} is no JSON", self.text, token.start_pos or 0, HELP) from None
