"""Stages that set and remove labels."""

from __future__ import annotations

from ...languages.gostrings import is_valid
from .arguments import Arguments
from .entry import Entry, Run, Stage, each, text_of

TENANT = "__tenant_id__"
"""The label in which the tenant of an entry travels to `loki.write`."""


def labels(arguments: Arguments) -> Stage:
    """`stage.labels`: labels of extracted values, or of structured metadata."""
    sources = arguments.sources()
    if sources is None:
        raise arguments.fault("`stage.labels` needs `values`")
    source_type = arguments.text("source_type", "extracted")
    if source_type not in ("extracted", "structured_metadata"):
        raise arguments.fault(f"labels cannot be made of `{source_type}`", "source_type")
    pairs = tuple(sources.items())

    def set_labels(entry: Entry, run: Run) -> None:
        read = entry.metadata if source_type == "structured_metadata" else entry.extracted
        for label, source in pairs:
            if source in read:
                value = text_of(read[source])
                if value is not None and is_valid(value):
                    entry.labels[label] = value

    return each(set_labels)


def static_labels(arguments: Arguments) -> Stage:
    """`stage.static_labels`: labels with a value that is written down; an empty one sets nothing."""
    values = arguments.map("values")
    if values is None:
        raise arguments.fault("`stage.static_labels` needs `values`")
    for label, value in values.items():
        arguments.check_label(label, "values")
        if not is_valid(value):
            raise arguments.fault(f"the value of `{label}` is not UTF-8", "values")
    fixed = {label: value for label, value in values.items() if value}

    def set_labels(entry: Entry, run: Run) -> None:
        entry.labels.update(fixed)

    return each(set_labels)


def label_drop(arguments: Arguments) -> Stage:
    """`stage.label_drop`: removes labels."""
    names = _names(arguments)

    def remove(entry: Entry, run: Run) -> None:
        for name in names:
            entry.labels.pop(name, None)

    return each(remove)


def label_keep(arguments: Arguments) -> Stage:
    """`stage.label_keep`: removes all labels but these."""
    names = frozenset(_names(arguments))

    def remove(entry: Entry, run: Run) -> None:
        for name in [name for name in entry.labels if name not in names]:
            del entry.labels[name]

    return each(remove)


def _names(arguments: Arguments) -> tuple[str, ...]:
    names = arguments.texts("values")
    if not names:
        raise arguments.fault(f"`{arguments.block.name}` needs `values`", "values")
    return names


def tenant(arguments: Arguments) -> Stage:
    """`stage.tenant`: the tenant is a value, an extracted value, or that of a label."""
    written = {name: text for name in ("label", "source", "value") if (text := arguments.text(name))}
    if len(written) != 1:
        raise arguments.fault("`stage.tenant` takes one of `label`, `source` and `value`")
    [(kind, text)] = written.items()

    def set_tenant(entry: Entry, run: Run) -> None:
        match kind:
            case "label":
                value = entry.labels.get(text)
            case "source":
                value = text_of(entry.extracted.get(text))
            case _:
                value = text
        if value:
            entry.labels[TENANT] = value

    return each(set_tenant)
