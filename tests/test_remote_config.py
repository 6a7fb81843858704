"""The environment that remote configuration brings to its collector, and what it asks for."""

from __future__ import annotations

from typing import Any

from support.small import faults, planned

REMOTE = "remoteConfig: {enabled: true, url: 'https://fleet', auth: {type: basic, username: u, password: p}}"


def environment(presets: str, more: str = "") -> list[dict[str, Any]]:
    plan = planned("", f"collectors: {{alloy: {{presets: [{presets}], {REMOTE}, {more}}}}}\n")
    return list(plan.installation.collectors["alloy"].settings["alloy"]["extraEnv"])


def test_the_password_is_the_api_key() -> None:
    *_, cluster, key = environment("singleton")
    assert cluster == {"name": "CLUSTER_NAME", "value": "unit"}
    assert key["valueFrom"]["secretKeyRef"] == {"name": "alloy-remote-cfg-k8smon-k8s-monitoring", "key": "password"}


def test_variables_of_a_preset_stay() -> None:
    names = [variable["name"] for variable in environment("linux-host-monitor, daemonset, clustered")]
    assert names[0] == "NODE_NAME"
    assert names[-4:] == ["NAMESPACE", "POD_NAME", "CLUSTER_NAME", "GCLOUD_RW_API_KEY"]


def test_a_list_of_the_users_must_have_the_api_key() -> None:
    collectors = f"collectors: {{alloy: {{presets: [singleton], {REMOTE}, alloy: {{extraEnv: [{{name: A}}]}}}}}}\n"
    assert faults("", collectors) == [("missing-api-key", "collectors.alloy.alloy.extraEnv")]
