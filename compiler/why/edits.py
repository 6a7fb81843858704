"""The smallest changes of values that let a datum through, or stop it: found from what contributed to the decision, and
each tried before it is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from ..report.contribution import Contribution
from ..report.diagnostics import Path, Refused
from ..simulate.data import Line, Series, Target
from ..simulate.flow import deliver
from ..simulate.places import origin_of, read_path
from ..values import preset_data
from ..values.load import Values
from ..values.tree import Node, find, plain, with_places
from .asking import asked
from .decide import Decision
from .outcome import Answer, Change, Edit, Outcome, Verdict
from .ways import giving
from .world import World, world

TRIED = 24
"""So many edits of one answer are tried; the nearest come first."""
MOST = 3
"""So many changes an edit has at most, beside the sections that it turns on."""


def edits(found: Answer, wanted: Verdict) -> list[Edit]:
    """The edits of values after which the answer is as wanted, those first that change least. Where something else
    decides after a change, what changes that is added to it."""
    verified: list[Edit] = []
    waiting: list[tuple[Answer, tuple[Change, ...]]] = [(found, ())]
    tried = 0
    while waiting:
        before, made = waiting.pop(0)
        for more in _candidates(before, wanted):
            changes = _together(made, more)
            tried += 1
            if tried > TRIED or any(set(map(repr, edit.changes)) <= set(map(repr, changes)) for edit in verified):
                continue
            after = _after(found, changes)
            if after is not None and after.verdict == wanted:
                verified.append(Edit(changes, True, tuple(_also(found, after.world, wanted))))
            elif after is not None and len(changes) < MOST and _decided(after) != _decided(before):
                waiting.append((after, changes))
    return sorted(verified, key=lambda edit: len(edit.also))


def _candidates(found: Answer, wanted: Verdict) -> list[tuple[Change, ...]]:
    changes: list[tuple[Change, ...]] = []
    for outcome in found.every:
        if outcome.verdict != wanted:
            new = _to_let_in(found, outcome) if wanted == "arrives" else _to_stop(found, outcome)
            changes += (change for change in new if change not in changes)
    return changes


def _together(made: tuple[Change, ...], more: tuple[Change, ...]) -> tuple[Change, ...]:
    """Changes one after the other: the later one of a path holds."""
    return tuple({change.path: change for change in (*made, *more)}.values())


def _decided(found: Answer) -> list[object]:
    return [(one.name, one.decision and one.decision.statement, one.missing) for one in found.outcomes]


def _after(found: Answer, changes: tuple[Change, ...]) -> Answer | None:
    """The answer with other values; None where they are refused."""
    try:
        return asked(edited_world(found.world, changes), found.question)
    except Refused:
        return None


def edited_world(before: World, changes: Sequence[Change]) -> World:
    """The world with other values. Raises Refused."""
    assert before.values is not None
    values = before.values
    for change in changes:
        values = with_value(values, change.path, change.value)
    return world(values, before.settings, before.facts)


def with_value(values: Values, path: Path, value: Any) -> Values:
    """Values with another value at a path, whose place is that of the nearest thing around it."""
    root = _set(values.root, path, value)
    return Values(with_places(root), root, values.sources, values.warnings)


def _set(node: Node, path: Path, value: Any) -> Node:
    if not path:
        return _node(node, value)
    key, *rest = path
    if isinstance(node.value, list) and isinstance(key, int):
        return node._replace(value=[_set(c, tuple(rest), value) if i == key else c for i, c in enumerate(node.value)])
    children = dict(node.value) if isinstance(node.value, dict) else {}
    children[str(key)] = _set(children.get(str(key), node._replace(value={})), tuple(rest), value)
    return node._replace(value=children)


def _node(around: Node, value: Any) -> Node:
    if isinstance(value, dict):
        return around._replace(value={key: _node(around, child) for key, child in value.items()})
    if isinstance(value, list):
        return around._replace(value=[_node(around, child) for child in value])
    return around._replace(value=value)


def _held(values: Values, path: Path) -> Any:
    """The user's value at a path, plain; None where there is none."""
    node, exact = find(values.root, path)
    return plain(node) if exact else None


def _to_let_in(found: Answer, outcome: Outcome) -> Iterator[tuple[Change, ...]]:
    values = found.world.values
    assert values is not None
    if outcome.missing:
        yield from _turned_on(outcome.missing)
    if outcome.decision is None:
        return
    yield from _past(values, outcome.decision)
    for section in _tunings(outcome):
        yield from _kept(values, section, outcome.decision)


def _turned_on(section: Path) -> Iterator[tuple[Change, ...]]:
    """A source turned on, with the sections that it stands in."""
    steps = [Change((*section[:depth], "enabled"), True) for depth in range(1, len(section) + 1)]
    yield (steps[-1],)
    yield (steps[0],)
    yield tuple(steps)


def _past(values: Values, decided: Decision) -> Iterator[tuple[Change, ...]]:
    """Changes of what the deciding rule was made of."""
    for by in decided.by:
        if by.kind == "value" and by.at is not None:
            yield from _without_statement(values, by, decided)
        elif by.kind == "value":
            yield from _value_changed(values, by.path, decided)
            yield from _section_off(values, by.path)
        elif by.kind == "unit" and by.path:
            yield from _default_changed(by.path, decided)


def _value_changed(values: Values, path: Path, decided: Decision) -> Iterator[tuple[Change, ...]]:
    where, entry = (path[:-1], path[-1]) if isinstance(path[-1], int) else (path, None)
    held = _held(values, where)
    if decided.action == "keep" and isinstance(held, list):
        yield (Change(where, _added(held, decided.value)),)
    elif isinstance(entry, int) and isinstance(held, list):
        yield (Change(where, [item for index, item in enumerate(held) if index != entry]),)
    elif decided.statement is not None and decided.statement.name == "selectors":
        section = _held(values, path[:-1])
        if isinstance(section, dict):
            yield (Change(path[:-1], {key: value for key, value in section.items() if key != path[-1]}),)
    elif isinstance(held, bool):
        yield (Change(path, not held),)
    elif isinstance(held, str):
        names = [name.strip() for name in held.split(",")]
        kept = [*names, decided.value] if decided.action == "keep" else [n for n in names if n != decided.value]
        yield (Change(path, ",".join(kept)),)


def _section_off(values: Values, path: Path) -> Iterator[tuple[Change, ...]]:
    """The nearest section around a value that the user turned on, turned off."""
    for depth in range(len(path) - 1, 1, -1):
        if _held(values, (*path[:depth], "enabled")) is True:
            yield (Change((*path[:depth], "enabled"), False),)
            return


def _default_changed(path: Path, decided: Decision) -> Iterator[tuple[Change, ...]]:
    """An option that has its default: a list emptied, a switch turned off."""
    listed = next((index for index, part in enumerate(path) if isinstance(part, int)), None)
    yield (Change(path, False) if listed is None else Change(path[:listed], []),)


def _without_statement(values: Values, by: Contribution, decided: Decision) -> Iterator[tuple[Change, ...]]:
    """Raw Alloy of the user's without the rule or stage that decided."""
    from ..syntax.parser import parse_body
    from ..syntax.printer import print_body

    held = _held(values, by.path)
    if not isinstance(held, str):
        return
    body = parse_body(held)
    at = by.at
    kept = tuple(s for s in body if s.at is None or (s.at.line, s.at.column) != at)
    if len(kept) < len(body):
        yield (Change(by.path, print_body(kept).strip("\n") + ("\n" if kept else "")),)


_TUNINGS = (("metricsTuning",), ("metrics", "tuning"), ("tuning",))


def _tunings(outcome: Outcome) -> Iterator[Path]:
    """The sections that tune a source: those that its rules came from, else where they would stand."""
    found = [
        by.path[: by.path.index(mark) + 1]
        for by in (outcome.decision.by if outcome.decision else ())
        for mark in ("metricsTuning", "tuning")
        if by.kind != "preset" and mark in by.path
    ]
    section = outcome.source.at if outcome.source else ()
    yield from dict.fromkeys(found) if found or not section else ((*section, *tuning) for tuning in _TUNINGS)


def _kept(values: Values, section: Path, decided: Decision) -> Iterator[tuple[Change, ...]]:
    """A metric added to an allow list; the list not used."""
    if decided.action != "keep" or decided.label != "__name__":
        return
    path = (*section, "includeMetrics")
    yield (Change(path, _added(_held(values, path), decided.value)),)
    yield (Change((*section, "useDefaultAllowList"), False),)


def _added(held: Any, item: str) -> list[Any]:
    items = held if isinstance(held, list) else []
    return items if item in items else [*items, item]


def _to_stop(found: Answer, outcome: Outcome) -> Iterator[tuple[Change, ...]]:
    values, source, datum = found.world.values, outcome.source, found.question.datum
    assert values is not None
    if source is None or not source.at:
        return
    if isinstance(datum, Series):
        name = datum.labels["__name__"]
        for origin in dict.fromkeys((source.at, _section(origin_of(name)))):
            for tuning in _TUNINGS if origin else ():
                path = (*origin, *tuning, "excludeMetrics")
                yield (Change(path, _added(_held(values, path), name)),)
    if isinstance(datum, Line | Target) and "namespace" in datum.labels:
        path = (*source.at, "excludeNamespaces")
        yield (Change(path, _added(_held(values, path), datum.labels["namespace"])),)
    yield (Change((*source.at, "enabled"), False),)


def _section(name: str) -> Path:
    return read_path(name)


def _also(found: Answer, after: World, wanted: Verdict) -> Iterator[str]:
    """The metrics of the presets' lists that come through now and did not, or did and do not."""
    if not isinstance(found.question.datum, Series):
        return
    asked = found.question.datum.labels["__name__"]
    question = replace(found.question, at="")
    origin = origin_of(asked)
    names = [name for name in listed_metrics() if name != asked and origin_of(name) == origin]
    before, now = (_arriving(world, question, names) for world in (found.world, after))
    yield from sorted(now - before if wanted == "arrives" else before - now)


def _arriving(world: World, question: Any, names: Sequence[str]) -> set[str]:
    """Those of some metrics that arrive somewhere, with the labels of the series that was asked for."""
    from .ways import target_of

    labels: Mapping[str, str] = question.datum.labels
    found: set[str] = set()
    for source in giving(world, question):
        simulation = world.simulation(source.collector, question.objects)
        target = target_of(simulation, source.component, question.datum)
        told = deliver(simulation, source.component, [Series({**labels, "__name__": name}) for name in names], target)
        arrived = {component.id for component, _ in told.arrived}
        if arrived:
            renamed = (datum for _, datum in told.arrived if isinstance(datum, Series))
            found.update(datum.labels.get("__name__", "") for datum in renamed)
    return found & set(names)


@cache
def listed_metrics() -> tuple[str, ...]:
    """The metrics that presets list, a pattern as the shortest name of its kind."""
    listed = {metric for name in preset_data.names("metrics") for metric in preset_data.metrics(name)}
    return tuple(sorted({str(metric).replace(".*", "").replace(".+", "x").rstrip("_") for metric in listed}))
