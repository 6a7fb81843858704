"""Stages of loki.process that several features build: labels, structured metadata, keeping and dropping lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..graph.build import Value, block
from ..syntax.ast import Block
from ..values.names import name_patterns
from ..values.placed import joined


def labels(values: Mapping[str, str | None], **more: str) -> Block:
    """`stage.labels`: label = extracted key; an empty key means the one that is called like the label."""
    return block("stage.labels", values={**more, **{name: key or "" for name, key in sorted(values.items())}})


def static_labels(values: Mapping[str, Value]) -> Block:
    return block("stage.static_labels", values=dict(values))


def label_drop(*names: str) -> Block:
    return block("stage.label_drop", values=list(names))


def structured_metadata(values: Mapping[str, str | None]) -> list[Block]:
    """`stage.structured_metadata`: name = extracted key, none means the same name. Nothing for no values: Loki may have
    it turned off."""
    if not values:
        return []
    return [block("stage.structured_metadata", values={name: key or name for name, key in sorted(values.items())})]


def json(fields: Mapping[str, str], source: str | None = None) -> Block:
    """`stage.json`: extracted key = JMESPath in the line, or in the extracted `source`; none means the same name."""
    return block("stage.json", source=source, expressions=dict(fields))


def replace(source: str, patterns: Mapping[str, str]) -> Iterator[Block]:
    """For each pattern in order: what it captures in the extracted `source` becomes the text."""
    for pattern, text in patterns.items():
        yield block("stage.replace", source=source, expression=pattern, replace=text)


def template(source: str, text: str) -> Block:
    """`stage.template`: sets the extracted `source` to what the Go template gives."""
    return block("stage.template", source=source, template=text)


def drop(source: str, patterns: Iterable[str], reason: str) -> list[Block]:
    """Drops lines whose extracted `source` matches one of the patterns; nothing for no patterns."""
    expression = joined("|", patterns)
    if not expression:
        return []
    return [block("stage.drop", source=source, expression=expression, drop_counter_reason=reason)]


def keep(label: str, patterns: Iterable[str], reason: str) -> list[Block]:
    """Keeps lines whose label matches one of the patterns; nothing for no patterns. Loki has no stage that keeps, so
    every line is marked for the drop, and those that match are unmarked."""
    expression = name_patterns(patterns)
    if not expression:
        return []
    unmark = match("{" + label + "=~" + quoted(expression) + "}", static_labels({"drop": "no"}))
    marked = block("stage.match", selector='{drop="yes"}', action="drop", drop_counter_reason=reason)
    return [static_labels({"drop": "yes"}), unmark, marked, label_drop("drop")]


def match(selector: str, *stages: Block) -> Block:
    """Stages for the lines that a LogQL selector finds."""
    return block("stage.match", *stages, selector=selector)


def drop_matching(selector: str) -> Block:
    """Drops the lines that a LogQL selector finds."""
    return block("stage.match", selector=selector, action="drop")


def quoted(text: str) -> str:
    """A string of LogQL."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
