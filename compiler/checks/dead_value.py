"""Values that change nothing: they could as well not be there.

`redundant-value` is a value that is what it would be anyway; `dead-value` one that is overridden by a later file or
argument, or that nothing looks at: its feature or source is off, or something else decides.

Contributions say which values are in what was built, and models what a value is by itself; whatever these two leave
open is decided by building without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from ..compile import plan_values
from ..graph.contributions import contributions_of
from ..planning.collectors import OWN_KEYS, Collector
from ..planning.installation import Installation
from ..report.diagnostics import Diagnostic, Path, Refused, dotted
from ..values.load import Values, load
from ..values.placed import bare_tree
from ..values.tree import find, key_span, plain, value_span
from .finding import Case, Finding
from .outcome import Outcome, comes_to, leaves, outcome, without

CODES = ("dead-value", "redundant-value")
_NOT_KNOWN = object()


def check(case: Case) -> Iterator[Finding]:
    """Every value without effect, in the order of the values."""
    yield from _shadowed(case)
    for path in sorted(ineffective(case), key=lambda path: _position(case.values, path)):
        yield Finding(_redundant(path) if _is_default(case, path) else _dead(path, case.built.plan.installation))


def ineffective(case: Case) -> frozenset[Path]:
    """The leaves without which the build is the same: each is left out by itself."""
    before = outcome(case.values, case.settings)
    if before is None:
        return frozenset()
    return frozenset(path for path in _open_questions(case) if _same_without(path, before, case))


def _open_questions(case: Case) -> Iterator[Path]:
    """The leaves that contributions and models do not show to matter. An item of a list that something was made of
    matters, and any other where the section it stands in would have another text or number without it, or none. An
    empty default may be filled in by other sections, and what is on or off is decided by several."""
    contributing, switches, assigned = contributing_paths(case), switches_of(case), assigned_by(case)
    for path in leaves(case.values.root):
        given = value_at(case.values, path)
        model, below = _section(case.built.plan.installation, path), _below(path)
        if path in switches and given is True and _default(model, below) is False:
            continue
        if path in assigned or _is_type_of_destination(path, contributing):
            continue
        if (isinstance(path[-1], int) and path in contributing) or (
            path[:2] in contributing and _is_required(model, below)
        ):
            continue
        default = _default(model, below)
        would_differ = default is not _NOT_KNOWN and default != given and (bool(default) or path[0] == "destinations")
        if path not in contributing or isinstance(given, bool | list) or not would_differ:
            yield path


def _is_type_of_destination(path: Path, contributing: frozenset[Path]) -> bool:
    """Whether it is the type of a destination that something was made for: without it, that is refused."""
    return path[:1] == ("destinations",) and path[2:] == ("type",) and path[:2] in contributing


def assigned_by(case: Case) -> frozenset[Path]:
    """What assigns a feature to its collector where there are several: without it the feature has none."""
    plan = case.built.plan
    if sum(collector.options.enabled for collector in plan.installation.collectors.values()) < 2:
        return frozenset()
    planned = (feature for collector in plan.collectors for feature in collector.features)
    own = (one for one in planned if not one.wanted.is_accessory)
    return frozenset(one.at for one in own if one.at == (*one.feature.path, "collector"))


def switches_of(case: Case) -> frozenset[Path]:
    """What turns on a unit that components were made for, and what alone of the unit's values a component is there
    for."""
    found: set[Path] = set()
    for component in (c for made in case.built.configurations for c in made.graph.components):
        unit = component.origin.path
        if component.origin.written_by_user or not unit:
            continue
        found.add((*unit, "enabled"))
        by = {one.path for one in component.by if one.kind == "value"}
        found |= by if len(by) == 1 else set()
    return frozenset(found)


def _same_without(path: Path, before: Outcome, case: Case) -> bool:
    values = without(case.values, [path])
    return not _sets_a_collector(path, values, case) and comes_to(before, values, case.settings)


def _sets_a_collector(path: Path, values: Values, case: Case) -> bool:
    """Whether a collector has other settings without the value, or there is no plan: its `Alloy` object has them."""
    if path[0] != "collectors" or path[2:3] == () or (path[2] in OWN_KEYS and path[2] not in ("preset", "presets")):
        return False
    try:
        planned = plan_values(values, replace(case.settings, verify=False, warn=False))
    except Refused:
        return True
    key = str(path[1])
    with_it, without_it = case.built.plan.installation.collectors, planned.installation.collectors
    if key not in with_it or key not in without_it or not with_it[key].options.enabled:
        return False
    return _of_alloy(with_it[key]) != _of_alloy(without_it[key])


def _of_alloy(collector: Collector) -> dict[str, Any]:
    return {key: bare_tree(value) for key, value in collector.settings.items() if key not in OWN_KEYS}


def contributing_paths(case: Case) -> frozenset[Path]:
    """The paths of values that something in a configuration was made of, and of all around them."""
    found = {
        by.path
        for configuration in case.built.configurations
        for component in configuration.graph.components
        for by in contributions_of(component)
        if by.kind == "value" and not by.key
    }
    return frozenset(path[:length] for path in found for length in range(1, len(path) + 1))


def value_at(values: Values, path: Path) -> Any:
    """The plain value at a path that the values have."""
    return plain(find(values.root, path)[0])


def _is_default(case: Case, path: Path) -> bool:
    """Whether a value is what it is by itself."""
    given = value_at(case.values, path)
    default = _default(_section(case.built.plan.installation, path), _below(path))
    return type(default) is type(given) and bool(default == given)


def _section(installation: Installation, path: Path) -> Any:
    match path:
        case ("destinations", str(name), *_) if name in installation.destinations:
            return installation.destinations[name].options
        case ("cluster", *_):
            return installation.cluster
        case ("global", *_):
            return installation.globals
        case (str(name), *_):
            return installation.features.get(name)
    return None


def _below(path: Path) -> Path:
    return path[2:] if path[0] == "destinations" else path[1:]


def _default(model: Any, path: Path) -> Any:
    """What the value at a path is by itself, in a section that was read. The class of the section that it stands in
    says so: that is what is left where only the value is taken away."""
    for place, part in enumerate(path):
        if not isinstance(model, BaseModel):
            return _NOT_KNOWN
        fields = {field.alias or name: name for name, field in type(model).model_fields.items()}
        if part not in fields:
            return _NOT_KNOWN
        field = type(model).model_fields[fields[str(part)]]
        if place == len(path) - 1:
            return _NOT_KNOWN if field.is_required() else bare_tree(field.get_default(call_default_factory=True))
        model = getattr(model, fields[str(part)])
    return _NOT_KNOWN


def _is_required(model: Any, path: Path) -> bool:
    """Whether the section that a value stands in is refused without it."""
    for part in path[:-1]:
        if isinstance(model, BaseModel):
            fields = {field.alias or name: name for name, field in type(model).model_fields.items()}
            model = getattr(model, fields.get(str(part), ""), None)
        else:
            model = None
    if not isinstance(model, BaseModel):
        return False
    return any(f.is_required() for name, f in type(model).model_fields.items() if (f.alias or name) == path[-1])


def _redundant(path: Path) -> Diagnostic:
    message = f"`{dotted(path)}` is what it would be anyway"
    return Diagnostic("redundant-value", message, path, "take it away: nothing that is built changes", "warning")


def _dead(path: Path, installation: Installation) -> Diagnostic:
    off = _switched_off(path, installation)
    message = f"`{dotted(path)}` has no effect: " + (f"`{dotted(off)}` is off" if off else "nothing here depends on it")
    help = f"turn on `{dotted(off)}`, or take the value away" if off else "take it away: nothing that is built changes"
    return Diagnostic("dead-value", message, path, help, "warning")


def _switched_off(path: Path, installation: Installation) -> Path | None:
    """The outermost section around a value that is turned off."""
    model = _section(installation, path)
    start = len(path) - len(_below(path))
    for place in range(start, len(path)):
        if not isinstance(model, BaseModel):
            return None
        if getattr(model, "enabled", None) in (False,) and path[place] != "enabled":
            return path[:place]
        fields = {field.alias or name: name for name, field in type(model).model_fields.items()}
        model = getattr(model, fields.get(str(path[place]), ""), None)
    return None


def _shadowed(case: Case) -> Iterator[Finding]:
    """What a later file or argument replaced."""
    if len(case.values.sources) < 2:
        return
    for file in case.files:
        earlier = load([file])
        for path in leaves(earlier.root):
            node, _ = find(earlier.root, path)
            winner, exact = find(case.values.root, path)
            if winner.extent.source.file == file or (not exact and winner is case.values.root):
                continue
            message = f"`{dotted(path)}` has no effect: it is set again at {value_span(winner)}"
            help = "take one of the two away"
            span = value_span(node)
            yield Finding(Diagnostic("dead-value", message, path, help, "warning", span))


def _position(values: Values, path: Path) -> tuple[str, int, int]:
    span = key_span(find(values.root, path)[0])
    return span.file, span.line, span.column
