"""A series, line or profile that two journeys treat differently, found by running candidates through both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import islice, permutations, product

from ..algebra import Language, language, word
from ..graph.component import Graph
from ..graph.contributions import walk
from ..graph.read import running_id
from ..languages.fault import LanguageFault, NotModelled
from ..simulate import Datum, Line, Otlp, Profile, Series, Simulation, Unknown, run
from ..simulate.relabel import relabel
from ..syntax.ast import Attribute, Block, Literal, Object
from .changes import Witness
from .journeys import Journey, Said
from .metrics import lost, names
from .otlp_data import is_pushed, otlp_candidates, otlp_text
from .rule import argument, pattern, sources_of
from .world import FOUND_NOTHING, stand_in_world

MOST = 60
"""Candidates that are run."""
TARGET = {"job": "job", "instance": "instance"}


def find_witness(old: Journey, new: Journey) -> tuple[Witness | None, str]:
    """A datum that fares differently on two journeys; or none, and why nobody can tell."""
    found = target_witness(old, new)
    if found is not None:
        return found, ""
    reason = "no datum was found that shows a difference, and none was proven to be there"
    for datum in islice(candidates(old, new), MOST):
        had, has = outcome(old, datum), outcome(new, datum)
        if isinstance(had, str) or isinstance(has, str):
            reason = f"{new.source}: {had if isinstance(had, str) else has}"
            continue
        if had != has:
            least = _least_datum(datum, old, new)
            had, has = outcome(old, least), outcome(new, least)
            assert not isinstance(had, str) and not isinstance(has, str)  # noqa: PT018
            return Witness(new.destination, new.source, text_of(least), had, has), ""
    return None, reason


def _least_datum(datum: Datum, old: Journey, new: Journey) -> Datum:
    """The datum without the labels that the difference does not need."""
    if not isinstance(datum, Series | Line | Profile):
        return datum
    one = datum

    def differs(labels: dict[str, str]) -> bool:
        fewer = replace(one, labels=labels)
        had, has = outcome(old, fewer), outcome(new, fewer)
        return had != has and not isinstance(had, str) and not isinstance(has, str)

    name = {"__name__": datum.labels["__name__"]} if "__name__" in datum.labels else {}
    rest = {key: value for key, value in datum.labels.items() if key not in name}
    return replace(datum, labels={**name, **_least(rest, lambda labels: differs({**name, **labels}))})


def target_witness(old: Journey, new: Journey) -> Witness | None:
    """A target, or a pod of which logs are read, that the rules of discovery make another on each side."""
    if [s.value for s in _discovery(old)] == [s.value for s in _discovery(new)]:
        return None
    looked_for = _looked_for(old, new, True)
    copied = _copied(old, new)
    base = {**{name: values[0] for name, values in looked_for.items()}, **_passing(old, new, True)}
    made = [base]
    for name, values in looked_for.items():
        for value in (*values[:6], "other"):
            made.append({**base, name: value, **dict.fromkeys(copied.get(name, ()), value)})
    for labels in made[:MOST]:
        if _relabelled_otherwise(old, new, labels):
            least = _least(labels, lambda fewer: _relabelled_otherwise(old, new, fewer))
            had, has = _relabelled(old, least), _relabelled(new, least)
            assert not isinstance(had, str) and not isinstance(has, str)  # noqa: PT018
            return Witness(new.destination, new.source, f"a target {_labels(least)}", _told(had), _told(has))
    return None


def _relabelled_otherwise(old: Journey, new: Journey, labels: dict[str, str]) -> bool:
    had, has = _relabelled(old, labels), _relabelled(new, labels)
    return had != has and not isinstance(had, str) and not isinstance(has, str)


def _least(labels: Mapping[str, str], differs: Callable[[dict[str, str]], bool]) -> dict[str, str]:
    """The labels without those that the difference does not need."""
    least = dict(labels)
    for name in labels:
        fewer = {other: value for other, value in least.items() if other != name}
        if differs(fewer):
            least = fewer
    return least


def _copied(old: Journey, new: Journey) -> dict[str, list[str]]:
    """The labels that rules of discovery copy to each label as they are."""
    found: dict[str, list[str]] = {}
    for rule in (*_asking(old, True), *_asking(new, True)):
        if argument(rule, "target_label") and len(sources_of(rule)) == 1 and pattern(rule) in ("(.*)", "(.+)"):
            found.setdefault(argument(rule, "target_label"), []).extend(sources_of(rule))
    return found


def _discovery(journey: Journey) -> list[Said]:
    return [s for s in journey.said if s.ordered and s.component.kind == "discovery.relabel"]


def _relabelled(journey: Journey, labels: dict[str, str]) -> dict[str, str] | str | None:
    """Labels after all rules of discovery on the way; None where the target is dropped; or why nobody knows."""
    simulation = Simulation(
        journey.graph, stand_in_world(journey.components, journey.side.alloy_version, FOUND_NOTHING)
    )
    after: dict[str, str] | None = labels
    try:
        for component in dict.fromkeys(said.component for said in _discovery(journey)):
            after = relabel(simulation.rules(component, "discovery"), after) if after is not None else None
    except (Unknown, NotModelled, LanguageFault) as reason:
        return str(reason)
    if after is None:
        return None
    return {name: value for name, value in after.items() if not name.startswith("__meta_")}


def _told(labels: dict[str, str] | None) -> tuple[str, ...]:
    return () if labels is None else (_labels(labels),)


def outcome(journey: Journey, datum: Datum) -> tuple[str, ...] | str:
    """What arrives of a datum that the source of a journey gives at its destination; or why nobody knows."""
    simulation = Simulation(
        _original(journey), stand_in_world(journey.components, journey.side.alloy_version, FOUND_NOTHING)
    )
    source = next(c for c in simulation.graph.components if c.id == journey.components[0].id)
    try:
        traces = run(simulation, source, datum, TARGET)
    except (Unknown, NotModelled, LanguageFault, ValueError) as reason:
        return str(reason)
    unknown = [trace.unknown for trace in traces if trace.unknown and _leads_there(trace.ended, journey)]
    if unknown:
        return unknown[0]
    arrived = [one for trace in traces for sink, one in trace.arrived if sink.id == journey.components[-1].id]
    return tuple(sorted({text_of(one) for one in arrived}))


def _leads_there(ended: object, journey: Journey) -> bool:
    return ended is None or any(running_id(c) == running_id(ended) for c in journey.components)  # type: ignore[arg-type]


def _original(journey: Journey) -> Graph:
    return next(graph for graph in journey.side.graphs if graph.collector == journey.collector)


def candidates(old: Journey, new: Journey) -> Iterator[Datum]:
    """Data made of what the rules of both look for."""
    labels = {**{name: ["other"] for name in _given_labels(old, new)}, **_looked_for(old, new)}
    base = _passing(old, new, False)
    every = {**{name: values[0] for name, values in labels.items()}, **base}
    made = [base, every]
    made += [{**base, name: value} for name, values in sorted(labels.items()) for value in values[:6]]
    if is_pushed(old) and is_pushed(new):
        yield from otlp_candidates(old, new)
    elif new.signal == "logs":
        yield from (Line(labels, "level=info msg=hello") for labels in made)
    elif new.signal == "profiles":
        yield from (Profile(labels) for labels in made)
    else:
        yield from (Series({"__name__": name, **labels}, 1.0) for name, labels in product(_names(old, new), made))


def _given_labels(old: Journey, new: Journey) -> list[str]:
    """The labels that either gives to what goes its way."""
    found: dict[str, None] = {}
    for said in (*old.said, *new.said):
        for node in walk(said.node) if not said.component.kind.startswith("discovery.") else ():
            match node:
                case Attribute("external_labels" | "values", Object(fields)):
                    found.update(dict.fromkeys(field.key for field in fields))
                case Attribute("target_label", Literal(str(name))):
                    found[name] = None
    return sorted(name for name in found if name and not name.startswith("__") and "$" not in name)


def _names(old: Journey, new: Journey) -> list[str]:
    """Metrics that both let through, and metrics that one does."""
    found = ["up"]
    before, after = names(old), names(new)
    try:
        both = word([language(".+"), *before.kept, *after.kept], [*before.dropped, *after.dropped])
        found += [both] if both else []
        found += [gone.example for gone in (*islice(lost(before, after), 3), *islice(lost(after, before), 3))]
    except NotModelled:
        pass
    return list(dict.fromkeys(found))[::-1]


def _looked_for(old: Journey, new: Journey, discovery: bool = False) -> dict[str, list[str]]:
    """Values that the rules of two journeys ask of each label: first those that one takes and the other does not."""
    found: dict[str, list[str]] = {}
    asked: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for rule in (*_asking(old, discovery), *_asking(new, discovery)):
        key = (tuple(sources_of(rule)), argument(rule, "separator") or ";")
        asked.setdefault(key, []).append("(.+)" if (known := pattern(rule)) in (None, "(.*)") else known)
    for (labels, separator), patterns in asked.items():
        for text in _texts(list(dict.fromkeys(patterns))):
            values = text.split(separator) if len(labels) > 1 else [text]
            for label, value in zip(labels or (text,), values if labels else ("x",), strict=False):
                if label != "__name__" and value:
                    found.setdefault(label, []).append(value)
    return {label: list(dict.fromkeys(values)) for label, values in found.items()}


def _passing(old: Journey, new: Journey, discovery: bool) -> dict[str, str]:
    """Values with which each filter on one label lets pass, on both sides where that can be."""
    found: dict[str, str] = {}
    for journeys in ([old], [new], [old, new]):
        kept: dict[str, list[Language]] = {}
        dropped: dict[str, list[Language]] = {}
        for rule in (rule for journey in journeys for rule in _asking(journey, discovery)):
            into = {"keep": kept, "drop": dropped}.get(argument(rule, "action"))
            if into is not None and len(sources_of(rule)) == 1 and pattern(rule) is not None:
                with suppress(NotModelled, LanguageFault):
                    into.setdefault(sources_of(rule)[0], []).append(language(pattern(rule) or ""))
        for label in dict.fromkeys((*kept, *dropped)):
            with suppress(NotModelled):
                text = word([language(".+"), *kept.get(label, ())], dropped.get(label, ()))
                found.update({label: text} if text and label != "__name__" else {})
    for rule in (*_asking(new, discovery), *_asking(old, discovery)):
        target, copied = argument(rule, "target_label"), sources_of(rule)
        if target in found and len(copied) == 1 and pattern(rule) in ("(.*)", "(.+)"):
            found[copied[0]] = found[target]
    return found


def _asking(journey: Journey, discovery: bool) -> Iterator[Block]:
    for said in journey.said:
        if said.ordered and isinstance(said.node, Block) and said.component.kind.startswith("discovery.") is discovery:
            yield said.node


def _texts(patterns: list[str]) -> Iterator[str]:
    """Texts that tell the patterns of one label apart, and one of each."""
    pairs = [(one, [other]) for one, other in permutations(patterns[:6], 2)]
    for one, others in (*pairs, *((one, []) for one in patterns)):
        try:
            text = word([language(one)], [language(other) for other in others])
        except (NotModelled, LanguageFault):
            continue
        if text is not None:
            yield text


def text_of(datum: Datum) -> str:
    """A datum as it is written in a query: `{__name__="up", job="x"}`."""
    match datum:
        case Series(labels, _, _, tenant):
            name = labels.get("__name__", "")
            return f"{name}{_labels({k: v for k, v in labels.items() if k != '__name__'})}{_of(tenant)}"
        case Line(labels, line, _, metadata, tenant):
            extra = f" {_labels(metadata)}" if metadata else ""
            return f"{_labels(labels)} {line!r}{extra}{_of(tenant)}"
        case Profile(labels, tenant):
            return f"{_labels(labels)}{_of(tenant)}"
        case Otlp():
            return otlp_text(datum)
    return str(datum)


def _of(tenant: str | None) -> str:
    return f" as {tenant}" if tenant else ""


def _labels(labels: object) -> str:
    pairs = sorted(dict(labels).items())  # type: ignore[call-overload]
    return "{" + ", ".join(f'{name}="{value}"' for name, value in pairs) + "}"
