"""The namespaces that a deployment brings with it."""

from __future__ import annotations

from typing import Any

from ..planning.installation import Installation

OF_KUBERNETES = ("default", "kube-system", "kube-public", "kube-node-lease")
"""Namespaces that every cluster has."""


def namespaces(installation: Installation) -> list[dict[str, Any]]:
    """Where the services and the collectors live, unless it is there in every cluster."""
    names = sorted({installation.release.namespace, installation.namespace} - set(OF_KUBERNETES))
    return [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}} for name in names]
