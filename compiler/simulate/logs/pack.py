"""`stage.pack`: the line and some labels, packed into a JSON object."""

from __future__ import annotations

from ...languages.gojson import quote
from .arguments import Arguments
from .entry import Entry, Run, Stage, each, text_of


def pack(arguments: Arguments) -> Stage:
    """What is packed are extracted values; labels of their names are removed."""
    names = frozenset(arguments.texts("labels"))
    ingests = arguments.flag("ingest_timestamp", True)

    def change(entry: Entry, run: Run) -> None:
        found = {name: text_of(entry.extracted[name]) for name in sorted(names) if name in entry.extracted}
        texts = {name: text for name, text in found.items() if text is not None}
        members = [f"{quote(name)}:{quote(text)}" for name, text in texts.items()]
        entry.line = "{" + ",".join([*members, f'"_entry":{quote(entry.line)}']) + "}"
        for name in texts:
            entry.labels.pop(name, None)
        if ingests:
            entry.timestamp = run.time("`stage.pack` gives its entries the time of the packing")

    return each(change)
