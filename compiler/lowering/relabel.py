"""Relabeling rules, as several units build them: for targets (`discovery.relabel`) and series (`prometheus.relabel`).

What a rule leaves unsaid is Alloy's default: action `replace`, regex `(.*)`, replacement `$1`, separator `;`.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..graph.build import Value, block
from ..syntax.ast import Block
from ..values.placed import joined

FIRST_VALUE = "^(?:;*)?([^;]+).*$"
"""Of values joined by `;`, captures the first that is not empty."""


def rule(*sources: str, **attributes: Value) -> Block:
    """A `rule` block that reads the labels `sources`; `attributes` in their order, without those that are None."""
    return block("rule", source_labels=list(sources) or None, **attributes)


def keep(source: str, *patterns: str) -> Block:
    """Keeps what has a label that matches one of the patterns."""
    return rule(source, regex=joined("|", patterns), action="keep")


def drop(source: str, *patterns: str) -> Block:
    """Drops what has a label that matches one of the patterns."""
    return rule(source, regex=joined("|", patterns), action="drop")


def keep_joined(sources: Iterable[str], regex: str, separator: str | None = None) -> Block:
    """Keeps what has labels that match together, joined by the separator."""
    return rule(*sources, separator=separator, regex=regex, action="keep")


def drop_joined(sources: Iterable[str], regex: str, separator: str | None = None) -> Block:
    """Drops what has labels that match together, joined by the separator."""
    return rule(*sources, separator=separator, regex=regex, action="drop")


def keep_equal(source: str, target: str) -> Block:
    """Keeps what has the same value in both labels."""
    return rule(source, target_label=target, action="keepequal")


def copy(source: str, target: str) -> Block:
    """Sets a label to the value of another; it is removed where the other is absent."""
    return rule(source, target_label=target)


def copy_given(source: str, target: str) -> Block:
    """Sets a label to the value of another, where that has one."""
    return rule(source, regex="(.+)", target_label=target)


def fall_back(target: str, source: str) -> Block:
    """Sets a label that is still empty to the value of another, where that has one."""
    return rule(target, source, regex=";(.+)", target_label=target)


def first(target: str, *sources: str) -> Block:
    """Sets a label to the first of several that has a value."""
    return rule(*sources, regex=FIRST_VALUE, target_label=target)


def static(target: str, value: Value) -> Block:
    """Sets a label to a value, whatever is there."""
    return rule(target_label=target, replacement=value)


def label_drop(regex: str) -> Block:
    """Removes the labels whose names match."""
    return rule(regex=regex, action="labeldrop")


def label_map(regex: str, replacement: str) -> Block:
    """Copies the labels whose names match to labels named by the replacement."""
    return rule(regex=regex, replacement=replacement, action="labelmap")


def workload() -> list[Block]:
    """Sets `workload` to what controls the pod, `Kind/name`; a ReplicaSet loses its hash: it is a Deployment's."""
    controller = ("__meta_kubernetes_pod_controller_kind", "__meta_kubernetes_pod_controller_name")
    return [
        rule(*controller, separator="/", target_label="workload"),
        rule("workload", regex="(ReplicaSet/.+)-.+", target_label="workload"),
    ]
