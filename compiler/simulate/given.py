"""What is known of the world around a configuration, and what the parts of a simulation ask of the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from ..graph.component import Component
from ..syntax.ast import Body
from .evaluate import Lookup
from .relabel import Rules
from .relabel_labels import Dialect

T = TypeVar("T")

ALLOY_VERSION = "1.18"
"""As in `installation`: what a build is for where nothing else is said."""


@dataclass(frozen=True)
class Given:
    """What a test or a question says of the world. What is None was not said, and what depends on it is unknown.

    - `objects` are Kubernetes manifests, `namespace` is where Alloy's pod is.
    - `environment` are variables of Alloy's process, `constants` are `hostname`, `os` and `arch`.
    - `files` are texts by path.
    - `exports` are what components give that only know it when they run, by name: `remote.kubernetes.secret.x.data`.
    - `facts` are what processors of OTLP find out about the world.
    - `now` is in nanoseconds since 1970.
    - `alloy_version` is of the Alloy that runs the configuration: before 1.11, `.` in rules matches no line break.
    """

    objects: tuple[Mapping[str, Any], ...] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    namespace: str | None = None
    files: Mapping[str, str] | None = None
    exports: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    now: int | None = None
    alloy_version: str = ALLOY_VERSION


class World(Protocol):
    """A simulation, to those that find targets for it. Each raises Unknown where something was not given."""

    @property
    def given(self) -> Given: ...

    @property
    def lookup(self) -> Lookup: ...

    @property
    def objects(self) -> tuple[Mapping[str, Any], ...]: ...

    def once(self, what: str, component: Component, find: Callable[[], T]) -> T: ...

    def argument(self, component: Component, name: str, default: Any = None) -> Any: ...

    def rules(self, component: Component, dialect: Dialect) -> Rules: ...

    def compile_rules(self, body: Body, dialect: Dialect, mark: str = "rule") -> Rules: ...
