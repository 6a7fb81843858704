"""Imported by the fork server before it forks: compiles something small, so that what is made once is made there."""

from __future__ import annotations

from ..values.load import load_text
from .compile import compiled
from .task import How

_SMALL = """\
cluster: {name: warm}
destinations: {metrics: {type: prometheus, url: "https://example.com"}}
clusterMetrics: {enabled: true, collector: metrics}
collectors: {metrics: {presets: [clustered, statefulset]}}
telemetryServices: {kube-state-metrics: {deploy: true}}
"""

compiled(load_text(_SMALL), How())
