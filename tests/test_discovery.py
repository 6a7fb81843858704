"""Selectors and namespaces, as Kubernetes takes them."""

from __future__ import annotations

import pytest

from alloyc.lowering import relabel
from alloyc.lowering.discovery import exact_namespaces, label_selector, namespace_rules

NAMESPACE = "__meta_kubernetes_namespace"


def test_label_selector_is_sorted_and_knows_lists() -> None:
    assert label_selector({"tier": ["front", "back"], "app": "web"}) == "app=web,tier in (front,back)"


def test_label_selector_of_nothing() -> None:
    assert label_selector({}) == ""


@pytest.mark.parametrize("pattern", ["team-.*", "Team", "a_b", "-a", "a" * 64, ""])
def test_one_pattern_makes_all_of_them_rules(pattern: str) -> None:
    assert exact_namespaces(["shared", pattern]) == []
    assert namespace_rules(["shared", pattern], []) == [relabel.keep(NAMESPACE, "shared", pattern)]


def test_names_need_no_rule() -> None:
    assert exact_namespaces(["shared", "a" * 63]) == ["shared", "a" * 63]
    assert namespace_rules(["shared"], ["test"]) == [relabel.drop(NAMESPACE, "test")]
