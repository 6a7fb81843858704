"""The targets of `prometheus.exporter.*`: one that Alloy serves itself, or one for each thing that is probed.

Source: grafana/alloy internal/component/prometheus/exporter and the instance keys in internal/static/integrations.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from ..graph.component import Component
from ..graph.read import running_id
from .evaluate import arguments, blocks
from .given import World
from .trace import Unknown

ADDRESS = "alloy.internal:12345"
"""Where Alloy scrapes itself, in memory."""

OF_THE_HOST = ("unix", "windows", "self", "process", "cadvisor")
_OF_THE_COMPONENT = ("blackbox", "snmp", "statsd")
_ADDRESSES = {
    "redis": ("redis_addr", ""), "memcached": ("address", "localhost:11211"), "squid": ("address", ""),
    "snowflake": ("account_name", ""), "dnsmasq": ("address", "localhost:53"),
}  # fmt: skip
_URLS = {
    "apache": ("scrape_uri", "http://localhost/server-status?auto"), "consul": ("server", "http://localhost:8500"),
    "elasticsearch": ("address", "http://localhost:9200"), "github": ("api_url", "https://api.github.com"),
    "mongodb": ("mongodb_uri", ""), "mssql": ("connection_string", ""),
}  # fmt: skip
"""The argument that tells the instance, and what it is where it is left out."""


def exporter_targets(simulation: World, component: Component) -> list[dict[str, str]]:
    """The targets that an exporter exports. Raises Unknown."""
    name = component.kind.removeprefix("prometheus.exporter.")
    identity = running_id(component)
    base = {
        "__address__": ADDRESS,
        "__scheme__": "http",
        "__metrics_path__": f"/api/v0/component/{identity}/metrics",
        "__meta_component_name": component.kind,
        "__meta_component_id": identity,
        "job": f"integrations/{name}",
        "instance": _instance(simulation, component, name),
    }
    if name in ("blackbox", "snmp"):
        return [_probed(base, probe, name) for probe in _probes(simulation, component)]
    return [base]


def _instance(simulation: World, component: Component, name: str) -> str:
    if name in OF_THE_HOST:
        if "hostname" not in simulation.given.constants:
            raise Unknown("`constants.hostname` was not given")
        return simulation.given.constants["hostname"]
    if name in _OF_THE_COMPONENT:
        return running_id(component)
    if name in _ADDRESSES:
        return str(simulation.argument(component, *_ADDRESSES[name]))
    if name in _URLS:
        return urlsplit(str(simulation.argument(component, *_URLS[name]))).netloc.rpartition("@")[2]
    if name == "kafka":
        uris = simulation.argument(component, "kafka_uris", [])
        return str(simulation.argument(component, "instance", uris[0] if len(uris) == 1 else ""))
    if name == "mysql":
        return _mysql(str(simulation.argument(component, "data_source_name", "")))
    if name == "postgres":
        return _postgres(simulation.argument(component, "data_source_names", []))
    raise Unknown(f"the instance of `{component.kind}` is not modelled")


def _mysql(source: str) -> str:
    """`user:password@protocol(address)/database?...` without who and how."""
    found = re.fullmatch(r"(?:[^/]*@)?(?:(\w+)?(?:\(([^)]*)\))?)?/([^?]*)(?:\?.*)?", source)
    if found is None:
        raise Unknown("the data source of an exporter of MySQL is not one")
    return f"{found[1] or 'tcp'}({found[2] or 'localhost:3306'})/{found[3]}"


def _postgres(sources: list[Any]) -> str:
    parts = urlsplit(str(sources[0])) if len(sources) == 1 else None
    if parts is None or not parts.scheme.startswith("postgres") or "," in parts.netloc:
        raise Unknown("the instance of `prometheus.exporter.postgres` is modelled for one URL of one host")
    host = parts.netloc.rpartition("@")[2] or "localhost:5432"
    return f"postgresql://{host}/{parts.path.removeprefix('/')}"


def _probes(simulation: World, component: Component) -> list[dict[str, Any]]:
    """What is probed: blocks, or the objects of an argument."""
    named = [{"name": b.label, **arguments(b.body, simulation.lookup)} for b in blocks(component.body, "target")]
    return named or list(simulation.argument(component, "targets", []))


_PARAMETERS = {"blackbox": ("module",), "snmp": ("module", "auth", "walk_params", "snmp_context")}


def _probed(base: dict[str, str], probe: dict[str, Any], name: str) -> dict[str, str]:
    """One thing that is probed. Of an object, what says nothing of the probe is a label; in a block, `labels` are."""
    own = ("name", "address", "__address__", *_PARAMETERS[name])
    labels = probe.get("labels") or {key: value for key, value in probe.items() if key not in own}
    target = {**{key: str(value) for key, value in labels.items()}, **base}
    target["job"] = f"{base['job']}/{probe.get('name', '')}"
    target["__param_target"] = str(probe.get("address") or probe.get("__address__") or "")
    if name == "snmp":
        target["__param_name"] = str(probe.get("name", ""))
    target.update({f"__param_{key}": str(probe[key]) for key in _PARAMETERS[name] if probe.get(key)})
    return target
