"""The Kubernetes Secrets that hold what exporters log in with, made from the values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..lowering.secrets import mode, secret_options, secret_value, uses_kubernetes_secret
from ..planning.installation import Installation
from ..values.names import secret_name
from ..values.options import Options
from . import TYPES, load, secret_paths

CHART = "integrations"
"""The chart whose name the reference gives these Secrets."""


@dataclass(frozen=True)
class ExporterSecret:
    """What one instance puts in a Secret, and where that instance stands in the values."""

    type: str
    index: int
    name: str
    namespace: str
    data: Mapping[str, str]


def secrets_of(options: Any, installation: Installation) -> Iterator[ExporterSecret]:
    """For each instance that has secret values and says of no Secret that it exists."""
    for type in TYPES if options is not None else ():
        for index, instance in enumerate(options.instances(type)):
            paths = secret_paths(load(type))
            if not paths or mode(instance) != "create" or not uses_kubernetes_secret(instance, paths):
                continue
            chosen = secret_options(instance)
            values = [secret_value(instance, path) for path in paths]
            yield ExporterSecret(
                type,
                index,
                chosen.name or secret_name(instance.name, installation.release.name, CHART),
                chosen.namespace or installation.namespace,
                {value.key: value.text for value in values if value.text},
            )


def secret_objects(options: Options | None, installation: Installation) -> list[dict[str, Any]]:
    """The Secret objects, each once. `options` is the section `integrations`, or None."""
    objects: dict[tuple[str, str], dict[str, Any]] = {}
    for secret in secrets_of(options, installation):
        metadata = {"name": secret.name, "namespace": secret.namespace}
        made = {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "stringData": {}}
        objects.setdefault((secret.namespace, secret.name), made)["stringData"].update(secret.data)
    return list(objects.values())
