"""What changes in the cluster: the planned objects, the services, and what collectors ask of the API server."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from ..emit.manifests import objects
from ..emit.permissions import Permission, asked
from ..emit.services import service_releases
from ..report.redact import HIDDEN, is_secret
from ..values.placed import bare_tree
from .changes import Aspect, Change, How
from .edited import edited

if TYPE_CHECKING:
    from ..compile import Compilation

Thing: TypeAlias = tuple[str, str]
"""An object: what it is called, and the values path that it belongs to."""
RIGHTS = ("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding", "ServiceAccount", "SecurityContextConstraints")
LEFT_OUT = ("release-info.yaml",)
"""What only repeats what else is compared."""


def workload_changes(old: Compilation, new: Compilation) -> Iterator[Change]:
    """What is otherwise in the cluster: workloads first, then permissions."""
    had, has = dict(_things(old)), dict(_things(new))
    for thing in dict.fromkeys((*had, *has)):
        one, other = had.get(thing), has.get(thing)
        if one is None or other is None:
            how: How = "added" if one is None else "removed"
            yield _change(thing, how, (), one if other is None else other, "", "")
            continue
        for path in edited(one, other, ()):
            yield _change(thing, "changed", path, one, _shown(one, path), _shown(other, path))
    yield from _permissions(old, new)


def _things(built: Compilation) -> Iterator[tuple[Thing, Any]]:
    """The objects of a build, without the configurations in them, which are compared as what they do."""
    everything = [made.collector for made in built.configurations]
    for file, several in objects(built, everything, hashed=False).items():
        name = file.removesuffix(".yaml").removeprefix("collector-")
        about = f"collectors.{name}" if file.startswith("collector-") else _SECTIONS.get(file, "")
        for one in several if file not in LEFT_OUT else ():
            yield (f"{one['kind']} {one['metadata']['name']}", about), _without_configuration(one)
    for release in service_releases(built.plan.installation, shared_name=True):
        key = release.name.removeprefix(f"{built.plan.installation.release.name}-")
        about = f"telemetryServices.{key}" if not release.operator else "alloy-operator"
        said = {"chart": release.chart, "version": release.version, "namespace": release.namespace}
        yield (f"service {release.name}", about), bare_tree({**said, "values": release.values})


_SECTIONS = {
    "secrets.yaml": "destinations", "beyla.yaml": "autoInstrumentation", "extra-objects.yaml": "extraObjects",
}  # fmt: skip


def _without_configuration(one: Mapping[str, Any]) -> Any:
    match one:
        case {"kind": "ConfigMap", "data": {"config.alloy": _}}:
            return {**one, "data": {}}
        case {"kind": "Alloy", "spec": {"alloy": {"configMap": {"content": _, **rest}, **alloy}, **spec}}:
            return {**one, "spec": {**spec, "alloy": {**alloy, "configMap": rest}}}
        case {"kind": "Secret"}:
            keys = (*(one.get("data") or {}), *(one.get("stringData") or {}))
            return {**one, "data": dict.fromkeys(keys, HIDDEN), "stringData": {}}
    return one


def _change(thing: Thing, how: How, path: tuple[str | int, ...], one: Any, old: str, new: str) -> Change:
    name, about = thing
    inside = path[1:] if path[:1] == ("spec",) and name.startswith("Alloy ") else path
    rights = (isinstance(one, Mapping) and one.get("kind") in RIGHTS) or inside[:1] in (("rbac",), ("serviceAccount",))
    aspect: Aspect = "permissions" if rights else "credentials" if name.startswith("Secret ") else "workloads"
    where = f"{name} {'.'.join(map(str, inside))}".rstrip()
    below = [".".join((about, *map(str, inside[:end]))) for end in range(len(inside), -1, -1)] if about else []
    return Change("", "", aspect, how, where, old, new, about=tuple(below))


def _shown(tree: Any, path: tuple[str | int, ...]) -> str:
    """What stands at a path, without secrets; "" where there is nothing."""
    tree = _hidden(tree)
    for part in path:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            return ""
    return json.dumps(tree, ensure_ascii=False)


def _hidden(tree: Any, below_secret: bool = False) -> Any:
    """The tree without what stands below a key, or beside a `name`, that says it is secret."""
    match tree:
        case dict():
            named = isinstance(tree.get("name"), str) and is_secret(tree["name"])
            return {
                key: one
                if key == "name"
                else _hidden(one, below_secret or is_secret(str(key)) or (named and key == "value"))
                for key, one in tree.items()
            }
        case list():
            return [_hidden(one, below_secret) for one in tree]
        case str() if below_secret and tree:
            return HIDDEN
    return tree


def _permissions(old: Compilation, new: Compilation) -> Iterator[Change]:
    had, has = _asked(old), _asked(new)
    for collector in dict.fromkeys((*had, *has)):
        before, after = had.get(collector, set()), has.get(collector, set())
        pairs: tuple[tuple[How, set[Permission]], ...] = (("removed", before - after), ("added", after - before))
        for how, some in pairs:
            for subject, verbs in _grouped(some):
                name = f"{collector}: {', '.join(verbs)} {subject}"
                yield Change("", "", "permissions", how, name, about=(f"collectors.{collector}",))


def _asked(built: Compilation) -> dict[str, set[Permission]]:
    return {collector: {one.permission for one in needed} for collector, needed in asked(built).items()}


def _grouped(some: set[Permission]) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for namespace, group, resource, name, verb, url in sorted(some):
        what = url or f"{resource}{f'.{group}' if group else ''}{f' `{name}`' if name else ''}"
        found.setdefault(f"{what}{f' in {namespace}' if namespace else ''}", []).append(verb)
    return list(found.items())
