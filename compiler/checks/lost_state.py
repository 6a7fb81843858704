"""Names that keep state on disk and were in the last output, but are no more: a queue or a position is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..catalog.behaviour import keeps_state
from ..graph.component import Component
from ..report.diagnostics import Diagnostic, Span
from ..syntax.ast import Block
from .finding import Case, Finding, Output

HELP = "keep the name, or move what the old one has on disk before Alloy starts anew"


def check(case: Case) -> Iterator[Finding]:
    """A finding for each component of the last output that kept state, and whose name there is no more."""
    built = {made.collector: made.graph.components for made in case.built.configurations}
    for collector, output in sorted(case.against.items()):
        for block in output.body:
            if keeps_state(block.name):
                yield from _lost(collector, output, block, built)


def _lost(
    collector: str, output: Output, block: Block, built: Mapping[str, tuple[Component, ...]]
) -> Iterator[Finding]:
    now = [component for component in built.get(collector, ()) if component.kind == block.name]
    if any(component.label == block.label for component in now):
        return
    before = {other.label for other in output.body if other.name == block.name}
    new = [f"`{component.name}`" for component in now if component.label not in before]
    name = f"`{block.name}.{block.label}`"
    if collector not in built:
        message = f"{name} keeps state, and its collector `{collector}` is no more"
    elif new:
        message = f"{name} of `{collector}` keeps state, and is no more; new is {' and '.join(new)}"
    else:
        message = f"{name} of `{collector}` keeps state, and is no more"
    at = block.at
    span = Span(output.file, at.line, at.column, len(block.name)) if at else None
    yield Finding(Diagnostic("lost-state", message, (), HELP, "warning", span))
