"""The `Alloy` custom resource of a collector: its settings, as the operator hands them to Alloy's own chart."""

from __future__ import annotations

from copy import deepcopy
from hashlib import sha256
from typing import Any

from ..planning.collectors import OWN_KEYS, Collector
from ..planning.installation import Installation
from ..values.names import kubernetes_name

API_VERSION = "collectors.grafana.com/v1alpha1"
HASH_ANNOTATION = "checksum/config"
UNINSTALL_WAIT = {"helm.sdk.operatorframework.io/uninstall-wait": "true"}
"""Has the operator wait until Alloy is gone before the resource is."""


def alloy_resource(
    collector: Collector, name: str, installation: Installation, text: str, hashed: bool, satellite: bool = False
) -> dict[str, Any]:
    """The resource that runs a configuration. A satellite has the configuration inside; that of another collector is
    in the ConfigMap of the same name. With `hashed`, another configuration restarts the pods."""
    spec = {key: deepcopy(value) for key, value in collector.settings.items() if key not in OWN_KEYS}
    if satellite:
        _put(spec, ("alloy", "configMap"), {"create": True, "content": literal(text)})
    else:
        spec.update(names_of_objects(collector, name))
    if hashed:
        _put(spec, ("controller", "podAnnotations"), {HASH_ANNOTATION: sha256(text.encode()).hexdigest()})
    metadata: dict[str, Any] = {
        "name": name,
        "namespace": installation.namespace,
        "annotations": {**UNINSTALL_WAIT, **collector.options.annotations},
    }
    if collector.options.labels:
        metadata["labels"] = dict(collector.options.labels)
    return {"apiVersion": API_VERSION, "kind": "Alloy", "metadata": metadata, "spec": dict(sorted(spec.items()))}


def names_of_objects(collector: Collector, name: str) -> dict[str, str]:
    """The settings from which Alloy's chart makes the names of its objects. It reads the ConfigMap of the name that it
    makes: `fullnameOverride`, else the resource's name if that has `nameOverride` in it, else both joined."""
    part = kubernetes_name(collector.key)
    given = collector.settings.get("fullnameOverride")
    made = str(given) if given else name if part in name else f"{name}-{part}"
    return {"nameOverride": part} if made == name else {"nameOverride": part, "fullnameOverride": name}


def literal(text: str) -> str:
    """Text that Helm's `tpl`, which Alloy's chart runs over an embedded configuration, gives back as it was."""
    return text.replace("{{", '{{ "{{" }}')


def _put(settings: dict[str, Any], path: tuple[str, str], values: dict[str, Any]) -> None:
    """Sets values in a map two levels down, which is made if it is not there."""
    outer = settings.get(path[0])
    outer = settings[path[0]] = outer if isinstance(outer, dict) else {}
    inner = outer.get(path[1])
    outer[path[1]] = {**(inner if isinstance(inner, dict) else {}), **values}
