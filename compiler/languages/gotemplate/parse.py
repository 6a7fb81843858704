"""Template text -> syntax tree, along grammar/gotemplate.lark."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..fault import LanguageFault
from ..gostrings import SPACES, unquote, unquote_character
from ..grammars import grammar
from . import tree
from .scan import lexer

if TYPE_CHECKING:
    from lark import Token, Tree

EXPECTED_HELP = "see the syntax of Go's text/template"


def parse_tree(text: str, functions: Collection[str]) -> dict[str, tuple[tree.Node, ...]]:
    """The templates of a text by name; the text itself is "". Raises LanguageFault."""
    from lark.exceptions import UnexpectedToken

    try:
        parsed = grammar("gotemplate", lexer()).parse(text)
    except UnexpectedToken as error:
        raise _misfit(text, error.token) from None
    builder = _Builder(text, functions)
    children: list[Any] = list(parsed.children)
    items = [node for node in children if node.data != "definition"]
    for node in children:
        if node.data == "definition":
            builder.define(node.children[1], node.children[3:-2])
    builder.templates[""] = builder.nodes(items, fresh=True)
    return builder.templates


def _misfit(text: str, token: Token) -> LanguageFault:
    if token.type == "$END":
        return LanguageFault("an action such as `if` is never ended", text, len(text), "write `{{ end }}`")
    if token.type == "CLOSE":
        return LanguageFault("a value is missing before `}}`", text, token.start_pos or 0, EXPECTED_HELP)
    return LanguageFault(f"`{token}` does not fit here", text, token.start_pos or 0, EXPECTED_HELP)


@dataclass
class _Builder:
    """Makes nodes, and knows which variables are declared at the place where it is."""

    text: str
    functions: Collection[str]
    templates: dict[str, tuple[tree.Node, ...]] = field(default_factory=dict)
    variables: list[str] = field(default_factory=list)
    ranges: int = 0

    def string(self, token: Token) -> str:
        """The value of a string."""
        value = unquote(str(token))
        if value is None:
            raise self.fault(f"{token} holds an escape that Go does not know", token, "write `\\\\` for a backslash")
        return value

    def fault(self, message: str, token: Any, help_line: str = EXPECTED_HELP) -> LanguageFault:
        """A fault at a word."""
        return LanguageFault(message, self.text, token.start_pos or 0, help_line)

    def define(self, name: Token, items: list[Tree[Any]]) -> str:
        """A template of its own. Of two with one name, one must be blank, and does not count."""
        defined, nodes = self.string(name), self.nodes(items, fresh=True)
        if _is_blank(self.templates.get(defined, ())):
            self.templates[defined] = nodes
        elif not _is_blank(nodes):
            raise self.fault(f"the template {name} is defined twice", name, "give each its own name")
        return defined

    def nodes(self, items: list[Tree[Any]], fresh: bool = False) -> tuple[tree.Node, ...]:
        """Items of a body; `fresh` for a template of its own, which knows no variables but `$`."""
        outer = self.variables, self.ranges
        if fresh:
            self.variables, self.ranges = ["$"], 0
        made = tuple(self.node(item) for item in items)
        if fresh:
            self.variables, self.ranges = outer
        return made

    def node(self, item: Tree[Any]) -> tree.Node:
        """One item."""
        children: list[Any] = item.children
        match item.data:
            case "text":
                return tree.Text(str(children[0]))
            case "action":
                return tree.Action(self.pipe(children[1]))
            case "if_" | "with_" | "range_":
                return self.branch(item)
            case "template":
                return tree.Call(self.string(children[1]), self.pipe(children[2]) if len(children) == 4 else None)
            case "block":
                pipe = self.pipe(children[2])
                return tree.Call(self.define(children[1], children[4].children), pipe)
        if not self.ranges:
            raise self.fault(f"`{children[0]}` stands outside of a `range`", children[0], "remove it")
        return tree.Leave("break" if item.data == "break_" else "continue")

    def branch(self, item: Tree[Any]) -> tree.Branch:
        """`if`, `with`, `range`, and what follows `else`."""
        keyword, pipeline, _, body, rest = item.children[-5:]
        known = len(self.variables)
        pipe = self.pipe(pipeline, in_range=item.data == "range_")
        self.ranges += item.data == "range_"
        nodes = self.nodes(body.children)
        self.ranges -= item.data == "range_"
        match rest.data:
            case "end":
                otherwise: tuple[tree.Node, ...] = ()
            case "else_":
                otherwise = self.nodes(rest.children[2].children)
            case _:
                otherwise = (self.branch(rest),)
        del self.variables[known:]
        return tree.Branch(str(keyword), pipe, nodes, otherwise)  # type: ignore[arg-type]

    def pipe(self, pipeline: Tree[Any], in_range: bool = False) -> tree.Pipe:
        """Commands, and the variables that are set to what they give."""
        declared: list[Token] = []
        assigns = False
        commands: list[tree.Command] = []
        children: list[Any] = list(pipeline.children)
        for child in children:
            if getattr(child, "data", "") == "declared":
                declared = [token for token in child.children if token.type == "VARIABLE"]
                assigns = child.children[-1].type == "ASSIGN"
                if len(declared) > 1 and not in_range:
                    raise self.fault("only `range` sets two variables", declared[1], "set one at a time")
                self.variables += map(str, declared)
            elif getattr(child, "data", "") == "command":
                command = tuple(self.operand(operand) for operand in child.children)
                if commands and isinstance(command[0], tree.Dot | tree.Nil | tree.Constant | tree.Number):
                    raise self.fault("what stands after `|` must be a function", _first(child), "write a function")
                commands.append(command)
        return tree.Pipe(tuple(commands), tuple(map(str, declared)), assigns)

    def operand(self, operand: Tree[Any]) -> tree.Operand:
        """A term and the fields after it."""
        term, *chain = operand.children
        names = tuple(str(token)[1:] for token in chain)
        value = self.term(term)
        if not names:
            return value
        match value:
            case tree.Field(first):
                return tree.Field(first + names)
            case tree.Variable(name):
                return tree.Variable(name, names)
            case tree.Dot() | tree.Nil() | tree.Constant() | tree.Number():
                raise self.fault(f"`{term}` has no fields", chain[0], "put a blank before the field")
        return tree.Chain(value, names)

    def term(self, term: Any) -> tree.Operand:
        """One word, or a pipeline in parentheses."""
        if hasattr(term, "data"):
            return self.pipe(term.children[1])
        match term.type:
            case "IDENTIFIER":
                if str(term) not in self.functions:
                    raise self.fault(f"there is no function `{term}`", term, _nearest(str(term), self.functions))
                return tree.Function(str(term), term.start_pos or 0)
            case "FIELD":
                return tree.Field((str(term)[1:],))
            case "VARIABLE":
                if str(term) not in self.variables:
                    raise self.fault(f"there is no variable `{term}`", term, f"declare it: `{term} := ...`")
                return tree.Variable(str(term))
            case "DOT":
                return tree.Dot()
            case "NIL":
                return tree.Nil()
            case "BOOL":
                return tree.Constant(str(term) == "true")
            case "STRING":
                return tree.Constant(self.string(term))
        number = number_of(str(term))
        if number is None:
            raise self.fault(f"`{term}` is no number that Go knows", term, "put strings in quotes")
        return number


def _is_blank(nodes: tuple[tree.Node, ...]) -> bool:
    return all(isinstance(node, tree.Text) and not node.text.strip(SPACES) for node in nodes)


def _first(node: Any) -> Any:
    while hasattr(node, "data"):
        node = node.children[0]
    return node


def _nearest(name: str, names: Collection[str]) -> str:
    from difflib import get_close_matches

    found = get_close_matches(name, sorted(names), 1)
    return f"did you mean `{found[0]}`?" if found else "Alloy knows Go's own functions, sprig's and a few more"


def number_of(text: str) -> tree.Number | None:
    """A number or character as Go's parser takes it; None where it does not."""
    if text[0] == "'":
        code = unquote_character(text)
        return None if code is None else tree.Number(text, code, float(code))
    if text.endswith("i") and not text.lower().startswith("0x"):
        return tree.Number(text, None, None)
    integer = _integer(text)
    if integer is not None and -(2**63) <= integer < 2**64:
        return tree.Number(text, integer if integer < 2**63 else None, float(integer))
    if not re.search("[.eEpP]", text):
        return None
    try:
        is_hexadecimal = text.lstrip("+-")[:2].lower() == "0x"
        if ("_" in text and not is_hexadecimal) or (is_hexadecimal and "p" not in text.lower()):
            return None
        value = float.fromhex(text.replace("_", "")) if is_hexadecimal else float(text)
    except (ValueError, OverflowError):
        return None
    if value in (float("inf"), float("-inf")):
        return None
    return tree.Number(text, int(value) if value.is_integer() and abs(value) < 2**63 else None, value)


def _integer(text: str) -> int | None:
    try:
        if re.fullmatch("[+-]?0[0-7_]+", text):
            return int(text, 8)
        return int(text, 0)
    except ValueError:
        return None
