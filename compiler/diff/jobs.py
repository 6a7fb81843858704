"""Whether a source's telemetry has a `job` by itself. Where it has none, Alloy takes the component's name.

Source: grafana/alloy internal/component/loki/source/kubernetes/kubetail/target.go, loki/source/journal/tailer.go,
prometheus/prometheus scrape/target.go.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..graph.component import Component
from ..syntax.ast import Array, Block, Literal, Object, Ref
from .rule import argument, given, pattern, sources_of


def has_job(component: Component, by_id: Mapping[int, Component]) -> bool:
    """Whether all that the source gathers has a job, whatever the component is called."""
    labels = component.argument("labels")
    if isinstance(labels, Object):
        return any(f.key == "job" and isinstance(f.value, Literal) and f.value.value for f in labels.fields)
    targets = component.argument("targets")
    if isinstance(targets, Ref):
        return _sets_job(by_id[targets.component], by_id)
    items = targets.items if isinstance(targets, Array) else ()
    keys = [{f.key for f in item.fields} if isinstance(item, Object) else set() for item in items]
    return bool(keys) and all("job" in known for known in keys)


def _sets_job(component: Component, by_id: Mapping[int, Component]) -> bool:
    if component.kind != "discovery.relabel":
        return False
    inner = component.argument("targets")
    known = isinstance(inner, Ref) and _sets_job(by_id[inner.component], by_id)
    for rule in (s for s in component.body if isinstance(s, Block)):
        known = _after(rule, known)
    return known


def _after(rule: Block, known: bool) -> bool:
    """Whether targets have a job after a rule, given whether they had before."""
    action = argument(rule, "action") or "replace"
    if action in ("labeldrop", "labelkeep"):
        return False
    if action != "replace":  # what `labelmap` writes is never empty
        return known and argument(rule, "target_label") != "job"
    if argument(rule, "target_label") != "job":
        return known and "$" not in argument(rule, "target_label")
    regex, replacement = pattern(rule), given(rule, "replacement", "$1")
    if not replacement:
        return False
    filled = "$" not in replacement or (replacement == "$1" and _never_empty(rule))
    if regex == "(.*)":
        return filled
    return known and ("$" not in replacement or (regex == "(.+)" and replacement == "$1"))


def _never_empty(rule: Block) -> bool:
    return len(sources_of(rule)) > 1 and bool(given(rule, "separator", ";"))
