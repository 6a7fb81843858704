"""What a migration changed, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..report.diagnostics import Diagnostic, Path, Span, dotted

Kind: TypeAlias = Literal["refused", "moved", "added", "removed", "behaviour", "note"]

HEADINGS: dict[Kind, str] = {
    "removed": "Without a place in version 4",
    "refused": "What keeps the result from being built",
    "moved": "Moved",
    "added": "Added",
    "behaviour": "Other behaviour in version 4",
    "note": "To look at",
}


@dataclass(frozen=True)
class Change:
    """One line of the report. `source` is a path in the old values, `target` one in the new; `near` is an old path
    to point at where there is no source."""

    kind: Kind
    why: str
    source: Path = ()
    target: Path = ()
    near: Path = ()
    span: Span | None = None
    """The place in the old values."""

    @property
    def line(self) -> int | None:
        return self.span.line if self.span else None


def text_report(changes: Sequence[Change], file: str) -> str:
    """The changes by kind, each with its line. "" for none."""
    parts = []
    for kind, heading in HEADINGS.items():
        lines = [_line(c, file) for c in sorted(changes, key=lambda c: c.line or 0) if c.kind == kind]
        if lines:
            parts.append(f"{heading}:\n" + "".join(f"  {line}\n" for line in lines))
    return "\n".join(parts)


def _line(change: Change, file: str) -> str:
    where = change.span.file if change.kind == "refused" and change.span else file
    place = f"{where}:{change.line}: " if change.line else ""
    return f"{place}{_keys(change)}: {change.why}"


def told(fault: Diagnostic) -> str:
    """A fault of the result, in one line."""
    return f"{fault.message}; {fault.help} ({fault.code})" if fault.help else f"{fault.message} ({fault.code})"


def _keys(change: Change) -> str:
    if change.source and change.target and change.source != change.target:
        return f"{dotted(change.source)} -> {dotted(change.target)}"
    return dotted(change.target or change.source)


def json_report(changes: Sequence[Change], file: str) -> str:
    """The changes in their order, as a JSON list."""
    entries = [
        {
            "kind": change.kind,
            "from": dotted(change.source) or None,
            "to": dotted(change.target) or None,
            "why": change.why,
            "file": change.span.file if change.kind == "refused" and change.span else file,
            "line": change.line,
        }
        for change in changes
    ]
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def warnings_of(changes: Sequence[Change]) -> list[Diagnostic]:
    """What a build from old values must not pass over in silence."""
    return [
        Diagnostic("old-values", f"`{_keys(change)}`: {change.why}", severity="warning", span=change.span)
        for change in changes
        if change.kind in ("removed", "behaviour", "note")
    ]
