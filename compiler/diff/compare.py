"""Two sides compared: journeys that both have are no change; the others are paired, and what each says is compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import zip_longest

from ..graph.contributions import contributions
from ..languages.fault import NotModelled
from ..report.diagnostics import dotted
from ..syntax.ast import Attribute, Block
from .changes import Aspect, Change, Difference, How, Witness
from .edited import Edits
from .journeys import Journey, Said, journeys
from .metrics import Names, lost, names
from .pairs import only, paired, renamed
from .rule import argument
from .sides import Side
from .terms import aspect_of, default_of, name_of, shown


def compare(old: Side, new: Side) -> Difference:
    """What `new` does otherwise than `old`. Raises ValueError for components that feed each other in a cycle."""
    from .witness import find_witness

    by_version = old.alloy_version != new.alloy_version
    had, has = journeys(old, by_version), journeys(new, by_version)
    only_old, only_new = only(had, has), only(has, had)
    warnings = (*old.notes, *renamed(had, has))
    planned = _workloads(old, new)
    if not only_old and not only_new and not planned:
        return Difference(True, warnings=warnings)
    changes: list[Change] = []
    witnesses: list[Witness] = []
    unknown: list[str] = []
    edits = Edits(old, new)
    for before, after in paired(only_old, only_new):
        found = _moved_labels(list(_journey_changes(before, after)))
        if before is not None and after is not None and _wants_witness(found, after):
            witness, reason = find_witness(before, after)
            if witness is not None:
                witnesses.append(witness)
                found = [replace(change, proven=True) for change in found]
            elif not any(change.proven for change in found):
                unknown.append(reason)
        changes += [edits.placed(change) for change in found]
        if not found and before is not None and after is not None and not _say_the_same(before, after):
            unknown.append(f"{after.source}: the two differ in a way that has no name")
    joined = _joined([*changes, *(edits.placed(change) for change in planned)])
    same = False if any(change.proven for change in joined) else None if joined or unknown else True
    return Difference(
        same, joined, tuple(_first_of_each(witnesses)), warnings, tuple(dict.fromkeys(filter(None, unknown)))
    )


def _workloads(old: Side, new: Side) -> list[Change]:
    """What is otherwise in the cluster, where both sides are values."""
    if old.built is None or new.built is None:
        return []
    from .workloads import workload_changes

    return list(workload_changes(old.built, new.built))


def _moved_labels(found: list[Change]) -> list[Change]:
    """Labels that an argument gave, and that a rule gives now, may come to the same."""
    if not any(change.aspect == "labels" and not change.proven for change in found):
        return found
    return [replace(change, proven=change.proven and change.aspect != "labels") for change in found]


def _wants_witness(found: Sequence[Change], after: Journey) -> bool:
    """Whether a datum must show the difference; or may, where processors of OTLP do it."""
    processed = any(change.aspect in ("processors", "sampling") for change in found) and bool(after.signal)
    return not all(change.proven for change in found) or processed


def _say_the_same(before: Journey, after: Journey) -> bool:
    """Whether all but the rules on names is the same, in the same order."""
    had, has = (
        [(s.path, s.value) for s in journey.said if not any(s is rule for rule in names(journey).rules)]
        for journey in (before, after)
    )
    return had == has


def _first_of_each(witnesses: Sequence[Witness]) -> Iterator[Witness]:
    seen = set()
    for witness in witnesses:
        key = (witness.datum, witness.old, witness.new)
        if key not in seen:
            seen.add(key)
            yield witness


def _journey_changes(before: Journey | None, after: Journey | None) -> Iterator[Change]:
    if before is None or after is None:
        journey = before or after
        assert journey is not None
        yield from _whole(journey, "removed" if after is None else "added")
        return
    names_before, names_after = names(before), names(after)
    yield from _names_changes(before, after, names_before, names_after)
    yield from _arguments(before, after)
    yield from _rules(before, after, {id(s.node) for s in (*names_before.rules, *names_after.rules)})
    if before.destination != after.destination and before.side.values is not None and after.side.values is not None:
        yield _change(after, "endpoints", "changed", "destination", before.destination, after.destination)
    if before.default_job != after.default_job:
        yield _change(after, "labels", "changed", "job", before.default_job, after.default_job)


def _whole(journey: Journey, how: How) -> Iterator[Change]:
    component = journey.components[0]
    place = journey.place(component)
    at_old, at_new = (place, None) if how == "removed" else (None, place)
    aspect: Aspect = "sources" if journey.signal else "settings"
    name = journey.source if journey.signal else component.kind
    yield Change(
        journey.destination, journey.signal, aspect, how, name, at_old=at_old, at_new=at_new, sources=(journey.source,)
    )
    known = names(journey)
    if journey.signal == "metrics" and known.kept:
        for rule_names in lost(known, Names((), (known.kept[0],), ())):
            yield Change(
                journey.destination, journey.signal, "metrics", how, rule_names.name, at_old=at_old, at_new=at_new,
                sources=(journey.source,),
            )  # fmt: skip


def _change(journey: Journey, aspect: str, how: How, name: str, old: str, new: str) -> Change:
    return Change(journey.destination, journey.signal, aspect, how, name, old, new, sources=(journey.source,))  # type: ignore[arg-type]


def _names_changes(before: Journey, after: Journey, old: Names, new: Names) -> Iterator[Change]:
    if [s.value for s in old.rules] == [s.value for s in new.rules]:
        return
    at_old = before.place(old.rules[-1].node) if old.rules else None
    at_new = after.place(new.rules[-1].node) if new.rules else None
    ends = (after.destination, after.signal)
    try:
        for gone in lost(old, new):
            example = gone.example if gone.example != gone.name else ""
            yield Change(*ends, "metrics", "removed", gone.name, example, "", at_old, at_new, (after.source,))
        for gone in lost(new, old):
            example = gone.example if gone.example != gone.name else ""
            yield Change(*ends, "metrics", "added", gone.name, "", example, at_old, at_new, (after.source,))
    except NotModelled as reason:
        yield Change(*ends, "metrics", "changed", f"unknown: {reason}", "", "", at_old, at_new, (after.source,), False)


def _arguments(before: Journey, after: Journey) -> Iterator[Change]:
    """Arguments that are not said on both sides alike."""
    had, has = _by_path(before), _by_path(after)
    for path in dict.fromkeys((*had, *has)):
        left, right = Counter(s.value for s in had.get(path, ())), Counter(s.value for s in has.get(path, ()))
        gone = [s for s in had.get(path, ()) if (left - right)[s.value]]
        come = [s for s in has.get(path, ()) if (right - left)[s.value]]
        for one, other in zip_longest(gone, come):
            yield from _statement(before, after, one, other)


def _by_path(journey: Journey) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for said in journey.said:
        if not said.ordered:
            found.setdefault(said.path, []).append(said)
    return found


def _rules(before: Journey, after: Journey, passed_over: set[int]) -> Iterator[Change]:
    """Rules and stages that are not the same in the same order."""
    had = [s for s in before.said if s.ordered and id(s.node) not in passed_over]
    has = [s for s in after.said if s.ordered and id(s.node) not in passed_over]
    matcher = SequenceMatcher(
        None, [(s.component.kind, s.value) for s in had], [(s.component.kind, s.value) for s in has], False
    )
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            continue
        left, right = had[i:j], has[k:m]
        for one in left:
            other = next((o for o in right if _same_rule(one, o)), None)
            other = other or next((o for o in right if _is_renamed(one, o)), None)
            if other is not None:
                right.remove(other)
            yield from _statement(before, after, one, other)
        for other in right:
            yield from _statement(before, after, None, other)


def _same_rule(one: Said, other: Said) -> bool:
    return one.path == other.path and aspect_of(one) == aspect_of(other) and name_of(one) == name_of(other)


def _is_renamed(one: Said, other: Said) -> bool:
    """Whether two rules differ in nothing but the label that they write."""
    rules = [said.node for said in (one, other) if isinstance(said.node, Block)]
    if len(rules) != 2 or one.path != other.path or not all(argument(rule, "target_label") for rule in rules):
        return False
    rest = [{s.name: s.value for s in rule.body if isinstance(s, Attribute)} for rule in rules]
    without = [{name: value for name, value in given.items() if name != "target_label"} for given in rest]
    return without[0] == without[1] and aspect_of(one) == aspect_of(other) == "labels"


def _statement(before: Journey, after: Journey, one: Said | None, other: Said | None) -> Iterator[Change]:
    said = other or one
    assert said is not None
    how: How = "changed" if one and other else "removed" if one else "added"
    aspect, name = aspect_of(said), name_of(said)
    preset = "" if one and other else default_of(said)
    if preset:
        how = "changed"
    if aspect in ("sources", "metrics", "logs") and said.ordered:
        how = "changed"
    if _takes_labels_away(said) and how != "changed":
        how = "added" if how == "removed" else "removed"
    old, new = (shown(one) if one else preset), (shown(other) if other else preset)
    at_old, at_new = (before.place(one.node) if one else None), (after.place(other.node) if other else None)
    found = Change(after.destination, after.signal, aspect, how, name, old, new, at_old, at_new, (after.source,))
    was = name_of(one) if one and other and aspect == "labels" and name_of(one) != name else ""
    yield replace(found, proven=not said.ordered, was=was, about=_about(one, other))


def _about(*said: Said | None) -> tuple[str, ...]:
    """The values paths that made a statement, and the unit of its component."""
    paths = [by.path for one in said if one for by in contributions(one.node) if by.kind != "preset"]
    units = [one.component.origin.path for one in said if one]
    return tuple(dict.fromkeys(dotted(path) for path in (*paths, *units) if path))


def _takes_labels_away(said: Said) -> bool:
    node = said.node
    return isinstance(node, Block) and (node.name == "stage.label_drop" or argument(node, "action") == "labeldrop")


def _joined(changes: Sequence[Change]) -> tuple[Change, ...]:
    """One change for all sources that it is the same for."""
    found: dict[Change, list[str]] = {}
    for change in changes:
        key = replace(change, sources=(change.sources if change.aspect == "metrics" else ()))
        found.setdefault(key, []).extend(change.sources)
    return tuple(replace(change, sources=tuple(dict.fromkeys(sources))) for change, sources in found.items())
