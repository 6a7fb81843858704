"""A NetworkPolicy for each collector as text, with the components and lines that ask for each rule."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import Any

from ..compile import Compilation, Configuration
from ..emit.roles import place_of
from ..planning.collectors import Collector, setting
from ..values.load import Values
from ..values.names import kubernetes_name
from .connections import Connection, connections

ANYWHERE = ("0.0.0.0/0", "::/0")
NAME_OF_NAMESPACE = "kubernetes.io/metadata.name"


def network_policies(built: Compilation, values: Values, nodes: Sequence[str] = ()) -> str:
    """The policies as YAML. `nodes` are the networks of the nodes; without, they may be anywhere."""
    installation = built.plan.installation
    satellites = {one.collector.key: one.collector for one in installation.satellites}
    documents = []
    for made in built.configurations:
        collector = installation.collectors.get(made.collector) or satellites[made.collector]
        documents.append("".join(_policy(built, made, collector, values, tuple(nodes) or ANYWHERE)))
    return "---\n".join(documents)


def _policy(
    built: Compilation, made: Configuration, collector: Collector, values: Values, nodes: Sequence[str]
) -> Iterator[str]:
    installation = built.plan.installation
    name = installation.collector_name(collector)
    pods = {"app.kubernetes.io/name": kubernetes_name(collector.key), "app.kubernetes.io/instance": name}
    found = list(connections(built, made, collector))
    yield "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
    yield f"metadata: {json.dumps({'name': name, 'namespace': installation.namespace})}\n"
    yield f"spec:\n  podSelector: {json.dumps({'matchLabels': pods})}\n  policyTypes: [Ingress, Egress]\n"
    if setting(collector, "controller", "hostNetwork"):
        yield "  # its pods are in the network of their nodes: policies may have no say there\n"
    for direction in ("ingress", "egress"):
        yield f"  {direction}:\n"
        rules: dict[str, list[Connection]] = {}
        for one in found:
            if one.direction == direction:
                rules.setdefault(json.dumps(_rule(one, pods, nodes)), []).append(one)
        for rule, several in rules.items():
            for text in dict.fromkeys(_comment(one, values) for one in several):
                yield f"    # {text}\n"
            yield f"    - {rule}\n"


def _comment(one: Connection, values: Values) -> str:
    if one.component is None:
        return one.why
    why = f" ({one.why})" if one.why else ""
    return f"{one.component.name}{why}{place_of(one.component, values)}"


def _rule(one: Connection, pods: dict[str, str], nodes: Sequence[str]) -> dict[str, Any]:
    peers = _peers(one, pods, nodes)
    to = {"to" if one.direction == "egress" else "from": peers} if peers else {}
    return {
        **to,
        **({"ports": [{"port": port, "protocol": protocol} for port, protocol in one.ports]} if one.ports else {}),
    }


def _peers(one: Connection, pods: dict[str, str], nodes: Sequence[str]) -> list[dict[str, Any]]:
    """Whom a rule is for; none is everybody."""
    match one.place:
        case "namespace":
            return [{"namespaceSelector": {"matchLabels": {NAME_OF_NAMESPACE: one.name}}}]
        case "any namespace":
            return [{"namespaceSelector": {}}]
        case "own pods":
            return [{"podSelector": {"matchLabels": pods}}]
        case "address":
            bits = ip_address(one.name).max_prefixlen
            return [{"ipBlock": {"cidr": f"{one.name}/{bits}"}}]
        case "nodes":
            return [{"ipBlock": {"cidr": network}} for network in nodes]
        case "outside":
            return [{"ipBlock": {"cidr": network}} for network in ANYWHERE]
        case "anywhere":
            return []
