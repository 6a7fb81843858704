"""How names of values become names of Alloy, Kubernetes and Prometheus. The rules are the chart's."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..report.record import dataclass
from .placed import joined, piecewise

CHART = "k8s-monitoring"


@dataclass(frozen=True)
class Rule:
    """What a name may be: a pattern, in words, and how long."""

    pattern: str
    wanted: str
    longest: int

    def allows(self, name: str) -> bool:
        return len(name) <= self.longest and re.fullmatch(self.pattern, name) is not None


_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SMALL = "small letters, digits and `-`, no `-` first or last"
NAMESPACE = Rule(_LABEL, _SMALL, 63)
OBJECT = Rule(rf"{_LABEL}(\.{_LABEL})*", f"{_SMALL}, and dots between", 253)
RELEASE = Rule(rf"{_LABEL}(\.{_LABEL})*", _SMALL, 53)
"""Helm takes no longer name of a release."""


def alloy_name(name: str) -> str:
    """A component label: lower case, blanks and hyphens as underscores."""
    return name.lower().replace(" ", "_").replace("-", "_")


def kubernetes_name(name: str) -> str:
    """An object name: lower case, blanks and underscores as hyphens."""
    return name.lower().replace(" ", "-").replace("_", "-")


def escape_label(name: str) -> str:
    """A Prometheus label; the case stays."""
    return piecewise(name, lambda piece: re.sub(r"[-./]", "_", piece))


def pod_label(name: str) -> str:
    return "__meta_kubernetes_pod_label_" + escape_label(name)


def pod_annotation(name: str) -> str:
    return "__meta_kubernetes_pod_annotation_" + escape_label(name)


def service_label(name: str) -> str:
    return "__meta_kubernetes_service_label_" + escape_label(name)


def service_annotation(name: str) -> str:
    return "__meta_kubernetes_service_annotation_" + escape_label(name)


def namespace_label(name: str) -> str:
    return "__meta_kubernetes_namespace_label_" + escape_label(name)


def namespace_annotation(name: str) -> str:
    return "__meta_kubernetes_namespace_annotation_" + escape_label(name)


def node_label(name: str) -> str:
    return "__meta_kubernetes_node_label_" + escape_label(name)


def name_patterns(patterns: Iterable[str]) -> str:
    """Patterns for names, as one. The chart puts them between quotes unescaped, so its users double each backslash;
    no name in Kubernetes has a backslash in it, so any number of them means one."""
    return piecewise(joined("|", patterns), lambda piece: re.sub(r"\\+", r"\\", piece))


def shortened(name: str, length: int = 63) -> str:
    """Cut to what Kubernetes allows, without a hyphen at the end (one, as Helm trims it)."""
    return name[:length].removesuffix("-")


def release_fullname(release: str, name_override: str = "", fullname_override: str = "") -> str:
    """The prefix of the chart's own objects."""
    if fullname_override:
        return shortened(fullname_override).lower()
    name = name_override or CHART
    return shortened(release if name in release else f"{release}-{name}").lower()


def collector_fullname(release: str, key: str, name_override: str = "", fullname_override: str = "") -> str:
    """The name of a collector's `Alloy` object, and of its ConfigMap."""
    if fullname_override:
        return shortened(fullname_override)
    name = kubernetes_name(name_override or key)
    return shortened(release if name in release else f"{release}-{name}")


def secret_name(owner: str, release: str, chart: str = CHART) -> str:
    """The Kubernetes Secret of a destination or other owner that names none itself."""
    suffix = release if chart in release else f"{release}-{chart}"
    return shortened(f"{kubernetes_name(owner)}-{suffix}").lower()
