"""Every object that is printed is one that Kubernetes takes."""

from __future__ import annotations

import re
from typing import Any

import kubernetes_validate
import pytest
import yaml

from alloyc.compile import Settings, compile_values
from alloyc.emit import rendered
from alloyc.values.load import load
from conformance.lists import DEPARTURES, NOT_YET
from emit.small_build import built
from support.reference import ABSENT, cases, expected, values_of

VERSION = "1.34"
OF_OTHERS = ("collectors.grafana.com/", "security.openshift.io/", "keda.sh/")
"""What Kubernetes itself has no schema for."""
NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
BUILT = [case for case in cases() if "refused" not in expected(case) and case not in {*NOT_YET, *DEPARTURES}]
SCENARIOS = [case for case in BUILT if case.startswith("ex--") or "sampling" in case or "service" in case]


def check(found: dict[str, Any]) -> None:
    if found["apiVersion"].startswith(OF_OTHERS):
        check_resource(found)
    else:
        kubernetes_validate.validate(found, VERSION, strict=True)


def check_resource(found: dict[str, Any]) -> None:
    """What the definitions of `Alloy` and of the constraints on OpenShift demand: a name; and that `spec` is a map."""
    assert set(found) >= {"apiVersion", "kind", "metadata"}
    assert NAME.fullmatch(found["metadata"]["name"])
    assert len(found["metadata"]["name"]) <= 63
    if found["kind"] == "Alloy":
        assert set(found) == {"apiVersion", "kind", "metadata", "spec"}
        assert isinstance(found["spec"], dict)


@pytest.mark.parametrize("case", SCENARIOS or [pytest.param("", marks=pytest.mark.skip(reason=ABSENT))])
def test_case(case: str) -> None:
    build = compile_values(load([str(values_of(case))]), Settings(level=0, verify=False, unknown_keys="warn"))
    for text in rendered(build, "manifests", [c.collector for c in build.configurations]).values():
        for found in yaml.safe_load_all(text):
            check(found)


@pytest.mark.parametrize("form", ["manifests", "kustomize", "argocd", "flux"])
def test_small_values_in_each_format(form: str) -> None:
    more = "telemetryServices: {sdkInjector: {deploy: true, allowedConfigMapWriters: a}}\n"
    build = built(more, "extraService: {enabled: true}", namespace="monitoring")
    for name, text in rendered(build, form, ["alloy"]).items():
        for found in yaml.safe_load_all(text) if not name.endswith(".values.yaml") else ():
            if "k8s.io" in found["apiVersion"].replace("kustomize.config.k8s.io", "") or "/" not in found["apiVersion"]:
                check(found)


def test_what_is_wrong_is_found() -> None:
    with pytest.raises(kubernetes_validate.ValidationError):
        check({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"a": 1}})
