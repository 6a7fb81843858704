"""`stage.multiline`: lines that belong together, joined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ...languages.fault import NotModelled
from ...languages.goregexp import compile_regexp
from ...languages.gotime import SECOND
from .arguments import Arguments
from .entry import Entry, Run, Stage

_KEEPS_METADATA, _TRIMS, _CLEARS = 10, 12, 15
"""The versions of Alloy since which blocks keep their structured metadata, lose line breaks at the end of lines, and
leave nothing behind when they are full."""


@dataclass
class _Block:
    """The lines of a stream that wait; the entry of the last first line, which all of them become."""

    first: Entry
    keeps_metadata: bool = True
    lines: list[str] = field(default_factory=list)

    def joined(self) -> Entry:
        """One entry of the lines, which wait no more. An empty line at the beginning leaves no trace."""
        joined = self.first.copy()
        if not self.keeps_metadata:
            joined.metadata.clear()
        joined.line = ""
        for line in self.lines:
            joined.line += f"\n{line}" if joined.line else line
        self.lines.clear()
        return joined


def multiline(arguments: Arguments) -> Stage:
    """Blocks end at the next first line of their stream, at `max_lines`, and at the end; waiting times pass unseen."""
    text = arguments.needed("firstline")
    pattern = arguments.language("firstline", lambda: compile_regexp(text))
    most = int(arguments.number("max_lines", 128))
    if arguments.duration("max_wait_time", 3 * SECOND) <= 0:
        raise arguments.fault("`max_wait_time` must be more than 0", "max_wait_time")
    trims = arguments.flag("trim_newlines", True) and arguments.version >= _TRIMS
    keeps_metadata = arguments.version >= _KEEPS_METADATA

    def stage(entries: Iterator[Entry], run: Run) -> Iterator[Entry]:
        blocks: dict[frozenset[tuple[str, str]], _Block] = {}
        for entry in entries:
            stream = frozenset(entry.labels.items())
            block = blocks.get(stream)
            is_first = pattern.matches(entry.line)
            if block is None:
                if not is_first:
                    yield entry
                    continue
                block = blocks[stream] = _Block(entry, keeps_metadata)
            if is_first and block.lines:
                yield block.joined()
            if is_first:
                block.first = entry
            block.lines.append(entry.line.rstrip("\r\n") if trims else entry.line)
            run.reason = "kept until the block of lines is complete"
            if len(block.lines) == most:
                if arguments.version < _CLEARS:
                    raise NotModelled(f"what follows a block of `max_lines` before Alloy 1.{_CLEARS}")
                yield block.joined()
        waiting = [block for block in blocks.values() if block.lines]
        if len(waiting) > 1:
            run.unordered = "`stage.multiline` lets go of the streams that wait at the end in a random order"
        for block in waiting:
            yield block.joined()

    return stage
