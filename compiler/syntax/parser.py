"""Alloy text -> syntax tree, along the tables of grammar/alloy.lark."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import Any

from ..report.contribution import Contribution
from ..report.diagnostics import Refused
from .ast import Body, Comment, Expr, File, Point, Position
from .comments import comment_text, with_comments
from .lexer import Tokens, is_allowed, tokenize
from .walk import Made, PointOf, new_stack, walk


def parse(text: str, file: str = "<input>") -> File:
    """A whole text, comments and positions kept. Raises Refused with every fault that is sure to be one."""
    tokens, starts = tokenize(text), _line_starts(text)
    point_of = _point_of(starts)
    body: Body = _parse(text, tokens, "file", file, point_of)
    return File(body, _comments(text, tokens, point_of), tuple(starts))


def parse_body(text: str, file: str = "<input>", positions: bool = True, source: Contribution | None = None) -> Body:
    """The statements of a text, each with the comments at it. Without `positions` nodes have no `at` and no comments,
    and parsing is faster. `source` is what gave the text, for the positions to tell."""
    tokens, point_of = tokenize(text), _point_of(_line_starts(text)) if positions else None
    body: Body = _parse(text, tokens, "file", file, point_of, source)
    return with_comments(body, _comments(text, tokens, point_of)) if point_of and tokens.comments else body


def parse_expression(
    text: str, file: str = "<input>", positions: bool = True, source: Contribution | None = None
) -> Expr:
    """One value that stands alone."""
    point_of = _point_of(_line_starts(text)) if positions else None
    value: Expr = _parse(text, tokenize(text), "lone", file, point_of, source)
    return value


def _comments(text: str, tokens: Tokens, point_of: PointOf) -> tuple[Comment, ...]:
    return tuple(
        Comment(comment_text(text[begin:end]), Position(*point_of(begin), *point_of(end)), joined)
        for begin, end, joined in tokens.comments
    )


def _line_starts(text: str) -> list[int]:
    lengths = [len(line) + 1 for line in str(text).split("\n")]
    return list(accumulate(lengths[:-1], initial=0))


def _point_of(starts: list[int]) -> PointOf:
    """A function from an offset to its line and column."""

    def point_of(offset: int) -> Point:
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    return point_of


def _parse(
    text: str, tokens: Tokens, start: str, file: str, point_of: PointOf | None, source: Contribution | None = None
) -> Any:
    walked = walk(new_stack(start), tokens, 0, point_of, source)
    if isinstance(walked, Made) and walked.deep is None and is_allowed(text):
        return walked.value
    from .faults import find_faults, nesting_fault

    deep = walked.deep if isinstance(walked, Made) else None
    raise Refused(find_faults(text, tokens, start, file) or [nesting_fault(text, deep or 0, file)])
