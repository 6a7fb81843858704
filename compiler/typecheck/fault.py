"""What a check finds: a fault and the node that has it, for whoever knows where nodes come from."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from ..report.codes import Code
from ..report.diagnostics import Diagnostic, Severity, Span
from ..syntax.ast import Attribute, Block, Expr, Field, Literal, Position, Statement

Node: TypeAlias = Statement | Field | Expr


class Fault(NamedTuple):
    """`node` is the very object of the tree that was checked; None for what is no node's.

    `source` is the file that holds it. `offset` says where in the text of a string the fault is, in characters of what
    the string means; None means all of it, and `extent` how many characters are at fault there.
    """

    code: Code
    message: str
    node: Node | None
    help: str = ""
    severity: Severity = "error"
    source: str = ""
    offset: int | None = None
    extent: int = 1


def diagnostic(fault: Fault) -> Diagnostic:
    """A fault of a tree that was parsed, at the place of its node."""
    return Diagnostic(fault.code, fault.message, (), fault.help, fault.severity, span(fault))


def span(fault: Fault) -> Span | None:
    """Where a fault stands: a block or attribute is marked by its name, a string by the word at fault."""
    node = fault.node
    at: Position | None = getattr(node, "at", None)
    if node is None or at is None:
        return None
    if isinstance(node, Attribute | Block):
        return Span(fault.source, at.line, at.column, len(node.name))
    if fault.offset is not None and isinstance(node, Literal) and node.text is not None:
        line, column = inside(node.text, fault.offset)
        column += at.column if line == 0 else 1
        return Span(fault.source, at.line + line, column, fault.extent)
    return Span(fault.source, at.line, at.column, max(1, at.end_column - at.column) if at.line == at.end_line else 1)


def inside(spelling: str, offset: int) -> tuple[int, int]:
    """How many lines and characters lie before a character of a string's text, in the string as it is spelled."""
    import re

    if spelling[0] == "`":
        before = spelling[1:].replace("\r", "")[:offset]
        newlines = before.count("\n")
        return newlines, len(before.rpartition("\n")[2]) + (newlines == 0)
    characters = re.findall(r"\\(?:x..|u.{4}|U.{8}|[0-7]{3}|.)|.", spelling[1:-1])
    return 0, 1 + len("".join(characters[:offset]))
