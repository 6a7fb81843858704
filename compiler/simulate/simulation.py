"""A configuration and what is known of the world around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

from ..graph.build import expression
from ..graph.component import Component, Graph
from ..syntax.ast import Block, Body, Name, Ref, Statement
from .evaluate import Lookup, argument, described, evaluate, is_constant
from .given import Given
from .kubernetes.objects import manifests
from .relabel import Rules, compile_rules
from .relabel_labels import Dialect
from .trace import Unknown

T = TypeVar("T")

_DOT_ALL_SINCE = 11


@dataclass(frozen=True)
class Simulation:
    """A graph, what is given, and what was found out about them already."""

    graph: Graph
    given: Given = field(default_factory=Given)
    _components: dict[int, Component] = field(default_factory=dict, repr=False, compare=False)
    _known: dict[tuple[str, int], Any] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._components.update(self.graph.by_id())

    @cached_property
    def objects(self) -> tuple[Mapping[str, Any], ...]:
        """The objects of the cluster. Raises Unknown where they were not given."""
        if self.given.objects is None:
            raise Unknown("the objects of the cluster were not given")
        return tuple(manifests(self.given.objects))

    def component(self, identity: int) -> Component:
        return self._components[identity]

    def once(self, what: str, component: Component, find: Callable[[], T]) -> T:
        """Finds something out about a component, once. A reason why it is unknown is kept too."""
        key = (what, component.id)
        if key not in self._known:
            self._known[key] = Unknown("components feed each other in a cycle")
            try:
                self._known[key] = find()
            except Unknown as reason:
                self._known[key] = reason
        found = self._known[key]
        if isinstance(found, Unknown):
            raise Unknown(str(found))
        return found  # type: ignore[no-any-return]

    @property
    def lookup(self) -> Lookup:
        """What references of the graph stand for."""
        return self._meaning

    def argument(self, component: Component, name: str, default: Any = None) -> Any:
        """The value of an attribute of a component. Raises Unknown."""
        return argument(component.body, name, default, self._meaning)

    def rules(self, component: Component, dialect: Dialect) -> Rules:
        """A component's rules, compiled."""
        return self.once("rules", component, lambda: self.compile_rules(component.body, dialect))

    def compile_rules(self, body: Body, dialect: Dialect, mark: str = "rule") -> Rules:
        """The rules in a body, for the Alloy that runs them."""
        return compile_rules(body, dialect, mark, self._meaning, self.dot_all)

    @property
    def dot_all(self) -> bool:
        """Whether `.` matches a line break in a rule's pattern."""
        from ..catalog import number

        return (number(self.given.alloy_version) or _DOT_ALL_SINCE) >= _DOT_ALL_SINCE

    def settled(self, component: Component) -> Component:
        """A component whose arguments are values, as far as they are known. What it sends to stays."""
        return component.with_body(_settled(component.body, self._meaning))

    def _meaning(self, reference: Ref | Name) -> Any:
        given = self.given
        match reference:
            case Name(("sys", "env", *rest)):
                variable = ".".join(rest)
                if variable in given.environment:
                    return given.environment[variable]
                raise Unknown(f"the environment variable `{variable}` was not given")
            case Name(("constants", name)):
                if name in given.constants:
                    return given.constants[name]
                raise Unknown(f"`constants.{name}` was not given")
            case Ref(identity, export):
                return self._export(self.component(identity), export)
        raise Unknown(f"`{described(reference)}` is nothing in this configuration")

    def _export(self, component: Component, export: str) -> Any:
        name = f"{component.name}.{export}"
        if name in self.given.exports:
            return self.given.exports[name]
        first, *rest = export.split(".")
        value = self._first_export(component, first)
        for key in rest:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    def _first_export(self, component: Component, export: str) -> Any:
        given = self.given
        if f"{component.name}.{export}" in given.exports:
            return given.exports[f"{component.name}.{export}"]
        if export in ("output", "targets"):
            from .targets import targets_of

            return targets_of(self, component)
        if component.kind == "local.file" and export == "content" and given.files is not None:
            path = self.argument(component, "filename", "")
            if path in given.files:
                return given.files[path]
        raise Unknown(f"`{component.name}.{export}` was not given")


_OUTPUTS = ("forward_to", "output")


def _settled(body: Body, lookup: Lookup) -> Body:
    statements = tuple(s if s.name in _OUTPUTS else _settled_statement(s, lookup) for s in body)
    return body if all(new is old for new, old in zip(statements, body, strict=True)) else statements


def _settled_statement(statement: Statement, lookup: Lookup) -> Statement:
    if isinstance(statement, Block):
        body = _settled(statement.body, lookup)
        return statement if body is statement.body else replace(statement, body=body)
    if is_constant(statement.value):
        return statement
    try:
        return replace(statement, value=expression(evaluate(statement.value, lookup)))
    except (Unknown, TypeError):
        return statement
