"""What remoteConfig asks of its collector, and what it brings to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..report.diagnostics import Diagnostic
from ..values.names import secret_name
from ..values.secrets import secret_options, secret_value, uses_kubernetes_secret
from .collectors import Collector, setting
from .credentials import check_address, check_credentials
from .installation import Installation

API_KEY = "GCLOUD_RW_API_KEY"
"""The variable that configurations from fleet management read."""


def owner_name(collector: Collector) -> str:
    """What the Secret of a collector's remote configuration is named after."""
    return f"{collector.key}-remote-cfg"


def check_remote_config(collector: Collector) -> Iterator[Diagnostic]:
    if not collector.options.remote_config.enabled:
        return
    at = (*collector.path, "remoteConfig")
    yield from check_address(collector.options.remote_config, at)
    yield from check_credentials(collector.options.remote_config, at)
    if not any(variable.get("name") == API_KEY for variable in environment(collector)):
        yield Diagnostic(
            "missing-api-key",
            f"the remote configuration of `{collector.key}` reads the variable {API_KEY}, which is not set",
            (*collector.path, "alloy", "extraEnv"),
            f"add it: `extraEnv: [{{name: {API_KEY}, valueFrom: {{secretKeyRef: {{name: ..., key: ...}}}}}}]`",
        )


def environment(collector: Collector) -> list[dict[str, Any]]:
    """The variables that the collector has."""
    found = setting(collector, "alloy", "extraEnv")
    return [variable for variable in found if isinstance(variable, dict)] if isinstance(found, list) else []


def remote_config_environment(collector: Collector, installation: Installation) -> dict[str, Any]:
    """The settings that remote configuration brings to its collector: the variables that it reads."""
    options, release = collector.options.remote_config, installation.release
    wanted: list[dict[str, Any]] = [
        {"name": "NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}},
        {"name": "POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
    ]
    if installation.cluster.name:
        wanted.append({"name": "CLUSTER_NAME", "value": installation.cluster.name})
    if uses_kubernetes_secret(options):
        name = secret_options(options).name or secret_name(owner_name(collector), release.name, release.chart)
        reference = {"name": name, "key": secret_value(options, "auth.password").key}
        wanted.append({"name": API_KEY, "valueFrom": {"secretKeyRef": reference}})
    given = environment(collector)
    names = [variable.get("name") for variable in given]
    return {"alloy": {"extraEnv": [*given, *(variable for variable in wanted if variable["name"] not in names)]}}
