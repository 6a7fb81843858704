"""The ConfigMap of a collector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..report.diagnostics import Diagnostic, Refused

if TYPE_CHECKING:
    from ..compile import Configuration
    from ..planning.plan import Plan

LARGEST_CONFIGMAP = 1024 * 1024
"""What the API server takes, in bytes."""


def configmap(configuration: Configuration, plan: Plan) -> dict[str, Any]:
    """The ConfigMap that a collector's Alloy reads. Raises Refused if it is larger than a ConfigMap may be."""
    size = len(configuration.text.encode())
    if size > LARGEST_CONFIGMAP:
        raise Refused(
            [
                Diagnostic(
                    "configmap-too-large",
                    f"the configuration of `{configuration.collector}` is {size - LARGEST_CONFIGMAP} bytes larger than "
                    "a ConfigMap can be",
                    ("collectors", configuration.collector),
                    "move some features to another collector",
                )
            ]
        )
    key, installation = configuration.collector, plan.installation
    name = key if configuration.satellite else installation.collector_name(installation.collectors[key])
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": installation.namespace},
        "data": {"config.alloy": configuration.text},
    }
