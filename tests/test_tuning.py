"""Which metrics are kept: the default list, the user's, or all."""

from __future__ import annotations

from alloyc.lowering import relabel, tuning
from alloyc.lowering.tuning import ListedMetricsTuning, MetricsTuning
from alloyc.values import preset_data


def test_default_list_is_added_to() -> None:
    kept = tuning.allow_list(ListedMetricsTuning.model_validate({"includeMetrics": ["mine", "up"]}), "kubelet-resource")
    assert kept == [*tuning.ALWAYS_KEPT, *preset_data.metrics("kubelet-resource"), "mine"]


def test_without_the_default_list_the_users_alone_is_kept() -> None:
    options = ListedMetricsTuning.model_validate({"useDefaultAllowList": False, "includeMetrics": ["mine"]})
    assert tuning.allow_list(options, "kubelet-resource") == [*tuning.ALWAYS_KEPT, "mine"]


def test_no_list_keeps_all() -> None:
    assert tuning.rules(MetricsTuning()) == []
    assert tuning.rules(ListedMetricsTuning.model_validate({"useDefaultAllowList": False}), "kubelet") == []


def test_keep_goes_before_drop() -> None:
    options = MetricsTuning.model_validate({"includeMetrics": ["a"], "excludeMetrics": ["b", "c"]})
    kept = relabel.keep("__name__", "up", "scrape_samples_scraped", "a")
    assert tuning.rules(options) == [kept, relabel.drop("__name__", "b", "c")]
