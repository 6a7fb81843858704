"""Alloy text as a graph: modules instantiated, so that what they hold is part of it like everything else.

A component in a module keeps its label; `running_id` says which of several it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path

from ..syntax.ast import Access, Attribute, Block, Body, Expr, Literal, Name, Ref
from ..syntax.parser import parse
from .component import Component, Graph, Origin, map_body, map_expression

Read = Callable[[str], str | None]
"""Gives the text of a file that is imported, or None."""

_NO_COMPONENTS = ("declare", "argument", "export")
_NO_MODULES: Mapping[str, _Declared] = {}


def read_graph(text: str, name: str = "<input>", read: Read | None = None) -> Graph:
    """The graph of an Alloy text. Raises Refused for what is no Alloy.

    `declare` blocks are instantiated where they are used, those of `import.file` and `import.string` too. What comes
    from elsewhere stays as a component of its kind.
    """
    body = parse(text, name).body
    made = _Made(read or (lambda path: None))
    scope = _open(body, "", {}, {}, made)
    return Graph(name, tuple(_resolved(scope)))


def read_graph_file(path: str) -> Graph:
    """The graph of an Alloy file. What it imports is looked for beside it. Raises Refused and OSError."""
    folder = Path(path).parent

    def read(imported: str) -> str | None:
        try:
            return (folder / imported).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None

    return read_graph(Path(path).read_text(encoding="utf-8"), path, read)


def running_id(component: Component) -> str:
    """The name that a component has while Alloy runs: with the modules that it is in."""
    return component.origin.role if "/" in component.origin.role else component.name


@dataclass(frozen=True)
class _Declared:
    """A `declare` block, and the modules that can be named inside it."""

    body: Body
    visible: Mapping[str, _Declared]


@dataclass
class _Made:
    read: Read
    count: int = 0


@dataclass
class _Scope:
    """What names mean in a text or in an instance of a module."""

    body: Body
    place: str
    given: Mapping[str, Expr]
    components: dict[str, Component] = field(default_factory=dict)
    instances: dict[str, _Scope] = field(default_factory=dict)
    order: list[Component | _Scope] = field(default_factory=list)
    pending: set[str] = field(default_factory=set)
    outer: _Scope | None = None


_DEEPEST = 64
"""Modules in modules. One that holds itself has no end: there it stays a component of its kind."""


def _open(
    body: Body, place: str, visible: Mapping[str, _Declared], given: Mapping[str, Expr], made: _Made, depth: int = 0
) -> _Scope:
    """Numbers the components of a text, and opens the modules that it uses."""
    scope = _Scope(body, place, given)
    modules = dict(visible)
    blocks = [statement for statement in body if isinstance(statement, Block)]
    for block in blocks:
        modules.update(_declared(block, modules, made))
    for block in blocks:
        name = f"{block.name}.{block.label}" if block.label else block.name
        module = modules.get(block.name)
        if block.name in _NO_COMPONENTS or block.name.startswith("import."):
            continue
        if module is not None and depth < _DEEPEST:
            arguments = {s.name: s.value for s in block.body if isinstance(s, Attribute)}
            inner = _open(module.body, f"{place}{name}/", module.visible, arguments, made, depth + 1)
            inner.outer = scope
            scope.instances[name] = inner
            scope.order.append(inner)
            continue
        origin = Origin((), f"{place}{name}" if place else "")
        component = Component(made.count, block.name, block.label, block.body, origin)
        made.count += 1
        scope.components[name] = component
        scope.order.append(component)
    return scope


def _declared(block: Block, visible: Mapping[str, _Declared], made: _Made) -> Mapping[str, _Declared]:
    """The modules that a block brings, by the name of the blocks that use them."""
    if block.name == "declare":
        return {block.label: _Declared(block.body, visible)}
    text = _imported(block, made)
    if text is None:
        return _NO_MODULES
    modules: dict[str, _Declared] = {}
    for inner_block in parse(text, block.label).body:
        if isinstance(inner_block, Block):
            modules.update(_declared(inner_block, modules, made))
    return {f"{block.label}.{name}": module for name, module in modules.items()}


def _imported(block: Block, made: _Made) -> str | None:
    values = {s.name: s.value.value for s in block.body if isinstance(s, Attribute) and isinstance(s.value, Literal)}
    match block.name:
        case "import.file":
            return made.read(str(values.get("filename")))
        case "import.string":
            content = values.get("content")
            return content if isinstance(content, str) else None
    return None


def _resolved(scope: _Scope) -> Iterator[Component]:
    """Components with Refs, in the order of the text; those of a module where it is used."""

    def change(expression: Expr) -> Expr:
        return _meaning(expression, scope) if isinstance(expression, Name) else expression

    for made in scope.order:
        if isinstance(made, _Scope):
            yield from _resolved(made)
        else:
            yield made.with_body(map_body(made.body, change))


def _meaning(name: Name, scope: _Scope) -> Expr:
    """What a name stands for, in a scope; itself where nothing there is called so."""
    parts = name.parts
    if parts[0] == "argument" and len(parts) > 2 and parts[2] == "value" and scope.outer is not None:
        return _into(_argument(parts[1], scope), parts[3:])
    for length in range(len(parts) - 1, 0, -1):
        called = ".".join(parts[:length])
        if called in scope.components:
            return Ref(scope.components[called].id, ".".join(parts[length:]))
        if called in scope.instances:
            return _into(_export(parts[length], scope.instances[called]), parts[length + 1 :])
    return name


def _argument(label: str, scope: _Scope) -> Expr:
    """What an instance of a module was given, in the words of whoever gave it; else the default."""
    outer = scope.outer
    if label in scope.given and outer is not None:
        return map_expression(scope.given[label], lambda e: _meaning(e, outer) if isinstance(e, Name) else e)
    return _named(scope.body, "argument", label, "default") or Literal(None)


def _export(label: str, scope: _Scope) -> Expr:
    value = _named(scope.body, "export", label, "value")
    if value is None or label in scope.pending:
        return Literal(None)
    scope.pending.add(label)
    try:
        return map_expression(value, lambda e: _meaning(e, scope) if isinstance(e, Name) else e)
    finally:
        scope.pending.discard(label)


def _named(body: Body, kind: str, label: str, attribute: str) -> Expr | None:
    blocks = (s for s in body if isinstance(s, Block) and s.name == kind and s.label == label)
    values = (s.value for block in blocks for s in block.body if isinstance(s, Attribute) and s.name == attribute)
    return next(values, None)


def _into(value: Expr, parts: tuple[str, ...]) -> Expr:
    """A member of a value, member by member."""
    if not parts:
        return value
    if isinstance(value, Ref):
        return Ref(value.component, ".".join((value.export, *parts)))
    return reduce(Access, parts, value)
