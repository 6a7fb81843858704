"""A fault in any value that reaches the output is found, at the line of the value."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from alloyc.catalog import AttributeSpec, BodySpec, load_body
from alloyc.catalog import load as load_kind
from alloyc.compile import compile_values
from alloyc.graph.contributions import walk
from alloyc.report.diagnostics import Diagnostic, Refused
from alloyc.report.diagnostics import Path as ValuesPath
from alloyc.syntax.ast import Attribute, Body, Call, Literal
from alloyc.values.load import load, load_text
from alloyc.values.tree import find

FIXTURES = sorted((Path(__file__).resolve().parents[1] / "fixtures" / "values").glob("*.yaml"))
FAULTS = {
    "regex": "(bad",
    "selector": "{bad",
    "template": "{{ .bad",
    "jmespath": "bad[",
    "time zone": "No/Where",
    "log pattern": "no capture",
    "url": "http://bad host:port",
    "statement": "bad(",
    "condition": "bad(",
    "duration": "5parsecs",
    "bytes": "5parsecs",
    "values": "no-such-value",
}
"""By what an attribute takes, a text that Alloy refuses there."""
QUOTING = frozenset({"selector", "template", "statement", "condition", "jmespath"})


def literals(body: Body, spec: BodySpec, whole: BodySpec) -> Iterator[tuple[AttributeSpec, Literal]]:
    """The literals of a body that alone are the value of an attribute, or items of its list."""
    for statement in body:
        if isinstance(statement, Attribute):
            found = spec.attributes.get(statement.name)
            if found is not None:
                aside = quoted(statement, found)
                nodes = (node for node in walk(statement.value) if isinstance(node, Literal) and id(node) not in aside)
                yield from ((found, node) for node in nodes)
        else:
            block = spec.blocks.get(statement.name) or whole.blocks.get(statement.name)
            if block is not None:
                yield from literals(statement.body, load_body(block.body), whole)


def quoted(attribute: Attribute, spec: AttributeSpec) -> set[int]:
    """The literals that a call puts into a statement or selector, in quotes: any text does there."""
    calls = [node for node in walk(attribute.value) if isinstance(node, Call)] if spec.syntax in QUOTING else []
    return {id(node) for call in calls for node in walk(call)}


def sort_of(spec: AttributeSpec) -> str:
    """Which fault an attribute can have; "" for one that takes any text."""
    return spec.syntax or ("values" if spec.values else "") or (spec.type.name if spec.type.name in FAULTS else "")


def guilty(file: Path) -> Iterator[tuple[ValuesPath, str]]:
    """Each value of a fixture that reaches an attribute which does not take any text, and a fault for it."""
    seen = set()
    values = load([str(file)])
    for configuration in compile_values(values).configurations:
        for component in configuration.graph.components:
            kind = load_kind(component.kind)
            for spec, literal in literals(component.body, kind.body, kind.body) if kind else ():
                for part in literal.parts:
                    sort, by = sort_of(spec), part.by
                    # Inside a statement or selector a value stands in quotes, where any text does.
                    whole = sort not in QUOTING or find(values.root, by.path)[0].value == literal.value
                    if sort and whole and by.kind == "value" and not by.key and (by.path, sort) not in seen:
                        seen.add((by.path, sort))
                        yield by.path, FAULTS[sort]


def with_fault(text: str, start: int, end: int, fault: str) -> str:
    """The text of a file in which a value is another. It has as many lines as before."""
    return text[:start] + f'"{fault}"' + "\n" * text[start:end].count("\n") + text[end:]


def refused(text: str) -> tuple[Diagnostic, ...]:
    try:
        compile_values(load_text(text))
    except Refused as fault:
        return fault.diagnostics
    return ()


def stands_escaped(text: str, path: ValuesPath, fault: str) -> bool:
    """Whether a value is taken for the text that it is, not for a pattern: the conditions of a router."""
    graphs = [configuration.graph for configuration in compile_values(load_text(text)).configurations]
    nodes = (node for graph in graphs for component in graph.components for node in walk(component.block()))
    given = [
        str(node.value)[part.start : part.end]
        for node in nodes
        if isinstance(node, Literal)
        for part in node.parts
        if part.by.path == path
    ]
    return bool(given) and all(text != fault and text.replace("\\", "") == fault for text in given)


def misplaced(file: Path) -> Iterator[tuple[Any, ...]]:
    values, text = load([str(file)]), file.read_text()
    for path, fault in guilty(file):
        node, exact = find(values.root, path)
        if not exact:
            continue
        line = node.extent.span.line
        faulty = with_fault(text, node.extent.start, node.extent.end, fault)
        found = refused(faulty)
        if not found and stands_escaped(faulty, path, fault):
            continue
        if not any(d.severity == "error" and d.span and d.span.line == line for d in found):
            yield path, fault, [(d.code, str(d.span), d.message) for d in found]


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_a_fault_is_at_its_line(file: Path) -> None:
    assert list(misplaced(file)) == []
