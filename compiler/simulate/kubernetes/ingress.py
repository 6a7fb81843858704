"""The role `ingress`: a target for each path of each rule."""

from __future__ import annotations

from typing import Any

from .labels import META, Labels, Object, items, metadata, object_labels, part, text


def group(ingress: Object, cluster: Any) -> tuple[Labels, list[Labels]]:
    """What the targets of an Ingress share, and each of them."""
    spec = part(ingress, "spec")
    shared = {
        f"{META}namespace": metadata(ingress, "namespace"),
        f"{META}ingress_class_name": text(spec.get("ingressClassName")),
        **object_labels("ingress", ingress, named=True),
    }
    secured = [text(host) for tls in items(spec, "tls") for host in items(tls, "hosts")]
    targets = []
    for rule in items(spec, "rules"):
        host = text(rule.get("host"))
        scheme = "https" if any(_covers(pattern, host) for pattern in secured) else "http"
        for path in _paths(rule):
            targets.append(
                {
                    "__address__": host,
                    f"{META}ingress_scheme": scheme,
                    f"{META}ingress_host": host,
                    f"{META}ingress_path": path,
                }
            )
    return shared, targets


def _paths(rule: Object) -> list[str]:
    if rule.get("http") is None:
        return ["/"]
    return [text(path.get("path")) or "/" for path in items(part(rule, "http"), "paths")]


def _covers(pattern: str, host: str) -> bool:
    """Whether a host is a pattern's: the same, or any name in the place of a leading `*`."""
    if pattern == host:
        return True
    first, *rest = pattern.split(".")
    return first == "*" and host.split(".")[1:] == rest
