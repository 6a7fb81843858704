"""Elastic tab stops, as Go's text/tabwriter has them with a padding of one blank and tabs kept for indentation.

A cell ends at a tab or `\\v`. Cells that stand under each other in lines without a gap make a column, which is as wide
as its widest cell. The last cell of a line is in no column. `\\f` is a line break at which every column ends.
"""

from __future__ import annotations

import re
from typing import NamedTuple

VERBATIM = "\0"
"""Stands before and after text whose tabs and line breaks are no cells' ends. No Alloy text holds it."""

_PIECES = r"(\0[^\0]*\0|[^\t\v\n\f\0]+)|([\t\v])|[\n\f]"


class _Cell(NamedTuple):
    text: str
    is_tab: bool
    """Whether a tab ended it: then it takes room even where the whole column is empty."""

    @property
    def width(self) -> int:
        return len(self.text) - self.text.count(VERBATIM)


def align(text: str) -> str:
    """Lays out cells in columns, and drops blanks at the ends of lines."""
    output: list[str] = []
    lines: list[list[_Cell]] = []
    cells: list[_Cell] = []
    cell = ""
    for match in re.finditer(_PIECES, text):
        piece = match[0]
        if match[1]:
            cell += piece
            continue
        cells.append(_Cell(cell, piece == "\t"))
        cell = ""
        if match[2]:
            continue
        lines.append(cells)
        if piece == "\f" or len(cells) == 1:
            output += _aligned(lines)
            lines = []
        cells = []
    cells.append(_Cell(cell, False))
    return "\n".join([*output, *_aligned([*lines, cells])])


def _aligned(lines: list[list[_Cell]]) -> list[str]:
    columns = max(len(line) for line in lines) - 1
    widths: list[list[int]] = [[] for _ in lines]
    for column in range(columns):
        run: list[int] = []
        for number, line in enumerate([*lines, []]):
            if len(line) - 1 > column:
                run.append(number)
            elif run:
                width = _width([lines[i][column] for i in run])
                for i in run:
                    widths[i].append(width)
                run = []
    return [_joined(line, width) for line, width in zip(lines, widths, strict=True)]


def _width(cells: list[_Cell]) -> int:
    """A column of nothing but empty cells that no tab ended takes no room."""
    widest = max(cell.width for cell in cells)
    return widest + 1 if widest or any(cell.is_tab for cell in cells) else 0


def _joined(cells: list[_Cell], widths: list[int]) -> str:
    text, indenting = "", True
    for cell, width in zip(cells, [*widths, 0], strict=True):
        indenting = indenting and not cell.text
        if indenting:
            text += "\t" * (-(-width // 8))
        else:
            text += cell.text + " " * (width - cell.width)
    return text.rstrip(" \t").replace(VERBATIM, "")
