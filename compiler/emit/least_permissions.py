"""Roles with what a collector's components ask of the API server, instead of those that Alloy's chart makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from ..compile import Compilation
from ..planning.collectors import Collector
from ..planning.service_checks import service_account
from ..report.diagnostics import Diagnostic
from .collector_objects import PART_OF
from .permissions import ANYWHERE, Asked, asked, unknown
from .roles import grouped, rule_of

Object = dict[str, Any]
API = "rbac.authorization.k8s.io"


def with_least_permissions(files: Mapping[str, list[Object]], built: Compilation) -> dict[str, list[Object]]:
    """The files of manifests, with roles of ours in those of collectors that `kept_permissions` does not warn of."""
    needed = {name: several for name, several in asked(built).items() if not _reason(built, name)}
    found = dict(files)
    for name, asks in needed.items():
        file = f"collector-{name}.yaml"
        if file in files:
            found[file] = list(_with_roles(files[file], built, _collector(built, name), asks))
    return found


def kept_permissions(built: Compilation) -> Iterator[Diagnostic]:
    """A warning for each collector that keeps the roles of Alloy's chart, and why."""
    for name in asked(built):
        if reason := _reason(built, name):
            message = f"`{name}` keeps the roles that Alloy's chart makes: {reason}"
            help = "write them yourself: `alloyc rbac` prints what is known, `rbac.create: false` turns the chart's off"
            yield Diagnostic("kept-permissions", message, _collector(built, name).path, help, "warning", about_key=True)


def _reason(built: Compilation, name: str) -> str:
    settings = _collector(built, name).settings.get("rbac")
    if isinstance(settings, Mapping) and set(settings) - {"create"}:
        return "its `rbac` has rules of its own"
    left = unknown(built, name)
    return f"nobody knows all that {', '.join(f'`{one}`' for one in left)} may ask" if left else ""


def _collector(built: Compilation, name: str) -> Collector:
    installation = built.plan.installation
    satellites = {one.collector.key: one.collector for one in installation.satellites}
    return installation.collectors.get(name) or satellites[name]


def _with_roles(
    several: list[Object], built: Compilation, collector: Collector, needed: tuple[Asked, ...]
) -> Iterator[Object]:
    """The objects, with the roles before the resource that is to use them."""
    for found in several:
        if found.get("kind") == "Alloy":
            name = str(found["metadata"]["name"])
            yield from roles_of(name, service_account(collector, built.plan.installation), needed, built)
            found = {**found, "spec": {**found["spec"], "rbac": {"create": False}}}
        yield found


def roles_of(name: str, account: str, needed: tuple[Asked, ...], built: Compilation) -> Iterator[Object]:
    """A ClusterRole, and a Role for each namespace, each with its binding to the service account."""
    own = built.plan.installation.namespace
    subject = {"kind": "ServiceAccount", "name": account, "namespace": own}
    labels = {**PART_OF, "app.kubernetes.io/component": "rbac"}
    for namespace, there in groupby(needed, key=lambda one: one.permission.namespace):
        kind = "ClusterRole" if namespace == ANYWHERE else "Role"
        place = {} if namespace == ANYWHERE else {"namespace": namespace}
        metadata = {"name": f"{own}-{name}" if namespace == ANYWHERE else name, **place, "labels": labels}
        rules = [rule_of(about, verbs) for about, verbs in grouped(one.permission for one in there)]
        yield {"apiVersion": f"{API}/v1", "kind": kind, "metadata": metadata, "rules": rules}
        yield {
            "apiVersion": f"{API}/v1",
            "kind": f"{kind}Binding",
            "metadata": metadata,
            "roleRef": {"apiGroup": API, "kind": kind, "name": metadata["name"]},
            "subjects": [subject],
        }
