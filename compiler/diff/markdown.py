"""A difference for a pull request."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from .changes import Difference
from .summary import summary
from .text import budget_line, count_lines, destination_lines, last

MARK = "<!-- alloyc diff -->"
"""By it the action finds its comment again, to update it in place."""


def markdown(found: Difference) -> str:
    """The summary in bold, and a folded part for each destination."""
    return "\n".join(_parts(found))


def _parts(found: Difference) -> Iterator[str]:
    yield MARK
    yield f"**Telemetry**: {summary(found)}"
    for destination in sorted({change.destination for change in found.changes}, key=last):
        changes = [change for change in found.changes if change.destination == destination]
        count = f"{len(changes)} change{'s' if len(changes) > 1 else ''}"
        yield f"\n<details><summary><code>{escape(destination or 'in no destination')}</code>: {count}</summary>\n"
        yield from _fenced("diff", [_marked(line) for line in destination_lines(changes)])
        yield "\n</details>"
    if found.witnesses:
        yield "\n<details><summary>For example</summary>\n"
        lines = []
        for witness in found.witnesses[:10]:
            had, has = ("; ".join(arrived) or "dropped" for arrived in (witness.old, witness.new))
            lines += [f"  {witness.datum} of {witness.source}", f"- {had}", f"+ {has}"]
        yield from _fenced("diff", lines)
        yield "\n</details>"
    if found.counts is not None:
        yield "\n<details><summary>Counts</summary>\n"
        yield from _fenced("text", list(count_lines(found.counts)))
        yield "\n</details>"
    notes = [f"- **warning**: {_plain(note)}" for note in found.warnings]
    notes += [f"- **unknown**: {_plain(note)}" for note in found.unknown]
    notes += [f"- **blind**: {_plain(blind['name'])}: {_plain(blind['reason'])}" for blind in found.blind]
    notes += [f"- **budget**: {_plain(budget_line(budget))}" for budget in found.budgets]
    if notes:
        yield ""
        yield from notes


def _plain(note: str) -> str:
    return escape(note, quote=False)


def _marked(line: str) -> str:
    """With the sign at the start, where it is coloured."""
    sign = line.lstrip()[:2]
    return f"{sign}{line[2:]}" if sign in ("+ ", "- ") else line


def _fenced(language: str, lines: list[str]) -> Iterator[str]:
    longest = max((len(part) for line in lines for part in line.split() if set(part) == {"`"}), default=0)
    fence = "`" * max(3, longest + 1)
    yield fence + language
    yield from lines
    yield fence
