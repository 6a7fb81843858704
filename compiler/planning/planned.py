"""What the plan says of a collector: what it runs, and towards which destinations."""

from __future__ import annotations

from ..features.unit import Listed, Wanted
from ..report.diagnostics import Path
from ..report.record import dataclass
from .collectors import Collector
from .telemetry import Telemetry


@dataclass(frozen=True)
class Route:
    """One telemetry of a feature and the destinations that it goes to, in order."""

    telemetry: Telemetry
    destinations: tuple[str, ...]


@dataclass(frozen=True)
class PlannedFeature:
    """A feature that is on, or those of its parts that go together, and the collector that runs it."""

    wanted: Wanted
    collector: str
    routes: tuple[Route, ...]
    held: tuple[Route, ...] = ()
    """Routes of signals that are turned off: the configuration has their destinations, and nothing is sent there."""
    at: Path = ()
    """Where the values name the collector, or may."""

    @property
    def feature(self) -> Listed:
        return self.wanted.feature

    @property
    def processors(self) -> tuple[str, ...]:
        return self.wanted.processors


@dataclass(frozen=True)
class PlannedCollector:
    """A collector, what it runs, and the destinations that its configuration has."""

    collector: Collector
    features: tuple[PlannedFeature, ...]
    destinations: tuple[str, ...]
    serves: tuple[str, ...] = ()
    """Destinations that it does something for, used there or not."""
