"""Labels of nodes are read from the Kubernetes labels that clouds use, the first of them."""

from __future__ import annotations

from alloyc.lowering import node_labels, relabel
from alloyc.lowering.node_labels import NodeLabels
from alloyc.values import preset_data


def test_none_is_wanted_by_itself() -> None:
    assert not node_labels.are_wanted(NodeLabels())
    assert node_labels.rules(NodeLabels()) == []


def test_a_rule_for_each_that_is_wanted() -> None:
    arch = ("__meta_kubernetes_node_label_kubernetes_io_arch", "__meta_kubernetes_node_label_beta_kubernetes_io_arch")
    assert node_labels.rules(NodeLabels.model_validate({"nodeArchitecture": True})) == [
        relabel.first("architecture", *arch)
    ]


def test_data_has_every_option() -> None:
    assert list(preset_data.data("node-labels")) == list(NodeLabels().model_dump(by_alias=True))
