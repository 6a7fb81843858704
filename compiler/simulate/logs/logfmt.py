"""`stage.logfmt`: values of a logfmt line, by key."""

from __future__ import annotations

from ...languages.fault import Unsettled
from ...languages.logfmt import pairs
from .arguments import Arguments
from .entry import Entry, Run, Stage, each, source_text

EITHER = Unsettled("`stage.logfmt` makes two values of the same key: Alloy sets either of them", is_there=False)


def logfmt(arguments: Arguments) -> Stage:
    """What stands before a fault in the line is taken."""
    mapping = arguments.map("mapping") or {}
    pattern = arguments.regexp("regex")
    if not mapping and not pattern:
        raise arguments.fault("`stage.logfmt` needs `mapping` or `regex`")
    source = arguments.text("source") or None
    names: dict[str, list[str]] = {}
    for name, key in mapping.items():
        names.setdefault(key or name, []).append(name)

    def read(entry: Entry, run: Run) -> None:
        text = source_text(entry, source)
        if text is None:
            return
        for key, value in pairs(text):
            for name in (wanted := names.get(key, ())):
                entry.extracted[name] = value if len(wanted) == 1 else EITHER
            if pattern and pattern.matches(key):
                entry.extracted[key] = value

    return each(read)
