"""Kubernetes objects as YAML documents, and the ConfigMap of a collector."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..report.diagnostics import Diagnostic, Refused
from ..values.placed import bare

if TYPE_CHECKING:
    from ..compile import Configuration
    from ..planning.plan import Plan

LARGEST_CONFIGMAP = 1024 * 1024
"""What the API server takes, in bytes."""


def to_yaml(objects: Iterable[Mapping[str, Any]]) -> str:
    """Objects as YAML documents, text of several lines as a literal block. Keys are in order, those that say what an
    object is before the others: the order in which values gave them has no meaning."""
    import yaml

    class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
        def ignore_aliases(self, data: Any) -> bool:
            return True

    Dumper.add_representer(str, _text)
    dumped = (yaml.dump(_in_order(o), Dumper=Dumper, sort_keys=False, width=2**20, allow_unicode=True) for o in objects)
    return "---\n".join(dumped)


FIRST_KEYS = ("apiVersion", "kind", "metadata")


def _in_order(data: Any) -> Any:
    """Data with the keys of every map in order, and those that say what an object is first."""
    if isinstance(data, Mapping):
        keys = sorted(data, key=lambda key: (key not in FIRST_KEYS, key))
        return {key: _in_order(data[key]) for key in keys}
    return [_in_order(item) for item in data] if isinstance(data, list | tuple) else bare(data)


def _text(dumper: Any, value: str) -> Any:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


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
