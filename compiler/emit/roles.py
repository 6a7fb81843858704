"""Roles as text: what each collector needs, with the components and lines that ask for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeAlias

from ..compile import Compilation
from ..graph.component import Component
from ..report.diagnostics import dotted
from ..values.load import Values
from .permissions import ANYWHERE, Asked, Permission, asked, covers, granted, unknown

Subject: TypeAlias = tuple[str, str, str, str]
"""What a rule is about: group, resource, name of the object, path."""


def roles(built: Compilation, values: Values) -> str:
    """A ClusterRole for each collector, and a Role for each namespace that it asks something in alone: YAML."""
    documents = []
    for collector, needed in asked(built).items():
        for namespace, there in groupby(needed, key=lambda one: one.permission.namespace):
            documents.append("".join(_role(_name(built, collector), namespace, list(there), values)))
        if left := unknown(built, collector):
            documents.append(f"# {collector}: it is not known what else {', '.join(left)} may ask\n")
    return "---\n".join(documents)


def beyond(built: Compilation) -> str:
    """What Alloy's own chart grants each collector beyond that, and what it does not grant."""
    lines = []
    for collector, needed in asked(built).items():
        theirs, ours = granted(), [one.permission for one in needed]
        for subject, verbs in grouped(one for one in theirs if not any(covers(need, one) for need in ours)):
            lines.append(f"{collector}: + {words(subject)}: {', '.join(verbs)}")
        for subject, verbs in grouped(need for need in ours if not any(covers(one, need) for one in theirs)):
            lines.append(f"{collector}: - {words(subject)}: {', '.join(verbs)}")
    return "".join(f"{line}\n" for line in lines)


def _role(name: str, namespace: str, needed: Sequence[Asked], values: Values) -> Iterator[str]:
    metadata = {"name": name} if namespace == ANYWHERE else {"name": name, "namespace": namespace}
    yield "apiVersion: rbac.authorization.k8s.io/v1\n"
    yield f"kind: {'ClusterRole' if namespace == ANYWHERE else 'Role'}\nmetadata: {json.dumps(metadata)}\nrules:\n"
    for subject, verbs in grouped(one.permission for one in needed):
        by = [c for one in needed if _subject(one.permission) == subject for c in one.components]
        for component in dict.fromkeys(by):
            yield f"  # {component.name}{place_of(component, values)}\n"
        yield f"  - {json.dumps(rule_of(subject, verbs))}\n"


def rule_of(subject: Subject, verbs: list[str]) -> dict[str, list[str]]:
    """A rule of a role."""
    group, resource, name, url = subject
    if url:
        return {"nonResourceURLs": [url], "verbs": verbs}
    named = {"resourceNames": [name]} if name else {}
    return {"apiGroups": [group], "resources": [resource], **named, "verbs": verbs}


def grouped(permissions: Iterable[Permission]) -> list[tuple[Subject, list[str]]]:
    """Verbs by what they are allowed on, in order."""
    found: dict[Subject, set[str]] = {}
    for permission in sorted(permissions):
        found.setdefault(_subject(permission), set()).add(permission.verb)
    return [(subject, sorted(verbs)) for subject, verbs in found.items()]


def _subject(permission: Permission) -> Subject:
    return permission.group, permission.resource, permission.name, permission.url


def words(subject: Subject) -> str:
    """What a permission is about, in words."""
    group, resource, name, url = subject
    return url or f"{resource}{f'.{group}' if group else ''}{f' `{name}`' if name else ''}"


def place_of(component: Component, values: Values) -> str:
    """The values path that a component was made for, and its line."""
    path = component.origin.path
    span = values.locate(path) if path else None
    return f": {dotted(path)}{f', {span.file}:{span.line}' if span else ''}" if path else ""


def _name(built: Compilation, collector: str) -> str:
    installation = built.plan.installation
    known = installation.collectors.get(collector)
    return installation.collector_name(known) if known else collector
