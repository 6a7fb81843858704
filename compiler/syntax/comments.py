"""Comments: their text as Alloy keeps it, and the statements that they stand at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .ast import Block, Body, Comment, Point, Statement


def comment_text(source: str) -> str:
    """Drops every carriage return, except one that keeps `*` and `/` inside a block comment apart."""
    if "\r" not in source:
        return source
    if source.startswith("//"):
        return source.replace("\r", "")
    return "\r".join(part.replace("\r", "") for part in re.split(r"(?<=[\s\S]{2}\*)\r+(?=/)", source))


def with_comments(body: Body, comments: Sequence[Comment]) -> Body:
    """The statements of a text with its comments at them: a comment stands before the statement that follows it, or
    that it shares a line with, or at the end of its block. At the end of the text it goes to the last statement."""
    if not body:
        return body
    placed, left = _placed(body, list(comments))
    return (*placed[:-1], replace(placed[-1], comments=(*placed[-1].comments, *left)))


def _placed(body: Body, comments: list[Comment]) -> tuple[list[Statement], tuple[str, ...]]:
    """The statements with the comments before and in them, and the texts of those after the last one."""
    found: list[Statement] = []
    for statement in body:
        assert statement.at is not None, "only a text that was parsed has comments"
        start, end = statement.at[:2], statement.at[2:4]
        before = [comment for comment in comments if _start(comment) < start]
        within = [comment for comment in comments if start < _start(comment) < end]
        beside = [comment for comment in comments if _start(comment) >= end and comment.at.line == end[0]]
        taken = {id(comment) for comment in (*before, *within, *beside)}
        comments = [comment for comment in comments if id(comment) not in taken]
        found.append(_commented(statement, before, within, beside))
    return found, tuple(comment.text for comment in comments)


def _commented(statement: Statement, before: list[Comment], within: list[Comment], beside: list[Comment]) -> Statement:
    if isinstance(statement, Block):
        inner, ending = _placed(statement.body, within)
        statement, within = replace(statement, body=tuple(inner), ending=ending), []
    texts = tuple(comment.text for comment in (*before, *within, *beside))
    return replace(statement, comments=texts) if texts else statement


def _start(comment: Comment) -> Point:
    return comment.at.line, comment.at.column
