"""The role `node`: a target a node, its kubelet."""

from __future__ import annotations

from typing import Any

from .labels import META, Labels, Object, address, items, metadata, object_labels, part, sanitize, text

_PREFERRED = ("InternalIP", "InternalDNS", "ExternalIP", "ExternalDNS", "LegacyHostIP", "Hostname")
"""The types of addresses, the one that is scraped first."""


def group(node: Object, cluster: Any) -> tuple[Labels, list[Labels]] | None:
    """What is known of a node, and its target. A node without an address has none."""
    first: dict[str, str] = {}
    for place in items(part(node, "status"), "addresses"):
        first.setdefault(text(place.get("type")), text(place.get("address")))
    host = next((first[kind] for kind in _PREFERRED if kind in first), None)
    if host is None:
        return None
    shared = {
        f"{META}node_provider_id": text(part(node, "spec").get("providerID")),
        **object_labels("node", node, named=True),
    }
    kubelet = part(part(part(node, "status"), "daemonEndpoints"), "kubeletEndpoint")
    target = {"__address__": address(host, kubelet.get("Port") or 0), "instance": metadata(node, "name")}
    target.update({sanitize(f"{META}node_address_{kind}"): value for kind, value in first.items()})
    return shared, [target]
