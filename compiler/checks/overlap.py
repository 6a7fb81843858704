"""Two ways from one target, file or log to one destination: it is collected, and paid for, twice.

For each pair of sources, what both ask of a pod is put together. Either it contradicts itself, and they are disjoint;
or a pod is made that has all of it, and the simulator is asked whether it is collected twice. Only then it is told.
Where the objects of the cluster are given with their pods, these are looked at alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..algebra import Language
from ..languages.fault import LanguageFault, NotModelled
from ..planning.collectors import is_clustered, runs_several
from ..report.diagnostics import Diagnostic, Path, dotted
from ..simulate import Simulation, Unknown
from ..simulate.evaluate import argument, block
from ..simulate.places import Source, destinations, sources
from .finding import Case, Finding
from .label_ways import Undecided
from .overlap_collected import NAMES, Collected, World, collected, given, twice
from .overlap_edits import exclusion
from .overlap_objects import objects_of, shown
from .overlap_pairs import Objects, Reader, common_name, find
from .overlap_takings import names_on_the_way, takings

CODES = ("overlap",)
READ = (
    "prometheus.scrape", "prometheus.operator.podmonitors", "prometheus.operator.servicemonitors", "loki.source.file",
    "loki.source.kubernetes",
)  # fmt: skip
"""Sources that find what they take by discovery."""
_ALONE = ("loki.source.kubernetes_events", "otelcol.receiver.filelog", "prometheus.scrape")
"""Sources that take the same whatever pods there are."""

_FAULTS = (Unknown, Undecided, NotModelled, LanguageFault)


def check(case: Case) -> Iterator[Finding]:
    """Every pair of ways that collect one thing, with a pod of which they do."""
    own = [source for source in sources(case.built) if not source.satellite]
    if any(one.get("kind") == "Pod" for one in case.objects):
        yield from _of_given(case, own)
    else:
        told = list(_alone(case, own))
        yield from told
        yield from _of_pairs(case, own)
    yield from _of_replicas(case, own)


def _of_given(case: Case, own: list[Source]) -> Iterator[Finding]:
    """What of the objects of the cluster is collected twice."""
    found: list[Collected] = []
    for source in own:
        try:
            found += collected(case, World(case.objects), [source])
        except _FAULTS as reason:
            yield _unknown(source, source, str(reason))
    for one, other in twice(found):
        yield _told(case, one, other, ())


def _alone(case: Case, own: list[Source]) -> Iterator[Finding]:
    """What is collected twice without any pod: exporters, events, files."""
    objects = objects_of({}, {})
    found: list[Collected] = []
    for source in own:
        if source.component.kind in _ALONE and not _discovers(case, source):
            try:
                found += collected(case, World(objects), [source])
            except _FAULTS:
                continue
    for one, other in twice(found):
        if one.source is not other.source:
            yield _told(case, one, other, ())


def _discovers(case: Case, source: Source) -> bool:
    try:
        return bool(takings(_simulation(case, source), source))
    except _FAULTS:
        return True


def _simulation(case: Case, source: Source) -> Simulation:
    graph = next(made.graph for made in case.built.configurations if made.collector == source.collector)
    return Simulation(graph, given(World(case.objects), case))


def _of_pairs(case: Case, own: list[Source]) -> Iterator[Finding]:
    readers: list[Reader] = []
    for source in own:
        if source.component.kind not in READ:
            continue
        try:
            reader = _reader(case, source)
        except _FAULTS as reason:
            yield _unknown(source, source, str(reason))
            continue
        if reader.ways:
            readers.append(reader)
        elif source.component.kind.startswith("prometheus.operator."):
            yield _unknown(source, source, "no monitors were given: `--objects FILE`")
    told: set[tuple[Path, Path]] = set()
    for place, one in enumerate(readers):
        for other in readers[place:]:
            places = (one.source.at, other.source.at)
            if places not in told:
                for finding in _of_pair(case, one, other):
                    told.update([places] if finding.answer == "proven" else [])
                    yield finding


def _reader(case: Case, source: Source) -> Reader:
    simulation = _simulation(case, source)
    ways = tuple((taking, way) for taking in takings(simulation, source) for way in taking.ways())
    names: dict[str, list[tuple[list[Language], list[Language]]]] = {}
    called = {one.component.id: one.name for one in destinations(simulation.graph)}
    for sink, said in names_on_the_way(simulation, source.component).items():
        names.setdefault(called[sink], []).extend(said)
    return Reader(source, ways, names, not source.component.kind.startswith("prometheus."))


def _of_pair(case: Case, one: Reader, other: Reader) -> Iterator[Finding]:
    if one.is_log is not other.is_log:
        return
    try:
        names = _common(one, other)
        if names is None:
            return
        confirmed: list[tuple[Collected, Collected]] = []

        def confirm(objects: Objects) -> bool:
            world = World((*objects, *case.objects), names=names)
            pair = [one.source] if one is other else [one.source, other.source]
            confirmed[:] = _of_both(twice(collected(case, world, pair)), one, other)
            return bool(confirmed)

        objects = find(one, other, confirm)
    except _FAULTS as reason:
        yield _unknown(one.source, other.source, str(reason))
        return
    if objects is not None:
        yield _told(case, *confirmed[0], objects, [one.asked, other.asked])


def _of_both(pairs: list[tuple[Collected, Collected]], one: Reader, other: Reader) -> list[tuple[Collected, Collected]]:
    wanted = {(r.source.collector, r.source.component.id) for r in (one, other)}
    return [p for p in pairs if {(c.source.collector, c.source.component.id) for c in p} == wanted]


def _common(one: Reader, other: Reader) -> tuple[str, ...] | None:
    """Metrics that both bring to one destination; None where there are none."""
    shared = [name for name in one.names if name in other.names]
    if one.is_log:
        return NAMES if shared else None
    found = [known for d in shared if (known := common_name(one.names[d], other.names[d]))]
    return tuple(dict.fromkeys(found)) or None


def _of_replicas(case: Case, own: list[Source]) -> Iterator[Finding]:
    """What each pod of one collector collects for itself, though it is the same for all."""
    installation = case.built.plan.installation
    for source in own:
        collector = installation.collectors.get(source.collector)
        if collector is None or not runs_several(collector):
            continue
        clustering = block(source.component.body, "clustering")
        if is_clustered(collector) and argument(clustering, "enabled", False):
            continue
        try:
            here, there = (collected(case, _world(case, node), [source]) for node in ("node-1", "node-2"))
        except _FAULTS as reason:
            yield _unknown(source, source, str(reason))
            continue
        both = [one for one in here if (one.thing, one.destination) in {(o.thing, o.destination) for o in there}]
        if both:
            yield _told_of_replicas(both[0], is_clustered(collector))


def _world(case: Case, node: str) -> World:
    return World((*case.objects, *objects_of({}, {})), node)


def _told(
    case: Case, one: Collected, other: Collected, objects: Objects, asked: Sequence[frozenset[str]] = ()
) -> Finding:
    what = f", of {shown(objects)}" if objects else ""
    if one.source.component.id == other.source.component.id and one.source.collector == other.source.collector:
        message = (
            f"{_name(one.source)} takes {one.thing} as several targets, and brings each to `{one.destination}`{what}"
        )
    else:
        message = (
            f"{_name(one.source)}{_line(case, one.source)} and {_name(other.source)} both take {one.thing} "
            f"and bring it to `{one.destination}`{what}"
        )
    help = exclusion(case, one.source, other.source, objects, asked)
    return Finding(Diagnostic("overlap", message, other.source.at, help, "warning"))


def _told_of_replicas(one: Collected, clustered: bool) -> Finding:
    source = one.source
    message = (
        f"each pod of `{source.collector}` takes {one.thing} for {_name(source)}, and brings it to `{one.destination}`"
    )
    help = "share it in the cluster of the collector's pods: `clustering`" if clustered else ""
    help = help or f"run it in a collector of one pod, or give `collectors.{source.collector}` the preset `clustered`"
    return Finding(Diagnostic("overlap", message, source.at, help, "warning"))


def _unknown(one: Source, other: Source, reason: str) -> Finding:
    names = _name(one) if one is other else f"{_name(one)} and {_name(other)}"
    message = f"nobody can tell whether {names} take something twice: {reason}"
    return Finding(Diagnostic("overlap", message, other.at, "", "warning"), "unknown")


def _name(source: Source) -> str:
    return f"`{dotted(source.at) or source.component.name}`"


def _line(case: Case, source: Source) -> str:
    span = case.values.locate(source.at) if source.at else None
    return f" ({span.file}:{span.line})" if span else ""
