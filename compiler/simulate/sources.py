"""Where log lines come from: the labels that each `loki.source.*` gives them.

Source: grafana/alloy internal/component/loki/source.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..graph.component import Component
from ..graph.read import running_id
from ..syntax.ast import Name, Ref
from .data import Line
from .evaluate import argument, block, blocks
from .kubernetes.labels import Object, items, metadata, object_labels, part, text
from .kubernetes.pod import containers, pod_labels
from .kubernetes.selectors import matches
from .monitor_rules import written_rules
from .relabel import Rules, relabel
from .targets import Labels, given_targets
from .trace import Unknown

if TYPE_CHECKING:
    from .simulation import Simulation

_PLACE = ("namespace", "pod_name", "pod_container_name", "pod_uid")
"""What must be known of a container to read its log, as discovery calls it; as a source does: `__pod_name__`."""


def log_targets(simulation: Simulation, component: Component) -> list[Labels]:
    """The labels of what a source reads, those with `__` too: containers of `loki.source.kubernetes` and `.podlogs`,
    files of `loki.source.file`. Raises Unknown."""
    return simulation.once("log targets", component, lambda: list(_log_targets(simulation, component)))


def _log_targets(simulation: Simulation, component: Component) -> Iterator[Labels]:
    match component.kind:
        case "loki.source.kubernetes":
            for target in given_targets(simulation, component):
                prepared = _prepare(target, running_id(component), keep_meta=False)
                if prepared is not None:
                    yield prepared
        case "loki.source.podlogs":
            yield from _pod_logs(simulation, component)
        case "loki.source.file":
            yield from (_file(target) for target in given_targets(simulation, component))
        case _:
            raise Unknown(f"what `{component.kind}` reads is not modelled")


def _file(target: Labels) -> Labels:
    return {**target, "filename": target.get("__path__", "")}


def _prepare(target: Mapping[str, str], job: str, keep_meta: bool) -> Labels | None:
    """A container's labels; None where it cannot be told which it is."""
    place = [_first(target, name) for name in _PLACE]
    if not all(place):
        return None
    labels = {name: value for name, value in target.items() if value}
    if not keep_meta:
        labels = {name: value for name, value in labels.items() if not name.startswith("__meta_")}
    namespace, pod, container, _ = place
    labels.setdefault("job", job)
    labels.setdefault("instance", f"{namespace}/{pod}:{container}")
    for name, value in zip(_PLACE, place, strict=True):
        labels.setdefault(_own_name(name), value)
    return labels


def _own_name(name: str) -> str:
    return "__pod_namespace__" if name == "namespace" else f"__{name}__"


def _first(target: Mapping[str, str], name: str) -> str:
    return target.get(_own_name(name)) or target.get(f"__meta_kubernetes_{name}") or ""


def _pod_logs(simulation: Simulation, component: Component) -> Iterator[Labels]:
    objects = simulation.objects
    wanted = _selector(simulation, component, "selector")
    wanted_namespaces = _selector(simulation, component, "namespace_selector")
    namespaces = {metadata(found, "name"): found for found in objects if found.get("kind") == "Namespace"}
    keep_meta = bool(simulation.argument(component, "preserve_discovered_labels", False))
    node = _node(simulation, component)
    pods = [found for found in objects if found.get("kind") == "Pod"]
    pods = [pod for pod in pods if node is None or part(pod, "spec").get("nodeName") == node]
    for found in objects:
        if found.get("kind") != "PodLogs" or not matches(wanted, _labels(found)):
            continue
        if matches(wanted_namespaces, _labels(namespaces.get(metadata(found, "namespace"), {}))):
            yield from _of_pod_logs(found, pods, namespaces, keep_meta)


def _selector(simulation: Simulation, component: Component, name: str) -> Object:
    """A block that selects objects, as an object would write it."""
    body, lookup = block(component.body, name), simulation.lookup
    expressions = [
        {key: argument(found.body, key, default, lookup) for key, default in _EXPRESSION.items()}
        for found in blocks(body, "match_expression")
    ]
    return {"matchLabels": argument(body, "match_labels", {}, lookup), "matchExpressions": expressions}


_EXPRESSION: Mapping[str, Any] = {"key": "", "operator": "", "values": []}


def _node(simulation: Simulation, component: Component) -> str | None:
    """The node whose pods alone are read; None for all."""
    body, lookup = block(component.body, "node_filter"), simulation.lookup
    if not argument(body, "enabled", False, lookup):
        return None
    return str(argument(body, "node_name", "", lookup) or lookup(Name(("sys", "env", "NODE_NAME"))))


def _labels(found: Object) -> Object:
    return part(part(found, "metadata"), "labels")


def _of_pod_logs(
    found: Object, pods: list[Object], namespaces: Mapping[str, Object], keep_meta: bool
) -> Iterator[Labels]:
    spec = part(found, "spec")
    rules = written_rules(items(spec, "relabelings"))
    name = f"{metadata(found, 'namespace')}/{metadata(found, 'name')}"
    for pod in pods:
        namespace = namespaces.get(metadata(pod, "namespace"))
        if namespace is None or not matches(part(spec, "selector"), _labels(pod)):
            continue
        if not matches(part(spec, "namespaceSelector"), _labels(namespace)):
            continue
        for container, is_init in containers(pod):
            kept = relabel(rules, _container_labels(found, pod, namespace, container, is_init))
            labels = _prepare(kept, f"{name}:{text(container.get('name'))}", keep_meta) if kept else None
            if labels is not None:
                yield labels


def _container_labels(found: Object, pod: Object, namespace: Object, container: Object, is_init: bool) -> Labels:
    prefix = "__meta_kubernetes_"
    place = metadata(pod, "namespace"), metadata(pod, "name"), text(container.get("name")), metadata(pod, "uid")
    return {
        f"{prefix}podlogs_namespace": metadata(found, "namespace"),
        **object_labels("podlogs", found, named=True),
        f"{prefix}namespace": place[0],
        **object_labels("namespace", namespace),
        **pod_labels(pod),
        f"{prefix}pod_container_init": text(is_init),
        f"{prefix}pod_container_name": place[2],
        f"{prefix}pod_container_image": text(container.get("image")),
        **{_own_name(name): value for name, value in zip(_PLACE, place, strict=True)},
        "instance": f"{place[0]}/{place[1]}:{place[2]}",
        "job": f"{metadata(found, 'namespace')}/{metadata(found, 'name')}",
    }


def labelled(simulation: Simulation, component: Component, line: Line, target: Mapping[str, str] | None) -> Line | None:
    """A line with the labels that its source gives it; None where the source drops it. Raises Unknown.

    `target` is what the line is read from, one of `log_targets`. Without one, a source that reads one thing reads it
    from that. The labels of a line of the journal are its fields, `__journal_...`; those of a line that was pushed are
    what it was pushed with.
    """
    match component.kind:
        case "loki.source.api":
            return _pushed(simulation, component, line)
        case "loki.source.journal":
            return _from_journal(simulation, component, line)
        case "loki.source.kubernetes_events":
            job = simulation.argument(component, "job_name", "loki.source.kubernetes_events")
            return replace(line, labels={**line.labels, "job": job, "instance": running_id(component)})
    if target is None:
        targets = log_targets(simulation, component)
        if not targets:
            raise Unknown(f"`{component.name}` finds nothing to read in what was given")
        if len(targets) != 1:
            raise Unknown(f"`{component.name}` reads {len(targets)} logs: which of them the line is from was not given")
        target = targets[0]
    hidden = "__meta_" if component.kind == "loki.source.podlogs" else ""
    public = {n: v for n, v in target.items() if not n.startswith("__") or (hidden and n.startswith(hidden))}
    return replace(line, labels=public, line=_as_read(component, line.line))


def _as_read(component: Component, text: str) -> str:
    """The line as a source reads it: one that asks the Kubernetes API keeps the end of the line.

    Source: grafana/alloy internal/component/loki/source/kubernetes/kubetail/tailer.go.
    """
    by_api = component.kind in ("loki.source.kubernetes", "loki.source.podlogs")
    return f"{text}\n" if by_api and not text.endswith("\n") else text


def _pushed(simulation: Simulation, component: Component, line: Line) -> Line | None:
    fixed = simulation.argument(component, "labels", {})
    kept = relabel(_relabel_rules(simulation, component), {**line.labels, **fixed})
    if not kept:
        return None
    labels = {name: value for name, value in kept.items() if not name.startswith("__")}
    if "__tenant_id__" in line.labels:
        labels["__tenant_id__"] = line.labels["__tenant_id__"]
    stamped = simulation.argument(component, "use_incoming_timestamp", False)
    return replace(line, labels=labels, timestamp=line.timestamp if stamped else _now(simulation, line))


def _now(simulation: Simulation, line: Line) -> int:
    return line.timestamp if simulation.given.now is None else simulation.given.now


def _from_journal(simulation: Simulation, component: Component, line: Line) -> Line | None:
    fixed = {**simulation.argument(component, "labels", {}), "job": running_id(component)}
    kept = relabel(_relabel_rules(simulation, component), {**fixed, **line.labels})
    if kept is None:
        return None
    labels = {name: value for name, value in kept.items() if not name.startswith("__")}
    return replace(line, labels=labels) if labels else None


def _relabel_rules(simulation: Simulation, component: Component) -> Rules:
    """The rules that a source takes from another component: `relabel_rules = loki.relabel.x.rules`."""

    def find() -> Rules:
        reference = component.argument("relabel_rules")
        if reference is None:
            return simulation.compile_rules((), "prometheus")
        if not isinstance(reference, Ref) or reference.export != "rules":
            raise Unknown(f"the rules of `{component.name}` are not those of another component")
        lender = simulation.component(reference.component)
        return simulation.compile_rules(lender.body, "prometheus")

    return simulation.once("lent rules", component, find)


def event_lines(simulation: Simulation, component: Component) -> list[Line]:
    """The lines that `loki.source.kubernetes_events` makes of the given Events. Raises Unknown."""
    objects = simulation.objects
    namespaces = simulation.argument(component, "namespaces", [])
    form = simulation.argument(component, "log_format", "logfmt")
    events = (found for found in objects if found.get("kind") == "Event" and part(found, "involvedObject").get("name"))
    return [
        Line({"namespace": text(part(event, "involvedObject").get("namespace"))}, _event(event, form), _moment(event))
        for event in events
        if not namespaces or metadata(event, "namespace") in namespaces
    ]


def _event(event: Object, form: str) -> str:
    involved, source = part(event, "involvedObject"), part(event, "source")
    fields = {
        "name": involved.get("name"),
        "kind": involved.get("kind"),
        "action": event.get("action"),
        "objectAPIversion": involved.get("apiVersion"),
        "objectRV": involved.get("resourceVersion"),
        "eventRV": part(event, "metadata").get("resourceVersion"),
        "reportinginstance": event.get("reportingInstance"),
        "reportingcontroller": event.get("reportingComponent"),
        "sourcecomponent": source.get("component"),
        "sourcehost": source.get("host"),
        "reason": event.get("reason"),
        "type": event.get("type"),
        "count": event.get("count"),
    }
    given = {name: value for name, value in fields.items() if value}
    message = text(event.get("message"))
    if form == "json":
        return json.dumps(dict(sorted({**given, "msg": message}.items())), separators=(",", ":"), ensure_ascii=False)
    from ..syntax.strings import quote

    return " ".join([*(f"{name}={value}" for name, value in given.items()), f"msg={quote(message)}"]) + " "


def _moment(event: Object) -> int:
    said = event.get("lastTimestamp") or event.get("eventTime")
    if not said:
        return 0
    moment = said if isinstance(said, datetime) else datetime.fromisoformat(str(said))
    return int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1000
