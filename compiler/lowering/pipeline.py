"""The builder that lowerings use: it makes components, gives them labels and knows where telemetry goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from ..graph.build import Value, because, body, contributions_to
from ..graph.component import Component, Origin
from ..planning.collectors import Collector
from ..planning.installation import Installation
from ..planning.telemetry import Signal, Telemetry
from ..report.contribution import Contribution
from ..report.diagnostics import Path
from ..syntax.ast import Block, Body, Position, Statement
from ..values.names import alloy_name, secret_name
from ..values.options import Options
from ..values.secrets import secret_options, uses_kubernetes_secret
from .secrets import Secrets


@dataclass(eq=False, repr=False)
class Builder:
    """The components of one collector while it is lowered. Sections are printed in the order they were begun."""

    collector: str
    sections: list[list[Component]] = field(default_factory=list)
    _ids: Iterator[int] = field(default_factory=count)

    def section(self) -> list[Component]:
        self.sections.append([])
        return self.sections[-1]

    def component(
        self,
        kind: str,
        label: str,
        body: Body,
        origin: Origin,
        entry: bool = False,
        at: Position | None = None,
        by: tuple[Contribution, ...] = (),
    ) -> Component:
        """A new component, in no section yet."""
        unit = () if at else (Contribution("unit", origin.path),)
        return Component(next(self._ids), kind, label, body, origin, entry, at, (*unit, *by))

    def components(self) -> tuple[Component, ...]:
        return tuple(component for section in self.sections for component in section)


def deliver_nowhere(signal: Signal) -> list[Value]:
    """For units that forward nothing by themselves."""
    return []


@dataclass(frozen=True, eq=False, repr=False)
class Pipeline:
    """What the lowering of one unit writes to, and what it may know.

    `prefix` begins every label that the unit gives; `deliver` finds the receivers for a signal, behind the data
    processors that the feature lists. `receivers` has those of each destination that was lowered before.
    """

    builder: Builder
    section: list[Component]
    path: Path
    prefix: str
    installation: Installation
    collector: Collector
    deliver: Callable[[Signal], list[Value]] = deliver_nowhere
    receivers: Mapping[str, Mapping[Telemetry, Value]] = field(default_factory=dict)
    by: tuple[Contribution, ...] = ()
    """What every component of it is there for, beside the unit."""

    def because(self, *values: object) -> Pipeline:
        """The pipeline for components that are there because of some values: a source that is turned on."""
        return replace(self, by=(*self.by, *contributions_to(values)))

    def label(self, role: str = "") -> str:
        """A component label: the unit's prefix and the role in it. A role that is the prefix adds nothing."""
        if not role or role == self.prefix:
            return self.prefix
        return self.prefix + "_" + role if self.prefix else role

    def add(self, kind: str, role: str = "", /, *blocks: Statement, **attributes: Value) -> Component:
        """A component `kind "PREFIX_ROLE"`; attributes that are None are left out, blocks follow in their order."""
        return self.place(kind, self.label(role), body(attributes, blocks), role=role)

    def add_entry(self, kind: str, role: str = "", /, *blocks: Statement, **attributes: Value) -> Component:
        """The same, for a component that stays although nothing in the graph may feed it."""
        return self.place(kind, self.label(role), body(attributes, blocks), entry=True)

    def place(self, kind: str, label: str, body: Body, *, role: str = "", entry: bool = False) -> Component:
        """A component with a label that is given whole: for names that users or other releases rely on."""
        component = self.builder.component(kind, label, body, Origin(self.path, role or label), entry, by=self.by)
        self.section.append(component)
        return component

    def insert(self, statements: Body, *keys: str | int) -> None:
        """Top-level Alloy that the user wrote below the unit's path, as components of their own."""
        for statement in statements:
            assert isinstance(statement, Block), "top-level attributes are refused when they are read"
            origin = Origin((*self.path, *keys), written_by_user=True)
            made = self.builder.component(
                statement.name, statement.label, statement.body, origin, entry=True, at=statement.at, by=self.by
            )
            self.section.append(replace(made, comments=statement.comments, ending=statement.ending))

    def find(self, kind: str, label: str) -> Component | None:
        """A component that is there already, for units that share one in a collector."""
        return next((c for c in self.builder.components() if (c.kind, c.label) == (kind, label)), None)

    def destinations(self, signal: Signal) -> list[Value]:
        """The receivers to forward a signal to: the argument of `forward_to`, or of an `output` block."""
        return self.deliver(signal)

    def secrets(self, owner: Options, name: str, chart: str = "", label: str = "") -> Secrets:
        """Reads the secret values of an owner called `name`, from a Kubernetes Secret where the values say so. The
        component that reads it is labelled by that name, if no label is given."""
        if not uses_kubernetes_secret(owner):
            return Secrets(owner)
        secret, installation = secret_options(owner), self.installation
        default_name = secret_name(name, installation.release.name, chart or installation.release.chart)
        found = body({"name": secret.name or default_name, "namespace": secret.namespace or installation.namespace})
        found = tuple(because(found, secret.embed, secret.create))
        label = label or alloy_name(name)
        component = self.find("remote.kubernetes.secret", label)
        if component is None or component.body != found:
            component = self.place("remote.kubernetes.secret", label, found)
        by = contributions_to([secret.embed, secret.create])
        return Secrets(owner, replace(component["data"], by=by))
