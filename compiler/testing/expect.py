"""What a test expects, held against what became of its data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from ..catalog.behaviour import kind
from ..graph.component import Component, Graph, refs
from ..graph.contributions import Node, contributions, walk
from ..report.diagnostics import Path, nearest
from ..simulate.data import Datum, Line, Otlp, Profile, Series
from ..simulate.exposition import read_one_series
from ..simulate.otlp.contents import Record, records
from ..simulate.places import Source, named, read_path, suggestion
from ..simulate.scrape import scraped_targets
from ..simulate.trace import Trace, Unknown
from ..simulate.upstream import upstream
from .feed import Feed, Misplaced, Outcome, kind_of
from .model import COUNTED, Expectation
from .subject import Subject
from .world import nanoseconds

Verdict: TypeAlias = Literal["passed", "failed", "differs", "unknown", "wrong"]
"""`wrong` is an expectation that could hold for nothing; what `differs` is otherwise in the other engine."""


@dataclass(frozen=True)
class Judged:
    """An expectation's verdict, the reason, and what to do about it."""

    verdict: Verdict
    message: str = ""
    help: str = ""


@dataclass(frozen=True)
class Arrival:
    """A datum that arrived: where, as what it is counted, and what can be asked of it."""

    destination: str
    kind: str
    labels: Mapping[str, str]
    line: str | None = None
    metadata: Mapping[str, str] | None = None
    attributes: Mapping[str, Any] | None = None
    resource: Mapping[str, Any] | None = None
    tenant: str | None = ""
    timestamp: int | None = None


def judge(expectation: Expectation, outcomes: Sequence[Outcome], feed: Feed) -> Judged:
    """Whether an expectation holds."""
    if expectation.scraped is not None:
        return _scraped(expectation, feed)
    if expectation.dropped_by:
        return _dropped_by(expectation.dropped_by, outcomes, feed.subject)
    names = sorted({one.name for one in feed.subject.destinations})
    if expectation.to != "any" and expectation.to not in names:
        said = f"no data can arrive at `{expectation.to}`" if expectation.to else "the expectation names no destination"
        return Judged("wrong", said, _destination_help(expectation.to, feed.subject))
    if not outcomes:
        return Judged("wrong", "the test gives no data", "add `metrics`, `logs`, `spans`, `otlp` or `profiles`")
    arrived = [one for one in arrivals(outcomes, feed.subject) if expectation.to in ("any", one.destination)]
    matching = [one for one in arrived if matches(expectation, one)]
    secret = expectation.model_copy(update={"tenant": None})
    if expectation.tenant is not None and any(one.tenant is None and matches(secret, one) for one in arrived):
        return Judged(
            "unknown", f"whom `{expectation.to}` sends it as is known to Alloy alone", "give it with `exports`"
        )
    open_ways = [trace for trace in _open(outcomes) if _may_come(trace, expectation, feed.subject)]
    return _counted(expectation, len(matching), len(arrived), open_ways)


def _destination_help(name: str, subject: Subject) -> str:
    return suggestion(name, subject.destinations)


def _counted(expectation: Expectation, count: int, arrived: int, open_ways: Sequence[Trace]) -> Judged:
    wanted = 0 if expectation.none else _wanted(expectation)
    what, place = _what(expectation), expectation.to
    reasons = "; ".join(dict.fromkeys(trace.unknown for trace in open_ways))
    at_least = wanted is None
    if count == wanted or (at_least and count):
        return Judged("unknown", f"more may arrive: {reasons}") if open_ways and not at_least else Judged("passed")
    if open_ways and count < (1 if wanted is None else wanted):
        return Judged("unknown", reasons)
    expected = f"{wanted} {what}" if wanted else f"no {what}" if wanted == 0 else f"{what}"
    others = f", and {arrived - count} that are not such" if arrived > count else ""
    return Judged("failed", f"expected {expected} at `{place}`, but {count or 'none'} arrived{others}")


def _wanted(expectation: Expectation) -> int | None:
    numbers = [getattr(expectation, field) for field in COUNTED.values()]
    return next((number for number in numbers if isinstance(number, int)), None)


def _kind(expectation: Expectation) -> str | None:
    return next((key for key, field in COUNTED.items() if getattr(expectation, field) is not None), None)


def _what(expectation: Expectation) -> str:
    counted = _kind(expectation)
    filtered = expectation.labels or expectation.line is not None or isinstance(expectation.series, str)
    return f"{'such ' if filtered else ''}{counted or 'data'}"


def _open(outcomes: Iterable[Outcome]) -> list[Trace]:
    return [trace for outcome in outcomes for trace in outcome.traces if trace.unknown]


def arrivals(outcomes: Iterable[Outcome], subject: Subject) -> Iterator[Arrival]:
    """All that arrived, each record of OTLP for itself."""
    names = {id(one.component): one.name for one in subject.destinations}
    for outcome in outcomes:
        for trace in outcome.traces:
            for component, datum in trace.arrived:
                yield from arrivals_of(names.get(id(component), component.name), datum)


def arrivals_of(name: str, datum: Datum) -> Iterator[Arrival]:
    """A datum as what it is counted, at a destination."""
    match datum:
        case Series(labels):
            yield Arrival(name, "series", labels, tenant=datum.tenant)
        case Line(labels, text):
            yield Arrival(name, "logs", labels, text, datum.metadata, tenant=datum.tenant, timestamp=datum.timestamp)
        case Profile(labels):
            yield Arrival(name, "profiles", labels, tenant=datum.tenant)
        case Otlp():
            yield from (_of_record(name, kind_of(datum), record) for record in records(datum))


def _of_record(name: str, kind: str, record: Record) -> Arrival:
    """A record's labels are its attributes and those of its resource."""
    labels = {key: str(value) for key, value in (*record.resource.items(), *record.attributes.items())}
    named = {"__name__": record.name} if record.name else {}
    return Arrival(name, kind, {**named, **labels}, record.body, {}, record.attributes, record.resource, None)


def matches(expectation: Expectation, arrival: Arrival) -> bool:
    """Whether what arrived is what is meant."""
    labels = dict(expectation.labels)
    if isinstance(expectation.series, str):
        labels.update(read_one_series(expectation.series).labels)
    return (
        _kind(expectation) in (None, arrival.kind)
        and _holds(labels, arrival.labels)
        and (not expectation.exact or set(labels) == set(arrival.labels))
        and (expectation.line is None or _is_line(expectation.line, arrival.line))
        and _holds(expectation.metadata, arrival.metadata or {})
        and (not expectation.exact_metadata or set(expectation.metadata) == set(arrival.metadata or {}))
        and (expectation.time is None or nanoseconds(expectation.time) == arrival.timestamp)
        and _holds(expectation.attributes, arrival.attributes or {})
        and _holds(expectation.resource, arrival.resource or {})
        and expectation.tenant in (None, arrival.tenant)
    )


def _is_line(wanted: str, found: str | None) -> bool:
    """Whether a line is the one that is wanted; the end of the line, which some sources keep, need not be written."""
    return found is not None and wanted in (found, found.removesuffix("\n"))


def _holds(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether all that is wanted is there; what must not be there is wanted as "": a label has no empty value."""
    return all(found.get(key, "") == value for key, value in wanted.items())


def _may_come(trace: Trace, expectation: Expectation, subject: Subject) -> bool:
    """Whether what nobody could follow further may be what is meant. No component makes spans of something else."""
    if _kind(expectation) == "spans" and trace.ended is not None and "traces" not in kind(trace.ended.kind).gives:
        return False
    return may_reach(trace, expectation.to, subject)


def may_reach(trace: Trace, name: str, subject: Subject) -> bool:
    """Whether a datum that nobody could follow further may have come to a destination."""
    if trace.ended is None or name == "any":
        return True
    sinks = {id(one.component) for one in subject.destinations if one.name == name}
    for graph in subject.graphs:
        known = graph.by_id()
        if known.get(trace.ended.id) is not trace.ended:
            continue
        edges = {one.id: {ref.component for _, ref in refs(one)} for one in graph.components}
        if any(id(known[identity]) in sinks for identity in _closure(trace.ended.id, edges)):
            return True
    return False


def _dropped_by(name: str, outcomes: Sequence[Outcome], subject: Subject) -> Judged:
    path = read_path(name)
    known = {at for graph in subject.graphs for component in graph.components for at in _paths(component.block())}
    components = {component.name for graph in subject.graphs for component in graph.components}
    if name not in components and not any(at[: len(path)] == path for at in known):
        close = nearest(name, sorted(components))
        help = f"did you mean `{close}`?" if close else "write the values path of the rule, stage or section"
        return Judged("wrong", f"nothing in this configuration comes from `{name}`", help)
    dropped = [trace for outcome in outcomes for trace in outcome.traces if not trace.arrived and not trace.unknown]
    if any(_decided(trace, name, path) for trace in dropped):
        return Judged("passed")
    reasons = _open(outcomes)
    if reasons:
        return Judged("unknown", reasons[0].unknown)
    return Judged("failed", f"expected `{name}` to drop it, but {'another did' if dropped else 'nothing dropped it'}")


def _decided(trace: Trace, name: str, path: Path) -> bool:
    """Whether the last step, or the component that it is in, was made by what stands at a path."""
    if trace.ended is not None and trace.ended.name == name:
        return True
    step = trace.steps[-1] if trace.steps else None
    node = step.statement if step is not None and step.statement is not None else None
    paths = (
        _paths(node) if node is not None else _paths(trace.ended.block()) if trace.ended is not None else frozenset()
    )
    return bool(path) and any(at[: len(path)] == path for at in paths)


def _paths(node: Node) -> frozenset[Path]:
    return frozenset(by.path for by in contributions(node) if by.kind != "preset")


def _scraped(expectation: Expectation, feed: Feed) -> Judged:
    """Counts targets of the given cluster."""
    subject = feed.subject
    found = scraping(feed, expectation)
    if expectation.at and not found:
        return Judged("wrong", f"`{expectation.at}` scrapes nothing", suggestion(expectation.at, subject.sources))
    count, unknown = 0, []
    for source in found:
        try:
            targets = scraped_targets(feed.simulation(source), source.component)
            count += sum(_holds(expectation.labels, target) for target in targets)
        except (Unknown, Misplaced) as reason:
            unknown.append(str(reason))
    if count != expectation.scraped:
        if unknown and count < (expectation.scraped or 0):
            return Judged("unknown", unknown[0])
        return Judged("failed", f"expected {expectation.scraped} such targets, but {count or 'none'} are scraped")
    return Judged("unknown", unknown[0]) if unknown else Judged("passed")


def scraping(feed: Feed, expectation: Expectation) -> list[Source]:
    """The scrapes whose targets are counted: those that are named, else those that find objects of the cluster."""
    found = [source for source in feed.subject.sources if source.component.kind == "prometheus.scrape"]
    if expectation.at:
        return [source for source in named(found, expectation.at) if source in found]
    return [source for source in found if _finds_objects(feed, source)]


def _finds_objects(feed: Feed, source: Source) -> bool:
    read = upstream(feed.simulation(source), source.component)
    return any(one.kind == "discovery.kubernetes" for one in read)


def exercised(outcomes: Iterable[Outcome], graph: Graph) -> Iterator[tuple[Component, Node | None]]:
    """The components that data went through, and the statements that acted on them."""
    known = {id(component) for component in graph.components}
    for outcome in outcomes:
        for trace in outcome.traces:
            yield from ((step.component, step.statement) for step in trace.steps if step.component is not None)
            if trace.ended is not None and id(outcome.source.component) in known:
                yield from ((component, None) for component in _between(graph, outcome.source.component, trace.ended))


def _between(graph: Graph, first: Component, last: Component) -> Iterator[Component]:
    """The components on the ways from one to another, with both."""
    known = graph.by_id()
    to = {one.id: {ref.component for path, ref in refs(one) if _is_output(path)} for one in graph.components}
    from_ = {one.id: {source for source, sinks in to.items() if one.id in sinks} for one in graph.components}
    yield from (known[identity] for identity in sorted(_closure(first.id, to) & _closure(last.id, from_)))
    yield from (first, last)


def _is_output(path: str) -> bool:
    return path == "forward_to" or path.startswith("output.")


def _closure(start: int, edges: Mapping[int, set[int]]) -> set[int]:
    seen, waiting = {start}, [start]
    while waiting:
        new = edges[waiting.pop()] - seen
        seen |= new
        waiting += new
    return seen


def nodes(component: Component) -> Iterator[Node]:
    """Everything in a component."""
    for statement in component.body:
        yield from walk(statement)
