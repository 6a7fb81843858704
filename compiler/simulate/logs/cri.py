"""`stage.cri`: lines as container runtimes write them, `TIME STREAM FLAG CONTENT`, and parts of lines joined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ...languages.fault import EvaluationFault
from ...languages.gostrings import SPACES, cut, size
from ...languages.gotime_layout import NAMED_LAYOUTS, layout
from .arguments import Arguments
from .entry import Entry, Run, Stage


def cri(arguments: Arguments) -> Stage:
    """A part (flag P) waits for the rest of its stream; the parts that wait at the end never come out."""
    most = int(arguments.number("max_partial_lines", 100))
    if most <= 0:
        raise arguments.fault("`max_partial_lines` must be more than 0", "max_partial_lines")
    limit = int(arguments.number("max_partial_line_size"))
    truncates = arguments.flag("max_partial_line_size_truncate")

    def join(waiting: Entry | None, entry: Entry) -> None:
        if waiting:
            entry.line = waiting.line + entry.line
        if truncates and size(entry.line) > limit:
            entry.line = cut(entry.line, 0, limit)

    def stage(entries: Iterator[Entry], run: Run) -> Iterator[Entry]:
        parts: dict[frozenset[tuple[str, str]], Entry] = {}
        for entry in entries:
            if not (found := _line().match(entry.line)):
                yield entry
                continue
            is_part = found["flag"] == "P"
            _take(entry, found, is_part)
            stream = frozenset(entry.labels.items())
            if not is_part:
                if waiting := parts.pop(stream, None):
                    join(waiting, entry)
                yield entry
                continue
            run.reason = "a part of a line, kept until the rest comes"
            if len(parts) >= most:
                if len(parts) > 1:
                    run.unordered = "`stage.cri` lets go of the lines of too many streams in a random order"
                yield from parts.values()
                parts = {}
                join(None, entry)
            else:
                join(parts.get(stream), entry)
            parts[stream] = entry

    return stage


@cache
def _line() -> re.Pattern[str]:
    """A line. The time may be anything, or nothing; the flag may be missing, and any letter may follow it."""
    return re.compile(rf"(?P<time>[^{SPACES}]*) (?P<stream>stdout|stderr) (?P<flag>[PF]?) ?(?P<content>[\s\S]*)")


def _take(entry: Entry, found: re.Match[str], is_part: bool) -> None:
    time, stream, _, content = found.groups()
    entry.extracted.update(flags="P" if is_part else "F", stream=stream, content=content, time=time)
    entry.line = content
    entry.labels["stream"] = stream
    try:
        entry.timestamp = layout(NAMED_LAYOUTS["RFC3339Nano"]).parse(time).nanoseconds
    except EvaluationFault:
        return
