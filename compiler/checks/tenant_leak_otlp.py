"""Resources of OTLP, one for each case that a way to a destination tells apart.

Where processors look at nothing but attributes of the resource, and only compare them with texts and patterns, what
they do is the same for all resources that give these tests the same answers. A resource of each sort is all resources.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from ..algebra import Language, finite, language, word
from ..graph.component import Component
from ..languages.ottl import ast
from ..languages.ottl.infer import nodes_of
from ..languages.ottl.parse import read_condition, read_statement
from ..simulate import Simulation
from ..simulate.evaluate import argument
from ..syntax.ast import Block
from .label_ways import Undecided

MOST_SORTS = 2_000
_INERT = (
    "otelcol.processor.attributes", "otelcol.processor.batch", "otelcol.processor.memory_limiter",
    "otelcol.processor.k8sattributes",
)  # fmt: skip
"""Processors that drop nothing, and leave the attributes that a resource has."""
_FILTER = "otelcol.processor.filter"
"""What drops resources by their attributes. What only changes them behind the last one decides nothing."""
MAKES_ITS_OWN = "otelcol.connector.host_info"
"""Sends metrics of hosts, with nothing of the spans that it gets but the host."""
_DETECTED = ("host.", "os.", "cloud.", "container.", "k8s.cluster.", "k8s.node.")
"""How attributes begin that `otelcol.processor.resourcedetection` may write."""


@dataclass
class _Tests:
    """What attributes are compared with, those that are written whatever they were, and those that get something else:
    the value of another attribute, or "" for what is not followed. Those of the `subject` are there."""

    subject: frozenset[str]
    asked: dict[str, list[Language]] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    copied: list[tuple[str, str]] = field(default_factory=list)

    def add(self, attribute: str, texts: Language) -> None:
        if attribute not in self.written:
            self.asked.setdefault(attribute, []).append(texts)

    def settle(self) -> None:
        """Asks of what is copied what is asked of its copy. Raises Undecided where that is not followed."""
        for _ in self.copied:
            for name, source in self.copied:
                asked = self.asked.get(name, []) if name else [one for all in self.asked.values() for one in all]
                if asked and not source:
                    raise Undecided(
                        "a statement on the way writes an attribute that decides in a way that is not followed"
                    )
                if asked:
                    mine = self.asked.setdefault(source, [])
                    mine += [one for one in asked if one not in mine]


def sorts(simulation: Simulation, path: Sequence[Component], subject: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The attributes of one resource of each sort, all with those of the subject. Raises Undecided and NotModelled."""
    if any(component.kind == MAKES_ITS_OWN for component in path):
        return
    tests = _Tests(frozenset(subject))
    filters = [place for place, component in enumerate(path) if component.kind == _FILTER]
    for component in path[1 : filters[-1] + 1 if filters else 1]:
        _read(simulation, component, tests)
    tests.settle()
    choices: list[list[tuple[str, str | None]]] = [[(name, value)] for name, value in subject.items()]
    for name, asked in tests.asked.items():
        if name not in subject:
            choices.append([(name, value) for value in (None, *_members(tuple(dict.fromkeys(asked))))])
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > MOST_SORTS:
        raise Undecided("the processors on the way tell too many sorts of resources apart")
    for chosen in product(*choices):
        yield {name: value for name, value in chosen if value is not None}


def _members(asked: tuple[Language, ...]) -> Iterator[str]:
    """A text for each set of answers that the tests can give."""
    if len(asked) > 8:
        raise Undecided("an attribute is compared with too many patterns")
    for answers in product((True, False), repeat=len(asked)):
        inside = [test for test, answer in zip(asked, answers, strict=True) if answer] or [language("(?s:.*)")]
        found = word(inside, [test for test, answer in zip(asked, answers, strict=True) if not answer])
        if found is not None:
            yield found


def _read(simulation: Simulation, component: Component, tests: _Tests) -> None:
    kind = component.kind
    if kind in _INERT or (kind == "otelcol.processor.resourcedetection" and not _are_detected(tests)):
        return
    if kind not in ("otelcol.processor.transform", _FILTER):
        raise Undecided(f"`{component.name}` may look at more than attributes of resources")
    for block in (statement for statement in component.body if isinstance(statement, Block)):
        if block.name.endswith(("_statements", "statements")):
            _read_statements(simulation, block, tests)
        elif block.name.endswith("_conditions"):
            _need_resource(simulation, block)
            for text in argument(block.body, "conditions", [], simulation.lookup):
                _read_test(read_condition(text).condition, tests)
        elif block.name in ("metrics", "logs", "traces"):
            raise Undecided(f"`{component.name}` may look at more than attributes of resources")


def _are_detected(tests: _Tests) -> bool:
    return any(name.startswith(_DETECTED) for name in tests.asked)


def _need_resource(simulation: Simulation, block: Block) -> None:
    if argument(block.body, "context", "", simulation.lookup) != "resource":
        raise Undecided("a processor on the way decides by more than attributes of resources")


def _read_statements(simulation: Simulation, block: Block, tests: _Tests) -> None:
    is_resource = argument(block.body, "context", "", simulation.lookup) == "resource"
    for text in argument(block.body, "statements", [], simulation.lookup):
        statement = read_statement(text)
        editor = statement.editor
        target = editor.arguments[0].value if editor is not None and editor.arguments else None
        deletes = editor is not None and editor.name == "delete_key"
        if editor is not None and editor.name == "set_semconv_span_name":
            continue
        if not isinstance(target, ast.Path) or (is_resource and not deletes and not _attribute(target)):
            tests.copied.append(("", ""))
        elif is_resource or target.fields[0].name in ("resource", "scope"):
            assert editor is not None
            _read_statement(editor, statement.condition, is_resource, tests)


def _read_statement(editor: ast.Call, condition: ast.Expression | None, is_resource: bool, tests: _Tests) -> None:
    """A statement that writes an attribute of resources."""
    name = _attribute(editor.arguments[0].value)
    if name in tests.subject and _needs_absence(condition, name):
        return
    if not is_resource or editor.name not in ("set", "delete_key"):
        tests.copied.append((name, ""))
        return
    try:
        _read_test(condition, tests)
    except Undecided:
        tests.copied.append((name, ""))
    value = editor.arguments[1].value
    if editor.name == "delete_key":
        name = str(value.value) if isinstance(value, ast.Literal) else ""
    if editor.name == "set" and not isinstance(value, ast.Literal):
        tests.copied.append((name, _attribute(value)))
    elif condition is None:
        tests.written.add(name)


def _needs_absence(condition: ast.Expression | None, name: str) -> bool:
    """Whether a condition holds only where an attribute is not there."""
    match condition:
        case ast.AllOf(conditions=several):
            return any(_needs_absence(one, name) for one in several)
        case ast.AnyOf(conditions=several):
            return all(_needs_absence(one, name) for one in several)
        case ast.Parenthesis(value=inner):
            return _needs_absence(inner, name)
        case ast.Comparison("==", left, ast.Literal(value=None | "")):
            return _attribute(left) == name
    return False


def _attribute(node: object) -> str:
    """The name of an attribute of the resource that a path in its context is; "" where it is something else."""
    match node:
        case ast.Path(fields=(*_, ast.Field(name="attributes", keys=(ast.Literal(value=str(name)),)))):
            return name
    return ""


def _read_test(condition: ast.Expression | None, tests: _Tests) -> None:
    match condition:
        case None:
            return
        case ast.Parenthesis(value=inner) | ast.Negated(condition=inner):
            _read_test(inner, tests)
        case ast.AnyOf(conditions=several) | ast.AllOf(conditions=several):
            for one in several:
                _read_test(one, tests)
        case ast.Comparison("==" | "!=", ast.Call() as call, ast.Literal(value=bool())):
            _read_test(call, tests)
        case ast.Comparison("==" | "!=", ast.Path() as path, ast.Literal(value=str() | None as value)) if _attribute(
            path
        ):
            tests.add(_attribute(path), finite([value or ""]))
        case ast.Call(name="IsMatch", arguments=(path, pattern)) if _attribute(path.value):
            text = pattern.value.value if isinstance(pattern.value, ast.Literal) else None
            if not isinstance(text, str):
                raise Undecided("a processor on the way looks for a pattern that is not written out")
            if _attribute(path.value) not in tests.written:
                tests.add(_attribute(path.value), language(f"(?s:.*)(?:{text})(?s:.*)"))
        case _:
            names = {type(node).__name__ for node in nodes_of(condition)}
            raise Undecided(f"a condition on the way is more than comparing attributes of resources: {min(names)}")
