"""Telemetry services: exporters, deployed with the collectors (`telemetryServices.NAME.deploy`) or existing.

A source that scrapes a service has `namespace` and `labelMatchers` to find an existing one by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..planning.installation import Installation
from ..report.diagnostics import Diagnostic, Path, dotted
from ..values.placed import as_text, in_place_of, joined
from .discovery import label_selector


def namespace(installation: Installation, service: str, existing: str) -> list[str]:
    """Where the pods of a service are: with the release or in its `namespaceOverride`; else where the source says."""
    if installation.deploys(service):
        existing = as_text(installation.service(service).get("namespaceOverride") or installation.release.namespace)
    return [existing] if existing else []


def selector(installation: Installation, service: str, matchers: Mapping[str, Any], deployed: Mapping[str, str]) -> str:
    """The selector for the pods of a service: the source's own matchers, else the labels that it is deployed with."""
    deploys = installation.deploys(service)
    return label_selector(matchers) or in_place_of(
        joined(",", (k + "=" + v for k, v in deployed.items() if deploys)), deploys
    )


def check_reachable(
    installation: Installation, service: str, matchers: Mapping[str, Any], path: Path
) -> Iterator[Diagnostic]:
    """Somebody must say where the service is."""
    if not installation.deploys(service) and not matchers:
        yield Diagnostic(
            "missing-telemetry-service",
            f"`{dotted(path)}` scrapes {service}, which is not deployed and cannot be found without labels",
            path,
            f"deploy it with `telemetryServices: {{{service}: {{deploy: true}}}}`, "
            f"or set `{dotted((*path, 'labelMatchers'))}` to the labels of an existing one",
        )
