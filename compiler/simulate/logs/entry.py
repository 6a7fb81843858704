"""An entry on its way through stages, and what a stage is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ...languages.fault import NotModelled, Unsettled
from ...languages.gostrings import format_float
from ..data import Line
from ..trace import Step


@dataclass(slots=True)
class Entry:
    """A log line that stages change in place. `extracted` holds strings, floats, bools, None, or an Unsettled."""

    labels: dict[str, str]
    line: str
    timestamp: int
    metadata: dict[str, str]
    extracted: dict[str, Any] = field(default_factory=dict)

    def copy(self) -> Entry:
        """One that shares nothing with this one."""
        return Entry(dict(self.labels), self.line, self.timestamp, dict(self.metadata), dict(self.extracted))

    def freeze(self) -> Line:
        """What it is now."""
        return Line(dict(self.labels), self.line, self.timestamp, dict(self.metadata))


@dataclass(slots=True)
class Run:
    """One run of stages: the time, if given; who is told of steps; why the last entry did not come out; and why entries
    of different streams came in an order that Alloy draws by lot, if they did."""

    now: int | None
    record: Callable[[Step], None] | None = None
    reason: str = ""
    unordered: str = ""

    def dropped(self, reason: str) -> bool:
        """Notes why an entry ends here."""
        self.reason = reason
        return True

    def time(self, purpose: str) -> int:
        """The time. Raises NotModelled where none is given."""
        if self.now is None:
            raise NotModelled(f"{purpose}, and the time is not given (`now`)")
        return self.now


Stage: TypeAlias = Callable[[Iterator[Entry], Run], Iterator[Entry]]
"""Takes entries and gives entries. What it keeps between them is its own for each run."""


def each(change: Callable[[Entry, Run], None]) -> Stage:
    """A stage that changes each entry and keeps none back."""

    def stage(entries: Iterator[Entry], run: Run) -> Iterator[Entry]:
        for entry in entries:
            change(entry, run)
            yield entry

    return stage


def only(keeps: Callable[[Entry, Run], bool]) -> Stage:
    """A stage that drops each entry for which `keeps` is not true; it may change the others."""

    def stage(entries: Iterator[Entry], run: Run) -> Iterator[Entry]:
        for entry in entries:
            if keeps(entry, run):
                yield entry

    return stage


def text_of(value: Any) -> str | None:
    """An extracted value as a string; None where Alloy cannot make one of it."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            return format_float(value)
        case Unsettled():
            raise NotModelled(value.reason)
    return None


def source_text(entry: Entry, source: str | None) -> str | None:
    """What a stage reads: the line, or the extracted value that it names; None where there is no such text."""
    return entry.line if source is None else text_of(entry.extracted.get(source))


def has(entry: Entry, name: str) -> bool:
    """Whether there is such an extracted value. Raises NotModelled where nobody knows."""
    value = entry.extracted.get(name)
    if isinstance(value, Unsettled) and not value.is_there:
        raise NotModelled(value.reason)
    return name in entry.extracted


def copy_labels(entry: Entry) -> None:
    """What a pipeline begins with, the one inside `stage.match` too."""
    entry.extracted.update(entry.labels)
