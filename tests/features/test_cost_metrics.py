"""Costs are gathered with or without cluster metrics."""

from __future__ import annotations

from support.small import build, value


def test_no_cluster_metrics_are_needed() -> None:
    built = build("costMetrics: {enabled: true, opencost: {labelMatchers: {app: opencost}}}")
    scrape = built["prometheus.scrape.cost_metrics_opencost"]
    assert value(scrape, "honor_labels") is True
