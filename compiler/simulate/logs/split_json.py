"""`stage.split_json`: an entry for each item of a JSON array."""

from __future__ import annotations

from collections.abc import Iterator

from ...languages.fault import EvaluationFault
from ...languages.gojson import elements
from .arguments import Arguments
from .entry import Entry, Run, Stage, source_text


def split_json(arguments: Arguments) -> Stage:
    """An empty array leaves nothing; what is no array stays as it is."""
    source = arguments.optional_text("source")

    def stage(entries: Iterator[Entry], run: Run) -> Iterator[Entry]:
        for entry in entries:
            text = source_text(entry, source)
            try:
                items = elements(text) if text is not None and text.lstrip(" \t\r\n").startswith("[") else None
            except EvaluationFault:
                items = None
            if items is None:
                yield entry
                continue
            run.reason = "an empty array"
            for item in items:
                child = entry.copy()
                child.line = item
                yield child

    return stage
