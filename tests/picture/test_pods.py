"""A pod that is asked about is found as discovery finds one, by its namespace and its labels."""

from __future__ import annotations

import pytest

from alloyc.graph.resolve import graph_of
from alloyc.picture.answers import answers
from alloyc.picture.masking import Masks
from alloyc.picture.questions import Question
from alloyc.picture.simulated import evaluator
from alloyc.syntax.parser import parse_body

CONFIGURATION = """
discovery.kubernetes "pods" {
  role = "pod"
  namespaces { names = ["shop"] }
}
discovery.relabel "pods" {
  targets = discovery.kubernetes.pods.targets
  rule {
    source_labels = ["__meta_kubernetes_pod_label_app"]
    regex = "cart"
    action = "keep"
  }
}
prometheus.scrape "pods" {
  targets = discovery.relabel.pods.output
  forward_to = []
}
"""


@pytest.mark.parametrize(
    ("pod", "outcome", "last"),
    [
        ("namespace=shop, app=cart", "arrived", "test/discovery.relabel.pods"),
        ("namespace=shop, app=till", "dropped", "test/discovery.relabel.pods"),
        ("namespace=till, app=cart", "dropped", "test/discovery.kubernetes.pods"),
    ],
)
def test_a_pod_is_found_by_its_labels(pod: str, outcome: str, last: str) -> None:
    graph = graph_of("test", parse_body(CONFIGURATION))
    [found] = answers(Question("pod", pod), [graph], evaluator(), Masks())
    assert found["outcome"] == outcome
    assert found["outcome"] == "arrived" or found["hops"][-1]["node"] == last
