"""What the picture says that the optimizer took out."""

from __future__ import annotations

import pytest

from alloyc.graph.resolve import graph_of
from alloyc.passes.fuse_rules import fuse_rules
from alloyc.picture.removed import removals
from alloyc.syntax.parser import parse
from support.pictures import ALL, LARGEST, picture


def test_a_shared_discovery_names_the_one_that_stays() -> None:
    removed = {one.name: one for one in picture(LARGEST).removed}
    shared = removed["discovery.kubernetes.profiling_java"]
    assert (shared.by, shared.into) == ("share_discovery", "logs/discovery.kubernetes.pod_logs_via_loki")
    assert removed["discovery.relabel.cluster_metrics_kubelet"].by == "drop_empty_relabel"


def test_nothing_is_removed_at_level_0() -> None:
    assert picture(LARGEST, 0).removed == ()


def test_fused_rules_stand_in_the_first() -> None:
    relabel = 'prometheus.relabel "%s" {\n  forward_to = [%s.receiver]\n  rule { action = "lowercase" }\n}\n'
    text = (
        relabel % ("a", "prometheus.relabel.b")
        + relabel % ("b", "prometheus.remote_write.out")
        + 'prometheus.scrape "x" {\n  targets = []\n  forward_to = [prometheus.relabel.a.receiver]\n}\n'
        + 'prometheus.remote_write "out" { }\n'
    )
    (gone,) = removals(graph_of("c", parse(text).body), [fuse_rules])
    assert (gone.component.name, gone.by) == ("prometheus.relabel.b", "fuse_rules")
    assert gone.into is not None
    assert gone.into.name == "prometheus.relabel.a"


@pytest.mark.parametrize("name", ALL)
def test_what_is_removed_is_no_node_and_what_replaces_it_was_one(name: str) -> None:
    drawn, lowered = picture(name, 2), picture(name, 0)
    nodes = {one.id for one in drawn.nodes}
    before = {one.id for one in lowered.nodes}
    assert not nodes & {f"{one.collector}/{one.name}" for one in drawn.removed}
    assert {one.into for one in drawn.removed if one.into} <= before
    assert len(before) == len(nodes) + len(drawn.removed)
