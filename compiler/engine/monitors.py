"""Objects that say what to scrape, changed so that it is scraped through us: each second, without TLS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..simulate.kubernetes.objects import manifests

Manifest = Mapping[str, Any]

_ENDPOINTS = {"ServiceMonitor": "endpoints", "PodMonitor": "podMetricsEndpoints"}
_OF_THE_CLIENT = ("tlsConfig", "basicAuth", "authorization", "oauth2", "bearerTokenSecret", "bearerTokenFile")


def through_proxy(objects: Iterable[Manifest], proxy: str) -> tuple[Manifest, ...]:
    """The objects; those of the Prometheus operator with a proxy."""
    return tuple(_changed(found, proxy) for found in manifests(objects))


def _changed(found: Manifest, proxy: str) -> Manifest:
    spec = found.get("spec") or {}
    pace = {"interval": "1s", "scrapeTimeout": "1s"}
    match found.get("kind"):
        case "ServiceMonitor" | "PodMonitor":
            name = _ENDPOINTS[str(found["kind"])]
            local = {**pace, "proxyUrl": proxy, "scheme": "http"}
            return {**found, "spec": {**spec, name: [{**_plain(one), **local} for one in spec.get(name) or []]}}
        case "Probe":
            prober = {**(spec.get("prober") or {}), "proxyUrl": proxy, "scheme": "http"}
            return {**found, "spec": {**_plain(spec), **pace, "prober": prober}}
        case "ScrapeConfig":
            local = {"scrapeInterval": "1s", "scrapeTimeout": "1s", "proxyUrl": proxy, "scheme": "HTTP"}
            return {**found, "spec": {**_plain(spec), **local}}
    return found


def _plain(found: Manifest) -> Manifest:
    return {key: value for key, value in found.items() if key not in _OF_THE_CLIENT}
