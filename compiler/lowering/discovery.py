"""Finding targets in Kubernetes: the `discovery.kubernetes` component, and filters by namespace and label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from ..graph.build import Value, block, call, when
from ..graph.component import Component
from ..syntax.ast import Binary, Block, Literal
from ..values.names import name_patterns
from ..values.options import TextOrTexts
from ..values.placed import as_text, joined
from . import relabel
from .pipeline import Pipeline

Selectors: TypeAlias = dict[str, TextOrTexts]
"""An option that selects objects: label -> value, or a list of values."""

NAMESPACE_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")


def discover(
    pipeline: Pipeline,
    role: str,
    kind: str,
    *more: Block,
    namespaces: Iterable[str] = (),
    selector: str = "",
    field_selector: str = "",
    attach_namespace: bool = False,
    attach_node: bool = False,
) -> Component:
    """Objects of a kind (`pod`, `service`, ...) in the namespaces, or in all; `more` are blocks of its own kind.

    A selector is text, for labels as `label_selector` gives it. Its export is `targets`.
    """
    names = list(namespaces)
    blocks = [
        *more,
        *([block("namespaces", names=names)] if names else []),
        *_selectors(kind, selector, field_selector),
        *_attach_metadata(attach_namespace, attach_node),
    ]
    return pipeline.add("discovery.kubernetes", role, *blocks, role=kind)


def _selectors(kind: str, labels: str, fields: str) -> list[Block]:
    return when(labels or fields, block("selectors", role=kind, field=fields or None, label=labels or None))


def _attach_metadata(namespace: bool, node: bool) -> list[Block]:
    return when(namespace or node, block("attach_metadata", namespace=namespace or None, node=node or None))


def on_own_node() -> Value:
    """A field selector for the pods of the node that the collector's pod runs on."""
    return Binary("+", Literal("spec.nodeName="), call("sys.env", "HOSTNAME"))


def label_selector(labels: Mapping[str, Any]) -> str:
    """A Kubernetes label selector, its labels sorted: `app=web,tier in (front,back)`."""
    return joined(
        ",",
        (
            label + " in (" + joined(",", map(as_text, value)) + ")"
            if isinstance(value, list)
            else label + "=" + as_text(value)
            for label, value in sorted(labels.items())
        ),
    )


def exact_namespaces(namespaces: list[str]) -> list[str]:
    """The namespaces, if each is a name: then discovery can ask for them alone. None if any is a pattern."""
    return namespaces if all(NAMESPACE_NAME.fullmatch(name) for name in namespaces) else []


def namespace_rules(
    namespaces: list[str], excluded: list[str], label: str = "__meta_kubernetes_namespace"
) -> list[Block]:
    """The rules for what `exact_namespaces` cannot say: patterns to keep, and namespaces to drop.

    `label` is the one that has the namespace.
    """
    return [
        *([relabel.keep(label, name_patterns(namespaces))] if namespaces and not exact_namespaces(namespaces) else []),
        *([relabel.drop(label, name_patterns(excluded))] if excluded else []),
    ]
