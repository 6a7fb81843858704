"""What stands in for a target, and who gives a metric."""

from __future__ import annotations

import pytest

from alloyc.graph.component import Component, Origin
from alloyc.graph.read import read_graph
from alloyc.simulate.places import Source, giving_metric
from alloyc.simulate.simulation import Simulation
from alloyc.simulate.upstream import stand_in, upstream

CONFIG = """
discovery.kubernetes "pods" {
  role = "pod"
}

discovery.relabel "first" {
  targets = discovery.kubernetes.pods.targets

  rule {
    target_label = "team"
    replacement  = "shop"
  }

  rule {
    source_labels = ["a"]
    target_label  = "b"
  }
}

discovery.relabel "second" {
  targets = discovery.relabel.first.output

  rule {
    target_label = "team"
    replacement  = "cart"
  }
}

prometheus.scrape "named" {
  targets    = discovery.relabel.second.output
  job_name   = "cart"
  forward_to = []
}
"""


def scrape() -> tuple[Simulation, Component]:
    graph = read_graph(CONFIG, "a.alloy")
    return Simulation(graph), graph.components[-1]


def test_upstream_comes_in_the_order_of_the_way() -> None:
    assert [one.name for one in upstream(*scrape())] == [
        "discovery.kubernetes.pods",
        "discovery.relabel.first",
        "discovery.relabel.second",
    ]


def test_labels_that_every_target_has() -> None:
    assert stand_in(*scrape()) == {"team": "cart", "job": "cart"}


KUBE, OTHER, PLAIN = (
    Source(at, "c", Component(number, "prometheus.scrape", "x", (), Origin(())), ("metrics",))
    for number, at in enumerate([("clusterMetrics", "kube-state-metrics"), ("annotationAutodiscovery",), ()])
)


@pytest.mark.parametrize(
    ("metric", "found", "giving"),
    [
        ("kube_pod_labels", (KUBE, OTHER), (KUBE,)),
        ("orders_total", (KUBE, OTHER), (OTHER,)),
        ("orders_total", (KUBE,), (KUBE,)),
        ("kube_pod_labels", (OTHER,), ()),
        ("kube_pod_labels", (PLAIN,), (PLAIN,)),
    ],
)
def test_who_gives_a_metric(metric: str, found: tuple[Source, ...], giving: tuple[Source, ...]) -> None:
    assert giving_metric(found, metric) == giving
