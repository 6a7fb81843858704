"""Ports that a collector's Service must have for features that receive telemetry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from .collectors import Collector, setting


class ReceiverPort(NamedTuple):
    """A port: its name in the Service, its number, what speaks on it."""

    name: str
    number: int
    protocol: str = "TCP"
    application_protocol: str = ""


def with_ports(collector: Collector, ports: Iterable[ReceiverPort]) -> dict[str, Any]:
    """Settings that open the ports beside those that are open."""
    present = list(setting(collector, "alloy", "extraPorts") or [])
    added = [_service_port(port) for port in ports if port.number not in _open_ports(collector)]
    return {"alloy": {"extraPorts": [*present, *added]}}


def _service_port(port: ReceiverPort) -> dict[str, Any]:
    entry = {"name": port.name, "port": port.number, "targetPort": port.number, "protocol": port.protocol}
    return {**entry, "appProtocol": port.application_protocol} if port.application_protocol else entry


def _open_ports(collector: Collector) -> set[int]:
    entries = setting(collector, "alloy", "extraPorts") or []
    found = [str(entry.get("targetPort")) for entry in entries if isinstance(entry, Mapping)]
    return {int(port) for port in found if port.isdigit()}
