"""The local ends of a configuration: where Alloy reaches this machine instead of others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..graph.build import attributes
from ..graph.component import Component
from ..simulate.simulation import Simulation
from ..syntax.ast import Body

SECOND = "1s"
AT_ONCE = "100ms"

ADDED = "engine"


@dataclass(frozen=True)
class Receiver:
    """A component that data are given to over HTTP, and its port. `inner` is the component that an added one feeds."""

    component: Component
    port: int
    inner: Component | None = None


@dataclass(frozen=True)
class Ends:
    """The local ends of a configuration. `receivers` and `stand_ins` (targets that a scrape is given, in the place of
    those that it finds) are by component."""

    simulation: Simulation
    url: str
    key: str
    logs: Path
    receivers: Mapping[int, Receiver] = field(default_factory=dict)
    stand_ins: Mapping[int, list[dict[str, str]]] = field(default_factory=dict)
    satellites: Mapping[int, int] = field(default_factory=dict)

    def place(self, component: Component) -> str:
        """The key of a component: in the path of an URL, or as the user of a proxy."""
        return f"{self.key}.{component.id}"

    def proxy(self, component: Component) -> str:
        """The URL of the proxy through which a component scrapes."""
        scheme, _, rest = self.url.partition("://")
        return f"{scheme}://{self.place(component)}:x@{rest}"


def with_arguments(component: Component, values: Mapping[str, object], without: tuple[str, ...] = ()) -> Component:
    """The component with other arguments: those that are None, and `without`, are left out."""
    kept = tuple(s for s in component.body if s.name not in values and s.name not in without)
    new = attributes(values)  # type: ignore[arg-type]
    return component.with_body(new + kept)


def added(component: Component, name: str, body: Body, number: int = 1) -> Component:
    """A component beside another, with an identity of its own."""
    origin = replace(component.origin, role=ADDED)
    return Component(-10 * component.id - number, name, f"engine_{component.id}_{number}", body, origin)
