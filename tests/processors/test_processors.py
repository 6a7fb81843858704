"""What each data processor asks of its options."""

from __future__ import annotations

from importlib.resources import files

import pytest

from alloyc import processors
from support.small import faults


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ("type: kubernetesEnrichment", ""),
        ("type: kubernetesEnrichment, podLabels: {app: ''}", ".podLabels.app"),
        ("type: ec2Enrichment", ""),
        ("type: ec2Enrichment, tags: {team: null}", ".tags.team"),
        ("type: custom, logs: {loki: {enabled: true}}", ".logs.loki"),
        ("region: eu", ""),
    ],
)
def test_what_is_missing(options: str, key: str) -> None:
    assert faults(f"dataProcessors: {{extra: {{{options}}}}}") == [("missing-key", f"dataProcessors.extra{key}")]


def test_labels_are_enriched_by_experimental_components() -> None:
    section = "dataProcessors: {extra: {type: ec2Enrichment, tags: {team: Team}}}\n"
    section += "selfReporting: {dataProcessors: [extra]}\n"
    assert [code for code, _ in faults(section, verify=True)] == ["unstable"]


def test_no_module_is_missing_from_the_registry() -> None:
    modules = {file.name for file in files("alloyc.processors").iterdir() if file.name.endswith(".py")}
    assert modules - {"__init__.py", "chain.py", "unit.py"} == {f"{module}.py" for module in processors.TYPES.values()}
