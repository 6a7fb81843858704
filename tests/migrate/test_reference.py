"""Every file of the reference's converter: ours does the same, but for faults of the converter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from alloyc.compile import Settings, compile_values
from alloyc.migrate import migrate_text
from alloyc.report.diagnostics import Refused
from alloyc.values.load import load_text
from support.reference import ABSENT, CONFORMANCE, flows_of

FOLDER = CONFORMANCE / "migrate"
NAMES = sorted(path.name for path in FOLDER.iterdir()) if FOLDER.is_dir() else []
ALL = NAMES or [pytest.param("", marks=pytest.mark.skip(reason=ABSENT))]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "migration.md"
SETTINGS = Settings(level=0, unknown_keys="warn")
"""Some files have keys that neither version of the chart reads, which the chart passes over."""
REFUSED = "refused"


def with_exporters(values: dict[str, Any]) -> None:
    """What version 3 deployed and scraped unasked."""
    hosts = values.setdefault("hostMetrics", {"enabled": True, "collector": "alloy-metrics"})
    for source, service in (("linuxHosts", "node-exporter"), ("windowsHosts", "windows-exporter")):
        hosts.setdefault(source, {"enabled": True})
        values["telemetryServices"].setdefault(service, {"deploy": True})


def without_services_that_were_off(values: dict[str, Any]) -> None:
    del values["costMetrics"], values["hostMetrics"]["energyMetrics"]
    del values["telemetryServices"]["opencost"], values["telemetryServices"]["kepler"]


def without_costs(values: dict[str, Any]) -> None:
    del values["costMetrics"], values["telemetryServices"]["opencost"]


def with_profilers(values: dict[str, Any]) -> None:
    for name in ("ebpf", "java", "pprof"):
        values["profiling"].setdefault(name, {})["enabled"] = True


EXPORTERS = "Exporters that nobody mentioned"
OFF = "Kepler and OpenCost that were off"
PROFILERS = "Profilers with settings"

FAULTS: dict[str, tuple[tuple[str, Callable[[dict[str, Any]], None]], ...]] = {
    "auth--sigv4": ((EXPORTERS, with_exporters),),
    "collector-storage": ((EXPORTERS, with_exporters),),
    "exclude-by-namespace": ((EXPORTERS, with_exporters), (PROFILERS, with_profilers)),
    "extra-rules": ((EXPORTERS, with_exporters),),
    "features--cluster-metrics--control-plane-monitoring": ((EXPORTERS, with_exporters),),
    "images--images-by-digest": ((OFF, without_services_that_were_off),),
    "include-by-namespace": ((EXPORTERS, with_exporters), (PROFILERS, with_profilers)),
    "metric-enrichment": ((EXPORTERS, with_exporters),),
    "metric-enrichment--namespace-and-pod-labels": ((EXPORTERS, with_exporters),),
    "metrics-tuning": ((EXPORTERS, with_exporters),),
    "name-overrides--fullname-overrides": ((EXPORTERS, with_exporters),),
    "namespace-labels-and-annotations": ((EXPORTERS, with_exporters),),
    "pod-labels-and-annotations": ((EXPORTERS, with_exporters),),
    "scalability--sharded-kube-state-metrics": ((EXPORTERS, with_exporters),),
    "tolerations": ((OFF, without_costs),),
}
"""Files that the reference's converter gets wrong: why, and what makes its result right."""


REFUSED_IN_BOTH = {
    "destinations--otlp-endpoint": "`extraConfig` has a component that `stabilityLevel` does not allow",
}
"""Files whose result neither version 4 of the chart nor we build: what their author has to change."""


def built(text: str) -> object:
    try:
        configurations = compile_values(load_text(text), SETTINGS).configurations
    except Refused:
        return REFUSED
    return {c.collector: set(flows_of(c.text)) for c in configurations}


def theirs(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((FOLDER / name / "v4-values.yaml").read_text()))


@pytest.mark.parametrize("name", ALL)
def test_same_flows_as_the_reference(name: str) -> None:
    ours = built(migrate_text((FOLDER / name / "v3-values.yaml").read_text()).text)
    values = theirs(name)
    if name in FAULTS:
        assert ours != built(yaml.safe_dump(values)), "no longer different: take it from the list"
        for _, correct in FAULTS[name]:
            correct(values)
    assert ours == built(yaml.safe_dump(values))
    assert (ours == REFUSED) == (name in REFUSED_IN_BOTH)


@pytest.mark.parametrize("name", ALL)
def test_migrates_to_itself(name: str) -> None:
    migrated = migrate_text((FOLDER / name / "v3-values.yaml").read_text())
    again = migrate_text(migrated.text)
    assert migrated.old
    assert (again.text, again.changes, again.old) == (migrated.text, (), False)


@pytest.mark.parametrize("title", sorted({title for faults in FAULTS.values() for title, _ in faults}))
def test_fault_of_the_reference_is_documented(title: str) -> None:
    page = PAGE.read_text()
    assert f"### {title}\n" in page
    assert [n for n, faults in FAULTS.items() if title in dict(faults) and f"`{n}`" not in page] == []
