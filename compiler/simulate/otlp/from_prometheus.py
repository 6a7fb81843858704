"""otelcol.receiver.prometheus: a data point of each series.

A scrape passes on what it knows of metrics and targets only with `honor_metadata`. Without it every metric is a gauge,
and its resource is what `job` and `instance` say.

Source: grafana/alloy internal/component/otelcol/receiver/prometheus/internal, internal/component/prometheus/fanout.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

from ..data import Otlp, Series
from ..trace import Unknown
from .arguments import Facts
from .messages import Message, encode, filled

_NOT_ATTRIBUTES = (
    "__name__", "__scheme__", "__metrics_path__", "job", "instance", "otel_scope_name", "otel_scope_version",
    "otel_scope_schema_url",
)  # fmt: skip
_OF_OTHERS = ("target_info", "otel_scope_info")


def from_prometheus(series: Series, facts: Facts) -> list[Otlp]:
    """The point; none of a series that has no job or instance. Raises Unknown."""
    name, job, instance = (series.labels.get(label, "") for label in ("__name__", "job", "instance"))
    if series.described:
        raise Unknown("otelcol.receiver.prometheus: what its scrape passes on with `honor_metadata`")
    if name in _OF_OTHERS:
        raise Unknown(f"otelcol.receiver.prometheus: `{name}` says something of other series")
    if not (name and job and instance):
        return []
    resource = filled("resource", attributes=_resource(job, instance))
    entry = filled("resource_metrics", resource=resource, scopeMetrics=[_scope(series, facts)])
    return [encode("metrics", {"resourceMetrics": [entry]})]


def _scope(series: Series, facts: Facts) -> Message:
    """The scope that the labels name; of a series that names none it is the receiver (and Alloy's own version)."""
    named = {key: series.labels.get(f"otel_scope_{key}", "") for key in ("name", "version")}
    schema = series.labels.get("otel_scope_schema_url", "")
    if not (schema or any(named.values())):
        named = {"name": "otelcol/prometheusreceiver", "version": ""}
    return filled("scope_metrics", scope=filled("scope", **named), schemaUrl=schema, metrics=[_metric(series, facts)])


def _metric(series: Series, facts: Facts) -> Message:
    nanoseconds = facts.get("now", 0) if series.timestamp is None else series.timestamp * 10**6
    attributes = {key: value for key, value in sorted(series.labels.items()) if key not in _NOT_ATTRIBUTES and value}
    point = filled("number_point", attributes=attributes, timeUnixNano=nanoseconds, asDouble=float(series.value))
    gauge = filled("gauge", dataPoints=[point])
    return filled("metric", name=series.labels["__name__"], metadata={"prometheus.type": "unknown"}, gauge=gauge)


def _resource(job: str, instance: str) -> Mapping[str, str]:
    host, port = _host_and_port(instance)
    attributes = {"service.name": job}
    if _is_discernible(host):
        attributes |= {"net.host.name": host, "server.address": host}
    attributes |= {"service.instance.id": instance, "net.host.port": port, "http.scheme": "http"}
    return attributes | {"server.port": port, "url.scheme": "http"}


def _host_and_port(instance: str) -> tuple[str, str]:
    """As Go splits them: with a port that is said, and an address of IPv6 in brackets."""
    host, colon, port = instance.rpartition(":")
    if host.startswith("[") and host.endswith("]") and "[" not in host[1:]:
        return host[1:-1], port
    if not colon or ":" in host or any(bracket in instance for bracket in "[]"):
        return instance, ""
    return host, port


def _is_discernible(host: str) -> bool:
    """Whether a host is one that others can name too."""
    try:
        address = ip_address(host)
    except ValueError:
        return host != "localhost"
    return not (address.is_loopback or address.is_unspecified)
