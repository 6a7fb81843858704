"""What every scrape has in common."""

from __future__ import annotations

from alloyc.lowering.scrape import protocols
from alloyc.values.model import Global
from support.small import build, rules, value

TUNED = "{enabled: true, opencost: {labelMatchers: {app: opencost}, metricsTuning: {useDefaultAllowList: %s}}}"


def test_native_histograms_need_the_protobuf_protocol_first() -> None:
    settings = Global.model_validate({"scrapeNativeHistograms": True, "scrapeProtocols": ["PrometheusText0.0.4"]})
    assert protocols(settings)["scrape_protocols"] == ["PrometheusProto", "PrometheusText0.0.4"]


def test_the_protobuf_protocol_is_not_doubled() -> None:
    names = ["PrometheusText0.0.4", "PrometheusProto"]
    settings = Global.model_validate({"scrapeNativeHistograms": True, "scrapeProtocols": names})
    assert protocols(settings)["scrape_protocols"] == names


def test_no_relabel_where_all_is_kept() -> None:
    assert "prometheus.relabel.cost_metrics_opencost" in build(f"costMetrics: {TUNED % 'true'}")
    assert "prometheus.relabel.cost_metrics_opencost" not in build(f"costMetrics: {TUNED % 'false'}")


def test_global_settings_are_fallbacks() -> None:
    source = "costMetrics: {enabled: true, opencost: {labelMatchers: {app: opencost}, scrapeTimeout: 5s}}"
    built = build(f"{source}\nglobal: {{scrapeInterval: 2m, maxCacheSize: 7}}")
    scrape = built["prometheus.scrape.cost_metrics_opencost"]
    assert (value(scrape, "scrape_interval"), value(scrape, "scrape_timeout")) == ("2m", "5s")
    assert value(built["prometheus.relabel.cost_metrics_opencost"], "max_cache_size") == 7


EXTRA = """
costMetrics:
  enabled: true
  opencost:
    labelMatchers: {app: opencost}
    extraMetricProcessingRules: |
      rule {
        regex  = "uid"
        action = "labeldrop"
      }
"""


def test_the_users_rules_come_last() -> None:
    found = rules(build(EXTRA)["prometheus.relabel.cost_metrics_opencost"])
    assert [rule.get("action") for rule in found] == ["keep", "labeldrop"]
