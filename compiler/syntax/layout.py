"""The layout of a text that was parsed: that of `alloy fmt`, which keeps comments, and line breaks where they count.

What is written goes through three hands. `_write_...` walk the tree and send signs, words and wishes for white space.
`Output` holds the wishes back until the next word, because a comment that comes first may change them; it finds the
comments by comparing places in the source. `align` makes columns.
"""

from __future__ import annotations

from collections.abc import Sequence

from .align import VERBATIM
from .ast import Comment, Point

INDENT, UNINDENT, BLANK, CELL, NEWLINE, RUN_END = ">", "<", " ", "\v", "\n", "\f"
"""Wishes for white space. CELL ends a cell of a column, RUN_END is a line break at which columns end."""

_LAST: Point = (1 << 60, 0)


class Output:
    """Text so far, and the place in the source that writing has got to."""

    __slots__ = ("_at_line_start", "_groups", "_indent", "_last_line", "_line_starts", "_wishes", "parts", "place")

    def __init__(self, comments: Sequence[Comment], line_starts: Sequence[int]) -> None:
        self.parts: list[str] = []
        self.place: Point = (1, 1)
        self._line_starts = line_starts
        self._groups = _groups(comments)
        self._groups.reverse()
        self._wishes: list[str] = []
        self._indent = 0
        self._last_line = 0
        self._at_line_start = True

    def wish(self, *wishes: str) -> None:
        """White space for before the next word."""
        self._wishes += wishes

    def word(self, text: str, place: Point | None = None) -> None:
        """Writes a word, after the comments that stand before it. Without a place, it is taken to follow the last."""
        following = place or self.place
        if self._comment_comes(following):
            self._write_comments(following, False)
        else:
            self._write_wishes(len(self._wishes))
        self._write(text, text, following)

    def finish(self) -> None:
        """Writes the comments after the last word."""
        if self._groups:
            self._write_comments(_LAST, True)

    def _comment_comes(self, place: Point) -> bool:
        if not self._groups:
            return False
        at = self._groups[-1][0].at
        return self._offset((at.line, at.column)) <= self._offset(place)

    def _offset(self, place: Point) -> int:
        """Characters before a place. What was written can be longer than its source: then the place is past its line,
        and this counts on into the next, as Alloy does."""
        line, column = place
        starts = self._line_starts
        return starts[line - 1] + column if line <= len(starts) else (line << 40) + column

    def _write_comments(self, following: Point, is_end: bool) -> None:
        comment = self._groups[-1][0]
        while self._comment_comes(following):
            for comment in self._groups.pop():
                self._before_comment(comment, following)
                place = (comment.at.line, comment.at.column)
                self._write(comment.text, f"{VERBATIM}{comment.text}{VERBATIM}", place)
        if not is_end:
            self._after_comment(comment, following)

    def _before_comment(self, comment: Comment, following: Point) -> None:
        if not self.parts:
            return
        line = comment.at.line
        if line == self._last_line:
            self._write_blanks(" " if line == following[0] else "\t", 1)
            return
        count = 0
        for number, wish in enumerate(self._wishes):
            if wish not in (INDENT, UNINDENT):
                self._wishes[number] = ""
                count = number
                break
        self._write_wishes(count)
        if line > self._last_line:
            self._write_blanks(RUN_END, min(line - self._last_line, 2))

    def _after_comment(self, comment: Comment, following: Point) -> None:
        if comment.text[1] == "*" and following[0] == comment.at.end_line:
            self._write_blanks(" ", 1)
        breaks = following[0] - self._last_line
        ends_run = RUN_END in self._wishes
        self._wishes = [wish for wish in self._wishes if wish in (INDENT, UNINDENT)]
        self._write_wishes(len(self._wishes))
        if breaks > 0:
            self._write_blanks(RUN_END if ends_run else NEWLINE, min(breaks, 2))

    def _write_wishes(self, count: int) -> None:
        for wish in self._wishes[:count]:
            if wish == INDENT:
                self._indent += 1
            elif wish == UNINDENT:
                self._indent -= 1
            elif wish:
                self._write_blanks(wish, 1)
        del self._wishes[:count]

    def _write_blanks(self, blank: str, count: int) -> None:
        if self._at_line_start and self._indent:
            self.parts.append("\t" * self._indent)
        self.parts.append(blank * count)
        self._at_line_start = blank in "\n\f"

    def _write(self, text: str, shown: str, place: Point) -> None:
        if self._at_line_start and self._indent:
            self.parts.append("\t" * self._indent)
        self._at_line_start = False
        self.parts.append(shown)
        line, column = place
        breaks = text.count("\n") + text.count("\f")
        if breaks:
            self.place = (line + breaks, len(text) - max(text.rfind("\n"), text.rfind("\f")))
        else:
            self.place = (line, column + len(text))
        self._last_line = self.place[0]


def _groups(comments: Sequence[Comment]) -> list[list[Comment]]:
    """Comments that are written together, even where the place of the next word is only guessed."""
    groups: list[list[Comment]] = []
    for comment in comments:
        if comment.joined:
            groups[-1].append(comment)
        else:
            groups.append([comment])
    return groups
