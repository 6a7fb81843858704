"""What a question is asked of: a build, or any Alloy configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..graph.component import Component, Graph, refs
from ..simulate.given import Given
from ..simulate.places import Destination, Source, destinations, sources
from ..simulate.satellites import joined
from ..simulate.simulation import Simulation
from .otlp import assumed

if TYPE_CHECKING:
    from ..compile import Compilation, Settings
    from ..values.load import Values


@dataclass(frozen=True)
class World:
    """A build or a graph, with the values that it was made of, where it was made of values."""

    of: Compilation | Graph
    values: Values | None = None
    settings: Settings | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    _simulations: dict[tuple[str, tuple[Any, ...]], Simulation] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        return tuple(source for source in sources(self.of) if not source.satellite)

    @cached_property
    def destinations(self) -> tuple[Destination, ...]:
        return destinations(self.of)

    @cached_property
    def graphs(self) -> Mapping[str, Graph]:
        if isinstance(self.of, Graph):
            return {self.of.collector: self.of}
        return {made.collector: made.graph for made in self.of.configurations}

    def simulation(self, collector: str, objects: tuple[Mapping[str, Any], ...] = ()) -> Simulation:
        """The evaluator of a collector's configuration, in a cluster with these objects. What processors of OTLP would
        find, and nobody said, is taken for nothing."""
        node = next((found["spec"]["nodeName"] for found in objects if found.get("kind") == "Pod"), "node")
        key = (collector, tuple(map(id, objects)))
        if key not in self._simulations:
            environment = {"HOSTNAME": node, "NODE_NAME": node, "K8S_NODE_NAME": node}
            version = self.settings.alloy_version if self.settings else Given.alloy_version
            given = Given(objects, environment, namespace="default", facts=assumed(self.facts), alloy_version=version)
            self._simulations[key] = Simulation(self.graphs[collector], given)
        return self._simulations[key]

    def sinks_behind(self, collector: str, component: Component) -> list[Destination]:
        """The destinations that a component's data come to, in the order of the text."""
        graph = self.graphs[collector].by_id()
        seen, waiting = {component.id}, [component]
        while waiting:
            for _, ref in refs(waiting.pop()):
                if ref.component not in seen and ref.export in ("receiver", "input"):
                    seen.add(ref.component)
                    waiting.append(graph[ref.component])
        return [d for d in self.destinations if d.collector == collector and d.component.id in seen]

    def between(self, collector: str, first: Component, last: Component, signal: str) -> list[Component]:
        """The components that OTLP of a signal passes from one to another, both among them, in the order of the data;
        none where it does not come there as that signal."""
        graph = self.graphs[collector].by_id()
        ways = ("forward_to", f"output.{signal}")
        sends = {c.id: [ref.component for path, ref in refs(c) if path in ways] for c in graph.values()}
        if last.kind.startswith("otelcol.connector.") and not sends[last.id]:
            return []
        feeds: dict[int, list[int]] = {component: [] for component in sends}
        for component, receivers in sends.items():
            for receiver in receivers:
                feeds[receiver].append(component)
        before = set(_reached(feeds, last.id))
        return [graph[component] for component in _reached(sends, first.id) if component in before]


def _reached(sends: Mapping[int, list[int]], first: int) -> list[int]:
    """What can be reached, in the order of the data: what sends stands before what it sends to."""
    found: list[int] = []
    seen: set[int] = set()

    def visit(component: int) -> None:
        if component not in seen:
            seen.add(component)
            for after in sends[component]:
                visit(after)
            found.append(component)

    visit(first)
    return found[::-1]


def world(values: Values, settings: Settings | None = None, facts: Mapping[str, Any] | None = None) -> World:
    """The world of values; `facts` are what processors of OTLP find. The build is not proven: that is the affair of
    `alloyc build`. Raises Refused."""
    from ..compile import Settings, compile_values

    settings = replace(settings or Settings(), verify=False)
    return World(joined(compile_values(values, settings)), values, settings, facts or {})


def of_graph(graph: Graph, facts: Mapping[str, Any] | None = None) -> World:
    """The world of an Alloy configuration."""
    return World(graph, facts=facts or {})
