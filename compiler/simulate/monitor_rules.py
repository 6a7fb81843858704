"""What monitors say of labels, as relabelling rules.

Source: grafana/alloy internal/component/prometheus/operator/configgen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..graph.build import Value
from ..graph.build import block as make_block
from ..syntax.ast import Block
from .kubernetes.labels import Object, items, part, sanitize, text
from .relabel import Rules, rules_of
from .relabel_rules import Rule, compile_rule


def rule(sources: list[str] | None = None, **values: Value) -> Rule:
    """A rule over labels."""
    return _compiled(make_block("rule", source_labels=sources, **values))


def _compiled(block: Block) -> Rule:
    return compile_rule(block, "prometheus")


def as_rules(rules: list[Any]) -> list[Rule]:
    """Rules as an object writes them. An empty text is as good as none."""
    return [
        _compiled(
            make_block(
                "rule",
                source_labels=list(found.get("sourceLabels") or []) or None,
                separator=found.get("separator") or None,
                regex=found.get("regex") or None,
                modulus=found.get("modulus") or None,
                target_label=found.get("targetLabel") or None,
                replacement=found.get("replacement") or None,
                action=(found.get("action") or "replace").lower(),
            )
        )
        for found in rules
    ]


def written_rules(rules: list[Any]) -> Rules:
    """Rules as an object writes them, a list of their own."""
    return rules_of(tuple(as_rules(rules)), "prometheus")


def selected_by(role: str, selector: Object) -> Iterator[Rule]:
    """A selector of labels as rules over what discovery says of an object."""
    prefix = f"__meta_kubernetes_{role}_label"
    for key, value in sorted(part(selector, "matchLabels").items()):
        yield rule(_pair(prefix, key), action="keep", regex=f"({value});true")
    for expression in items(selector, "matchExpressions"):
        key, operator = text(expression.get("key")), expression.get("operator")
        action = "keep" if operator in ("In", "Exists") else "drop"
        if operator in ("In", "NotIn"):
            yield rule(_pair(prefix, key), action=action, regex=f"({'|'.join(items(expression, 'values'))});true")
        elif operator in ("Exists", "DoesNotExist"):
            yield rule([f"{prefix}present_{sanitize(key)}"], action=action, regex="true")


def _pair(prefix: str, key: str) -> list[str]:
    return [f"{prefix}_{sanitize(key)}", f"{prefix}present_{sanitize(key)}"]


_NOT_RUNNING = "(Failed|Succeeded)"


def not_running(endpoint: Object) -> list[Rule]:
    """Drops pods that are over, unless the endpoint wants them."""
    if endpoint.get("filterRunning") is False:
        return []
    return [rule(["__meta_kubernetes_pod_phase"], action="drop", regex=_NOT_RUNNING)]


def copied(prefix: str, names: list[Any]) -> list[Rule]:
    """Labels of an object that its targets get, under their own names."""
    return [
        rule([f"{prefix}_label_{sanitize(name)}"], regex="(.+)", replacement="${1}", target_label=sanitize(name))
        for name in names
    ]


def container_port(endpoint: Object) -> list[Rule]:
    """`targetPort`: a port of the container, by name or number."""
    port = endpoint.get("targetPort")
    if isinstance(port, str) and port:
        return [rule(["__meta_kubernetes_pod_container_port_name"], action="keep", regex=port)]
    if isinstance(port, int) and port:
        return [rule(["__meta_kubernetes_pod_container_port_number"], action="keep", regex=str(port))]
    return []


def endpoint_label(endpoint: Object) -> list[Rule]:
    """The label `endpoint`: the port as the endpoint names it."""
    named = text(endpoint.get("port")) or text(endpoint.get("targetPort"))
    return [rule(target_label="endpoint", replacement=named)] if named else []


def job_label(prefix: str, spec: Object) -> list[Rule]:
    """The label `job` from a label of the object, where that has it."""
    label = text(spec.get("jobLabel"))
    if not label:
        return []
    return [rule([f"{prefix}_label_{sanitize(label)}"], regex="(.+)", replacement="${1}", target_label="job")]
