"""The objects of every case are those that the reference creates itself, compared as data."""

from __future__ import annotations

import json
from typing import Any

import pytest

from alloyc.compile import Settings, compile_values
from alloyc.emit.manifests import objects
from alloyc.values.load import load
from conformance.lists import DEPARTURES, NOT_YET
from emit.normal_objects import identity, normal
from support.reference import ABSENT, CONFORMANCE, cases, expected, values_of

BUILT = [case for case in cases() if "refused" not in expected(case) and case not in {*NOT_YET, *DEPARTURES}]

DIFFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    "ut--host-metrics--windows-alloy-source-": (("alloy", "extraEnv"),),
}
"""What is not compared in the `Alloy` resources of which cases. Pods on Windows are told the name of their node: see
docs/differences.md."""


def of_reference(case: str) -> dict[Any, Any]:
    """The ConfigMaps of configurations are not in the data: they are compared elsewhere, by what they do. Kepler's
    rights on OpenShift are among the services there, though no chart of a service has them."""
    folder = CONFORMANCE / "cases" / case
    found = json.loads((folder / "objects.json").read_text())
    if (folder / "services.json").exists():
        found += [o for o in json.loads((folder / "services.json").read_text()) if is_right_on_openshift(o)]
    return {identity(o): normal(o) for o in found if not is_of_unit_tests(o)}


def is_right_on_openshift(found: dict[str, Any]) -> bool:
    kind, name = identity(found)
    return kind == "SecurityContextConstraints" or name.endswith("-scc")


def is_of_unit_tests(found: dict[str, Any]) -> bool:
    """Whether it comes from a template that only the reference's unit tests use."""
    return identity(found)[0] == "ConfigMap" and identity(found)[1].startswith("test-")


def is_of_feature(found: dict[str, Any]) -> bool:
    """Whether the reference makes it in the chart of a feature, whose objects are not in the data."""
    _, name = identity(found)
    return name.endswith("-k8smon-integrations") or (is_right_on_openshift(found) and "beyla" in name)


def ours(case: str) -> dict[Any, Any]:
    built = compile_values(load([str(values_of(case))]), Settings(level=0, verify=False, unknown_keys="warn"))
    files = objects(built, [c.collector for c in built.configurations], hashed=False)
    found = [o for of_file in files.values() for o in of_file if not is_of_feature(o)]
    return {identity(o): normal(o) for o in found if "config.alloy" not in o.get("data", {})}


@pytest.mark.parametrize("case", BUILT or [pytest.param("", marks=pytest.mark.skip(reason=ABSENT))])
def test_case(case: str) -> None:
    left_out = [path for part, paths in DIFFERENCES.items() if case.startswith(part) for path in paths]
    assert without(ours(case), left_out) == without(of_reference(case), left_out)


def without(found: dict[Any, Any], paths: list[tuple[str, str]]) -> dict[Any, Any]:
    for resource in found.values():
        for outer, inner in paths:
            resource.get("spec", {}).get(outer, {}).pop(inner, None)
    return found
