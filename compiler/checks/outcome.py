"""Leaves of values, and what a build is without some of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..compile import Compilation, Settings, compile_values
from ..report.diagnostics import Path, Refused
from ..values.load import Values
from ..values.tree import Node, with_places


@dataclass(frozen=True)
class Outcome:
    """All that values lead to: configurations, objects, charts of services, and what is warned of."""

    texts: tuple[tuple[str, str], ...]
    objects: Any
    services: Any
    warnings: frozenset[tuple[str, Path]]

    def is_without_loss(self, without: Outcome) -> bool:
        """Whether what is built is the same, and nothing more is warned of."""
        same = (self.texts, self.objects, self.services) == (without.texts, without.objects, without.services)
        return same and without.warnings <= self.warnings


def outcome(values: Values, settings: Settings) -> Outcome | None:
    """What values lead to; None where they are refused. It is not verified: what is asked is whether it is the same."""
    try:
        return outcome_of(_built(values, settings))
    except Refused:
        return None


def comes_to(before: Outcome, values: Values, settings: Settings) -> bool:
    """Whether values lead to the same, and to no more warnings. Objects are not made, and nothing is warned of, where
    the texts say that not."""
    try:
        if _texts(_built(values, replace(settings, warn=False))) != before.texts:
            return False
        return before.is_without_loss(outcome_of(_built(values, settings)))
    except Refused:
        return False


def _built(values: Values, settings: Settings) -> Compilation:
    return compile_values(values, replace(settings, verify=False, measure=False, comments="none"))


def _texts(built: Compilation) -> tuple[tuple[str, str], ...]:
    return tuple((configuration.collector, configuration.text) for configuration in built.configurations)


def outcome_of(built: Compilation) -> Outcome:
    """What a build leads to. Raises Refused for objects that cannot be."""
    from ..emit import check_form
    from ..emit.manifests import objects
    from ..emit.services import service_releases

    names = [configuration.collector for configuration in built.configurations]
    installation = built.plan.installation
    warned = [*built.warnings, *check_form(built, "helmfile")]
    return Outcome(
        _texts(built),
        objects(built, names, hashed=False),
        service_releases(installation, shared_name=False),
        frozenset((warning.code, warning.path) for warning in warned),
    )


def leaves(node: Node, path: Path = ()) -> Iterator[Path]:
    """The paths of what the user set: single values, also in lists, and empty maps and lists. Of a list with one item,
    it is the list. Keys that begin with `x-` are the
    user's own, for anchors."""
    value = node.value
    if isinstance(value, dict) and value:
        for key, child in value.items():
            if path or not key.startswith("x-"):
                yield from leaves(child, (*path, key))
    elif isinstance(value, list) and (len(value) > 1 or any(isinstance(item.value, dict) for item in value)):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    elif path:
        yield path


def without(values: Values, paths: Iterable[Path]) -> Values:
    """The values without some of their leaves. A map that has none left stays, empty."""
    root = values.root
    for path in paths:
        root = _without(root, path)
    return replace(values, data=with_places(root), root=root)


def _without(node: Node, path: Path) -> Node:
    part, rest = path[0], path[1:]
    match node.value:
        case dict() as children if isinstance(part, str):
            if rest:
                return node._replace(value={**children, part: _without(children[part], rest)})
            return node._replace(value={key: child for key, child in children.items() if key != part})
        case list() as items if isinstance(part, int):
            changed = [_without(items[part], rest)] if rest else []
            return node._replace(value=[*items[:part], *changed, *items[part + 1 :]])
    return node
