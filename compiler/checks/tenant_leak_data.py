"""Data that would come to a destination against a rule of the policy, and whether they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from ..algebra import Language, finite, language
from ..graph.component import Component
from ..languages.fault import LanguageFault, NotModelled
from ..languages.ottl.faults import OttlFault
from ..simulate import Datum, Line, Otlp, Profile, Series, Simulation, run
from ..simulate.kubernetes.labels import META
from ..simulate.monitors import monitored_targets
from ..simulate.places import Source
from ..simulate.scrape import scraped_targets
from ..simulate.sources import log_targets
from ..simulate.trace import Trace, Unknown
from .finding import Case
from .label_values import solution
from .label_ways import ABSENT, NONEMPTY, Fact, Facts, Item, Label, Term, Undecided, Way, is_text, needed_before, ways
from .overlap_collected import World, given
from .overlap_objects import domain, objects_of, shown, usual
from .overlap_takings import Taking, takings
from .policy import PolicyRule
from .tenant_leak_otlp import sorts
from .tenant_leak_steps import is_read, steps

OWN = "$"
"""Before the name of a label: what the thing itself says, not its discovery."""
NAMESPACE = "namespace"
ATTRIBUTE = "k8s.namespace.name"
_LOGS = ("loki.source.kubernetes", "loki.source.file", "loki.source.podlogs")


@dataclass(frozen=True)
class Leak:
    """A datum that arrives, as one would write it."""

    shown: str


@dataclass(frozen=True)
class Candidate:
    """Objects to gather from, and the labels that what is gathered has of its own."""

    objects: tuple[Mapping[str, Any], ...]
    labels: Mapping[str, str]


def wanted_labels(rule: PolicyRule) -> dict[str, str]:
    """The labels that data of a rule have."""
    return {NAMESPACE: rule.namespace} if rule.namespace else dict(rule.label)


def candidates(
    case: Case, simulation: Simulation, source: Source, path: tuple[Component, ...], rule: PolicyRule
) -> Iterator[Candidate | str]:
    """Data that all rules on a way seem to let by; or why there may be some. None of both: there are none."""
    items: list[Item] = []
    for component in path[1:]:
        if not is_read(component):
            break
        items += steps(simulation, component)
    if not is_read(source.component):
        attributes = {ATTRIBUTE: rule.namespace} if rule.namespace else dict(rule.label)
        for sort in _sorts(simulation, path, attributes):
            yield sort if isinstance(sort, str) else Candidate(objects_of({}, {}), sort)
        return
    needed = needed_before(items, frozenset(wanted_labels(rule)), simulation.dot_all)
    for begun in _begun(simulation, source, rule, needed):
        for way in ways(items, begun.start, frozenset(), Way(begun.facts), simulation.dot_all, _domain):
            try:
                values = solution(way.facts, _domain, _usual)
            except Undecided as undecided:
                yield str(undecided)
                continue
            if values is not None:
                own = {name.removeprefix(OWN): text for name, text in values.items() if name.startswith(OWN)}
                of_pod = {name: text for name, text in values.items() if not name.startswith(OWN)}
                if rule.namespace and not begun.discovered:
                    of_pod.setdefault(f"{META}namespace", rule.namespace)
                yield Candidate(objects_of(of_pod, begun.keys), own)


def _sorts(
    simulation: Simulation, path: tuple[Component, ...], attributes: Mapping[str, str]
) -> Iterator[dict[str, str] | str]:
    """A resource of each sort; one, and why that is not all, where the sorts are not known."""
    try:
        found = list(sorts(simulation, path, attributes))
    except (Undecided, NotModelled, LanguageFault, OttlFault) as reason:
        yield dict(attributes)
        yield str(reason)
    else:
        yield from found


@dataclass(frozen=True)
class _Begun:
    """What is known of data where a source gives them: facts, and the texts of labels."""

    facts: Facts
    texts: Mapping[str, Term]
    keys: Mapping[str, str]
    discovered: bool

    def start(self, label: str) -> Term:
        return self.texts[label] if label in self.texts else (Label(OWN + label),)


def _begun(simulation: Simulation, source: Source, rule: PolicyRule, needed: frozenset[str]) -> Iterator[_Begun]:
    """Data of the rule's subject, in each way in which they can begin."""
    found = _takings(simulation, source)
    for taking in found:
        for way in taking.ways(needed):
            for said, texts in _given(taking, way, needed):
                for facts in _subjects(rule, texts, taking):
                    yield _Begun((*way.facts, *said, *facts), texts, taking.keys, True)
    if not found:
        own: dict[str, Term] = {label: (Label(OWN + label),) for label in needed}
        yield from (_Begun(facts, own, {}, False) for facts in _subjects(rule, own, None))


def _takings(simulation: Simulation, source: Source) -> list[Taking]:
    is_known = source.component.kind == "prometheus.scrape" or source.component.kind in _LOGS[:2]
    return takings(simulation, source) if is_known else []


def _subjects(rule: PolicyRule, texts: Mapping[str, Term], taking: Taking | None) -> Iterator[Facts]:
    there = taking.start(f"{META}namespace") if taking is not None and rule.namespace else ()
    if there and taking is not None and taking.scrape is None:
        yield (Fact(there, finite([rule.namespace])),)
        return
    said = tuple(Fact(texts[label], finite([value])) for label, value in wanted_labels(rule).items())
    if not any(is_text(fact.term) and "".join(map(str, fact.term)) not in fact.language for fact in said):
        yield said
    if there and not any(fact.term == there for fact in said):
        yield (Fact(there, finite([rule.namespace])),)


def _given(taking: Taking, way: Way, needed: frozenset[str]) -> Iterator[tuple[Facts, dict[str, Term]]]:
    """The labels where the source gives a datum, with the facts under which they are that: those of the target and
    those of the thing itself, of which one wins."""
    choices = [list(_of_label(taking, way.text(label, taking.start), label)) for label in sorted(needed)]
    for chosen in product(*choices):
        facts = tuple(fact for facts, _ in chosen for fact in facts)
        yield facts, {label: text for label, (_, text) in zip(sorted(needed), chosen, strict=True)}


def _of_label(taking: Taking, text: Term, label: str) -> Iterator[tuple[Facts, Term]]:
    own: Term = (Label(OWN + label),)
    if label.startswith("__") and label != "__name__":
        yield (), ()
    elif taking.scrape is None:
        yield (), own if label in ("job", "instance", "filename") else text
    elif text == ():
        yield (), own
    elif taking.scrape.honor_labels:
        yield (Fact(own, NONEMPTY),), own
        yield (Fact(own, ABSENT),), text
    elif is_text(text) or (len(text) == 1 and isinstance(text[0], Label) and _is_there(text[0].name)):
        yield (), text
    else:
        yield (Fact(text, NONEMPTY),), text
        yield (Fact(text, ABSENT),), own


def _is_there(label: str) -> bool:
    """Whether a label of discovery is never empty."""
    known = domain(label)
    return known is not None and "" not in known


def _domain(label: str) -> Language | None:
    if label == f"{OWN}__name__":
        return language("[a-zA-Z_:][a-zA-Z0-9_:]*")
    return domain(label)


def _usual(label: str) -> str:
    return "up" if label == f"{OWN}__name__" else usual(label)


def arrives(
    case: Case, source: Source, path: tuple[Component, ...], rule: PolicyRule, candidate: Candidate
) -> Leak | str:
    """What arrives of a candidate at the end of a way, by the simulator; or why nothing is known to. Of a resource that
    stands for its sort, "" says that none of it arrives."""
    objects = (*candidate.objects, *(case.objects or _monitors(candidate)))
    graph = next(made.graph for made in case.built.configurations if made.collector == source.collector)
    simulation = Simulation(graph, given(World(objects), case))
    sink = path[-1]
    is_sort = not is_read(source.component)
    reason = "" if is_sort else "what the rules seem to let by does not arrive in the simulator"
    for datum, target in _data(simulation, source, candidate):
        for trace in run(simulation, source.component, datum, target):
            for where, arrived in trace.arrived:
                if where.id == sink.id and _is_of(rule, trace, source.component, target, candidate):
                    return Leak(_shown(arrived) + (f", of {shown(objects)}" if target is not None else ""))
            if trace.unknown and any(trace.ended == component for component in path):
                reason = trace.unknown
    return reason


def _is_of(
    rule: PolicyRule, trace: Trace, source: Component, target: Mapping[str, str] | None, candidate: Candidate
) -> bool:
    """Whether the datum of a trace is of the rule's subject where its source gave it."""
    given = [step.after[0] for step in trace.steps if step.component == source and step.after] or [trace.datum]
    labels = getattr(given[-1], "labels", None)
    if labels is None:
        return True
    there = candidate.objects[0]["metadata"]["namespace"] if target is not None else ""
    if rule.namespace and source.kind in _LOGS[:2]:
        return bool(there == rule.namespace)
    named = all(labels.get(label, "") == value for label, value in wanted_labels(rule).items())
    return named or (rule.namespace != "" and there == rule.namespace)


def _data(
    simulation: Simulation, source: Source, candidate: Candidate
) -> Iterator[tuple[Datum, Mapping[str, str] | None]]:
    component, own = source.component, dict(candidate.labels)
    match component.kind:
        case "prometheus.scrape":
            series = Series({"__name__": "up", **_without_empty(own)})
            yield from ((series, target) for target in scraped_targets(simulation, component))
        case kind if kind.startswith("prometheus.operator."):
            series = Series({"__name__": "up", **_without_empty(own)})
            yield from ((series, target) for _, target in monitored_targets(simulation, component))
        case kind if kind in _LOGS:
            yield from ((Line({}, "hello"), target) for target in log_targets(simulation, component))
        case kind if kind.startswith("otelcol."):
            yield from ((datum, None) for signal in source.signals for datum in _otlp(signal, own))
        case _ if "metrics" in source.signals:
            yield Series({"__name__": "up", **_without_empty(own)}), None
        case _ if "logs" in source.signals:
            yield Line(_without_empty(own), "hello"), None
        case _ if "profiles" in source.signals:
            yield Profile(_without_empty(own)), None
        case _:
            raise Unknown(f"what `{component.name}` gives is not modelled")


def _without_empty(labels: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in labels.items() if value}


def _otlp(signal: str, of_resource: Mapping[str, str]) -> Iterator[Otlp]:
    attributes = [{"key": name, "value": {"stringValue": str(value)}} for name, value in of_resource.items()]
    resource = {"attributes": attributes}
    match signal:
        case "logs":
            record = {"body": {"stringValue": "hello"}}
            yield Otlp(signal, {"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": [record]}]}]})
        case "metrics":
            point = {"asDouble": 1.0, "timeUnixNano": "1"}
            metric = {"name": "up", "gauge": {"dataPoints": [point]}}
            yield Otlp(signal, {"resourceMetrics": [{"resource": resource, "scopeMetrics": [{"metrics": [metric]}]}]})
        case "traces":
            span = {"name": "hello", "traceId": "0" * 31 + "1", "spanId": "0" * 15 + "1"}
            yield Otlp(signal, {"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": [span]}]}]})


def _monitors(candidate: Candidate) -> Sequence[Mapping[str, Any]]:
    """A monitor of all that is in the candidate's namespace: one that somebody may write."""
    metadata = {"name": "all", "namespace": candidate.objects[0]["metadata"]["namespace"]}
    return (
        {"kind": "PodMonitor", "metadata": metadata, "spec": {"selector": {}, "podMetricsEndpoints": [{}]}},
        {"kind": "ServiceMonitor", "metadata": metadata, "spec": {"selector": {}, "endpoints": [{}]}},
        {"kind": "PodLogs", "metadata": metadata, "spec": {"selector": {}, "namespaceSelector": {}}},
    )


def _shown(datum: Datum) -> str:
    """A datum as it is written in a query; of OTLP, its resource."""
    match datum:
        case Series(labels):
            return labels.get("__name__", "") + _braces({k: v for k, v in labels.items() if k != "__name__"})
        case Line(labels, line):
            return f"the line `{line}` of {_braces(labels)}"
        case Profile(labels):
            return f"a profile of {_braces(labels)}"
        case Otlp(signal, data):
            resource = next(iter(data.values()))[0].get("resource", {})
            found = {one["key"]: next(iter(one["value"].values())) for one in resource.get("attributes", ())}
            return f"{signal} of {_braces(found)}"
    return str(datum)


def _braces(labels: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f'{name}="{value}"' for name, value in sorted(labels.items())) + "}"
