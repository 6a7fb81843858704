"""Releases of the telemetry services: which, by what name, with which values."""

from __future__ import annotations

from alloyc.emit.services import ServiceRelease, service_releases
from alloyc.values import preset_data
from emit.small_build import built

NONE = "alloy-operator: {deploy: false}\n"


def releases(more: str, shared_name: bool = True) -> list[ServiceRelease]:
    return service_releases(built(NONE + more).plan.installation, shared_name)


def test_every_service_has_its_chart() -> None:
    assert set(preset_data.data("service-charts")) == {"alloy-operator", *preset_data.data("telemetry-services")}


def test_the_operator_is_first_and_is_deployed_by_default() -> None:
    installation = built("telemetryServices: {kepler: {deploy: true}}\n").plan.installation
    found = service_releases(installation, shared_name=True)
    assert [(r.chart, r.operator) for r in found] == [("alloy-operator", True), ("kepler", False)]


def test_nothing_is_deployed_that_the_values_do_not_ask_for() -> None:
    assert releases("telemetryServices: {kepler: {nodeSelector: {a: b}}}\n") == []


def test_keys_that_are_not_the_charts_are_not_handed_on() -> None:
    values = releases("telemetryServices: {node-exporter: {deploy: true, portConflictCheck: false}}\n")[0].values
    assert not {"deploy", "portConflictCheck"} & set(values)
    assert values["nameOverride"] == "node-exporter"


def test_a_null_removes_what_the_chart_itself_sets() -> None:
    values = releases("telemetryServices: {kepler: {deploy: true, affinity: null}}\n")[0].values
    assert values["affinity"] is None


def test_global_is_handed_on_as_far_as_charts_read_it() -> None:
    more = "global: {imageRegistry: r, scrapeInterval: 5s}\ntelemetryServices: {kepler: {deploy: true}}\n"
    assert releases(more)[0].values["global"] == {"imageRegistry": "r"}


def test_a_release_of_its_own_has_the_labels_that_it_is_found_by() -> None:
    more = "telemetryServices: {kube-state-metrics: {deploy: true, customLabels: {a: b}}}\n"
    shared, own = releases(more)[0], releases(more, shared_name=False)[0]
    assert (shared.release_name, shared.values["releaseLabel"]) == ("k8smon", True)
    assert (own.release_name, own.values["releaseLabel"]) == ("k8smon-kube-state-metrics", False)
    assert own.values["customLabels"] == {"a": "b", "release": "k8smon"}


def test_beyla_and_its_cache_are_two_releases() -> None:
    more = "autoInstrumentation: {enabled: true, collector: alloy}\ntelemetryServices: {beyla: {deploy: true}}\n"
    assert [r.name for r in releases(more, shared_name=False)] == ["k8smon-beyla", "k8smon-beyla-cache"]


def test_beyla_restarts_when_its_configuration_changes() -> None:
    one, other = (
        releases(f"autoInstrumentation: {{enabled: true, collector: alloy, beyla: {{preset: {preset}}}}}\n")[0].values
        for preset in ("application", "network")
    )
    assert one["config"]["checksum"] != other["config"]["checksum"]
    assert not {"labelMatchers", "metricsTuning"} & set(one)


def test_settings_of_beylas_own_chart_reach_it() -> None:
    given = "autoInstrumentation: {enabled: true, collector: alloy, beyla: {priorityClassName: high}}\n"
    assert releases(given)[0].values["priorityClassName"] == "high"
