"""`stage.regex` and `stage.pattern`: extracted values, and labels, of what a pattern captures."""

from __future__ import annotations

from ...languages import logpattern
from ...languages.goregexp import compile_regexp
from ...languages.gostrings import is_valid
from .arguments import Arguments
from .entry import Entry, Run, Stage, each, source_text


def regex(arguments: Arguments) -> Stage:
    """The named groups of the first match; one that took no part is empty."""
    text = arguments.needed("expression")
    pattern = arguments.language("expression", lambda: compile_regexp(text))
    source, sets_labels = arguments.optional_text("source"), arguments.flag("labels_from_groups")

    def read(entry: Entry, run: Run) -> None:
        text = source_text(entry, source)
        found = pattern.search(text) if text is not None else None
        if found:
            for number, name in pattern.names:
                _take(entry, name, found.group(number) or "", sets_labels)

    return each(read)


def pattern(arguments: Arguments) -> Stage:
    """The named captures of a pattern of Loki's."""
    text = arguments.needed("pattern")
    parsed = arguments.language("pattern", lambda: logpattern.parse(text))
    source, sets_labels = arguments.optional_text("source"), arguments.flag("labels_from_groups")

    def read(entry: Entry, run: Run) -> None:
        text = source_text(entry, source)
        for name, value in (parsed.match(text) if text is not None else None) or ():
            _take(entry, name, value, sets_labels)

    return each(read)


def _take(entry: Entry, name: str, value: str, sets_labels: bool) -> None:
    entry.extracted[name] = value
    if sets_labels and is_valid(value):
        entry.labels[name] = value
