"""Which components, rules, stages and values keys no test exercised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..graph.component import Component
from ..graph.contributions import contributions, own_contributions
from ..report.diagnostics import dotted
from ..syntax.ast import Block
from .expect import exercised, nodes
from .run import Result
from .subject import Subject


@dataclass(frozen=True)
class Coverage:
    """Counts, and what is left: components, statements with their component, and keys of the values."""

    components: int
    statements: int
    keys: int
    untouched_components: tuple[str, ...]
    untouched_statements: tuple[str, ...]
    untouched_keys: tuple[str, ...]


def coverage(subject: Subject, results: Iterable[Result]) -> Coverage:
    """What the results of tests of one subject left out. A rule or stage is exercised if it changed or dropped one."""
    acted: set[int] = set()
    reached: set[int] = set()
    acting = ((result, graph) for result in results for graph in subject.graphs)
    for result, graph in acting:
        for component, statement in exercised(result.outcomes, graph):
            reached.add(id(component))
            acted |= {id(statement)} if statement is not None else set()
    every = [component for graph in subject.graphs for component in graph.components if _acts(component)]
    statements = [(component, block) for component in every for block in _decisions(component)]
    keys = set(_keys(every))
    known = set(_keys(component for component in every if id(component) in reached))
    return Coverage(
        len(every),
        len(statements),
        len(keys),
        tuple(component.name for component in every if id(component) not in reached),
        tuple(_said(component, block) for component, block in statements if id(block) not in acted),
        tuple(sorted(keys - known)),
    )


def report(found: Coverage) -> Iterator[str]:
    """The coverage, for people."""
    for what, count, left in (
        ("components", found.components, found.untouched_components),
        ("rules and stages", found.statements, found.untouched_statements),
        ("keys of the values", found.keys, found.untouched_keys),
    ):
        yield f"{count - len(left)} of {count} {what} were exercised"
        yield from (f"  not: {name}" for name in left)


def _acts(component: Component) -> bool:
    from ..catalog.behaviour import kind

    return kind(component.kind).role in ("source", "transform", "connector", "sink") or bool(_decisions(component))


def _decisions(component: Component) -> list[Block]:
    """The rules and stages of a component, those within `stage.match` too."""
    found = [node for node in nodes(component) if isinstance(node, Block)]
    return [
        block for block in found if block.name in ("rule", "write_relabel_config") or block.name.startswith("stage.")
    ]


def _said(component: Component, block: Block) -> str:
    paths = [dotted(by.path) for by in contributions(block) if by.kind == "value"]
    index = _decisions(component).index(block) + 1
    return f"{block.name} {index} of {component.name}{f' ({paths[0]})' if paths else ''}"


def _keys(components: Iterable[Component]) -> Iterator[str]:
    for component in components:
        for node in (component.block(), *nodes(component)):
            yield from (dotted(by.path) for by in own_contributions(node) if by.kind == "value" and by.path)
