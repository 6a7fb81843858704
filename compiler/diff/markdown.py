"""A difference for a pull request, and as one page of HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from .changes import Difference
from .summary import summary
from .text import destination_lines, text

MARK = "<!-- alloyc diff -->"
"""By it the action finds its comment again, to update it in place."""


def markdown(found: Difference) -> str:
    """The summary in bold, and a folded part for each destination."""
    return "\n".join(_parts(found))


def _parts(found: Difference) -> Iterator[str]:
    yield MARK
    yield f"**Telemetry**: {summary(found)}"
    for destination in sorted({change.destination for change in found.changes}):
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
    notes = [f"- **warning**: {_plain(note)}" for note in found.warnings]
    notes += [f"- **unknown**: {_plain(note)}" for note in found.unknown]
    notes += [f"- **blind**: {_plain(blind['name'])}: {_plain(blind['reason'])}" for blind in found.blind]
    notes += [f"- **budget**: {_plain(str(budget['message']))}" for budget in found.budgets]
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


PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Telemetry: {old} to {new}</title>
<style>body {{ font: 15px/1.5 system-ui; margin: 2rem auto; max-width: 70rem }} pre {{ overflow: auto }}
.added {{ color: #116329 }} .removed {{ color: #a40e26 }} .changed {{ color: #7d4e00 }}</style></head>
<body><h1>{summary}</h1><p>{old} to {new}</p><pre>{lines}</pre></body></html>"""


def html(found: Difference, old: str, new: str) -> str:
    """One file, without anything from elsewhere."""
    first, *lines = text(found).split("\n")
    shown = "\n".join(_coloured(line) for line in lines)
    return PAGE.format(old=escape(old), new=escape(new), summary=escape(first), lines=shown)


def _coloured(line: str) -> str:
    how = {"+": "added", "-": "removed", "~": "changed"}.get(line.lstrip()[:1], "")
    return f'<span class="{how}">{escape(line)}</span>' if how else escape(line)
