"""Rules and stages of loki-stdout are one after the other."""

from __future__ import annotations

from itertools import pairwise

from alloyc.graph.component import refs
from support.small import build

FRAME = """
  console:
    type: loki-stdout
    logProcessingRules: rule { action = "labeldrop" }
    logProcessingStages: stage.drop { older_than = "1h" }
collectors: {alloy: {presets: [singleton]}}
"""


def test_lines_go_through_rules_then_stages() -> None:
    built = build("clusterEvents: {enabled: true}", FRAME)
    way = ["loki.process.cluster_events", "loki.relabel.console", "loki.process.console", "loki.echo.console"]
    for before, after in pairwise(way):
        assert [ref.component for _, ref in refs(built[before])] == [built[after].id]
