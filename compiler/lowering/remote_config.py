"""remoteConfig: a collector fetches more configuration from fleet management."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..graph.build import Value, body, call
from ..planning.collectors import Collector, setting
from ..planning.installation import Installation
from ..report.diagnostics import Diagnostic
from ..syntax.ast import Name
from ..values.names import secret_name
from ..values.placed import in_place_of, joined
from .credentials import check_credentials
from .endpoint import authentication, proxies, tls_config, url
from .pipeline import Pipeline
from .secrets import secret_options, secret_value, uses_kubernetes_secret

SECRETS = ("auth.username", "auth.password", "tls.ca", "tls.cert", "tls.key")
API_KEY = "GCLOUD_RW_API_KEY"
"""The variable that configurations from fleet management read."""


def owner_name(collector: Collector) -> str:
    """What the Secret of a collector's remote configuration is named after."""
    return f"{collector.key}-remote-cfg"


def check_remote_config(collector: Collector) -> Iterator[Diagnostic]:
    if not collector.options.remote_config.enabled:
        return
    yield from check_credentials(collector.options.remote_config, SECRETS, (*collector.path, "remoteConfig"))
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
    if uses_kubernetes_secret(options, SECRETS):
        name = secret_options(options).name or secret_name(owner_name(collector), release.name, release.chart)
        reference = {"name": name, "key": secret_value(options, "auth.password").key}
        wanted.append({"name": API_KEY, "valueFrom": {"secretKeyRef": reference}})
    given = environment(collector)
    names = [variable.get("name") for variable in given]
    return {"alloy": {"extraEnv": [*given, *(variable for variable in wanted if variable["name"] not in names)]}}


def lower_remote_config(pipeline: Pipeline) -> None:
    """Adds the block `remotecfg` of the pipeline's collector."""
    options = pipeline.collector.options.remote_config
    secrets = pipeline.secrets(options, SECRETS, owner_name(pipeline.collector))
    values: dict[str, Value] = {
        "id": collector_id(pipeline),
        "url": url(options.url, options.url_from),
        **proxies(options),
        "poll_frequency": options.poll_frequency,
        "attributes": attributes(pipeline),
    }
    blocks = list(authentication(secrets))
    if options.tls is not None:
        blocks.append(tls_config(options.tls, secrets, "tls"))
    pipeline.place("remotecfg", "", body(values, blocks))


def controller(collector: Collector) -> str:
    """The kind of controller as the values say it. Where they do not, the chart takes it for none in particular."""
    return str(setting(collector, "controller", "type") or "")


def collector_id(pipeline: Pipeline) -> Value:
    """What fleet management knows the collector by: a pod's own name, or on a daemonset that of its node."""
    release, cluster = pipeline.installation.release, pipeline.installation.cluster_name
    if controller(pipeline.collector) == "daemonset":
        node = call("sys.env", "K8S_NODE_NAME")
        form = f"{release.name}-%s-%s-%s-%s"
        return call("string.format", form, cluster, release.namespace, pipeline.collector.key, node)
    hostname = Name(("constants", "hostname"))
    return call("string.format", f"{release.name}-%s-%s-%s", cluster, release.namespace, hostname)


def attributes(pipeline: Pipeline) -> Value:
    """What fleet management can choose collectors by: the cluster, then the others by name. Empty ones are left out."""
    collector, installation = pipeline.collector, pipeline.installation
    options = collector.options.remote_config
    found = {
        "platform": "kubernetes",
        "provider": installation.globals.platform,
        "source": installation.release.chart,
        "sourceVersion": installation.release.chart_version,
        "release": installation.release.name,
        "namespace": installation.namespace,
        "workloadName": collector.key,
        "workloadType": controller(collector),
        "presets": in_place_of(joined(",", collector.presets), options.presets_attribute)
        if options.presets_attribute
        else "",
        **options.extra_attributes,
    }
    named: dict[str, Value] = {name: value for name, value in sorted(found.items()) if value}
    return {"cluster": installation.cluster_name, **named}
