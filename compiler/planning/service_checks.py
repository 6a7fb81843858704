"""What the telemetry services demand of the values, if they are deployed beside the collectors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..destinations import select
from ..features.unit import Wanted
from ..report.diagnostics import Diagnostic, Path, dotted, nearest
from ..values import preset_data
from ..values.names import secret_name
from ..values.nested import dig, overlay
from ..values.placed import bare_tree
from ..values.secrets import authentication_type, mode, secret_options, secret_value
from .collectors import Collector, setting
from .installation import Destination, Installation
from .telemetry import PROMETHEUS_METRICS

QUERY_PATHS = (("/api/prom/push", "/api/prom"), ("/api/v1/push", "/api/v1/query"), ("/api/v1/write", "/api/v1/query"))
"""Where a Prometheus that is written to at one path is asked at another."""


def check_service_values(services: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Faults in how `telemetryServices` is written. All but `deploy` is for the service's own Helm chart to read."""
    known = tuple(preset_data.data("telemetry-services"))
    for name, values in services.items():
        at: Path = ("telemetryServices", name)
        if name not in known:
            close = nearest(name, known)
            help = f"did you mean `{close}`?" if close else f"known: {', '.join(known)}"
            message = f"unknown telemetry service `{name}`"
            yield Diagnostic("unknown-key", message, at, help, about_key=True, meant=close)
        elif values is not None and not isinstance(values, dict):
            yield Diagnostic("wrong-type", f"`{dotted(at)}` must be a map", at, "write its settings below it")
        elif values and not isinstance(values.get("deploy", False), bool | None):
            deploy = (*at, "deploy")
            help = "write `true` or `false`, without quotes"
            yield Diagnostic("wrong-type", f"`{dotted(deploy)}` must be true or false", deploy, help)


def check_services(installation: Installation, wanted: Sequence[Wanted]) -> Iterator[Diagnostic]:
    """Faults of the telemetry services that the values deploy, and of what features want of them."""
    if installation.deploys("opencost"):
        gatherer = next((one for one in wanted if one.service == "opencost" and one.is_on), None)
        yield from _check_opencost(installation, gatherer)
    if installation.deploys("beyla"):
        yield from _check_beyla(installation)
    if installation.deploys("sdkInjector"):
        yield from _check_sdk_injector(installation)


def merged(installation: Installation, service: str) -> dict[str, Any]:
    """The values of a service over what the chart sets for it."""
    return overlay(preset_data.data("telemetry-services").get(service) or {}, bare_tree(installation.service(service)))


def _check_sdk_injector(installation: Installation) -> Iterator[Diagnostic]:
    if installation.service("sdkInjector").get("allowedConfigMapWriters"):
        return
    accounts = ",".join(
        f"system:serviceaccount:$(POD_NAMESPACE):{service_account(collector, installation)}"
        for _, collector in sorted(installation.collectors.items())
        if collector.options.enabled
    )
    yield Diagnostic(
        "missing-key",
        "`telemetryServices.sdkInjector` must say who may write injection ConfigMaps",
        ("telemetryServices", "sdkInjector", "allowedConfigMapWriters"),
        f"add `allowedConfigMapWriters: {accounts or 'system:serviceaccount:NAMESPACE:NAME'}`",
        about_key=True,
    )


def service_account(collector: Collector, installation: Installation) -> str:
    """The service account of a collector's pods."""
    name = str(setting(collector, "serviceAccount", "name") or "")
    if setting(collector, "serviceAccount", "create") is False:
        return name or "default"
    return name or installation.collector_name(collector)


def _check_beyla(installation: Installation) -> Iterator[Diagnostic]:
    path: Path = ("telemetryServices", "beyla")
    values = installation.service("beyla")
    if values.get("enabled"):
        yield Diagnostic(
            "unsupported-service",
            "`telemetryServices.beyla` deploys only Beyla's cache of Kubernetes metadata, not Beyla",
            (*path, "enabled"),
            "enable the feature instead: `autoInstrumentation: {enabled: true}`",
        )


def _check_opencost(installation: Installation, gatherer: Wanted | None) -> Iterator[Diagnostic]:
    values = merged(installation, "opencost")
    path: Path = ("telemetryServices", "opencost")
    if dig(values, "opencost", "cloudIntegrationSecret") or dig(values, "opencost", "cloudIntegrationJSON"):
        mounts = dig(values, "opencost", "exporter", "extraVolumeMounts") or []
        if any(dig(mount, "mountPath") == "/var/configs" for mount in mounts):
            yield Diagnostic(
                "conflicting-mount",
                "OpenCost's cloud integration and the chart both mount /var/configs",
                (*path, "opencost"),
                "set `extraVolumes: []` and `opencost.exporter.extraVolumeMounts: []` in `telemetryServices.opencost`",
            )
    cluster = dig(values, "opencost", "exporter", "defaultClusterId")
    if installation.cluster.name and cluster != installation.cluster.name:
        yield Diagnostic(
            "mismatched-opencost",
            f"OpenCost calls the cluster `{cluster}`, `cluster.name` calls it `{installation.cluster.name}`",
            (*path, "opencost", "exporter", "defaultClusterId"),
            f"set it to `{installation.cluster.name}`",
        )
    if values.get("metricsSource") != "custom":
        yield from _check_metrics_source(installation, gatherer, values, path)


def _check_metrics_source(
    installation: Installation, gatherer: Wanted | None, values: Mapping[str, Any], path: Path
) -> Iterator[Diagnostic]:
    """OpenCost asks one of the destinations that its own metrics are sent to."""
    found: tuple[str, ...] = ()
    if gatherer is not None:
        found = select(installation.destinations.values(), PROMETHEUS_METRICS, gatherer.destinations)
    source = str(values.get("metricsSource") or "")
    if source not in found:
        what = f"the metrics of OpenCost do not go to `{source}`" if source else "OpenCost has no Prometheus to ask"
        yield Diagnostic(
            "mismatched-opencost",
            what,
            (*path, "metricsSource"),
            f"set it to one of {', '.join(found) or 'the destinations that costs are sent to'}, or to `custom`",
        )
        return
    prometheus = dig(values, "opencost", "prometheus") or {}
    destination = installation.destinations[source]
    if not dig(prometheus, "external", "url"):
        yield Diagnostic(
            "mismatched-opencost",
            "OpenCost has no URL to ask for metrics",
            (*path, "opencost", "prometheus", "external", "url"),
            f"set it to `{query_url(destination)}`, or `metricsSource: custom`",
        )
    yield from _check_credentials(destination, prometheus, installation, (*path, "opencost", "prometheus"))


def query_url(destination: Destination) -> str:
    """Where to ask what is written to a destination, as far as its URL tells."""
    written = str(getattr(destination.options, "url", ""))
    for push, query in QUERY_PATHS:
        if push in written:
            return re.sub(f"^(.*){re.escape(push)}$", rf"\1{query}", written)
    return f"<query URL of {destination.name}>"


def _check_credentials(
    destination: Destination, prometheus: Mapping[str, Any], installation: Installation, path: Path
) -> Iterator[Diagnostic]:
    owner = destination.options
    used = authentication_type(owner)
    if used not in ("basic", "none"):
        yield Diagnostic(
            "mismatched-opencost",
            f"OpenCost cannot take the {used} authentication of `{destination.name}`",
            path,
            "set `telemetryServices.opencost.metricsSource: custom` and configure it there",
        )
    if used != "basic":
        return
    username, password = secret_value(owner, "auth.username"), secret_value(owner, "auth.password")
    if mode(owner) == "embedded":
        wanted = {"username": username.text}
        if prometheus.get("password") != password.text:
            yield Diagnostic(
                "mismatched-opencost",
                f"OpenCost has not the password of `{destination.name}`",
                (*path, "password"),
                "copy it from the destination",
            )
    elif mode(owner) == "external" and not secret_options(owner).name:
        return  # Which Secret it is has to be said first.
    else:
        name = secret_options(owner).name or secret_name(destination.name, installation.release.name)
        wanted = {"existingSecretName": name, "username_key": username.key, "password_key": password.key}
    for key, value in wanted.items():
        if prometheus.get(key) != value:
            help = "copy it from the destination" if key == "username" else f"set it to `{value}`"
            yield Diagnostic(
                "mismatched-opencost", f"OpenCost's `{key}` is not that of `{destination.name}`", (*path, key), help
            )
