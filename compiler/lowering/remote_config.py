"""remoteConfig: a collector fetches more configuration from fleet management."""

from __future__ import annotations

from ..graph.build import Value, body, call
from ..planning.collectors import Collector, setting
from ..planning.remote_config import owner_name
from ..syntax.ast import Name
from ..values.placed import in_place_of, joined
from .endpoint import authentication, proxies, tls_config, url
from .pipeline import Pipeline


def lower_remote_config(pipeline: Pipeline) -> None:
    """Adds the block `remotecfg` of the pipeline's collector."""
    options = pipeline.collector.options.remote_config
    secrets = pipeline.secrets(options, owner_name(pipeline.collector))
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
