"""What a build collects of objects, and where it brings it: the simulator's word, beside which no claim stands.

A thing is collected once for each set of labels that it is collected with: of targets that are the same, Alloy itself
takes one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..graph.component import Component, Graph
from ..graph.read import running_id
from ..simulate import Given, Line, Otlp, Series, Simulation, Unknown, deliver, log_targets, scraped_targets
from ..simulate.data import Datum
from ..simulate.exporters import ADDRESS, OF_THE_HOST
from ..simulate.files import matches_path
from ..simulate.kubernetes.labels import items, metadata, part
from ..simulate.monitors import monitored_targets
from ..simulate.places import Source, destinations, sources
from .finding import Case
from .overlap_objects import NODE

LOGS = "/var/log/pods/"
NAMES = ("up",)


@dataclass(frozen=True)
class Collected:
    """A thing that a source takes, with the destination that something of it comes to; `number` tells the targets of
    one source apart."""

    thing: str
    source: Source
    destination: str
    number: int = 0


@dataclass(frozen=True)
class World:
    """What is there to collect: objects, and the node that Alloy's pod is on; names of metrics that targets have."""

    objects: tuple[Mapping[str, Any], ...]
    node: str = NODE
    names: tuple[str, ...] = NAMES
    line: str = "hello"


def given(world: World, case: Case) -> Given:
    """The world as the simulator takes it."""
    installation = case.built.plan.installation
    return Given(
        objects=world.objects,
        environment={**case.environment, **dict.fromkeys(("HOSTNAME", "NODE_NAME", "K8S_NODE_NAME"), world.node)},
        constants={"hostname": world.node, "os": "linux", "arch": "amd64"},
        namespace=installation.namespace,
        files=dict.fromkeys(_files(world), ""),
        facts={"k8sattributes": {}, "resourcedetection": {}},
        now=0,
        alloy_version=installation.alloy_version,
    )


def _files(world: World) -> dict[str, str]:
    """The log file of each container on the node, with the thing that it is."""
    found = {}
    for pod in world.objects:
        if pod.get("kind") == "Pod" and part(pod, "spec").get("nodeName", world.node) == world.node:
            namespace, name, uid = (metadata(pod, field) for field in ("namespace", "name", "uid"))
            for container in [*items(part(pod, "spec"), "containers"), *items(part(pod, "spec"), "initContainers")]:
                path = f"{LOGS}{namespace}_{name}_{uid}/{container.get('name')}/0.log"
                found[path] = f"the log of {namespace}/{name}:{container.get('name')}"
    return found


def collected(case: Case, world: World, wanted: Iterable[Source] | None = None) -> list[Collected]:
    """What each source takes of the world and brings to where. Raises Unknown where the simulator cannot tell."""
    about = given(world, case)
    simulations = {c.collector: Simulation(c.graph, about) for c in case.built.configurations}
    found = []
    for source in sources(case.built) if wanted is None else wanted:
        if not source.satellite:
            found += list(_of_source(simulations[source.collector], source, world))
    return found


def twice(found: Sequence[Collected]) -> list[tuple[Collected, Collected]]:
    """Pairs of ways in which one thing comes to one destination."""
    first: dict[tuple[str, str], Collected] = {}
    pairs: dict[tuple[Any, Any, str], tuple[Collected, Collected]] = {}
    for one in found:
        other = first.setdefault((one.thing, one.destination), one)
        if other != one:
            ids = (other.source.component.id, other.source.collector), (one.source.component.id, one.source.collector)
            pairs.setdefault((*ids, one.destination), (other, one))
    return list(pairs.values())


def _of_source(simulation: Simulation, source: Source, world: World) -> Iterator[Collected]:
    component = source.component
    names = {c.component.id: c.name for c in destinations(simulation.graph)}
    counted: Counter[str] = Counter()
    for thing, data, target in _things(simulation, component, world):
        counted[thing] += 1
        arrived = set()
        for name, datum in data:
            delivered = deliver(simulation, component, [datum], target)
            arrived |= {(names.get(sink.id) or running_id(sink), name) for sink, _ in delivered.arrived}
            if delivered.unknown and not delivered.arrived:
                raise Unknown(delivered.unknown[0][1])
        for destination, name in sorted(arrived):
            what = f"{name} of {thing}" if name not in ("", "up") else thing
            yield Collected(what, source, destination, counted[thing])


def _things(
    simulation: Simulation, component: Component, world: World
) -> Iterator[tuple[str, list[tuple[str, Datum]], Mapping[str, str] | None]]:
    """The things that a source takes, with data that they give and the target that these are of."""
    series: list[tuple[str, Datum]] = [(name, Series({"__name__": name})) for name in world.names]
    line: list[tuple[str, Datum]] = [("", Line({}, world.line))]
    match component.kind:
        case "prometheus.scrape":
            yield from ((_url(simulation, t), series, t) for t in scraped_targets(simulation, component))
        case kind if kind.startswith("prometheus.operator."):
            for _, target in monitored_targets(simulation, component):
                yield _url(simulation, target), series, target
        case "loki.source.kubernetes" | "loki.source.podlogs":
            for target in _distinct(log_targets(simulation, component)):
                yield _container(target), line, target
        case "loki.source.file":
            files = _files(world)
            for target in _distinct(log_targets(simulation, component)):
                if target["filename"] in files:
                    yield files[target["filename"]], line, target
        case "otelcol.receiver.filelog":
            yield from _filelog(simulation, component, world)
        case "loki.source.kubernetes_events":
            namespaces = simulation.argument(component, "namespaces", [])
            for name in sorted({metadata(one, "namespace") for one in world.objects} - {""}):
                if not namespaces or name in namespaces:
                    yield f"the events of {name}", [("", Line({"namespace": name}, "kind=Pod"))], None


_PLACE = ("__pod_namespace__", "__pod_name__", "__pod_container_name__", "__pod_uid__")


def _distinct(targets: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Targets that are not the same to a source of logs: it goes by the container and the labels that lines get.

    Source: grafana/alloy internal/component/loki/source/kubernetes/kubetail/target.go."""
    found: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
    for target in targets:
        own = {name: value for name, value in target.items() if not name.startswith("__") or name in _PLACE}
        found.setdefault(tuple(sorted(own.items())), target)
    return list(found.values())


def _container(target: Mapping[str, str]) -> str:
    place = [target.get(f"__{name}__", "") for name in ("pod_namespace", "pod_name", "pod_container_name")]
    return f"the log of {place[0]}/{place[1]}:{place[2]}"


def _url(simulation: Simulation, target: Mapping[str, str]) -> str:
    if target["__address__"] == ADDRESS:
        return _exporter(simulation, target.get("__metrics_path__", "")) + _parameters(target)
    path = target.get("__metrics_path__") or "/metrics"
    return f"{target.get('__scheme__') or 'http'}://{target['__address__']}{path}{_parameters(target)}"


def _parameters(target: Mapping[str, str]) -> str:
    given = sorted((n.removeprefix("__param_"), v) for n, v in target.items() if n.startswith("__param_") and v)
    return "?" + "&".join(f"{name}={value}" for name, value in given) if given else ""


def _exporter(simulation: Simulation, path: str) -> str:
    """An exporter by what it does: two that say the same give the same, one of a node its own on each."""
    from ..proof.round_trip import print_graph

    found = next((c for c in simulation.graph.components if f"/{running_id(c)}/" in path), None)
    if found is None:
        return path
    if found.kind.removeprefix("prometheus.exporter.") in OF_THE_HOST:
        return f"{found.kind} of {simulation.given.constants['hostname']}"
    said = print_graph(Graph("", (found,))).partition("{")[2].strip()
    return f"{found.kind} {{ {' '.join(said.split())}"


def _filelog(
    simulation: Simulation, component: Component, world: World
) -> Iterator[tuple[str, list[tuple[str, Datum]], None]]:
    included = simulation.argument(component, "include", [])
    excluded = simulation.argument(component, "exclude", [])
    for path, thing in _files(world).items():
        if any(matches_path(one, path) for one in included) and not any(matches_path(one, path) for one in excluded):
            record = {"body": {"stringValue": world.line}}
            data = {"resourceLogs": [{"resource": {}, "scopeLogs": [{"logRecords": [record]}]}]}
            yield thing, [("", Otlp("logs", data))], None
