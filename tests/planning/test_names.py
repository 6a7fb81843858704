"""Names that become names of files, of Kubernetes, Helm and Alloy are looked at where they are written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from alloyc.cli import main
from alloyc.compile import Settings, compile_values
from alloyc.planning.installation import Release
from alloyc.report.diagnostics import Refused
from alloyc.values.load import load_text
from alloyc.values.overrides import Override

VALUES = """\
cluster: {name: unit}
destinations: {logs: {type: loki, url: "https://loki.example/push", tenantId: x}}
clusterEvents: {enabled: true}
collectors: {alloy: {presets: [singleton]}}
"""
HOSTILE = ["../../evil", "/etc/evil", "a\0", "a\nb", '{{ exec "id" (list) }}', "x" * 254, "$(id)", "a b/c", "-", "."]
PLACES = [
    "fullnameOverride",
    "nameOverride",
    "global.namespaceOverride",
    "collectors.alloy.fullnameOverride",
    "collectors.alloy.nameOverride",
    "collectors.alloy.extraService.fullname",
    "destinations.logs.secret.name",
    "destinations.logs.secret.namespace",
    "telemetryServices.kube-state-metrics.fullnameOverride",
    "telemetryServices.kube-state-metrics.nameOverride",
    "alloy-operator.fullnameOverride",
    "autoInstrumentation.beyla.fullnameOverride",
]


def faults(text: str, *overrides: Override, release: Release | None = None) -> list[tuple[str, Any]]:
    with pytest.raises(Refused) as refused:
        compile_values(load_text(text, overrides=overrides), Settings(release=release or Release()))
    return [(found.code, found.path) for found in refused.value.diagnostics]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("place", PLACES)
def test_a_name_is_refused_at_its_place(place: str, name: str) -> None:
    assert faults(VALUES, Override("set-json", f"{place}={json.dumps(name)}")) == [
        ("invalid-name", tuple(place.split(".")))
    ]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_key_is_refused_once(name: str) -> None:
    keys = json.dumps(name)[1:-1]
    assert faults(VALUES.replace("alloy:", f'"{keys}":')) == [("invalid-name", ("collectors", name))]
    assert faults(VALUES.replace("logs:", f'"{keys}":')) == [("invalid-name", ("destinations", name))]


@pytest.mark.parametrize("name", ["1prom", "-x", "_x", "a.b"])
def test_a_destination_that_cannot_label_a_component_is_one_fault(name: str) -> None:
    assert faults(VALUES.replace("logs:", f"{name}:")) == [("invalid-name", ("destinations", name))]


@pytest.mark.parametrize("name", [*HOSTILE, ""], ids=range(len(HOSTILE) + 1))
@pytest.mark.parametrize("option", ["--release-name", "--namespace"])
def test_a_release_that_cannot_be_is_wrong_usage(option: str, name: str) -> None:
    result = CliRunner().invoke(main, ["build", "-", option, name], input=VALUES, catch_exceptions=False)
    assert result.exit_code == 2


def test_a_release_is_looked_at_in_python_too() -> None:
    assert faults(VALUES, release=Release("../x", "a b")) == [("invalid-name", ())] * 2


@pytest.mark.parametrize("name", ["my_Alloy", "alloy-2", "1", "My alloy", "a.b"])
def test_what_kubernetes_can_take_is_taken(name: str) -> None:
    compile_values(load_text(VALUES.replace("alloy:", f'"{name}":')))
