"""Monitors are scraped through us."""

from __future__ import annotations

from typing import Any

import pytest

from alloyc.engine.monitors import through_proxy

LOCAL = {"proxyUrl": "http://p", "scheme": "http", "interval": "1s", "scrapeTimeout": "1s"}


@pytest.mark.parametrize(
    ("kind", "spec", "changed"),
    [
        (
            "ServiceMonitor",
            {"endpoints": [{"port": "m", "scheme": "https", "tlsConfig": {}}]},
            {"endpoints": [{"port": "m", **LOCAL}]},
        ),
        ("PodMonitor", {"podMetricsEndpoints": [{"port": "m"}]}, {"podMetricsEndpoints": [{"port": "m", **LOCAL}]}),
        (
            "Probe",
            {"prober": {"url": "b"}},
            {"interval": "1s", "scrapeTimeout": "1s", "prober": {"url": "b", "proxyUrl": "http://p", "scheme": "http"}},
        ),
        (
            "ScrapeConfig",
            {"basicAuth": {}},
            {"scrapeInterval": "1s", "scrapeTimeout": "1s", "proxyUrl": "http://p", "scheme": "HTTP"},
        ),
        ("Pod", {"containers": []}, {"containers": []}),
    ],
)
def test_an_object(kind: str, spec: dict[str, Any], changed: dict[str, Any]) -> None:
    [found] = through_proxy([{"kind": kind, "metadata": {"name": "a", "namespace": "b"}, "spec": spec}], "http://p")
    assert found["spec"] == changed
