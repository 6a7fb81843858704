"""What the API server, and the memory of collectors, bear for discovery without need.

A component that watches all of a resource does so in every pod of its collector. Told where a value makes it small:
whether one does is found out by building with it. What else there is, is shown with `-v`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, groupby
from typing import Any, TypeAlias

from ..compile import compile_values
from ..planning.collectors import is_clustered
from ..report.diagnostics import Diagnostic, Path, Refused, dotted
from .finding import Case, Finding
from .watches import Watch, watches

NARROWER: tuple[tuple[tuple[str, ...], Any], ...] = (
    (("namespaces",), ["default"]),
    (("labelSelectors",), {"app": "one"}),
)
"""Values that may make what a unit watches small, by their keys below it."""
BY_NODE = 'field = "spec.nodeName=" + sys.env("HOSTNAME")'


Tried: TypeAlias = dict[Path, tuple[Watch, ...]]
"""What is watched with one more value, by its path: several watches of a unit ask for the same."""


def check(case: Case) -> Iterator[Finding]:
    """A finding for each watch of everything by many pods, and for discoveries of one role that are not shared."""
    found = watches(case.built)
    tried: Tried = {}
    for watch in found:
        if watch.pods != "1" and watch.is_whole:
            yield _whole(case, watch, tried)
    discoveries = [watch for watch in found if watch.component.kind == "discovery.kubernetes"]
    for _, several in groupby(
        sorted(discoveries, key=lambda one: (one.collector, one.resource)), lambda one: (one.collector, one.resource)
    ):
        yield from _unshared(list(several))


def _whole(case: Case, watch: Watch, tried: Tried) -> Finding:
    component = watch.component
    many = "every node's pod" if watch.pods == "every node" else f"each of {watch.pods} pods"
    message = f"`{component.name}` watches all {watch.resource} of the cluster, in {many} of `{watch.collector}`"
    if component.origin.written_by_user:
        help = f"select less, with `namespaces` or `selectors`{_by_node(case, watch)}"
        return Finding(_diagnostic(message, watch, help))
    path = _narrower(case, watch, tried) if watch.pods == "every node" else None
    if path is None:
        return Finding(_diagnostic(message, watch, "run it in a collector of one pod"), "unknown")
    return Finding(_diagnostic(message, watch, f"set `{dotted(path)}`, or run it in a collector of fewer pods"))


def _by_node(case: Case, watch: Watch) -> str:
    """The selector of a pod's own node; where pods share their targets each must see all of them."""
    collector = case.built.plan.installation.collectors.get(watch.collector)
    shares = collector is None or is_clustered(collector)
    return "" if shares or watch.pods != "every node" or watch.resource != "pods" else f" that have `{BY_NODE}`"


def _narrower(case: Case, watch: Watch, tried: Tried) -> Path | None:
    """A value that makes a watch small: built with it, it is there and is so."""
    for keys, value in NARROWER:
        path = (*watch.component.origin.path, *keys)
        if path not in tried:
            tried[path] = _watches_with(case, path, value)
        after = [one for one in tried[path] if _what(one) == _what(watch)]
        if after and not any(one.is_whole for one in after):
            return path
    return None


def _watches_with(case: Case, path: Path, value: Any) -> tuple[Watch, ...]:
    """What is watched with one more value; nothing where that is refused."""
    values = replace(case.values, data=_set(case.values.data, path, value))
    try:
        return watches(compile_values(values, replace(case.settings, verify=False, measure=False, comments="none")))
    except Refused:
        return ()


def _what(watch: Watch) -> tuple[str, str, str]:
    return watch.collector, watch.component.name, watch.resource


def _set(data: Any, path: Path, value: Any) -> Any:
    match path:
        case ():
            return value
        case (int(index), *rest):
            return [_set(one, tuple(rest), value) if n == index else one for n, one in enumerate(data or ())]
        case (key, *rest):
            below = data if isinstance(data, dict) else {}
            return {**below, key: _set(below.get(key), tuple(rest), value)}
    raise AssertionError(path)


def _unshared(several: Sequence[Watch]) -> Iterator[Finding]:
    """Discoveries of one role in a collector, each of which watches for itself."""
    for one, other in combinations(several, 2):
        by_user = one.component.origin.written_by_user or other.component.origin.written_by_user
        same = (one.namespaces, one.labels, one.fields) == (other.namespaces, other.labels, other.fields)
        message = f"`{one.component.name}` and `{other.component.name}` of `{one.collector}` each watch {one.resource}"
        if same and one.component.body == other.component.body and by_user:
            message += ": they are the same, but what the user wrote is not merged"
            yield Finding(_diagnostic(message, _of_user(one, other), "take one away, and use the other's targets"))
        elif same or one.is_whole or other.is_whole:
            why = "they differ in what is attached" if same else "one selects a part of what the other has"
            yield Finding(_diagnostic(f"{message}, and are not shared: {why}", one, ""), "unknown")


def _of_user(one: Watch, other: Watch) -> Watch:
    return other if other.component.origin.written_by_user else one


def _diagnostic(message: str, watch: Watch, help: str) -> Diagnostic:
    component = watch.component
    at = component.at if component.origin.written_by_user else None
    within = (at.line, at.column) if at else None
    return Diagnostic("api-load", message, component.origin.path, help, "warning", within=within)
