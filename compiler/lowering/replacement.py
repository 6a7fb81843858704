"""replaceComponent: another body for a component that a feature, a destination or the user made.

The chart replaces text inside its modules. Here a component is found by its kind and the name that it has in the
chart's module; in its new body, names of the module (its other components, `argument.metrics_destinations.value`) mean
what they mean there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..graph.component import Component, Graph, map_body, refs
from ..graph.resolve import resolve
from ..report.diagnostics import Diagnostic, Path
from ..syntax.ast import Array, Block, Body, Expr, Name, Ref
from ..values.model import ReplaceComponent

MODULES = {"linux_host_metrics": "linux_hosts", "windows_host_metrics": "windows_hosts", "feature": ""}
"""Modules of the chart that are called otherwise than our feature."""


def replace_components(
    graphs: Sequence[Graph], replacements: Sequence[ReplaceComponent], modules: Mapping[Path, str]
) -> tuple[list[Graph], list[Diagnostic]]:
    """The graphs with every replacement done, and a fault for each required one that found nothing. `modules` says what
    the module of each feature is called, by its values path."""
    done, faults = list(graphs), []
    for position, replacement in enumerate(replacements):
        changed = [_replaced(graph, replacement, modules) for graph in done]
        if all(new is old for new, old in zip(changed, done, strict=True)) and not replacement.optional:
            faults.append(_not_found(replacement, position))
        done = changed
    return done, faults


def _not_found(replacement: ReplaceComponent, position: int) -> Diagnostic:
    where = f" in the module `{replacement.module}`" if replacement.module else ""
    return Diagnostic(
        "component-not-found",
        f'no collector has a component `{replacement.type} "{replacement.name}"`{where}',
        ("replaceComponent", position),
        "check the type and the name, or set `optional: true`",
    )


def _replaced(graph: Graph, replacement: ReplaceComponent, modules: Mapping[Path, str]) -> Graph:
    components = tuple(_replaced_component(graph, component, replacement, modules) for component in graph.components)
    if all(new is old for new, old in zip(components, graph.components, strict=True)):
        return graph
    return graph.with_components(resolve(components))


def _replaced_component(
    graph: Graph, component: Component, replacement: ReplaceComponent, modules: Mapping[Path, str]
) -> Component:
    if component.kind == "declare":
        if replacement.module not in ("", component.label):
            return component
        return component.with_body(_replaced_in(component.body, replacement))
    if component.kind != replacement.type or not _is_called(component, replacement, modules):
        return component
    return replace(component, body=_in_module(graph, component, replacement.content))


def _is_called(component: Component, replacement: ReplaceComponent, modules: Mapping[Path, str]) -> bool:
    if replacement.module:
        module = MODULES.get(replacement.module, replacement.module)
        return module == modules.get(component.origin.path) and replacement.name in (
            component.origin.role,
            component.label,
        )
    return replacement.name in (component.origin.role, component.label)


def _replaced_in(body: Body, replacement: ReplaceComponent) -> Body:
    """The body of a `declare` of the user's, with a component in it replaced."""
    new = tuple(
        replace(statement, body=replacement.content)
        if isinstance(statement, Block) and (statement.name, statement.label) == (replacement.type, replacement.name)
        else statement
        for statement in body
    )
    return body if all(a is b for a, b in zip(new, body, strict=True)) else new


def _in_module(graph: Graph, component: Component, content: Body) -> Body:
    """The new body, with the names of the chart's module as what they stand for."""
    siblings = {f"{c.kind}.{c.origin.role}": c.id for c in graph.components if c.origin.path == component.origin.path}

    def change(expression: Expr) -> Expr:
        match expression:
            case Name(("argument", str(), "value")):
                return Array(tuple(_leaves(graph, component)))
            case Name(parts) if len(parts) > 2 and ".".join(parts[:-1]) in siblings:
                return Ref(siblings[".".join(parts[:-1])], parts[-1])
            case _:
                return expression

    return map_body(content, change)


def _leaves(graph: Graph, component: Component) -> Iterator[Ref]:
    """The receivers outside the unit that the unit's components forward to, each once, in order."""
    by_id = graph.by_id()
    seen: dict[Ref, None] = {}
    for other in graph.components:
        if other.origin.path == component.origin.path:
            for _, ref in refs(other):
                if by_id[ref.component].origin.path != component.origin.path and ref.export in ("receiver", "input"):
                    seen[ref] = None
    return iter(seen)
