"""What annotations ask for becomes the settings of a scrape."""

from __future__ import annotations

import re2

from support.small import build, rules, value

ON = "annotationAutodiscovery: {enabled: true, %s}"
PODS, SERVICES, SERIES = (
    f"{kind}.annotation_autodiscovery{role}"
    for kind, role in (("discovery.relabel", "_pods"), ("discovery.relabel", "_services"), ("prometheus.relabel", ""))
)


def marked(component: object) -> list[str]:
    """The kinds that the rules mark targets as."""
    return [r["replacement"] for r in rules(component) if r.get("target_label") == "temp_source"]  # type: ignore[arg-type]


def test_scrapes_have_no_job_name_of_their_own() -> None:
    built = build(ON % "")
    scrapes = [built[f"prometheus.scrape.annotation_autodiscovery_{side}"] for side in ("http", "https")]
    assert [value(scrape, "job_name") for scrape in scrapes] == [None, None]
    assert [value(scrape, "scrape_interval") for scrape in scrapes] == [None, None]


def test_static_labels_of_services_need_none_of_pods() -> None:
    built = build(ON % "services: {staticLabels: {found_by: service}}")
    assert (marked(built[PODS]), marked(built[SERVICES])) == ([], ["service"])
    assert [r.get("target_label") for r in rules(built[SERIES])] == ["found_by", None]


def test_static_labels_of_pods_leave_services_alone() -> None:
    built = build(ON % "pods: {staticLabels: {found_by: pod}}")
    assert (marked(built[PODS]), marked(built[SERVICES])) == (["pod"], [])


def test_no_relabel_of_series_without_need() -> None:
    assert SERIES not in build(ON % "")


def test_a_pattern_is_filtered_after_discovery() -> None:
    built = build(ON % "namespaces: ['team-.*']")
    assert value(built["discovery.kubernetes.annotation_autodiscovery_pods"], "namespaces") is None
    assert rules(built[PODS])[0] == {
        "source_labels": ["__meta_kubernetes_namespace"], "regex": "team-.*", "action": "keep",
    }  # fmt: skip


def test_selectors_of_the_feature_and_the_kind_both_hold() -> None:
    built = build(ON % "labelSelectors: {tier: [front, back]}, pods: {labelSelectors: {app: web}}")
    pods = built["discovery.kubernetes.annotation_autodiscovery_pods"]
    assert value(pods, "selectors", "label") == "tier in (front,back),app=web"


def test_a_port_by_number_is_put_behind_the_address_of_the_pod() -> None:
    ipv6, ipv4 = (r["regex"] for r in rules(build(ON % "")[PODS]) if r.get("target_label") == "__address__")
    assert re2.fullmatch(ipv4, "8080;10.0.0.7").group(2) == "10.0.0.7"
    assert re2.fullmatch(ipv6, "8080;fe80::1:2").group(2) == "fe80::1:2"
    assert re2.fullmatch(ipv6, "8080;10.0.0.7") is None
