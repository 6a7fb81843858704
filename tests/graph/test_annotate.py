"""Comments name what turned a component on."""

from __future__ import annotations

import pytest

from alloyc.graph.annotate import annotated
from alloyc.graph.component import Component, Graph, Origin
from alloyc.report.contribution import Contribution

UNIT = ("clusterMetrics",)
KUBELET, CADVISOR = (*UNIT, "kubelet", "enabled"), (*UNIT, "cadvisor", "enabled")
GRPC, HTTP = ((*UNIT, "otlp", name, "enabled") for name in ("grpc", "http"))


@pytest.mark.parametrize(
    ("switches", "comment"),
    [
        ([], "// clusterMetrics"),
        ([(*UNIT, "enabled")], "// clusterMetrics"),
        ([(*UNIT, "enabled"), KUBELET], "// clusterMetrics.kubelet"),
        ([KUBELET, CADVISOR], "// clusterMetrics"),
        ([GRPC, HTTP], "// clusterMetrics.otlp"),
        ([KUBELET, ("hostMetrics", "enabled")], "// clusterMetrics.kubelet"),
        ([(*UNIT, "kubelet", "port")], "// clusterMetrics"),
    ],
)
def test_origin(switches: list[tuple[str, ...]], comment: str) -> None:
    by = (Contribution("unit", UNIT), *(Contribution("value", path) for path in switches))
    graph = Graph("one", (Component(0, "discovery.kubernetes", "nodes", (), Origin(UNIT), by=by),))
    (found,) = annotated(graph, "origin", lambda path: None).components
    assert found.comments == (comment,)
