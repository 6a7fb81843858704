"""What the components of each collector ask of the API server: the least that its roles must grant, and why.

`presets/permissions.yaml` has what each kind asks. Where an argument is known only when Alloy runs, what it would
narrow stays wide: a role grants too much then, never too little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..compile import Compilation
from ..graph.component import Component
from ..syntax.ast import Array, Attribute, Block, Body, Expr, Literal
from ..values.preset_data import data

ANYWHERE = ""


class Permission(NamedTuple):
    """One verb on one resource, or, with `url`, on a path. `namespace` and `name` are "" for all."""

    namespace: str
    group: str
    resource: str
    name: str
    verb: str
    url: str = ""


@dataclass(frozen=True)
class Asked:
    """A permission with the components that need it."""

    permission: Permission
    components: tuple[Component, ...]


def asked(built: Compilation) -> dict[str, tuple[Asked, ...]]:
    """What the components of each collector ask, each once, in order."""
    own = built.plan.installation.namespace
    found: dict[str, tuple[Asked, ...]] = {}
    for configuration in built.configurations:
        by: dict[Permission, list[Component]] = {}
        for component in configuration.graph.components:
            for permission in asked_by(component, own):
                by.setdefault(permission, []).append(component)
        needed = sorted(permission for permission in by if not _is_covered(permission, by))
        found[configuration.collector] = tuple(Asked(one, tuple(dict.fromkeys(by[one]))) for one in needed)
    return found


def _is_covered(permission: Permission, others: Iterable[Permission]) -> bool:
    """Whether a wider one has it in it."""
    return any(other != permission and covers(other, permission) for other in others)


def covers(granted: Permission, needed: Permission) -> bool:
    """Whether what is granted has what is needed in it."""
    return (
        granted.namespace in (ANYWHERE, needed.namespace)
        and granted.name in ("", needed.name)
        and granted._replace(namespace="", name="") == needed._replace(namespace="", name="")
    )


def asked_by(component: Component, own: str) -> Iterator[Permission]:
    """What a component asks; `own` is the namespace of the collector."""
    facts = data("permissions")["kinds"].get(component.kind)
    if facts is None:
        return
    given = dict(_arguments(component.body))
    namespaces = _known(given, facts.get("namespaces"))
    if namespaces and "own" in facts and _texts(given, facts["own"]) == ["true"]:
        namespaces = [*namespaces, own]
    elif not namespaces and "own" in facts and _texts(given, facts["own"]) == ["true"]:
        namespaces = [own]
    for ask in facts["asks"]:
        if all(_matches(given, path, patterns) for path, patterns in ask.get("where", {}).items()):
            where = [ANYWHERE] if ask.get("cluster") or "urls" in ask else namespaces or [ANYWHERE]
            yield from _permissions(ask, where, _known(given, facts.get("names")) or [""])


def unknown(built: Compilation, collector: str) -> list[str]:
    """The components of a collector of which nobody here knows all that they ask."""
    kinds = data("permissions")["unknown"]
    graph = next(made.graph for made in built.configurations if made.collector == collector)
    return [component.name for component in graph.components if component.kind in kinds]


def granted() -> frozenset[Permission]:
    """What Alloy's own chart grants."""
    return frozenset(one for rule in data("permissions")["granted"] for one in _permissions(rule, [ANYWHERE], [""]))


def _permissions(rule: Mapping[str, Any], namespaces: Iterable[str], names: Iterable[str]) -> Iterator[Permission]:
    for verb in rule["verbs"]:
        yield from (Permission(ANYWHERE, "", "", "", verb, url) for url in rule.get("urls", ()))
        for namespace in namespaces:
            for group in rule.get("groups", [""]):
                for resource in rule.get("resources", ()):
                    yield from (Permission(namespace, group, resource, name, verb) for name in names)


def _arguments(body: Body, path: str = "") -> Iterator[tuple[str, list[Expr]]]:
    """The arguments by path, those of all blocks of a name together."""
    found: dict[str, list[Expr]] = {}
    for statement in body:
        if isinstance(statement, Attribute):
            found.setdefault(path + statement.name, []).append(statement.value)
        elif isinstance(statement, Block):
            for inner, values in _arguments(statement.body, f"{path}{statement.name}."):
                found.setdefault(inner, []).extend(values)
    yield from found.items()


def _texts(given: Mapping[str, list[Expr]], path: str) -> list[str | None]:
    """The values of an argument as text; None for what only Alloy knows."""
    found: list[str | None] = []
    for expression in given.get(path, ()):
        items = expression.items if isinstance(expression, Array) else (expression,)
        found += [_text(item) for item in items]
    return found


def _text(expression: Expr) -> str | None:
    match expression:
        case Literal(value=bool() as value):
            return "true" if value else "false"
        case Literal(value=value) if value is not None:
            return str(value)
    return None


def _known(given: Mapping[str, list[Expr]], path: str | None) -> list[str]:
    """The values of an argument; none, which is all, where one of them is not known."""
    found = [] if path is None else _texts(given, path)
    known = [text for text in found if text]
    return known if len(known) == len(found) else []


def _matches(given: Mapping[str, list[Expr]], path: str, patterns: Iterable[str]) -> bool:
    """Whether an argument has a value of those, or may have."""
    found = _texts(given, path) or [""]
    return any(text is None or re.fullmatch(pattern, text) for text in found for pattern in patterns)
