"""The telemetry services of the scenarios: the same ones, and what the values say of their pods is what the reference
runs. With Helm and the charts at hand they are rendered, and every object is compared."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from alloyc.compile import Settings, plan_values
from alloyc.emit.services import ServiceRelease, service_releases
from alloyc.emit.yaml_text import to_yaml
from alloyc.values import preset_data
from alloyc.values.load import load
from emit.normal_objects import identity
from support.reference import ABSENT, CONFORMANCE, cases, values_of

SERVED = [case for case in cases() if (CONFORMANCE / "cases" / case / "services.json").exists()]
CASES = SERVED or [pytest.param("", marks=pytest.mark.skip(reason=ABSENT))]
CHARTS = os.environ.get("ALLOYC_CHARTS", "")
"""A folder with the charts of presets/service-charts.yaml, unpacked, each under its name."""
OF_TOOLS = ("helm.sh/", "app.kubernetes.io/managed-by", "app.kubernetes.io/instance", "checksum/")
SHOWN = ("nodeSelector", "tolerations", "affinity", "resources", "args", "replicas")


def of_reference(case: str) -> list[dict[str, Any]]:
    """Rights on OpenShift come from no chart of a service."""
    found = json.loads((CONFORMANCE / "cases" / case / "services.json").read_text())
    return [o for o in found if o["kind"] != "SecurityContextConstraints" and not identity(o)[1].endswith("-scc")]


def releases(case: str, shared_name: bool) -> list[ServiceRelease]:
    plan = plan_values(load([str(values_of(case))]), Settings(unknown_keys="warn"))
    return [r for r in service_releases(plan.installation, shared_name) if not r.operator]


@pytest.mark.parametrize("case", CASES)
def test_the_same_charts_at_the_same_versions(case: str) -> None:
    labels = (o["metadata"].get("labels") or {} for o in of_reference(case))
    wanted = {label["helm.sh/chart"] for label in labels if "helm.sh/chart" in label}
    keys = {entry["chart"]: entry.get("name", entry["chart"]) for entry in preset_data.data("service-charts").values()}
    keys["k8s-injection-controller"] = "sdkInjector"
    assert {f"{keys[r.chart]}-{r.version}" for r in releases(case, True)} == wanted


@pytest.mark.parametrize("case", CASES)
def test_what_values_say_of_pods_is_in_the_pods_of_the_reference(case: str) -> None:
    shown = {json.dumps(value, sort_keys=True) for o in of_reference(case) for value in values_in(o)}
    for release in releases(case, True):
        for key in SHOWN:
            if release.values.get(key):
                assert json.dumps(release.values[key], sort_keys=True) in shown, (release.name, key)


def values_in(value: Any) -> Iterator[Any]:
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from values_in(inner)


@pytest.mark.skipif(not CHARTS or shutil.which("helm") is None, reason="needs helm, and ALLOYC_CHARTS to be set")
@pytest.mark.parametrize("shared_name", [True, False])
@pytest.mark.parametrize("case", CASES)
def test_rendered_by_helm(case: str, shared_name: bool, tmp_path: Path) -> None:
    made = [o for release in releases(case, shared_name) for o in rendered_by_helm(release, tmp_path)]
    assert {identity(o): cleaned(o) for o in made} == {identity(o): cleaned(o) for o in of_reference(case)}


def rendered_by_helm(release: ServiceRelease, folder: Path) -> list[dict[str, Any]]:
    values = folder / f"{release.name}.yaml"
    values.write_text(to_yaml([release.values]))
    chart = str(Path(CHARTS) / release.chart)
    place = ["-n", release.namespace, "-f", str(values), "--kube-version", "1.34.0"]
    done = subprocess.run(["helm", "template", release.release_name, chart, *place], capture_output=True, check=True)
    return [found for found in yaml.safe_load_all(done.stdout) if found]


def cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: cleaned(inner) for key, inner in value.items() if not str(key).startswith(OF_TOOLS)}
    return [cleaned(inner) for inner in value] if isinstance(value, list) else value
