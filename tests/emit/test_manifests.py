"""The objects beside the collectors: Services, Secrets, rights, the user's own."""

from __future__ import annotations

import pytest

from alloyc.emit import check_form, rendered
from alloyc.report.diagnostics import Refused, dotted
from emit.small_build import built, found

OPENSHIFT = "global: {platform: openshift}\n"
BEYLA = "autoInstrumentation: {enabled: true, collector: alloy%s}\n"


def test_every_format_is_the_same_twice() -> None:
    for form in ("manifests", "helmfile", "kustomize", "argocd", "flux"):
        assert rendered(built(), form, ["alloy"]) == rendered(built(), form, ["alloy"])


def test_one_collector_has_only_its_own_file() -> None:
    build = built("", "extraService: {enabled: true}}, other: {presets: [singleton], extraConfig: 'logging { }'")
    assert list(rendered(build, "manifests", ["alloy"])) == ["collector-alloy.yaml"]
    assert len(rendered(build, "manifests", ["alloy", "other"])) == 3


def test_an_extra_service_has_the_ports_of_the_collector() -> None:
    ports = "alloy: {extraPorts: [{name: otlp, port: 4317, targetPort: 4317, appProtocol: grpc}]}"
    service = found(built("", f"extraService: {{enabled: true}}, service: {{type: NodePort}}, {ports}"), "Service")[0]
    assert service["metadata"]["name"] == "k8smon-alloy"
    assert service["spec"]["ports"] == [
        {"name": "http-metrics", "port": 12345, "targetPort": 12345, "protocol": "TCP", "nodePort": 31128},
        {"name": "otlp", "port": 4317, "targetPort": 4317, "protocol": "TCP", "appProtocol": "grpc"},
    ]


def test_an_extra_service_is_where_the_pods_are() -> None:
    service = found(built("global: {namespaceOverride: other}\n", "extraService: {enabled: true}"), "Service")[0]
    assert service["metadata"]["namespace"] == "other"


def test_rights_on_openshift_are_those_of_the_service_account() -> None:
    build = built(OPENSHIFT, "serviceAccount: {create: false, name: mine}")
    assert found(build, "ClusterRoleBinding")[0]["subjects"][0]["name"] == "mine"
    assert not found(built(), "SecurityContextConstraints")


def test_beyla_has_rights_on_openshift() -> None:
    names = [o["metadata"]["name"] for o in found(built(OPENSHIFT + BEYLA % ""), "SecurityContextConstraints")]
    assert names == ["k8smon-beyla", "k8smon-alloy"]


def test_beyla_that_is_not_deployed_has_no_configuration() -> None:
    assert len(found(built(BEYLA % ""), "ConfigMap")) == 1 + len(
        found(built(BEYLA % ", beyla: {enabled: false}"), "ConfigMap")
    )


def test_templates_in_extra_objects_are_refused_where_they_stand() -> None:
    template = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: ['{{ .Release.Name }}']}}"
    extra = f"extraObjects: [{template}, text, {{kind: A, metadata: {{name: a}}}}, {{apiVersion: v1, kind: List}}]\n"
    with pytest.raises(Refused) as refused:
        check_form(built(extra), "manifests")
    assert [(d.code, dotted(d.path)) for d in refused.value.diagnostics] == [
        ("helm-template", "extraObjects[0].data.a[0]"),
        ("wrong-type", "extraObjects[1]"),
        ("missing-key", "extraObjects[2]"),
    ]


def test_one_warning_names_the_services_that_are_left_out() -> None:
    warnings = check_form(built("telemetryServices: {kepler: {deploy: true}}\n"), "manifests")
    assert [(w.code, w.severity) for w in warnings] == [("services-not-included", "warning")]
    assert "alloy-operator, kepler" in warnings[0].message
    assert not check_form(built(), "flux")
    assert not check_form(built("alloy-operator: {deploy: false}\n"), "manifests")


def test_extra_objects_have_names() -> None:
    extra = "extraObjects: [{apiVersion: v1, kind: A}, {apiVersion: v1, kind: A, metadata: {}}]\n"
    with pytest.raises(Refused) as refused:
        check_form(built(extra), "argocd")
    assert [(d.code, dotted(d.path)) for d in refused.value.diagnostics] == [
        ("missing-key", "extraObjects[0]"),
        ("missing-key", "extraObjects[1].metadata"),
    ]
