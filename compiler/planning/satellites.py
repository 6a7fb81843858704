"""Satellites: collectors that a destination brings, each with a configuration of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..report.diagnostics import Path
from ..report.record import dataclass
from ..values.names import kubernetes_name, shortened
from .collectors import Collector
from .telemetry import Telemetry

NAME_LENGTH = 51
"""Longer names would not fit into the label that a statefulset puts on its pods (`controller-revision-hash`)."""
RECEIVER_PORT = 4317
"""Where Alloy listens for OTLP by gRPC if nothing else is said."""


@dataclass(frozen=True)
class SatelliteOptions:
    """What a destination says of a satellite: its role, its collector settings and where those stand below it; the
    telemetry that it makes, and where that is to go."""

    role: str
    settings: Mapping[str, Any]
    keys: Path
    sends: Telemetry | None = None
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Satellite:
    """A collector that a destination brings. The collector's key is the name of its object."""

    destination: str
    role: str
    collector: Collector
    sends_to: tuple[str, ...] = ()
    """The destinations of the telemetry that it makes."""
    behind: tuple[str, ...] = ()
    """Those that routers among them pass it on to."""

    @property
    def key(self) -> str:
        return f"{self.destination}-{self.role}"


def satellite_name(release: str, destination: str, role: str) -> str:
    """The name of a satellite's `Alloy` object and service."""
    return shortened(f"{release}-{kubernetes_name(f'{destination}-{role}')}", NAME_LENGTH).lower()
